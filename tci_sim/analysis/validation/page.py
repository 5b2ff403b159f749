"""The validation page: published values beside those of the model, from one full run, with its pictures beside it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from tci_sim.analysis.validation import report
from tci_sim.analysis.validation.folder import is_shipped
from tci_sim.analysis.validation.targets import Published
from tci_sim.analysis.validation.validate import Finding, Validation
from tci_sim.messages import Message, Value, listing, message
from tci_sim.render.markdown import escaped
from tci_sim.render.page_file import check_page, code, link, table_row, write_page_file
from tci_sim.runs.provenance import model_version

_EXPLAINED = ("value_is", "level", "error")
"""What is explained above the tables, by the ids of the items."""

_NOT_VALIDATED = ("no_history", "no_joint_effect", "costs_assumed", "whole_untested")
"""What is validated by no model, by the ids of the items."""

OTHER_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "turnover_and_turbulence": (
        "world.staff.turnover", "world.requirements.turbulence", "learning.p_learn", "learning.code_learning",
    ),
    "slow_and_fast_learners": (
        "learning.slow_learners", "learning.p_learn_slow", "learning.p_learn",
    ),
    "strong_cultures": (
        "learning.p_learn", "culture.leadership", "culture.hiring_fit", "culture.meetings", "world.staff.bound",
        "world.requirements.turbulence", "world.requirements.obsolescence",
    ),
    "arcs_of_integration": (
        "integration.shared_demand", "integration.joint_improvement", "integration.joint_decision",
        "integration.gain_sharing", "listening.review.interviews", "listening.participation.share",
        "learning.sharing",
    ),
    "tools_and_culture": (
        "improvement.training", "improvement.time", "improvement.check", "culture.formation",
        "culture.leader_improvement", "learning.code_learning", "listening.internal_review.interviews",
    ),
    "management_practices": (
        "improvement.training", "improvement.time", "improvement.check", "improvement.inspection",
        "improvement.cadence", "improvement.protection", "improvement.redesign",
    ),
}  # fmt: skip
"""What a scenario sets to try a pattern that nothing here was fitted to, by the id of the pattern."""


_FIGURES = "figures.json"


def page_at(name: str) -> Path:
    """Make sure, before anything is run, that a page can be written under a name.

    Raises
    ------
    InputError
        If not.
    """
    from tci_sim.analysis.validation.pictures import PICTURES

    folder = Path(name).stem
    return check_page(name, [f"{folder}/{_FIGURES}", *(f"{folder}/{model}.svg" for model in PICTURES)])


def write_page(found: Validation, page: Path) -> list[Path]:
    """Write the page, its pictures and its figures as JSON; such a page that was there is replaced.

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
    InputError
        If there is something else.
    RunError
        If the disk does not take it.
    """
    from tci_sim.analysis.validation.pictures import PICTURES
    from tci_sim.plots.picture import Picture

    figures = f"{page.stem}/{_FIGURES}"
    drawn = [model.name for model in found.models if model.name in PICTURES and is_shipped(model)]
    pictures = {name: f"{page.stem}/{name}.svg" for name in drawn}
    beside = {figures: report.as_json(found).encode()}
    for name, path in pictures.items():
        beside[path] = Picture(PICTURES[name](found)).svg().encode()
    return write_page_file(page, "\n".join(_lines(found, page, figures, pictures)), beside)


def _lines(found: Validation, page: Path, figures: str, pictures: dict[str, str]) -> Iterator[str]:
    yield from (_title(found), "", *_made(found, page, figures), "")
    yield from (f"**{_summary(found)}**", "", str(_about(found)), "")
    yield from _items(f"validation.page.{each}" for each in _EXPLAINED)
    if found.folder is None:
        yield from _items(["validation.page.second_programs"])
    yield from ("", *_table_of_models(found.published))
    for model in found.published.models:
        yield from ("", f"## {model.name}", "", *_section(found, model, pictures.get(model.name)))
    yield from _expected(found.expected)
    yield from ("", f"## {message('validation.page.not_validated')}", "", *_not_validated(found))
    if found.folder is None:
        yield from ("", f"## {message('validation.page.other_patterns')}", "", *_other_patterns())


def _title(found: Validation) -> str:
    if found.folder is None:
        return f"# {message('validation.page.title')}"
    return f"# {message('validation.page.title_of_folder', folder=escaped(Path(found.folder).name))}"


def _about(found: Validation) -> Message:
    return message("validation.page.about" if found.folder is None else "validation.page.about_folder")


def _summary(found: Validation) -> str:
    """Sum up; a statement in it is written as it stands only where it is one of ours."""
    said = str(report.summary(found))
    return said if all(map(is_shipped, found.models)) else escaped(said)


def _written(model: Published, text: object) -> str:
    """Return a text of a file of targets for a page: Markdown where the file is ours, plain where it is anybody's."""
    return str(text) if is_shipped(model) else escaped(str(text))


def _expected(found: Validation) -> Iterator[str]:
    """Write what prototypes let expect under a heading of its own, and why it does not come out where it does not."""
    if found.models:
        yield from ("", f"## {message('validation.page.expected')}", "")
        yield str(message("validation.expected.about"))
    for model in found.models:
        yield from ("", f"### {model.name}", "", *_section(found, model))
        if said := report.reasons(found, model):
            yield from ("", *(f"- {_written(model, reason)}" for reason in said))


def _table_of_models(found: Validation) -> Iterator[str]:
    heads = ("model", "what", "levels", "passes")
    yield from (table_row(Message(f"validation.page.{each}") for each in heads), "|---|---|---|---|")
    for model in found.models:
        findings = _of(found, model)
        levels = Counter(each.target.entry.level for each in findings).most_common()
        hits = sum(each.passes for each in findings)
        passes = message("validation.page.hits", hits=hits, findings=len(findings))
        named = listing([report.format_level(level) for level, _ in levels])
        title = _written(model, model.file.title)
        yield table_row((f"[{model.name}](#{model.name})", title, named, passes))


def _not_validated(found: Validation) -> Iterator[str]:
    yield from (str(message("validation.page.mechanisms_only")), "")
    if found.folder is None:
        yield from _items(f"validation.page.{each}" for each in _NOT_VALIDATED)
    for model in found.models:
        said = _written(model, model.file.not_validated)
        yield f"- {message('validation.page.of_model', model=model.name, said=said)}"


def _other_patterns() -> Iterator[str]:
    yield from (str(message("validation.page.patterns")), "")
    yield from (
        table_row((message("validation.page.pattern"), message("validation.page.moved_by"))),
        "|---|---|",
    )
    for pattern, names in OTHER_PATTERNS.items():
        yield table_row((Message(f"validation.pattern.{pattern}"), ", ".join(f"`{name}`" for name in names)))


def _made(found: Validation, page: Path, figures: str) -> tuple[str, str]:
    """Say of which model the page is, and how it is written again."""
    from tci_sim.version import RESULTS_VERSION, program_version

    made: dict[str, Value] = {
        "version": program_version(), "results_version": RESULTS_VERSION, "model": model_version()[:12],
    }  # fmt: skip
    full = ["--full"] if found.full else []
    asked = ["tci-sim", "validate", *full, "--page", "tci_sim/validation.md"]
    if found.folder is not None:
        names = [model.name for model in found.models]
        asked = ["tci-sim", "validate", *names, "--folder", found.folder, *full, "--page", str(page)]
    command = shlex.join(asked)
    run = message("validation.page.full_run" if found.full else "validation.page.quick_run", **made)
    written_by = message("validation.page.written_by", command=code(command), figures=link(figures))
    return str(run), str(written_by)


def _items(ids: Iterable[str]) -> Iterator[str]:
    return (f"- {Message(id_)}" for id_ in ids)


def _section(found: Validation, model: Published, picture: str | None = None) -> Iterator[str]:
    yield _written(model, report.model_line(model))
    for size in report.size_line(found, model):
        yield from ("", str(size))
    if picture:
        shown = message("validation.page.picture", title=_written(model, model.file.title))
        yield from ("", f"![{shown}]({link(picture)})")
    for source, entries in groupby(_of(found, model), lambda each: each.target.entry.source):
        yield from ("", str(message("validation.page.source", source=_written(model, source))), "")
        statement, level, mark, published, value, _, allowed, result = report.headings()
        yield table_row((statement, published, value, allowed, mark, level, result))
        yield "|---|--:|--:|---|---|---|---|"
        for each in entries:
            error = each.estimate.error
            verdict = report.format_result(each)
            yield table_row(
                (
                    _written(model, report.target_label(each.target)),
                    report.number(each.target.published),
                    report.number(each.estimate.value) + (f" ± {error:.2g}" if error else ""),
                    report.format_allowed(each.target),
                    report.format_mark(each.target),
                    report.format_level(each.target.entry.level),
                    verdict if each.passes else f"**{verdict}**",
                )
            )


def _of(found: Validation, model: Published) -> list[Finding]:
    return [each for each in found.findings if each.target.model == model.name]
