"""Targets are data: what a file says is what is held against the model, and nothing faulty passes."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tci_sim.analysis.validation.targets import read_published
from tci_sim.errors import InputError

GOOD = """\
title: A corner
source: Nobody (1900)
probe: mutual_learning
replications: {quick: 2, full: 4}
not_validated: The rest.
targets:
  - quantity: knowledge
    statement: what is known
    source: p. 1
    mark: recalled
    level: numerical
    published: 0.5
    tolerance: 0.1
"""


def written(folder: Path, text: str) -> Path:
    (folder / "corner.targets.yaml").write_text(text)
    return folder / "corner.yaml"


def with_entry(text: str) -> str:
    return GOOD.replace("    published: 0.5\n    tolerance: 0.1\n", text)


def test_a_value_and_its_tolerance_bound_what_is_allowed(tmp_path: Path) -> None:
    [target] = read_published(written(tmp_path, GOOD)).targets
    assert (target.published, target.low, target.high) == (0.5, 0.4, 0.6)


def test_a_share_bounds_as_far_as_the_value_is_large(tmp_path: Path) -> None:
    text = with_entry("    published: -10.0\n    within: 0.02\n")
    [target] = read_published(written(tmp_path, text)).targets
    assert (target.low, target.high) == pytest.approx((-10.2, -9.8))


def test_an_open_band_is_a_direction(tmp_path: Path) -> None:
    [target] = read_published(written(tmp_path, with_entry("    band: [0, null]\n"))).targets
    assert (target.published, target.low, target.high) == (None, 0.0, math.inf)


def test_a_grid_makes_one_target_of_each_point_and_the_quick_set_keeps_a_part(tmp_path: Path) -> None:
    grid = (
        "    grid: {a.b: [1, 2], a.c: [3, 4, 5]}\n    published: [[.1, .2, .3], [.4, .5, .6]]\n"
        "    tolerance: 0.1\n    set: {a.d: 9}\n    quick: {a.c: [3]}\n"
    )
    targets = read_published(written(tmp_path, with_entry(grid))).targets
    assert [target.published for target in targets] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert targets[3].setting == {"a.d": 9, "a.b": 2, "a.c": 3}
    assert [target.quick for target in targets] == [True, False, False, True, False, False]


EXPECTED = with_entry("    band: [0, null]\n").replace("recalled", "expected")


def test_what_is_only_expected_has_a_band_a_reason_where_it_fails_and_no_published_value(
    tmp_path: Path,
) -> None:
    model = read_published(written(tmp_path, EXPECTED + "    why_not: {en: too few, zh-Hant: 太少}\n"))
    [target] = model.targets
    assert model.is_expected
    assert (target.published, target.low, str(target.entry.why_not)) == (None, 0.0, "too few")
    assert not read_published(written(tmp_path, GOOD)).is_expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            GOOD.replace("level:", "levl:"),
            ":11: targets.0.levl is not a valid key here. Did you mean 'level'?",
        ),
        (GOOD.replace("    level: numerical\n", ""), "targets.0.level is required."),
        (GOOD.replace("recalled", "guessed"), ":10: targets.0.mark = 'guessed': "),
        (GOOD.replace("quick: 2", "quick: 0"), ":4: replications.quick = 0: "),
        (
            with_entry("    band: [0, 1]\n    baseline: {a.b: 1}\n    over: {a.b: 1}\n"),
            "targets.0.over: must not stand beside 'baseline'",
        ),
        (with_entry("    published: 0.5\n"), "must have one of 'tolerance', 'within' or 'band'."),
        (with_entry("    tolerance: 1\n"), "must have a published value, or a band."),
        (
            with_entry("    published: [.1]\n    tolerance: 1\n    grid: {a.b: [1, 2]}\n"),
            "targets.0.published: must be nested like the grid: 2.",
        ),
        (
            with_entry(
                "    published: [.1]\n    tolerance: 1\n    grid: {a.b: [1]}\n    quick: {a.d: [1]}\n"
            ),
            "a.d is not in the grid. Did you mean 'a.b'?",
        ),
        (GOOD.replace("recalled", "expected"), "targets.0.published: must not stand beside 'mark: expected'"),
        (
            EXPECTED + "    calibrated: true\n",
            "targets.0.calibrated: must not be true of what is expected: nothing is ever fitted to it.",
        ),
        (GOOD + "    why_not: x\n", "targets.0.why_not: must stand beside 'mark: expected' only."),
        (
            GOOD + EXPECTED.partition("targets:\n")[2],
            "targets.1.mark: must be 'expected' of all targets of a file, or of none.",
        ),
    ],
)
def test_a_faulty_file_is_refused_by_line_and_name(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InputError) as refused:
        read_published(written(tmp_path, text))
    assert fault in str(refused.value)
    assert "corner.targets.yaml" in str(refused.value)


ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = ROOT / "scenarios" / "published"


def test_every_published_scenario_is_compared_with_something_or_is_the_base_of_others() -> None:
    names = {path.stem for path in PUBLISHED.glob("*.yaml") if not path.name.endswith(".targets.yaml")}
    held = {path.name.removesuffix(".targets.yaml") for path in PUBLISHED.glob("*.targets.yaml")}
    bases = {
        name
        for name in names
        for path in PUBLISHED.glob("*.yaml")
        if f"base: {name}.yaml" in path.read_text()
    }
    assert names - held <= bases
    assert held <= names
    assert len(held) >= 7


@pytest.mark.parametrize("folder", ["engine", "world", "runs", "designs", "scenario"])
def test_no_code_of_the_engine_names_a_published_scenario(folder: str) -> None:
    names = [path.name.removesuffix(".targets.yaml") for path in PUBLISHED.glob("*.targets.yaml")]
    naming = [
        (path.name, name)
        for path in (ROOT / "tci_sim" / folder).rglob("*.py")
        for name in names
        if name in path.read_text()
    ]
    assert naming == []


def test_the_independent_programs_import_no_rule_and_no_phase() -> None:
    files = set((ROOT / "tests" / "replication").glob("test_*.py"))
    files.remove(ROOT / "tests" / "replication" / "test_sectors.py")  # a gate of the model, no second program
    assert len(files) == 5
    for path in files:
        assert "tci_sim.engine.rules" not in path.read_text()
        assert "phases" not in path.read_text()
