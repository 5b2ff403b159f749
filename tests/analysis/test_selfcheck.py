"""The self-check finds the bits of the release, and tells a single bit that is another."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from golden import write
from ruamel.yaml import YAML

from tci_sim import RESULTS_VERSION, cli
from tci_sim.analysis.selfcheck import check, figures, report
from tci_sim.analysis.selfcheck.check import CheckResult
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import message
from tci_sim.scenario.schema import Shock
from tci_sim.simulation import Simulation


@pytest.fixture(scope="module")
def ended() -> Simulation:
    simulation = Simulation(figures.world(), seed=figures.SEED, threads=1)
    simulation.run()
    return simulation


@pytest.fixture(scope="module")
def checked() -> tuple[CheckResult, ...]:
    return check.selfcheck()


def test_what_is_kept_is_what_the_model_gives(ended):
    version, kept = figures.read_digests()
    assert figures.differing(kept, figures.digests_of(ended)) == ()
    assert version == RESULTS_VERSION


def test_every_measure_of_every_kind_is_compared():
    _, kept = figures.read_digests()
    measures = {f"{kind} {measure.name}" for kind, measures in MEASURES.items() for measure in measures}
    assert len(measures) > 100
    assert measures == {name for name in kept if not name.startswith("answer ")}
    assert {"answer customer", "answer satisfaction_1", "answer loyalty_3"} <= kept.keys()


def test_everything_happens_in_the_world_that_is_compared():
    # values that the phases read as they read those from the start
    set_values_alone = {"lever_change", "world_change", "set_state"}
    kinds = Shock.model_fields["kind"].annotation.__args__
    assert {shock.kind for shock in figures.world().shocks} == set(kinds) - set_values_alone


def test_one_changed_bit_is_reported(ended):
    _, kept = figures.read_digests()
    changed = ended.recording.firm[5, 1].view(np.uint64)
    column = [measure.name for measure in MEASURES["firm"]].index("profit")
    changed[column] ^= 1
    try:
        assert figures.differing(kept, figures.digests_of(ended)) == ("firm profit",)
    finally:
        changed[column] ^= 1


def test_the_bits_of_a_missing_number_are_no_difference():
    one, other = (np.array([1.0, nan]) for nan in (np.nan, -np.nan))
    assert one.tobytes() != other.tobytes()
    assert figures._digest(one) == figures._digest(other)


def test_a_figure_that_is_lost_or_new_is_named():
    assert figures.differing({"a": "1", "b": "2"}, {"a": "1", "c": "3"}) == ("b", "c")


def test_digests_are_read_as_they_were_written(tmp_path: Path):
    figures.write_digests({"firm profit": "0" * 16}, 7, tmp_path / "kept.txt")
    assert figures.read_digests(tmp_path / "kept.txt") == (7, {"firm profit": "0" * 16})


@pytest.mark.parametrize("risen", [0, 1])
def test_a_kept_digest_changes_only_when_the_results_version_rises(tmp_path, monkeypatch, risen):
    path, (version, kept) = tmp_path / "kept.txt", figures.read_digests()
    figures.write_digests({**kept, "firm profit": "0" * 16, "firm gone": "1" * 16}, version, path)
    monkeypatch.setattr(write, "RESULTS_VERSION", version + risen)
    write.write_release(path)
    found = kept if risen else {**kept, "firm profit": "0" * 16}
    assert figures.read_digests(path) == (version + risen, found)


def test_every_way_of_making_the_world_gives_the_same(checked):
    assert [each.what for each in checked if not each.passes] == []
    assert len(checked) == 4
    assert str(report.verdict(checked)).startswith(
        "Results on this machine are bit-identical to the release (tci_sim "
    )


def test_what_differs_is_named_in_one_sentence():
    found = (
        CheckResult(message("selfcheck.release"), 9, tuple("abcdefg")),
        CheckResult(message("selfcheck.result_read"), 1, ()),
    )
    assert "differ from the release" in str(report.verdict(found))
    assert "7 of 9 differ in the release's figures: a, b, c, d, e and 2 more." in str(report.verdict(found))
    assert "DIFFERS  the release's figures   " in report.format_text(found)


@pytest.mark.parametrize(("differing", "code"), [((), 0), (("firm profit",), 1)])
def test_the_command_ends_as_the_check_does_and_has_the_shape_that_is_documented(
    root, monkeypatch, capsys, differing, code
):
    monkeypatch.setattr(
        check, "selfcheck", lambda on_message: (CheckResult(message("selfcheck.release"), 3, differing),)
    )
    assert cli.main(["selfcheck", "--format", "json"]) == code
    shown = json.loads(capsys.readouterr().out)
    path = root / "tci_sim" / "analysis" / "selfcheck" / "selfcheck.schema.yaml"
    schema = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(shown, schema)
    assert (shown["passes"], shown["checks"][0]["differing"]) == (code == 0, list(differing))
    assert cli.main(["selfcheck"]) == code
    assert capsys.readouterr().out.endswith(f"{shown['verdict']}\n")
