"""Comparisons of small worlds: paired, the same for any number of threads, until they are precise."""

import errno
import os

import numpy as np
import pytest
from worlds import small_market

from tci_sim.api import compare, run
from tci_sim.cli import main
from tci_sim.designs.variants import variants_of
from tci_sim.errors import ConservationError, ScenarioError
from tci_sim.runs import comparison_runs as comparing
from tci_sim.runs.executor import ready
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
    assert found.is_precise
    assert len(found.seeds) > 3
    assert (len(found.seeds) - 3) % 10 == 0
    assert found.fingerprints["tqm"][:3] == first.fingerprints["tqm"]


def test_it_stops_at_the_limit_though_it_is_not_precise(small):
    found = compare(
        small, firm_policies=["tqm", "common"], replications=2, precision={"satisfaction": 1e-9}, limit=4
    )
    assert len(found.seeds) == 4
    assert not found.is_precise


def failing(monkeypatch, fails):
    """Let some runs fail, once they have parted from the others."""

    class Failing(Simulation):
        def step(self, months=1, progress=None):
            if fails(self):
                raise ConservationError(3, "money", 1)
            super().step(months, progress)

    monkeypatch.setattr(comparing, "Simulation", Failing)


def test_a_failed_run_is_listed_and_the_others_go_on(small, monkeypatch):
    failing(monkeypatch, lambda run: run.seed == 2 and run.scenario.firms["ours"].policy == "common")
    found = compare(small, firm_policies=["tqm", "common"], replications=3)
    assert [(each.scenario, each.seed) for each in found.failed] == [("common", 2)]
    assert "account 'money' does not close" in found.failed[0].error
    assert found.differences("profit").squeeze().pairs == 2


def test_ctrl_c_says_how_far_it_came(small, monkeypatch):
    def stop(done, every):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"^Stopped after run 2 of 6; nothing was written.$"):
        compare(small, firm_policies=["tqm", "common"], replications=3, progress=stop)


# --- what was run before ----------------------------------------------------------------------------------


@pytest.fixture
def runs(monkeypatch):
    """Keep a list of the runs that are really made, each a policy and a seed."""
    made = []

    class Watched(Simulation):
        def __init__(self, scenario, network, seed, **how):
            made.append((scenario.firms["ours"].policy, seed))
            super().__init__(scenario, network, seed, **how)

    monkeypatch.setattr(comparing.Crew, "_get_ready", lambda crew, first: ready())
    monkeypatch.setattr(comparing, "Simulation", Watched)
    return made


def test_runs_of_a_kept_comparison_are_not_made_again(small, runs, tmp_path):
    first = compare(small, firm_policies=["tqm", "common"], replications=2)
    first.save(tmp_path)
    runs.clear()
    said = []
    again = compare(small, firm_policies=["tqm", "common"], replications=2, kept_in=tmp_path, say=said.append)
    assert (again, runs, said) == (first, [], ["4 of 4 runs were made before, and not again."])
    more = compare(small, firm_policies=["tci", "common"], replications=3, kept_in=tmp_path)
    assert sorted(runs) == [("common", 3), ("tci", 1), ("tci", 2), ("tci", 3)]
    assert more == compare(small, firm_policies=["tci", "common"], replications=3)


def test_a_kept_result_serves_a_comparison(small, runs, tmp_path):
    question = variant(small, {"firms.ours.policy": "tqm"})
    kept = run(question, 2)
    kept.save(tmp_path)
    found = compare(small, firm_policies=["tqm", "common"], replications=2, kept_in=tmp_path)
    assert sorted(runs) == [("common", 1), ("common", 2), ("tqm", 1)]
    assert found.fingerprints["tqm"][1] == kept.fingerprint
    assert found == compare(small, firm_policies=["tqm", "common"], replications=2)


def test_runs_of_another_question_or_model_are_made(small, runs, tmp_path, monkeypatch):
    compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    runs.clear()
    other = variant(small, {"world.choice.taste": 0.6})
    compare(other, firm_policies=["tqm", "common"], replications=2, kept_in=tmp_path)
    assert len(runs) == 4
    monkeypatch.setattr("tci_sim.runs.provenance.model_version", lambda: "another")
    compare(small, firm_policies=["tqm", "common"], replications=2, kept_in=tmp_path)
    assert len(runs) == 8


def test_a_failed_run_is_tried_again(small, monkeypatch, tmp_path):
    with monkeypatch.context() as patched:
        failing(patched, lambda run: run.seed == 2)
        compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    again = compare(small, firm_policies=["tqm", "common"], replications=2, kept_in=tmp_path)
    assert again.failed == ()
    assert all(all(prints) for prints in again.fingerprints.values())


def test_what_cannot_be_read_is_run_again_and_told(small, runs, tmp_path, caplog):
    folder = compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    (folder / "firm" / "rows.parquet").write_bytes(b"no parquet")
    (tmp_path / "compare-odd").mkdir()
    (tmp_path / "compare-odd" / "comparison.json").write_text("[]", encoding="utf-8")
    runs.clear()
    compare(small, firm_policies=["tqm", "common"], replications=2, kept_in=tmp_path)
    assert len(runs) == 4
    assert "is damaged" in caplog.text


@pytest.mark.parametrize("file", ["comparison.json", "firm/rows.parquet"])
def test_what_is_damaged_where_nothing_can_be_moved_does_not_end_a_comparison(
    small, runs, tmp_path, caplog, monkeypatch, file
):
    def refuse(*_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    folder = compare(small, firm_policies=["tqm", "common"], replications=2).save(tmp_path)
    (folder / file).write_bytes(b"x")
    runs.clear()
    monkeypatch.setattr("tci_sim.runs.damage.os.replace", refuse)
    compare(small, firm_policies=["tqm", "common"], replications=2, kept_in=tmp_path)
    assert len(runs) == 4
    assert "cannot be set aside: Read-only file system. Its runs are made again." in caplog.text


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
        (lambda s: compare(s), "nothing to compare"),
        (lambda s: compare(s, firm_policies=["tqm"]), "nothing to compare"),
        (lambda s: compare(s, firm_policies=["tqn", "tci"]), "tqn is not a policy.* Did you mean 'tqm'"),
        (lambda s: compare(s, firm_policies=["tqm", "tqm"]), "tqm: is named twice"),
        (lambda s: compare([s, s], regimes="all"), "in one scenario, and 2 are given"),
        (lambda s: compare(s, firm_policies=["tqm", "tci"], regimes="all"), "must be one of the two"),
        (lambda s: compare([s, variant(s, {"months": 7})]), "months = 7: must be the same"),
        (lambda s: compare([s, s], replications=1), "replications = 1: must be at least 2"),
        (lambda s: compare([s, s], seed=-1), "seed = -1"),
        (lambda s: compare([s, s], precision={"satisfacton": 1}), "Did you mean 'satisfaction'"),
        (lambda s: compare([s, s], precision={"satisfaction": 0}), "satisfaction = 0: must be more than 0"),
        (lambda s: compare([s, s], precision={"profit": 1.0}, limit=3), "limit = 3"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_a_run(small, monkeypatch, ask, says):
    monkeypatch.setattr(comparing, "Simulation", None)
    with pytest.raises(ScenarioError, match=says):
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
    assert "Against tqm, common " in data
    [folder] = tmp_path.iterdir()
    assert str(folder) in talk.splitlines()
    assert {path.name for path in (folder / "pictures").iterdir()} >= {"profit.png", "satisfaction.png"}
    code, again, talk = command(*SMALL, "--firm-policy", "tqm,common", "--out", str(tmp_path))
    assert (code, again) == (0, data)
    assert "4 of 4 runs were made before, and not again." in talk.splitlines()


def test_a_failed_run_ends_the_command_with_1(command, monkeypatch):
    monkeypatch.setattr(comparing.Crew, "_get_ready", lambda crew, first: ready())
    failing(monkeypatch, lambda run: True)
    code, data, _ = command(*SMALL, "--firm-policy", "tqm,common")
    assert code == 1
    assert "Failed: tqm, seed 1" in data


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "nothing to compare"),
        (("--regimes", "some"), "--regimes some: must be all."),
        (("--regimes", "all", "--precision", "satisfaction"), "--precision 'satisfaction': must be"),
        (("--firm-policy", "tqm,tcy"), "tcy is not a policy of the scenario. Did you mean 'tci'?"),
    ],
)
def test_a_wrong_comparison_ends_with_2_and_its_fault(command, arguments, says):
    code, data, talk = command(*SMALL, *arguments)
    assert (code, data) == (2, "")
    assert says in talk
