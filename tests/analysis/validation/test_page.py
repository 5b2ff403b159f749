"""The validation page is written from a run, and the one that is shipped is of this model."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from tci_sim import RESULTS_VERSION
from tci_sim.analysis.validation.page import OTHER_PATTERNS, write_page
from tci_sim.analysis.validation.pictures import PICTURES
from tci_sim.analysis.validation.targets import Target, read_published
from tci_sim.analysis.validation.validate import Validation, validate
from tci_sim.cli import main
from tci_sim.scenario.explain import catalogue

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = ROOT / "scenarios" / "published"
MEANING = ROOT / "scenarios" / "meaning"
PAGE = ROOT / "tci_sim" / "validation.md"
FIGURES = json.loads((PAGE.with_suffix("") / "figures.json").read_text())
MODELS = [
    read_published(path.with_name(path.name.replace(".targets", "")))
    for path in PUBLISHED.glob("*.targets.yaml")
]


def _targets(path: Path) -> tuple[Target, ...]:
    return read_published(path.with_name(path.name.replace(".targets", ""))).targets


@pytest.fixture(scope="module")
def small() -> Validation:
    return validate(["repenning_sterman2002", "zangwill_kantor1998", "wright1936"])


def test_the_shipped_page_is_of_these_results() -> None:
    assert FIGURES["full"]
    assert FIGURES["results_version"] == RESULTS_VERSION, (
        "tci-sim validate --full --page tci_sim/validation.md"
    )
    assert f"results version {RESULTS_VERSION}, model `{FIGURES['model'][:12]}`" in PAGE.read_text()


@pytest.mark.parametrize("model", MODELS, ids=[model.name for model in MODELS])
def test_the_shipped_page_holds_every_target_of_a_model(model: object) -> None:
    [shown] = [each for each in FIGURES["models"] if each["name"] == model.name]  # type: ignore[attr-defined]
    asked = [(each.published, str(each.entry.source)) for each in model.targets]  # type: ignore[attr-defined]
    assert [(each["published"], each["source"]) for each in shown["findings"]] == asked


def test_the_shipped_page_says_why_wherever_and_only_where_it_is_not_as_expected() -> None:
    found = [each for model in FIGURES["expectations"] for each in model["findings"]]
    assert [each["statement"] for each in found if each["as_expected"] == (each["why_not"] is not None)] == []
    asked = [target for path in MEANING.glob("*.targets.yaml") for target in _targets(path)]
    known = {str(target.entry.statement): target.entry.why_not for target in asked}
    assert {each["statement"]: each["why_not"] for each in found} == {
        statement: None if why is None else str(why) for statement, why in known.items()
    }


def test_the_shipped_figures_are_still_what_the_model_gives(small: Validation) -> None:
    shipped = {
        (model["name"], each["statement"], json.dumps(each["setting"])): each
        for model in FIGURES["models"]
        for each in model["findings"]
    }
    checked = 0
    for model in json.loads(json.dumps(FIGURES["models"])):
        for each in model["findings"]:
            now = [f for f in small.findings if f.target.model == model["name"] and f.target.setting == each["setting"]
                   and f.target.entry.quantity == each["quantity"]]  # fmt: skip
            for finding in now:
                found = shipped[model["name"], each["statement"], json.dumps(each["setting"])]
                assert finding.estimate.value == pytest.approx(found["value"], rel=1e-9, abs=1e-12)
                checked += 1
    assert checked == len(small.findings)


def test_the_links_and_pictures_of_the_page_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text())
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
    assert {f"validation/{name}.svg" for name in PICTURES} <= set(links)


def test_what_is_published_and_what_is_not_validated_is_said() -> None:
    text = PAGE.read_text()
    assert "## What is not validated" in text
    for model in MODELS:
        assert str(model.file.not_validated) in text
        assert f"## {model.name}" in text


@pytest.mark.parametrize("pattern", OTHER_PATTERNS)
def test_what_moves_another_pattern_can_be_set_and_is_explained(pattern: str) -> None:
    known = {path.removeprefix("policies.*.") for path in catalogue()}
    for name in OTHER_PATTERNS[pattern]:
        assert name in known
        assert catalogue()[name].source


def test_a_page_reports_a_miss_as_a_miss(small: Validation, tmp_path: Path) -> None:
    findings = [
        f if k else f.__class__(f.target, f.estimate, f.runs, 9.0, 9.5) for k, f in enumerate(small.findings)
    ]
    missed = Validation(full=True, findings=tuple(findings), models=small.models, samples=small.samples)
    written = write_page(missed, tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text()
    assert text.count("**MISS**") == 1
    assert f"{len(findings) - 1} of {len(findings)} published values are reproduced." in text
    assert sorted(path.name for path in written) == [
        "figures.json", "page.md", "repenning_sterman2002.svg", "zangwill_kantor1998.svg",
    ]  # fmt: skip
    assert not list(tmp_path.rglob("*.draft"))


def test_a_page_that_cannot_be_written_is_refused_before_anything_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["validate", "--page", "page.html"]) == 2
    assert "--page page.html: must end in .md" in capsys.readouterr().err
    assert main(["validate", "--page", "no_such_folder/page.md"]) == 2
    assert "there is no folder no_such_folder" in capsys.readouterr().err


def test_the_trap_is_drawn_beside_the_published_times(small: Validation) -> None:
    ax = PICTURES["repenning_sterman2002"](small)
    rings = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert [round(float(line.get_xdata()[2]), 2) for line in rings] == [5.64, 8.32]  # type: ignore[index]
    assert all(math.isclose(float(line.get_ydata()[2]), 0.0) for line in rings)  # type: ignore[index]
