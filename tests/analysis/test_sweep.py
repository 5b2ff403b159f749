"""A sweep makes every run once, keeps what it made, and goes on where it was stopped."""

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import duckdb
import numpy as np
import pandas as pd
import pytest

from tci_sim.analysis.sweep import KIND, build_experiment
from tci_sim.analysis.sweep_statistics import over_worlds
from tci_sim.api.compare import compare
from tci_sim.api.run import run
from tci_sim.api.sweep import load_sweep, sweep
from tci_sim.designs.latin_hypercube import latin_hypercube
from tci_sim.designs.study import Study
from tci_sim.designs.study_key import study_key
from tci_sim.errors import ConservationError, InputError
from tci_sim.faces.cli.sweep_command import sweep_and_save
from tci_sim.runs import batches
from tci_sim.runs import size_limits as room
from tci_sim.runs.batches import batches_of
from tci_sim.runs.digest import DIGEST_KEY
from tci_sim.runs.files import FILE, write_json
from tci_sim.runs.interrupt import interruptible
from tci_sim.runs.parquet import connect, write_parquet_with_digest
from tci_sim.runs.rows import KEY
from tci_sim.runs.size_limits import rows_of_run
from tci_sim.runs.store import FolderStore, Question
from tci_sim.runs.store_errors import StoreError
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.statistics.paired import student_interval


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 200, "months": 6, "burn_in": 2}
    return variant(load(root / "scenarios" / "baseline.yaml"), small)


@pytest.fixture(scope="module")
def study(base):
    return Study(
        question="What if?", base=base, levers={"firms.ours.policy": ["tci", "tqm"]},
        uncertainties={"world.choice.price_weight": [1.0, 5.0]}, replications=3, seed=7,
        report=["satisfaction", "profit"], holders=["focal", "north", "market"], months=[0, 5],
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def small_batches():
    """Keep five runs in a file, so that there are several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "LARGEST_BATCH", 5)
        yield


@pytest.fixture(scope="module")
def result(study, tmp_path_factory):
    return sweep(study, tmp_path_factory.mktemp("results"))


def rows_of(folder):
    """Name the files with a row a run, one a batch."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("runs/*.parquet"))


def parts_of(folder, batch=1):
    """List all files of a batch."""
    names = [path.name for path in sorted(folder.glob("runs/*.parquet"))]
    found = sorted(path for path in folder.rglob(names[batch]) if "damaged" not in path.parts)
    assert [path.parent.relative_to(folder).as_posix() for path in found] == [
        "figures/firm", "figures/market", "firm", "market", "runs",
    ]  # fmt: skip
    return found


def store_of(study, out):
    """Open the folder of a study as a sweep does."""
    experiment = build_experiment(study)
    return FolderStore(experiment, Question(KIND, f"what-if-{experiment.key[:8]}", {}), out)


# --- what comes out ---------------------------------------------------------------------------------------


def test_each_case_and_replication_is_the_single_run_of_its_scenario_and_seed(study, result):
    for case in range(4):
        scenario = variant(study.base, study.plan.changes(case))
        alone = run(scenario, seed=7 + 2, threads=1)
        frame = result.to_frame("satisfaction", holder="ours")
        mine = frame[(frame["case"] == str(case)) & (frame["replication"] == 2)]["value"].to_numpy()
        assert (mine == alone.table("satisfaction")["ours"].to_numpy()[[0, 5]]).all()
        assert result.table("profit")[case, 2] == pytest.approx(
            alone.table("profit")["ours"].sum(), rel=1e-12
        )
        assert result.table("satisfaction")[case, 2] == pytest.approx(alone.last_year("satisfaction")["ours"])


def test_a_frame_is_tidy_and_complete(study, result):
    frame = result.to_frame()
    assert list(frame.columns) == [
        "case", "firms.ours.policy", "world.choice.price_weight", "replication", "month", "holder", "measure", "value",
    ]  # fmt: skip
    assert len(frame) == 4 * 3 * 2 * 3 * 2
    assert not frame.duplicated(["case", "replication", "month", "holder", "measure"]).any()
    assert sorted(frame["month"].unique()) == [0, 5]
    assert list(frame["holder"].cat.categories) == ["ours", "north", "market"]
    assert np.isfinite(frame["value"]).all()
    figures = result.figures("profit", holder="market")
    assert len(figures) == 4 * 3
    assert "month" not in figures


def test_a_mechanism_that_is_called_value_has_a_column_beside_the_figures(base):
    mechanisms = {
        "value": ["value"],
        "rest": ["learning", "culture", "listening", "improvement", "integration"],
    }
    study = Study(question="?", base=base, design="ablation", between=["command_and_control", "tci"],
                  mechanisms=mechanisms, replications=1, report=["profit"])  # fmt: skip
    frame = sweep(study).figures("profit")
    assert frame["value (mechanism)"].tolist() == [False, True, False, True]
    assert frame["value"].dtype == np.float64


def test_random_numbers_are_the_same_in_all_cases_of_a_replication(study, base, tmp_path):
    same = {"firms.ours.policy": "tci"}
    cases = {"as_it_is": {}, "said_again": {name: base.firms["ours"].policy for name in same}}
    twice = Study(question="?", base=base, design="list", cases=cases, replications=2, report=["profit"])
    table = sweep(twice, tmp_path).table("profit")
    assert (table[0] == table[1]).all()
    assert table[0, 0] != table[0, 1]


def test_an_unknown_name_is_refused_with_the_nearest(result):
    with pytest.raises(InputError, match="Did you mean 'profit'"):
        result.to_frame("profits")
    with pytest.raises(InputError, match="Did you mean 'north'"):
        result.to_frame("profit", holder="nort")


def test_a_result_states_its_question_and_cannot_be_changed(result):
    assert "What if?" in repr(result)
    assert "4 cases, 3 replications from seed 7" in repr(result)
    with pytest.raises(ValueError, match="read-only"):
        result.columns["profit"][0] = 1.0
    with pytest.raises(AttributeError):
        result.key = "other"


def test_differences_are_paired_with_the_first_case_of_the_same_world(result):
    frame = result.differences("satisfaction").set_index("case")
    table = result.table("satisfaction")
    assert frame.loc["3", "reference"] == "2"
    assert frame.loc["3", "difference"] == pytest.approx((table[3] - table[2]).mean())
    assert np.isnan(frame.loc["2", "difference"])
    assert frame.loc["2", "mean"] == pytest.approx(table[2].mean())


def test_p_values_are_corrected_for_all_that_is_compared(result):
    frame = result.differences().dropna(subset="difference")
    assert len(frame) == 2 * 2  # two worlds, two measures
    smallest = frame["p_value"].idxmin()
    assert frame.loc[smallest, "p_holm"] == pytest.approx(min(1.0, 4 * frame.loc[smallest, "p_value"]))


def test_the_same_runs_are_as_sure_in_a_sweep_as_in_a_comparison(base):
    changes = {name: {"firms.ours.policy": name} for name in ("tqm", "common", "tci")}
    measures = ["satisfaction", "profit", "share"]
    listed = Study(
        question="?", base=base, design="list", cases=changes, replications=4, seed=3, report=measures
    )
    swept = sweep(listed).differences().dropna(subset="difference").rename(columns={"case": "scenario"})
    compared = compare(
        {name: variant(base, change) for name, change in changes.items()}, replications=4, seed=3
    ).differences(measures)
    same = ["difference", "low", "high", "bootstrap_low", "bootstrap_high", "p_value", "p_holm", "pairs"]
    one, other = (frame.astype({"scenario": str, "measure": str}).set_index(["scenario", "measure"])[same]
                  for frame in (swept, compared))  # fmt: skip
    assert len(one) == 2 * 3
    assert (one["p_holm"] > one["p_value"]).any()
    pd.testing.assert_frame_equal(one.sort_index(), other.sort_index(), check_exact=True)


def test_over_worlds_each_world_counts_once(result):
    frame = over_worlds(result, ["profit"], "ours").set_index("alternative")
    table = result.table("profit").mean(axis=1)
    apart = np.array([table[1] - table[0], table[3] - table[2]])
    assert frame.loc["policy tqm", "worlds"] == 2
    assert frame.loc["policy tqm", "difference"] == pytest.approx(apart.mean())
    assert frame.loc["policy tqm", "share_ahead"] == (apart > 0).mean()


def test_over_worlds_that_were_chosen_the_interval_is_over_replications(result):
    row = over_worlds(result, ["profit"], "ours").set_index("alternative").loc["policy tqm"]
    table = result.table("profit")
    replication_sd = ((table[1] - table[0]) + (table[3] - table[2])) / 2
    assert (row["low"], row["high"]) == pytest.approx(tuple(map(float, student_interval(replication_sd)[1:])))


def test_the_number_of_threads_changes_no_bit(study, result, tmp_path):
    assert sweep(study, tmp_path, threads=5).fingerprint == result.fingerprint


def test_without_a_folder_the_answer_is_the_same_and_nothing_is_kept(study, result):
    alone = sweep(study)
    assert alone == result
    assert alone.folder is None


def test_before_it_starts_the_number_of_runs_time_and_room_are_reported(study, tmp_path):
    said = []
    sweep(study, tmp_path, on_message=said.append)
    assert len(said) == 1
    assert said[0].startswith("12 runs (4 cases x 3 replications): about ")
    assert said[0].endswith(" of disk space.")
    assert " of memory for the tables and " in said[0]


def test_the_room_of_a_run_counts_everybody_who_is_asked_for(study, base):
    for holders in (["node"], ["supplier", "segment"], ["focal", "supplier 1.1"], ["market", "firm"]):
        report = ["satisfaction"] if "segment" in holders else ["headcount"]
        result = sweep(study.replace(holders=holders, report=report, months="all"))
        assert rows_of_run(build_experiment(result.study)) * 4 * 3 == len(result.columns["case"])


def test_the_room_of_a_run_is_that_of_the_largest_network(base):
    counts = {"network.tiers.0.count": [3, 9, 6]}
    study = Study(
        question="?", base=base, holders=["supplier"], uncertainties=counts, report=["profit"], months="none"
    )
    result = sweep(study.replace(replications=1))
    assert (
        rows_of_run(build_experiment(study))
        == (result.columns["case"] == 1).sum()
        > (result.columns["case"] == 0).sum()
    )


def test_more_rows_than_memory_holds_are_refused_before_any_run(study, tmp_path, monkeypatch):
    monkeypatch.setattr(room, "MOST_MEMORY", 3 * 12 * 9 * 50 - 1)
    with pytest.raises(InputError, match=r"^The tables of 12 runs would take 16 kB of memory") as told:
        sweep(study, tmp_path)
    assert "`months:` (years or none) or fewer `holders:`" in str(told.value)
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_precision_adds_replications_until_it_is_reached(base):
    wanted = {"levers": {"firms.ours.policy": ["tci", "tqm"]}, "report": ["satisfaction"], "replications": 2}
    found = sweep(Study(question="?", base=base, **wanted, precision={"satisfaction": 1e-9}, limit=5))
    assert found.replications == 5
    assert not found.precision_reached
    easy = sweep(Study(question="?", base=base, **wanted, precision={"satisfaction": 1e9}, limit=5))
    assert easy.replications == 2
    assert easy.precision_reached
    assert (found.table("satisfaction")[:, :2] == easy.table("satisfaction")).all()


@pytest.mark.parametrize("which", ["broken", "all"])
def test_a_case_of_which_no_run_ends_calls_for_no_more_replications(base, monkeypatch, which):
    begun = Simulation.step

    def step(self, months=1, on_progress=None):
        if which == "all" or self.scenario.firms["ours"].policy == "tqm":
            raise ConservationError(3, "money", 1)
        return begun(self, months, on_progress)

    monkeypatch.setattr(Simulation, "step", step)
    wanted = {"replications": 2, "precision": {"satisfaction": 1e9}, "limit": 22}
    policies = {name: {"firms.ours.policy": name} for name in ("tci", "tqm", "common")}
    study = Study(question="?", base=base, design="list", cases=policies, report=["satisfaction"], **wanted)
    found = sweep(study, share_past=False)
    assert found.replications == 2
    assert len(found.failed) == (6 if which == "all" else 2)
    compared = compare(
        {name: variant(base, change) for name, change in policies.items()}, **wanted, share_past=False
    )
    assert len(compared.seeds) == 2
    assert len(compared.failed) == (6 if which == "all" else 2)


def test_where_cases_have_different_focal_firms_each_shows_its_own(base):
    cases = {name: {"focal_firm": name} for name in ("ours", "north")}
    asked = {"question": "?", "base": base, "design": "list", "cases": cases, "report": ["profit"]}
    found = sweep(Study(**asked, replications=2, holders=["focal", "market"]))
    everybody = sweep(Study(**asked, replications=2, holders=["firm"]))
    assert found.holder == "focal"
    table = found.table("profit")
    assert (table[0] == everybody.table("profit", "ours")[0]).all()
    assert (table[1] == everybody.table("profit", "north")[1]).all()
    assert np.isfinite(found.differences("profit")["difference"].iloc[1])
    assert np.isnan(found.table("profit", "north")[0]).all()
    assert found.figures("profit", holder="focal")["holder"].tolist() == ["ours", "ours", "north", "north"]
    easy = sweep(Study(**asked, replications=2, precision={"profit": 1e12}, limit=22))
    assert easy.replications == 2


def test_runs_of_which_nobody_is_kept_are_counted(base, tmp_path):
    (tmp_path / "nodes.csv").write_text("name\nshop\n")
    (tmp_path / "edges.csv").write_text("source,target\n")
    (tmp_path / "other.csv").write_text("name\nshop\n")
    alone = {f"firms.{name}": None for name in base.firms if name != "ours"}
    none = {"network.roles": None, "network.tiers": None, "network.supplier_contributions": None}
    files = {"network.nodes": str(tmp_path / "nodes.csv"), "network.edges": str(tmp_path / "edges.csv")}
    nodes = [str(tmp_path / name) for name in ("nodes.csv", "other.csv")]
    found = sweep(Study(question="?", base=variant(base, {**alone, **none, **files}), replications=2,
                        levers={"network.nodes": nodes}, holders=["supplier"], report=["headcount"]))  # fmt: skip
    assert found.holders == ()
    assert found.replications == 2
    assert found.failed == ()
    assert found.table("headcount").shape == (2, 2)


# --- names that two kinds share ----------------------------------------------------------------------------


def test_a_generated_supplier_is_found_by_its_name_and_not_hidden_by_its_node(base):
    asked = {"question": "?", "base": base, "replications": 1, "report": ["profit"]}
    by_name = sweep(Study(**asked, holders=["supplier 1.1"]))
    by_kind = sweep(Study(**asked, holders=["supplier"]))
    assert set(by_name.columns["kind"]) == {"supplier"}
    assert np.isfinite(by_name.table("profit")).all()
    assert (by_name.table("profit") == by_kind.table("profit", "supplier 1.1")).all()


@pytest.mark.parametrize("holders", [["supplier", "node"], ["node", "supplier"]])
def test_of_two_kinds_with_one_name_the_one_that_has_the_measure_speaks(base, holders):
    report = ["profit", "shortfall", "headcount"]
    asked = {"question": "?", "base": base, "replications": 2, "report": report, "months": [5]}
    both = sweep(Study(**asked, holders=holders))
    frame = both.to_frame(holder="supplier 1.1")
    assert len(frame) == 2 * 3
    assert not both.to_frame().duplicated(["case", "replication", "month", "holder", "measure"]).any()
    assert len(both.figures("profit", holder="supplier 1.1")) == 2
    for kind, measures in (("supplier", ["profit"]), ("node", ["shortfall"]), (holders[0], ["headcount"])):
        alone = sweep(Study(**{**asked, "report": measures}, holders=[kind]))
        [measure] = measures
        assert np.isfinite(alone.table(measure, "supplier 1.1")).all()
        assert (both.table(measure, "supplier 1.1") == alone.table(measure, "supplier 1.1")).all()
        mine = frame[frame["measure"] == measure]["value"].to_numpy()
        assert (mine == alone.to_frame(holder="supplier 1.1")["value"].to_numpy()).all()


# --- failing ----------------------------------------------------------------------------------------------


@pytest.fixture
def half_broken(base):
    """No two of these fit together: a firm without customers, and all of them in one segment that is none."""
    return Study(
        question="?", base=base, replications=2, report=["profit"],
        uncertainties={
            "market.segments.value.share": [1.0, 0.0], "market.segments.care.share": [1.0, 0.0],
            "market.segments.performance.share": [1.0, 0.0],
        },
    )  # fmt: skip


def test_a_run_that_fails_is_a_row_with_its_error_and_the_rest_goes_on(half_broken, tmp_path):
    result = sweep(half_broken, tmp_path)
    assert [(run.case, run.replication, run.seed) for run in result.failed] == [("7", 0, 1), ("7", 1, 2)]
    assert "at least one segment must have a share above 0" in result.failed[0].error
    table = result.table("profit")
    assert np.isnan(table[7]).all()
    assert np.isfinite(table[:7]).all()
    assert load_sweep(result.folder) == result
    assert sweep(half_broken, tmp_path).failed == result.failed


# --- keeping and going on ---------------------------------------------------------------------------------


def test_what_is_kept_is_not_run_again(study, result, tmp_path):
    counted = []
    again = sweep(study, result.folder.parent, on_progress=lambda done, all_: counted.append((done, all_)))
    assert again == result
    assert counted[-1] == (12, 12)
    assert load_sweep(result.folder) == result


def test_a_batch_that_is_lost_is_made_again_with_the_same_bits(study, result, tmp_path):
    first = sweep(study, tmp_path)
    names = rows_of(first.folder)
    assert len(names) == 3
    others = [path for batch in (0, 2) for path in parts_of(first.folder, batch)]
    (first.folder / names[1]).unlink()
    stamps = {path: path.stat().st_mtime_ns for path in others}
    assert sweep(study, tmp_path) == result
    assert rows_of(first.folder) == names
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


@pytest.mark.parametrize("part", ["runs", "firm", "figures/market"])
@pytest.mark.parametrize("kept", [0, 10, 0.5, -4])
def test_a_truncated_file_is_set_aside_and_its_runs_are_made_again(
    study, result, tmp_path, caplog, kept, part
):
    first = sweep(study, tmp_path)
    *_, path = sorted((first.folder / part).glob("*.parquet"))
    whole = path.read_bytes()
    cut = whole[: int(kept * len(whole)) if isinstance(kept, float) else kept]
    path.write_bytes(cut)
    assert sweep(study, tmp_path) == result
    [aside] = first.folder.glob("damaged/*")  # the whole batch
    assert aside.name.startswith(path.name)
    assert len(list(aside.rglob("*.parquet"))) == 5
    assert (aside / part / path.name).read_bytes() == cut
    assert f"{path}: is damaged" in caplog.text
    assert "set aside" in caplog.text


def test_files_that_hold_other_runs_are_set_aside(study, result, tmp_path, caplog):
    first = sweep(study, tmp_path)
    for one, two in zip(parts_of(first.folder, 0), parts_of(first.folder, 1), strict=True):
        one.write_bytes(two.read_bytes())
    assert sweep(study, tmp_path) == result
    assert len(list(first.folder.glob("damaged/*"))) == 1
    assert "contains the wrong runs" in caplog.text


def rewritten(path, change, study):
    """Read a file of runs, change its rows, and write it again, with a digest as it should be."""
    frame = duckdb.read_parquet(str(path)).df()
    path.unlink()
    with closing(connect()) as connection:
        write_parquet_with_digest(connection, change(frame), path.parent, path.name, {KEY: study_key(study)})


def retold(folder, **changes):
    """Change what a folder says of its study, with a digest as it should be."""
    about = json.loads((folder / FILE).read_text(encoding="utf-8"))
    del about[DIGEST_KEY]
    write_json(folder / FILE, {**about, **changes})


@pytest.mark.parametrize("part", ["runs", "firm", "market", "figures/firm", "figures/market"])
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: pd.concat([rows, rows]), "contains runs that are incomplete or duplicated"),
        (lambda rows: rows.iloc[:-1], "contains runs that are incomplete or duplicated"),
        (lambda rows: rows.assign(case=rows["case"] + 4), "contains runs that are incomplete or duplicated"),
        (
            lambda rows: rows.assign(replication=2**40),
            "is damaged: column replication has values that are missing",
        ),
    ],
)
def test_a_file_with_rows_that_cannot_be_is_set_aside_and_refused(
    study, result, tmp_path, caplog, change, says, part
):
    folder = sweep(study, tmp_path).folder
    rewritten(sorted((folder / part).glob("*.parquet"))[1], change, study)
    refused_and_mended(folder, study, result, says, says, caplog)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.assign(case=rows["case"] + 4),
        lambda rows: rows.assign(case=-1 - rows["case"]),
        lambda rows: rows.assign(replication=rows["replication"] + 10**9),
    ],
)
def test_files_of_a_batch_that_agree_on_runs_that_cannot_be_are_set_aside_and_refused(
    study, result, tmp_path, caplog, change
):
    folder = sweep(study, tmp_path).folder
    for path in parts_of(folder):
        rewritten(path, change, study)
    here = "contains the wrong runs"
    refused_and_mended(folder, study, result, "contains runs that are not part of it", here, caplog)


def refused_and_mended(folder, study, result, says, said_again, caplog):
    """See that nobody reads what is damaged, and that the same sweep sets it aside and makes it again."""
    with pytest.raises(StoreError, match=says):
        load_sweep(folder)
    assert sweep(study, folder.parent) == result
    assert said_again in caplog.text
    assert load_sweep(folder) == result


def test_runs_that_two_files_hold_are_refused(study, tmp_path):
    folder = sweep(study, tmp_path).folder
    for path in parts_of(folder, 0):
        shutil.copy(path, path.with_name("000-000009.parquet"))
    with pytest.raises(StoreError, match="two of its files contain the same runs"):
        load_sweep(folder)


def test_a_damaged_file_that_cannot_be_set_aside_ends_it_in_one_sentence(
    study, tmp_path, monkeypatch, caplog
):
    folder = sweep(study, tmp_path).folder
    path = folder / rows_of(folder)[1]
    path.write_bytes(b"")

    def refuse(*_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("tci_sim.runs.store_errors.os.replace", refuse)
    with pytest.raises(StoreError, match=r"is damaged.* It cannot be set aside: Read-only file system\."):
        sweep(study, tmp_path)
    assert "set aside as" not in caplog.text


def test_what_the_system_does_not_let_be_read_is_no_damage(study, result, tmp_path):
    folder = sweep(study, tmp_path).folder
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    batch, *_ = batches_of(build_experiment(study), 0, range(3))
    with closing(store_of(study, tmp_path)) as fresh, closing(store_of(study, tmp_path)) as opened:
        assert opened.read(batch) is not None
        for store in (fresh, opened):
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
            try:
                with pytest.raises(StoreError, match=r"cannot be read: .*Too many open files"):
                    store.read(batch)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not list(folder.glob("damaged/*"))
    assert load_sweep(folder) == result


def test_points_that_are_drawn_otherwise_today_are_refused(base, tmp_path, monkeypatch):
    drawn = Study(
        question="?", base=base, uncertainties={"world.choice.price_weight": {"low": 1, "high": 5}},
        design="latin_hypercube", size=3, replications=1, report=["profit"],
    )  # fmt: skip
    folder = sweep(drawn, tmp_path).folder
    assert len(load_sweep(folder).cases) == 3
    monkeypatch.setattr(
        "tci_sim.designs.latin_hypercube.latin_hypercube",
        lambda *given: np.nextafter(latin_hypercube(*given), 1),
    )
    with pytest.raises(StoreError, match=r"points\.parquet, differ from those that this program draws"):
        load_sweep(folder)


def written_over(folder, change):
    """Write another account of a study over its own."""
    told = json.loads((folder / FILE).read_text())
    for name in (DIGEST_KEY, "format"):
        told.pop(name)
    change(told)
    write_json(folder / FILE, told)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["keep"]["measures"].update(ghost=["x"]),
        lambda told: told["keep"].update(months=["x", "y"]),
        lambda told: told.update(study=[]),
        lambda told: told["study"].update(design="none"),
    ],
)
def test_an_account_that_does_not_fit_is_told_as_damage(study, tmp_path, change):
    folder = sweep(study, tmp_path).folder
    written_over(folder, change)
    with pytest.raises(StoreError, match="is damaged"):
        load_sweep(folder)


@pytest.mark.parametrize(("design", "part"), [("sobol", "sample.sobol"), ("morris", "sample.morris")])
def test_a_library_that_is_not_there_is_no_damage(base, tmp_path, monkeypatch, design, part):
    pytest.importorskip("SALib")
    price = {"world.choice.price_weight": {"low": 1.0, "high": 2.0}}
    drawn = Study(
        question="?", base=base, design=design, size=2, uncertainties=price, replications=1, report=["profit"]
    )
    folder = sweep(drawn, tmp_path).folder
    monkeypatch.setitem(sys.modules, f"SALib.{part}", None)
    with pytest.raises(InputError, match=r"^Sobol and Morris designs need SALib"):
        load_sweep(folder)


def test_a_folder_that_does_not_say_its_key_is_refused(study, tmp_path):
    folder = sweep(study, tmp_path).folder
    about = json.loads((folder / FILE).read_text(encoding="utf-8"))
    del about["key"]
    (folder / FILE).write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(StoreError, match=r"manifest\.json: is damaged"):
        load_sweep(folder)
    del about[DIGEST_KEY]
    write_json(folder / FILE, about)  # as if nobody had touched it
    with pytest.raises(StoreError, match=r"is damaged"):
        load_sweep(folder)


# --- two at once ------------------------------------------------------------------------------------------


def test_what_one_sweep_of_a_process_has_claimed_no_other_claims(study, tmp_path):
    batch, *_ = batches_of(build_experiment(study), 0, range(3))
    one, other, third = (store_of(study, tmp_path) for _ in range(3))
    with closing(one), closing(third):
        assert one.claim(batch)
        assert not other.claim(batch)
        other.close()  # whoever goes lets go of nobody else's
        assert not third.claim(batch)
        one.release(batch)
        assert third.claim(batch)


def test_two_sweeps_of_one_process_share_the_work(study, result, tmp_path):
    with ThreadPoolExecutor(2) as pool:
        going = [pool.submit(sweep, study, tmp_path, threads=1) for _ in range(2)]
        assert [each.result() for each in going] == [result, result]
    assert len(rows_of(next(tmp_path.glob("what-if-*")))) == 3


# --- Ctrl-C -----------------------------------------------------------------------------------------------


def press(*_, **__):
    raise KeyboardInterrupt


def press_in_a_query(*_, **__):
    raise RuntimeError("Query interrupted")  # what DuckDB makes of Ctrl-C


@pytest.mark.parametrize(
    ("where", "pressed", "far"),
    [
        ("analysis.sweep.estimate", press, 7), ("runs.store.FolderStore.read", press, 0),
        ("runs.threads.compile_and_link", press, 7), ("runs.runner.time.sleep", press, 7),
        ("runs.parquet.with_digest", press_in_a_query, 12), ("runs.runner.joined", press, 12),
        ("runs.runner.batches_of", press, None),
    ],
)  # fmt: skip
def test_ctrl_c_at_any_moment_says_what_is_kept(study, result, tmp_path, monkeypatch, where, pressed, far):
    first = sweep(study, tmp_path)
    kept = 12
    if where != "runs.runner.joined":
        (first.folder / rows_of(first.folder)[1]).unlink()
        kept = 7
    with monkeypatch.context() as patch:
        if where == "runs.runner.time.sleep":
            patch.setattr("tci_sim.runs.store.FolderStore.claim", lambda *_: False)
        patch.setattr(f"tci_sim.{where}", pressed)
        with pytest.raises(KeyboardInterrupt) as stopped:
            sweep(study, tmp_path, on_message=lambda _: None)
    came, there = f" after run {far} of 12", f"{kept} of 12 runs are"
    if far is None:
        came, there = "", "Runs that had finished are"
    assert str(stopped.value) == (
        f"Stopped{came}. {there} saved in {first.folder}; rerun the command to resume."
    )
    assert sweep(study, tmp_path) == result


def test_ctrl_c_without_a_folder_says_that_nothing_is_kept(study):
    says = r"^Stopped after run 4 of 12; nothing was saved, because no folder was given\.$"
    with pytest.raises(KeyboardInterrupt, match=says):
        sweep(study, threads=1, on_progress=press)


def test_ctrl_c_while_pictures_are_drawn_says_that_all_runs_are_kept(study, tmp_path, monkeypatch):
    monkeypatch.setattr("tci_sim.views.study.draw_all", press)
    with pytest.raises(
        KeyboardInterrupt, match=r"^Stopped: all runs are saved in .*; rerun the command to resume"
    ):
        sweep_and_save(study, str(tmp_path))


def test_ctrl_c_in_a_query_is_ctrl_c(monkeypatch):
    before = signal.signal(signal.SIGALRM, press)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with closing(connect()) as connection, pytest.raises(KeyboardInterrupt), interruptible():
            connection.sql("select count(*) from range(1000000000000) as a(i) where i % 7 = 3").fetchall()
    finally:
        signal.signal(signal.SIGALRM, before)


# --- which question, which folder -------------------------------------------------------------------------


def test_another_question_goes_into_another_folder_and_other_words_do_not(study):
    others = [
        {}, {"seed": 8}, {"replications": 4}, {"report": ["profit"]}, {"months": "all"},
        {"levers": {"firms.ours.policy": ["tci", "iso9000"]}},
    ]  # fmt: skip
    keys = {study_key(study.replace(**parts)) for parts in others}
    assert len(keys) == 6
    assert study_key(study.replace(question="In other words?", reason="why")) in keys


def test_a_limit_decides_something_only_where_a_precision_is_asked(study):
    assert study_key(study.replace(limit=100)) == study_key(study)
    narrow = study.replace(precision={"profit": 1.0})
    assert study_key(narrow.replace(limit=100)) != study_key(narrow)


def test_a_changed_model_never_reuses_old_results(study, monkeypatch):
    before = study_key(study)
    monkeypatch.setattr("tci_sim.runs.provenance.model_version", lambda: "another")
    assert study_key(study) != before


def test_a_folder_of_another_version_is_not_read_and_made_again_beside_it(study, result, tmp_path, caplog):
    folder = sweep(study, tmp_path).folder
    retold(folder, format=0)
    with pytest.raises(StoreError, match="was written with results version 0"):
        load_sweep(folder)
    assert sweep(study, tmp_path) == result
    assert "was written with results version 0" in caplog.text
    [aside] = (tmp_path / "damaged").iterdir()
    assert len(rows_of(aside)) == 3
    assert load_sweep(folder) == result


def test_a_folder_that_holds_another_study_is_left_alone_and_one_of_its_longer_name_is_refused(
    study, tmp_path
):
    short = sweep(study, tmp_path).folder
    retold(short, key="0" * 64)
    folder = sweep(study, tmp_path).folder
    assert folder.name == f"{short.name[:-8]}{study_key(study)[:16]}"
    retold(folder, key="0" * 64)
    with pytest.raises(StoreError, match="contains the results of another experiment; choose another folder"):
        sweep(study, tmp_path)
    with pytest.raises(StoreError, match="contains runs of another experiment"):
        load_sweep(folder)


def test_a_folder_that_holds_no_study_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"contains no study, because it has no manifest\.json"):
        load_sweep(tmp_path)


def test_a_place_that_cannot_be_written_to_is_refused_before_anything_is_run(study, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="must be a writable folder"):
        sweep(study, tmp_path / "file")


def test_a_read_only_folder_is_refused_but_what_it_holds_is_read(study, result, read_only):
    folder = read_only(result.folder.parent)
    with pytest.raises(InputError, match="must be a writable folder: Read-only file system"):
        sweep(study, folder)
    assert load_sweep(folder / result.folder.name) == result


@pytest.fixture
def read_only(tmp_path):
    """Copy a folder to a disk that then cannot be written to, where that is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(*arguments):
        told = subprocess.run(["mount", *arguments, str(disk)], capture_output=True, check=False)
        if told.returncode:
            pytest.skip("no disk can be mounted here")

    def copy(folder):
        mount("-t", "tmpfs", "tmpfs")
        shutil.copytree(folder, disk / "results")
        mount("-o", "remount,ro")
        return disk / "results"

    yield copy
    subprocess.run(["umount", "--lazy", str(disk)], capture_output=True, check=False)


def test_network_files_are_part_of_the_key(base, study, tmp_path):
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    nodes.write_text("name\nmill\nshop\n")
    edges.write_text("source,target\nmill,shop\n")
    none = {"network.roles": None, "network.tiers": None, "network.supplier_contributions": None}
    files = {"network.nodes": str(nodes), "network.edges": str(edges)}
    one_firm = {f"firms.{name}": None for name in ("north", "south", "east", "west", "centre")}
    chain = study.replace(base=variant(base, {**none, **files, **one_firm}), holders=["focal"])
    before = study_key(chain)
    assert np.isfinite(sweep(chain).table("profit")).all()
    edges.write_text("source,target,lead_time\nmill,shop,2\n")
    assert study_key(chain) != before


def test_varied_network_files_are_part_of_the_key(base, study, tmp_path):
    nodes, straight, late = (tmp_path / name for name in ("nodes.csv", "straight.csv", "late.csv"))
    nodes.write_text("name\nmill\nshop\n")
    straight.write_text("source,target\nmill,shop\n")
    late.write_text("source,target,lead_time\nmill,shop,2\n")
    none = {"network.roles": None, "network.tiers": None, "network.supplier_contributions": None}
    files = {"network.nodes": str(nodes), "network.edges": str(straight)}
    one_firm = {f"firms.{name}": None for name in ("north", "south", "east", "west", "centre")}
    chains = study.replace(
        base=variant(base, {**none, **files, **one_firm}), holders=["focal"], uncertainties={},
        levers={"network.edges": [str(straight), str(late)]},
    )  # fmt: skip
    before = study_key(chains)
    straight.write_text(late.read_text())
    late.write_text("source,target\nmill,shop\n")
    assert study_key(chains) != before


def test_networks_that_are_varied_as_a_whole_are_read_before_any_run(base, study, tmp_path):
    nodes, straight, late = (tmp_path / name for name in ("nodes.csv", "straight.csv", "late.csv"))
    nodes.write_text("name\nmill\nshop\n")
    straight.write_text("source,target\nmill,shop\n")
    late.write_text("source,target,lead_time\nmill,shop,2\n")
    none = {"network.roles": None, "network.tiers": None, "network.supplier_contributions": None}
    files = {"network.nodes": str(nodes), "network.edges": str(straight)}
    one_firm = {f"firms.{name}": None for name in ("north", "south", "east", "west", "centre")}
    first = variant(base, {**none, **files, **one_firm})
    other = variant(first, {"network.edges": str(late)})
    networks = [each.network.model_dump() for each in (first, other)]
    chains = study.replace(base=first, holders=["focal"], uncertainties={}, levers={"network": networks})
    assert len(build_experiment(chains).networks) == 2
