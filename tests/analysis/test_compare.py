"""Comparisons of small worlds: paired, the same for any number of threads, until they are precise."""

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest
from worlds import small_market

from tci_sim.api.compare import compare, load_comparison
from tci_sim.api.run import run
from tci_sim.cli import main
from tci_sim.designs.variants import variants_of
from tci_sim.errors import ConservationError, InputError
from tci_sim.runs import batches
from tci_sim.runs import worker as one_run
from tci_sim.runs.digest import DIGEST_KEY
from tci_sim.runs.files import FILE, write_json
from tci_sim.runs.store_errors import StoreError
from tci_sim.scenario.load import variant
from tci_sim.simulation import Simulation


@pytest.fixture(scope="module")
def small():
    return small_market({"market.customers": 200, "months": 6, "burn_in": 2})


def test_each_run_is_the_one_that_run_gives(small):
    found = compare(small, firm_policies=["tqm", "common"], replications=2, seed=4)
    for name in ("tqm", "common"):
        for r, seed in enumerate((4, 5)):
            alone = run(variant(small, {"firms.ours.policy": name}), seed)
            assert found.fingerprints[name][r] == alone.fingerprint
            ours = alone.table("profit")["ours"].to_numpy()
            row = list(found.questions).index(name)
            m = found.measures["firm"].index("profit")
            np.testing.assert_array_equal(found.values["firm"][row, r, :, m], ours)


def test_the_number_of_threads_changes_no_bit(small):
    alone, together = (compare(small, regimes="all", replications=2, threads=n) for n in (1, 3))
    assert alone == together
    assert alone.fingerprint == together.fingerprint


def test_a_scenario_against_itself_differs_in_nothing(small):
    found = compare({"one": small, "same": small}, replications=2)
    assert (found.differences().difference.fillna(0.0) == 0.0).all()
    assert found.fingerprints["one"] == found.fingerprints["same"]


def test_replications_are_added_until_it_is_precise(small):
    first = compare(small, firm_policies=["tqm", "common"], replications=3)
    width = float(first.differences("satisfaction").eval("high - low").squeeze()) / 3
    found = compare(small, firm_policies=["tqm", "common"], replications=3, precision={"satisfaction": width})
    assert found.precision_reached
    assert len(found.seeds) > 3
    assert (len(found.seeds) - 3) % 10 == 0
    assert found.fingerprints["tqm"][:3] == first.fingerprints["tqm"]


def test_it_stops_at_the_limit_though_it_is_not_precise(small):
    found = compare(
        small, firm_policies=["tqm", "common"], replications=2, precision={"satisfaction": 1e-9}, limit=4
    )
    assert len(found.seeds) == 4
    assert not found.precision_reached


def failing(monkeypatch, fails):
    """Let some runs fail, once they have parted from the others."""

    class Failing(Simulation):
        def step(self, months=1, on_progress=None):
            if fails(self):
                raise ConservationError(3, "money", 1)
            super().step(months, on_progress)

    monkeypatch.setattr(one_run, "Simulation", Failing)


def test_a_failed_run_is_listed_and_the_others_go_on(small, monkeypatch):
    failing(monkeypatch, lambda run: run.seed == 2 and run.scenario.firms["ours"].policy == "common")
    found = compare(small, firm_policies=["tqm", "common"], replications=3)
    assert [(each.scenario, each.seed) for each in found.failed] == [("common", 2)]
    assert "account 'money' does not balance" in found.failed[0].error
    assert found.differences("profit").squeeze().pairs == 2


def test_ctrl_c_says_how_far_it_came(small, monkeypatch):
    def stop(done, every):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(
        KeyboardInterrupt,
        match=r"^Stopped after run 2 of 6; nothing was saved, because no folder was given\.$",
    ):
        compare(small, firm_policies=["tqm", "common"], replications=3, on_progress=stop)


# --- what was run before ----------------------------------------------------------------------------------


@pytest.fixture
def runs(monkeypatch):
    """Keep a list of the runs that are really made, each a policy and a seed."""
    made = []

    class Watched(Simulation):
        def __init__(self, scenario, network, seed, **how):
            made.append((scenario.firms["ours"].policy, seed))
            super().__init__(scenario, network, seed, **how)

    monkeypatch.setattr(one_run, "Simulation", Watched)
    return made


def test_runs_of_a_kept_comparison_are_not_made_again(small, runs, tmp_path):
    first = compare(small, firm_policies=["tqm", "common"], replications=2)
    first.save(tmp_path)
    runs.clear()
    said = []
    again = compare(
        small, firm_policies=["tqm", "common"], replications=2, out=tmp_path, on_message=said.append
    )
    assert (again, runs, said) == (first, [], ["4 of 4 runs were reused."])
    more = compare(small, firm_policies=["tci", "common"], replications=3, out=tmp_path)
    assert sorted(runs) == [("common", 3), ("tci", 1), ("tci", 2), ("tci", 3)]
    assert more == compare(small, firm_policies=["tci", "common"], replications=3)


def test_a_kept_result_serves_a_comparison(small, runs, tmp_path):
    question = variant(small, {"firms.ours.policy": "tqm"})
    kept = run(question, 2)
    kept.save(tmp_path)
    runs.clear()
    found = compare(small, firm_policies=["tqm", "common"], replications=2, out=tmp_path)
    assert sorted(runs) == [("common", 1), ("common", 2), ("tqm", 1)]
    assert found.fingerprints["tqm"][1] == kept.fingerprint
    assert found == compare(small, firm_policies=["tqm", "common"], replications=2)


def test_runs_of_another_question_or_model_are_made(small, runs, tmp_path, monkeypatch):
    compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    runs.clear()
    other = variant(small, {"world.choice.taste": 0.6})
    compare(other, firm_policies=["tqm", "common"], replications=2, out=tmp_path)
    assert len(runs) == 4
    monkeypatch.setattr("tci_sim.runs.provenance.model_version", lambda: "another")
    compare(small, firm_policies=["tqm", "common"], replications=2, out=tmp_path)
    assert len(runs) == 8


def test_a_failed_run_is_tried_again(small, monkeypatch, tmp_path):
    with monkeypatch.context() as patched:
        failing(patched, lambda run: run.seed == 2)
        lost = compare(small, firm_policies=["tqm", "common"], replications=2, out=tmp_path)
        assert len(lost.failed) == 2
        assert load_comparison(lost.folder) == lost
    said = []
    again = compare(
        small, firm_policies=["tqm", "common"], replications=2, out=tmp_path, on_message=said.append
    )
    assert again.failed == ()
    assert all(all(prints) for prints in again.fingerprints.values())
    assert said == ["2 of 4 runs were reused."]
    assert (
        again
        == load_comparison(lost.folder)
        == compare(small, firm_policies=["tqm", "common"], replications=2)
    )


def test_a_run_that_failed_serves_no_other_comparison(small, monkeypatch, tmp_path):
    with monkeypatch.context() as patched:
        failing(patched, lambda run: run.seed == 2)
        compare(small, firm_policies=["tqm", "common"], replications=2, out=tmp_path)
    other = compare(small, firm_policies=["common", "tqm"], replications=2, out=tmp_path)
    assert other.failed == ()
    assert other == compare(small, firm_policies=["common", "tqm"], replications=2)


FIRST_OF_FIRM = "firm/000-000000.parquet"


def test_what_cannot_be_read_is_run_again_and_reported(small, runs, tmp_path, caplog):
    first = compare(small, firm_policies=["tqm", "common"], replications=2)
    folder = first.save(tmp_path)
    (folder / FIRST_OF_FIRM).write_bytes(b"no parquet")
    odd = tmp_path / "compare-odd" / "manifest.json"
    (odd.parent / "runs").mkdir(parents=True)
    odd.write_text("[]", encoding="utf-8")
    runs.clear()
    assert compare(small, firm_policies=["tqm", "common"], replications=2, out=tmp_path) == first
    assert len(runs) == 4
    assert f"{folder / FIRST_OF_FIRM}: is damaged" in caplog.text
    assert f"{odd}: is damaged" in caplog.text
    assert odd.read_text(encoding="utf-8") == "[]"  # of another question: it is left alone
    assert load_comparison(folder) == first


@pytest.fixture
def cannot_be_moved(monkeypatch):
    """Let the system refuse to move anything in a folder, or the folder."""
    replace = os.replace

    def fix(folder):
        def refuse(source, target):
            if folder in (Path(source), *Path(source).parents):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS))
            replace(source, target)

        monkeypatch.setattr("tci_sim.runs.store_errors.os.replace", refuse)

    return fix


@pytest.mark.parametrize("file", ["manifest.json", FIRST_OF_FIRM])
def test_what_is_damaged_where_nothing_can_be_moved_does_not_end_a_comparison(
    small, runs, tmp_path, caplog, cannot_be_moved, file
):
    folder = compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    (folder / file).write_bytes(b"x")
    runs.clear()
    cannot_be_moved(folder)
    compare(small, firm_policies=["common", "tqm"], replications=2, out=tmp_path)
    assert len(runs) == 4
    assert f"{folder / file}: is damaged" in caplog.text
    assert "Its runs will be repeated." in caplog.text
    assert (folder / file).read_bytes() == b"x"
    assert not (tmp_path / "damaged").exists()


def test_a_comparison_with_more_runs_than_were_asked_for_is_not_read(small, tmp_path):
    folder = compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    about = json.loads((folder / FILE).read_text(encoding="utf-8"))
    del about[DIGEST_KEY]
    write_json(folder / FILE, {**about, "replications": 1, "limit": 1})
    with pytest.raises(StoreError, match="is damaged: it contains runs that are not part of it"):
        load_comparison(folder)


@pytest.mark.parametrize("file", ["manifest.json", FIRST_OF_FIRM])
def test_a_comparison_that_is_damaged_and_cannot_be_moved_ends_in_one_sentence(
    small, tmp_path, cannot_be_moved, file
):
    folder = compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    (folder / file).write_bytes(b"x")
    cannot_be_moved(folder)
    with pytest.raises(StoreError, match=r"is damaged.* It cannot be set aside: Read-only file system\.$"):
        compare(small, firm_policies=["tqm", "common"], replications=2, out=tmp_path)


# --- going on ---------------------------------------------------------------------------------------------


@pytest.fixture
def interrupted(small, monkeypatch, tmp_path):
    """Stop a comparison of six runs, two in a batch, once the second batch has ended; return what it says."""
    monkeypatch.setattr(batches, "LARGEST_BATCH", 2)

    def stop(done, every):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        compare(
            small, firm_policies=["tqm", "common"], replications=3, threads=1, out=tmp_path, on_progress=stop
        )
    return str(stopped.value)


def test_an_interrupted_comparison_goes_on_with_the_same_bits(small, runs, interrupted, tmp_path):
    [folder] = tmp_path.iterdir()
    assert interrupted == (
        f"Stopped after run 4 of 6. 2 of 6 runs are saved in {folder}; rerun the command to resume."
    )
    with pytest.raises(StoreError, match=r"is incomplete\. Run the comparison again"):
        load_comparison(folder)
    runs.clear()
    said, counted = [], []
    found = compare(
        small, firm_policies=["tqm", "common"], replications=3, out=tmp_path, on_message=said.append,
        on_progress=lambda done, all_: counted.append((done, all_)),
    )  # fmt: skip
    assert sorted(runs) == [("common", 2), ("common", 3), ("tqm", 2), ("tqm", 3)]
    assert said == ["2 of 6 runs were reused."]
    assert (counted[0], counted[-1]) == ((2, 6), (6, 6))
    alone = compare(small, firm_policies=["tqm", "common"], replications=3)
    for each in (found, load_comparison(folder)):
        assert each == alone
        assert each.folder == folder
        for kind, values in alone.values.items():
            np.testing.assert_array_equal(each.values[kind], values)


def test_what_an_interrupted_comparison_made_serves_another(small, runs, interrupted, tmp_path):
    runs.clear()
    more = compare(small, firm_policies=["tci", "tqm"], replications=2, out=tmp_path)
    assert sorted(runs) == [("tci", 1), ("tci", 2), ("tqm", 2)]
    assert more == compare(small, firm_policies=["tci", "tqm"], replications=2)


def test_a_comparison_serves_another_whose_seeds_begin_later(small, runs, tmp_path):
    compare(small, firm_policies=["tqm", "common"], replications=3, out=tmp_path)
    runs.clear()
    later = compare(small, firm_policies=["common", "tqm"], replications=3, seed=2, out=tmp_path)
    assert sorted(runs) == [("common", 4), ("tqm", 4)]
    alone = compare(small, firm_policies=["common", "tqm"], replications=3, seed=2)
    assert later == alone
    for kind, values in alone.values.items():
        np.testing.assert_array_equal(later.values[kind], values)


# --- what is compared -------------------------------------------------------------------------------------


def test_all_regimes_are_the_policies_of_the_scenario_and_its_own_is_the_reference(small):
    named = variants_of(variant(small, {"firms.ours.policy": "excellence"}), regimes="all")
    assert next(iter(named)) == "excellence"
    assert sorted(named) == sorted(set(small.policies) - {"common"})
    for name, question in named.items():
        assert question.firms["ours"].policy == name
        assert {**question.firms, "ours": None} == {**small.firms, "ours": None}


def test_a_policy_of_the_burn_in_is_compared_where_a_firm_adopts_it(small):
    assert "common" in variants_of(variant(small, {"firms.north.policy": "common"}), regimes="all")


def test_scenarios_keep_their_names_and_order(small):
    assert list(variants_of({"b": small, "a": small})) == ["b", "a"]
    assert list(variants_of([small, small])) == ["scenario_1", "scenario_2"]


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda s: compare(s), "Nothing to compare"),
        (lambda s: compare(s, firm_policies=["tqm"]), "Nothing to compare"),
        (lambda s: compare(s, firm_policies=["tqn", "tci"]), "tqn is not a policy.* Did you mean 'tqm'"),
        (lambda s: compare(s, firm_policies=["tqm", "tqm"]), "tqm: is named twice"),
        (lambda s: compare([s, s], regimes="all"), "in one scenario, but 2 scenarios are given"),
        (lambda s: compare(s, firm_policies=["tqm", "tci"], regimes="all"), "give one of the two"),
        (lambda s: compare([s, variant(s, {"months": 7})]), "months = 7: must be the same"),
        (lambda s: compare([s, s], replications=1), "replications = 1: must be at least 2"),
        (lambda s: compare([s, s], seed=-1), "seed = -1"),
        (lambda s: compare([s, s], precision={"satisfacton": 1}), "Did you mean 'satisfaction'"),
        (lambda s: compare([s, s], precision={"satisfaction": 0}), "satisfaction = 0: must be more than 0"),
        (lambda s: compare([s, s], precision={"profit": 1.0}, limit=3), "limit = 3"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_a_run(small, monkeypatch, ask, says):
    monkeypatch.setattr(one_run, "Simulation", None)
    with pytest.raises(InputError, match=says):
        ask(small)


# --- through the command line -----------------------------------------------------------------------------

SMALL = ("--set", "market.customers=200", "--set", "months=6", "--set", "burn_in=2", "--replications", "2")


@pytest.fixture
def command(root, capsys):
    """Run `tci-sim compare` on the baseline: the exit code, what is on stdout, what is on stderr."""

    def ask(*arguments):
        code = main(["compare", str(root / "scenarios" / "baseline.yaml"), *arguments])
        return code, *capsys.readouterr()

    return ask


def test_the_command_compares_and_keeps(command, tmp_path):
    code, data, talk = command(*SMALL, "--firm-policy", "tqm,common", "--out", str(tmp_path))
    assert code == 0
    assert "Compared with total quality management, common start changes: policy of our firm, " in data
    [folder] = tmp_path.iterdir()
    assert str(folder) in talk.splitlines()
    assert {path.name for path in (folder / "pictures").iterdir()} >= {"profit.png", "satisfaction.png"}
    code, again, talk = command(*SMALL, "--firm-policy", "tqm,common", "--out", str(tmp_path))
    assert (code, again) == (0, data)
    assert "4 of 4 runs were reused." in talk.splitlines()


def test_a_failed_run_ends_the_command_with_1(command, monkeypatch):
    failing(monkeypatch, lambda run: True)
    code, data, _ = command(*SMALL, "--firm-policy", "tqm,common")
    assert code == 1
    assert "Failed: total quality management, seed 1" in data


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Nothing to compare"),
        (("--regimes", "some"), "--regimes some: must be 'all'."),
        (("--regimes", "all", "--precision", "satisfaction"), "--precision 'satisfaction': must be"),
        (("--firm-policy", "tqm,tcy"), "'tci', 'operations'). Did you mean 'tci'?"),
    ],
)
def test_a_wrong_comparison_ends_with_2_and_its_fault(command, arguments, says):
    code, data, talk = command(*SMALL, *arguments)
    assert (code, data) == (2, "")
    assert says in talk


def test_rounds_that_are_kept_are_part_of_the_answer(small, tmp_path, monkeypatch):
    asked = {
        "firm_policies": ["tqm", "common"],
        "replications": 2,
        "precision": {"satisfaction": 1e-9},
        "limit": 4,
    }
    first = compare(small, **asked, out=tmp_path)
    assert len(first.seeds) == 4
    # as when a run that failed was made again, and the first round is enough now
    monkeypatch.setattr("tci_sim.analysis.comparison.ComparisonData.precision_reached", True)
    again = compare(small, **asked, out=tmp_path)
    assert again.seeds == first.seeds
    assert again == load_comparison(first.folder)
