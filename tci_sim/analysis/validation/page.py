"""The validation page: what was held against what, written from one full run, with its pictures beside it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from tci_sim.analysis.validation import report
from tci_sim.analysis.validation.targets import Published
from tci_sim.analysis.validation.validate import Finding, Validation
from tci_sim.errors import InputError, RunError
from tci_sim.runs.provenance import model_version

_SAID = """\
Models that others published are corners of this one: scenarios of the library, which `tci-sim library` lists,
run through the same months, phases and rules as every other scenario. What comes out is held here against what
they report. The values are data (`NAME.targets.yaml` beside each scenario); a miss is shown as a miss.

- **Value is**: *verified*, read in the source; *quoted*, by another source; *recomputed*, from published
  equations, programs or data; *recalled*, still to be confirmed; *calibrated*, the model was fitted to it.
- **Level**, after Axtell, Axelrod, Epstein & Cohen (1996), *Computational and Mathematical Organization Theory*
  1(2): *numerical*, the same numbers; *distributional*, the same distribution; *relational*, the same relation
  between what is varied and what comes out.
- **±** after a value is its Monte-Carlo standard error. In a full run nothing is granted for chance.
- March (1991), Chen et al. (2000), the capability trap and the half-life are also held against a second, plain
  program each, written from the paper alone (`tests/replication`).
"""

_NOT = """\
A published model that comes out shows that a mechanism is what its author described, not that the world works so.

- No history of a real market, firm or supply chain is held against the whole model. It compares policies; it
  predicts nothing.
- How the mechanisms act *together*, which is what policies differ in, has no published counterpart. Most sizes
  that couple them are assumptions, named so by `tci-sim explain NAME`; their ranges are there to be swept.
- The costs and times of programmes (listening, formation, training, redesign) are assumed.
- That total customer integration, as a whole, pays: no study of it gives figures to hold against.
"""

_OTHER = """\
Patterns that were not used to build the model can be tried on it. What moves them can be set in a scenario or by
`--set`, and `tci-sim explain NAME` says what it is.

| pattern | what moves it |
|---|---|
"""

OTHER_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "turnover and turbulence in mutual learning (March 1991)": (
        "world.staff.turnover", "world.requirements.turbulence", "learning.p_learn", "learning.code_learning",
    ),
    "slow and fast learners in one organisation (March 1991)": (
        "learning.slow_learners", "learning.p_learn_slow", "learning.p_learn",
    ),
    "strong cultures in stable and in volatile markets (Sørensen 2002)": (
        "learning.p_learn", "culture.leadership", "culture.hiring_fit", "culture.meetings", "world.staff.bound",
        "world.requirements.turbulence", "world.requirements.obsolescence",
    ),
    "integration on one side and on both (Frohlich & Westbrook 2001)": (
        "integration.shared_demand", "integration.joint_improvement", "integration.joint_decision",
        "integration.gain_sharing", "listening.review.interviews", "listening.participation.share",
        "learning.sharing",
    ),
    "tools only, against culture and know-why (Powell 1995)": (
        "improvement.training", "improvement.time", "improvement.check", "culture.formation",
        "culture.leader_improvement", "learning.code_learning", "listening.internal_review.interviews",
    ),
    "management practices in a field experiment (Bloom et al. 2013)": (
        "improvement.training", "improvement.time", "improvement.check", "improvement.inspection",
        "improvement.cadence", "improvement.protection", "improvement.redesign",
    ),
}  # fmt: skip
"""What a scenario sets to try a pattern that nothing here was fitted to, by pattern."""


def page_at(name: str) -> Path:
    """Make sure, before anything is run, that a page can be written under a name.

    Raises
    ------
    InputError
        If it does not end in `.md`, or its folder is not there.
    """
    page = Path(name)
    if page.suffix != ".md":
        raise InputError(
            f"--page {name}: must end in .md: pictures go into a folder of that name without it."
        )
    if not page.parent.is_dir():
        raise InputError(f"--page {name}: there is no folder {page.parent}.")
    return page


def write_page(found: Validation, page: Path) -> list[Path]:
    """Write the page, its pictures and its figures as JSON; what was there is replaced.

    Parameters
    ----------
    found : Validation
        Of a full run.
    page : Path
        The page, `NAME.md`; pictures and figures go into the folder `NAME` beside it.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    RunError
        If the disk does not take it.
    """
    try:
        return _written(found, page)
    except OSError as error:
        raise RunError(f"{error.filename or page}: cannot be written: {error.strerror}.") from None


def _written(found: Validation, page: Path) -> list[Path]:
    from tci_sim.analysis.validation.pictures import PICTURES
    from tci_sim.plots.style import figure_of

    folder = page.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    pictures: dict[str, str] = {}
    for model in found.models:
        if model.name in PICTURES:
            path = folder / f"{model.name}.svg"
            figure_of(PICTURES[model.name](found)).savefig(
                path, metadata={"Date": None, "Creator": "tci_sim"}
            )
            pictures[model.name] = path.relative_to(page.parent).as_posix()
    figures = folder / "figures.json"
    _write(figures, report.as_json(found))
    _write(page, "\n".join(_lines(found, pictures)) + "\n")
    return [page, figures, *(page.parent / name for name in pictures.values())]


def _write(path: Path, text: str) -> None:
    """Write a whole file or none."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def _lines(found: Validation, pictures: dict[str, str]) -> Iterator[str]:
    from tci_sim.version import RESULTS_VERSION, program_version

    kind = "all targets, at their own tolerances" if found.full else "the quick set"
    yield from ("# Validation", "")
    yield f"tci_sim {program_version()}, results version {RESULTS_VERSION}, model `{model_version()[:12]}`; {kind}."
    full = " --full" if found.full else ""
    yield f"Written by `tci-sim validate{full} --page tci_sim/validation.md`; the same figures as"
    yield f"[JSON]({_folder(pictures)}figures.json)."
    yield from ("", f"**{report.summary(found)}**", "", _SAID)
    yield from ("| model | what | levels | passes |", "|---|---|---|---|")
    for model in found.models:
        findings = _of(found, model)
        levels = ", ".join(
            level for level, _ in Counter(each.target.entry.level for each in findings).most_common()
        )
        hits = f"{sum(each.passes for each in findings)} of {len(findings)}"
        yield f"| [{model.name}](#{model.name}) | {model.file.title} | {levels} | {hits} |"
    for model in found.models:
        yield from _section(model, _of(found, model), pictures.get(model.name))
    yield from ("", "## What is not validated", "", _NOT.rstrip())
    for model in found.models:
        yield f"- *{model.name}*: {' '.join(model.file.not_shown.split())}"
    yield from ("", "## What else can be tried", "", _OTHER.rstrip())
    for pattern, names in OTHER_PATTERNS.items():
        yield f"| {pattern} | {', '.join(f'`{name}`' for name in names)} |"


def _folder(pictures: dict[str, str]) -> str:
    return next((f"{name.rpartition('/')[0]}/" for name in pictures.values()), "")


def _section(model: Published, findings: list[Finding], picture: str | None) -> Iterator[str]:
    yield from ("", f"## {model.name}", "", f"{model.file.title}. {model.file.source}.")
    if picture:
        yield from ("", f"![{model.file.title}: the model beside the published values]({picture})")
    for source, entries in groupby(findings, lambda each: each.target.entry.source):
        yield from ("", f"{source}:", "")
        yield "| what | published | model | allowed | value is | level | |"
        yield "|---|--:|--:|---|---|---|---|"
        for each in entries:
            entry, error = each.target.entry, each.estimate.error
            value = report.number(each.estimate.value) + (f" ± {error:.2g}" if error else "")
            mark = f"{entry.mark}, calibrated" if entry.calibrated else entry.mark
            verdict = ("pass" if each.passes else "**miss**") + ("" if entry.gate else " (no gate)")
            yield (
                f"| {report.target_label(each.target)} | {report.number(each.target.published)} | {value} | "
                f"{report.format_allowed(each.target)} | {mark} | {entry.level} | {verdict} |"
            )


def _of(found: Validation, model: Published) -> list[Finding]:
    return [each for each in found.findings if each.target.model == model.name]
