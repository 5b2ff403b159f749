"""One page for those who decide: what to do, what it costs, when it pays, for whom, and what would change that."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from tci_sim.analysis.decision import BESIDE, GROUPS, OWNERS, TOTAL, UNDECIDABLE, DecisionData, Line, Standing
from tci_sim.analysis.scenario_diff import format_differences, scenario_differences
from tci_sim.messages import Message, Value, listing, message, paragraph
from tci_sim.messages.numbers import Scale, interval, scale
from tci_sim.messages.quantities import Amount, Length, Percent, Range
from tci_sim.names import label, measure_label
from tci_sim.plots.lines import LinePanel
from tci_sim.render import data, html, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text as text_of
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.paired import Interval
from tci_sim.version import RESULTS_VERSION, program_version
from tci_sim.views import comparison_pictures, flip, information
from tci_sim.views.outcomes import all_named
from tci_sim.views.page.chart import figure
from tci_sim.views.page.document import document
from tci_sim.views.page.report import Report
from tci_sim.views.study_names import quoted, varied_label
from tci_sim.views.verdict import on_customers, scenario_label
from tci_sim.views.why.parts import PARTS

SHAPE = 1
"""Version of the shape that `answer.schema.yaml` describes."""

MOST_FLIPS = 5
"""Assumptions of which the page says where they change the order; the command `flip` has all."""

_MONEY = "currency"

_FOR_ANALYSTS = ("why.first.", "why.chain.no_part", "why.chain.unknown", "information.run_again")
"""What is said of why, and of what is worth knowing, that decides nothing; `why` and `information` say it."""


class Typed(NamedTuple):
    """How what is compared was asked for, so that a command can ask more of it."""

    files: Mapping[str, str] = MappingProxyType({})
    """The file of each of those compared, by its name; empty where that is not known."""
    options: Sequence[str] = ()
    """What else was written: changes, networks, a sector."""


NOT_TYPED = Typed()


class Section(NamedTuple):
    """One question of those who decide, and what is known of it."""

    heading: Message
    parts: tuple[Part, ...]


def title(found: DecisionData) -> Cell:
    """Return what is asked: the question of the scenario."""
    return found.comparison.questions[found.comparison.reference].headline


def lede(found: DecisionData) -> Message:
    """Say what is compared with what, in which runs, and how money is discounted."""
    said = [_lede(found)]
    if found.paid:
        said.append(message("decision.discounted", discount=Percent(found.comparison.discount)))
    return paragraph(said)


def _lede(found: DecisionData) -> Message:
    comparison = found.comparison
    count, seeds = len(comparison.questions), comparison.seeds
    return message(
        "decision.lede",
        measure=measure_label(found.measure), firm=_firm(found), all=count, reference=_reference(found),
        span=Length(comparison.months), pairs=len(seeds), first=seeds[0], last=seeds[-1],
    )  # fmt: skip


def sections(found: DecisionData, typed: Typed = NOT_TYPED) -> list[Section]:
    """Return the page, question by question; what is not known yet is said with the command that finds it."""
    return [
        Section(message("decision.what.heading"), tuple(_what(found))),
        Section(message("decision.costs.heading"), tuple(_costs(found))),
        Section(message("decision.loss.heading"), tuple(_loss(found))),
        Section(message("decision.why.heading"), tuple(_why(found, typed))),
        Section(message("decision.whom.heading"), tuple(_whom(found))),
        Section(message("decision.flip.heading"), tuple(_flip(found, typed))),
        Section(message("decision.information.heading"), tuple(_information(found, typed))),
        Section(message("decision.assumptions.heading"), tuple(_assumptions(found, typed))),
        Section(message("decision.versions.heading"), tuple(_versions(found))),
    ]


def what_to_do(found: DecisionData) -> Message:
    """Say in one sentence what follows."""
    best, outcome = found.best, found.outcome
    about: dict[str, Value] = {
        "reference": _reference(found), "other": _name(found, best.name), "span": Length(found.comparison.months),
        "measure": measure_label(found.measure), "firm": _firm(found),
    }  # fmt: skip
    if outcome in ("no_pair", "same"):
        return message(f"decision.what.{outcome}", **about)
    size = _size(found, best.difference)
    if outcome == "one_pair":
        return message("decision.what.one_pair", size=size, **about)
    if outcome == "stay":
        less = Interval(-best.difference.mean, -best.difference.high, -best.difference.low)
        return message(
            "decision.what.stay", size=_bare(found, less), range=_range(found, less, sign=False), **about
        )
    if outcome == "choose":
        sizes = {"size": _bare(found, best.difference), "range": _range(found, best.difference, sign=False)}
        return message("decision.what.choose", **sizes, **about)
    return message("decision.what.open", size=size, range=_range(found, best.difference), **about)


def _what(found: DecisionData) -> Iterator[Part]:
    yield what_to_do(found)
    if found.best.pairs and found.outcome != "same":
        yield _beside(found)
    if len(found.standings) > 1:
        yield _standings(found)
        yield message("decision.what.adjusted")
        yield message("decision.what.about", other=_name(found, found.best.name), reference=_reference(found))
    if found.comparison.failed:
        count = len(found.comparison.failed)
        yield message("decision.what.failed", count=count, error=found.comparison.failed[0].error)


def _beside(found: DecisionData) -> Message:
    """Say how large an amount is beside what the reference earns, and what customers notice."""
    said = [on_customers(found.comparison, found.best.name)]
    if found.paid and (revenue := found.revenue):
        share = Percent(round(abs(float(found.best.difference.mean)) / revenue, 3))
        said = [message("decision.what.of_revenue", share=share, reference=_reference(found)), *said]
    return paragraph(said)


def _standings(found: DecisionData) -> Table:
    size = _scale(found.unit, [each.difference for each in found.standings])
    rows: list[list[Cell]] = [
        [
            message("decision.what.alternative"),
            _head(message("decision.difference"), size),
            message("decision.what.p"),
        ]
    ]
    for each in found.standings:
        rows.append([_name(found, each.name), _cell(each.difference, size), _p(each)])
    return Table(rows, headings=1)


def _p(each: Standing) -> str:
    if not math.isfinite(each.p_holm):
        return "-"
    return "< 0.001" if each.p_holm < 0.001 else f"{each.p_holm:.3f}"


def _costs(found: DecisionData) -> Iterator[Part]:
    if not found.paid:
        yield message("decision.costs.no_money")
        return
    if not found.best.pairs:
        yield message("decision.no_pair")
        return
    yield _programme(found)
    yield _accounts(found)
    yield _pays(found)


def _programme(found: DecisionData) -> Message:
    """Say what all quality programmes of the best cost more than those of the reference, or less."""
    cost = found.programme.difference
    about: dict[str, Value] = {
        "other": _name(found, found.best.name), "reference": _reference(found),
        "span": Length(found.comparison.months),
    }  # fmt: skip
    if not cost.mean:
        return message("decision.costs.as_much", **about)
    if cost.mean > 0.0:
        return message(
            "decision.costs.more", size=_bare(found, cost), range=_range(found, cost, sign=False), **about
        )
    less = Interval(-cost.mean, -cost.high, -cost.low)
    return message(
        "decision.costs.less", size=_bare(found, less), range=_range(found, less, sign=False), **about
    )


def _accounts(found: DecisionData) -> Table:
    lines = found.accounts
    size = _scale(_MONEY, [each.difference for each in (*lines, found.programme)])
    rows: list[list[Cell]] = [
        [message("decision.costs.account"), _head(message("decision.difference"), size)]
    ]
    rows += [_row(each, size) for each in lines if each.name not in BESIDE]
    rows.append([message("decision.costs.all"), _cell(found.programme.difference, size)])
    rows += [_row(each, size) for each in lines if each.name in BESIDE]
    return Table(rows, headings=1)


def _pays(found: DecisionData) -> Message:
    """Say from which month the best stays ahead, and how sure that is."""
    pays, span = found.payback, Length(found.comparison.months)
    if found.outcome == "same":
        return message("decision.costs.same")
    said = (
        message("decision.costs.never", span=span)
        if pays.month is None
        else message("decision.costs.pays", **_month(pays.month))
    )
    if not pays.resampled:
        sure = [] if pays.month is None else [message("decision.costs.no_interval")]
    elif pays.low is None:
        sure = []
    elif pays.high is None:
        sure = [message("decision.costs.earliest", **_month(pays.low))]
    else:
        last = {"last": pays.high, "nth_last": pays.high + 1}
        sure = [message("verdict.leads_between", **_month(pays.low), **last)]
    return paragraph([said, *sure])


def _month(month: int) -> dict[str, Value]:
    return {"month": month, "nth": month + 1}


def _loss(found: DecisionData) -> Iterator[Part]:
    about: dict[str, Value] = {"other": _name(found, found.best.name), "reference": _reference(found)}
    if not found.paid:
        yield message("decision.costs.no_money")
    elif not found.best.pairs:
        yield message("decision.no_pair")
    elif found.outcome == "same":
        yield message("decision.costs.same")
    else:
        loss, pairs = found.loss, found.best.pairs
        yield message(
            "decision.loss.share", behind=round(loss.share * pairs), pairs=pairs, share=Percent(round(loss.share, 2)),
            low=Percent(round(loss.low, 2)), high=Percent(round(loss.high, 2)), **about,
        )  # fmt: skip


def _why(found: DecisionData, typed: Typed) -> Iterator[Part]:
    """Say what differs and what it brings; until that is looked into, by which command it is."""
    asked, other = (
        found.comparison.questions[name] for name in (found.comparison.reference, found.best.name)
    )
    differ = format_differences(scenario_differences(asked, other), asked, other)
    if differ is not None:
        name = _name(found, found.best.name)
        yield message("decision.why.differ", other=name, reference=_reference(found), what=differ)
    if found.outcome in UNDECIDABLE:
        yield message("decision.no_pair" if found.outcome == "no_pair" else "decision.why.none")
        return
    if found.why is None:
        yield message("decision.why.command", command=_command("why", found, typed))
        return
    for which, part in found.why.parts.items():
        view = PARTS[which]
        said = [each for each in (view.discounted or view.said)(found.why, part) if _decides(each)]
        if said and found.paid and which == GROUPS:
            yield message("decision.why.not_discounted")
        yield from said


def _decides(said: Part) -> bool:
    """Return whether something is said for those who decide."""
    return not (isinstance(said, Message) and said.id.startswith(_FOR_ANALYSTS))


def _whom(found: DecisionData) -> Iterator[Part]:
    lines = found.stakeholders
    if not lines or not found.best.pairs:
        yield message("decision.whom.unknown")
        return
    size = _scale(_MONEY, [each.difference for each in lines])
    yield message("decision.whom.lead", other=_name(found, found.best.name), reference=_reference(found))
    rows: list[list[Cell]] = [[message("decision.whom.who"), _head(message("decision.difference"), size)]]
    for each in lines:
        rows.append([_stakeholder(each.name), _cell(each.difference, size)])
        if each.name == OWNERS:
            rows.append(
                [message("decision.whom.ours", firm=_firm(found)), _cell(found.ours.difference, size)]
            )
    yield Table(rows, headings=1)


def _stakeholder(name: str) -> Cell:
    if name == OWNERS:
        return message("decision.whom.owners")
    return (
        message("decision.whom.all") if name == TOTAL else label("stakeholder", name.removeprefix("value_"))
    )


def _flip(found: DecisionData, typed: Typed) -> Iterator[Part]:
    flips = found.flips
    if found.outcome in UNDECIDABLE:
        yield message("decision.no_pair" if found.outcome == "no_pair" else "decision.flip.none")
        return
    if flips is None:
        yield message("decision.flip.command", command=_command("flip", found, typed), option="--flip")
        return
    tried = "decision.flip.tried_not_discounted" if found.paid else "decision.flip.tried"
    yield paragraph([message(tried, pairs=flips.replications), *flip.who_leads(flips), flip.verdict(flips)])
    for each in flips.flipping[:MOST_FLIPS]:
        yield paragraph(flip.sentences(flips, each))
    left = len(flips.flipping) - MOST_FLIPS
    if left > 0:
        yield message("decision.flip.more", count=left, command=_command("flip", found, typed))
    yield from flip.only_together(flips)


def _information(found: DecisionData, typed: Typed) -> Iterator[Part]:
    """Say what is worth finding out first; until that is looked into, by which command it is."""
    if found.information is None:
        names = {"study": "regimes_in_sampled_worlds", "option": "--study"}
        yield message("decision.information.command", command="tci-sim information", **names)
        return
    of = found.information.outcomes
    said = [
        message(
            "decision.information.futures", question=str(of.result.study.question), futures=f"{len(of.worlds):,}",
            alternatives=all_named(of),
        )
    ]  # fmt: skip
    yield paragraph([*said, *filter(_decides, information.findings(found.information))])


def _assumptions(found: DecisionData, typed: Typed) -> Iterator[Part]:
    counts = found.by_evidence
    by_evidence = [
        message("decision.assumptions.count", number=number, evidence=label("evidence", evidence))
        for evidence, number in sorted(counts.items(), key=lambda each: -each[1])
    ]
    about: dict[str, Value] = {"all": sum(counts.values()), "counts": listing(by_evidence)}
    if found.outcome in UNDECIDABLE:
        yield message("decision.assumptions.counted", **about)
        return
    if found.flips is None or not found.flips.looked_into:
        yield message("decision.assumptions.all", command=_command("flip", found, typed), **about)
        return
    base = found.comparison.questions[found.comparison.reference]
    strongest = [
        message(
            "decision.assumptions.each",
            label=varied_label(each.path, base), value=flip.shipped(each), evidence=label("evidence", each.evidence),
        )
        for each in found.flips.looked_into[:MOST_FLIPS]
    ]  # fmt: skip
    yield message("decision.assumptions.strongest", names=listing(strongest), **about)


def _versions(found: DecisionData) -> Iterator[Part]:
    comparison = found.comparison
    yield message(
        "decision.versions.said",
        version=program_version(), results=str(RESULTS_VERSION), model=str(comparison.provenance["model"])[:12],
        first=comparison.seeds[0], last=comparison.seeds[-1],
        runs=f"{len(comparison.questions) * len(comparison.seeds):,}", fingerprint=comparison.fingerprint[:12],
    )  # fmt: skip


def _command(name: str, found: DecisionData, typed: Typed) -> str:
    """Write a command that asks of the reference and of the best of the others."""
    both = (found.comparison.reference, found.best.name)
    unknown = str(message("help.metavar.scenario"))
    given = [shlex.quote(typed.files[each]) if each in typed.files else unknown for each in both]
    if len(set(given)) == 1:
        given = [given[0], "--firm-policy", shlex.quote(",".join(both))]
    return " ".join(["tci-sim", name, *given, *map(shlex.quote, typed.options)])


def _reference(found: DecisionData) -> Message:
    return _name(found, found.comparison.reference)


def _name(found: DecisionData, name: str) -> Message:
    return quoted(scenario_label(found.comparison, name))


def _firm(found: DecisionData) -> Value:
    comparison = found.comparison
    return label_in(
        comparison.questions[comparison.reference], "firm", comparison.focal_firms[comparison.reference]
    )


def _all(found: Interval) -> tuple[float, ...]:
    return tuple(float(value) for value in found if math.isfinite(value))


def _size(found: DecisionData, difference: Interval) -> Amount:
    return Amount(float(difference.mean), found.unit, _all(difference), sign=True)


def _bare(found: DecisionData, difference: Interval) -> Amount:
    """Write the size of a difference of which a word says whether it is more or less."""
    return Amount(float(difference.mean), found.unit, _all(difference), of_difference=True)


def _range(found: DecisionData, difference: Interval, *, sign: bool = True) -> Value:
    if not math.isfinite(difference.low):
        return message("decision.no_range")
    return Range(float(difference.low), float(difference.high), found.unit, _all(difference), sign=sign)


def _scale(unit: str, found: Sequence[Interval]) -> Scale:
    return scale([end for each in found for end in _all(each)], unit, differences=True)


def _head(said: Message, size: Scale) -> Message:
    return message("study.measure_and_unit", measure=said, unit=size.unit)


def _cell(difference: Interval, size: Scale) -> str:
    return interval([size.factor * float(end) for end in difference], size.digits)


def _row(line: Line, size: Scale) -> list[Cell]:
    return [measure_label(line.name), _cell(line.difference, size)]


def as_text(found: DecisionData, typed: Typed = NOT_TYPED) -> str:
    """Write the page for a terminal."""
    return text_of([title(found), lede(found), "", *parts(found, typed)])


def parts(found: DecisionData, typed: Typed = NOT_TYPED) -> list[Part]:
    """Return all questions, each with what is known of it, one below the other."""
    said: list[Part] = []
    for each in sections(found, typed):
        said += [message("decision.heading_in_text", heading=each.heading), *each.parts, ""]
    return said[:-1]


def as_markdown(found: DecisionData, typed: Typed = NOT_TYPED, picture: str = "") -> str:
    """Write the page as Markdown, with a heading for each question; a picture, which is a line, below the first."""
    blocks = [markdown.as_markdown([title(found), lede(found)])]
    for each in sections(found, typed):
        blocks.append("#" + markdown.as_markdown([each.heading, *_apart(each.parts)]))
        if picture and len(blocks) == 2:
            blocks.append(f"{picture}\n")
    return "\n".join(blocks)


def as_html(found: DecisionData, typed: Typed = NOT_TYPED) -> str:
    """Write the page as one HTML document that prints on one sheet."""
    said = [
        f"<h1>{html.escaped(str(title(found)))}</h1>",
        f'<p class="lede">{html.escaped(str(lede(found)))}</p>',
    ]
    for number, each in enumerate(sections(found, typed)):
        inside = "\n".join(html.blocks_of(_apart(each.parts)))
        first = ' class="first"' if not number else ""
        said.append(f"<section{first}>\n<h2>{html.escaped(str(each.heading))}</h2>\n{inside}\n</section>")
        if not number and (drawn := panel(found)):
            said.append(figure(drawn))
    return document(Report(str(title(found)), "\n".join(said)), style="answer")


def panel(found: DecisionData) -> LinePanel | None:
    """Return what the picture of the page shows, how the others come to their difference; None where there is none."""
    if found.outcome in UNDECIDABLE:
        return None
    return comparison_pictures.panel(found.comparison, found.measure, discounted=found.paid)


def _apart(parts: Sequence[Part]) -> Iterator[Part]:
    """Make a paragraph of each line."""
    for part in parts:
        yield from (part, "")


def as_json(found: DecisionData, typed: Typed = NOT_TYPED) -> str:
    """Write it as JSON, in the shape of `answer.schema.yaml` beside this module."""
    comparison, best = found.comparison, found.best
    pays, loss = (found.payback, found.loss) if found.paid and best.pairs else (None, None)
    shown: dict[str, Any] = {
        "command": "answer",
        "version": SHAPE,
        "question": str(title(found)),
        "reference": comparison.reference,
        "measure": found.measure,
        "unit": found.unit,
        "months": comparison.months,
        "seed": comparison.seeds[0],
        "replications": len(comparison.seeds),
        "outcome": found.outcome,
        "sentence": str(what_to_do(found)),
        "standings": [
            {
                "name": each.name, "pairs": each.pairs, "p_holm": data.plain(each.p_holm),
                "difference": _interval(each.difference),
            }
            for each in found.standings
        ],
        "programme_cost": _interval(found.programme.difference) if found.paid else None,
        "accounts": [_line(each) for each in found.accounts],
        "payback": None if pays is None else pays._asdict(),
        "loss": None if loss is None else {name: data.plain(value) for name, value in loss._asdict().items()},
        "stakeholders": [_line(each) for each in found.stakeholders],
        "flips": None if found.flips is None else flip.records(found.flips),
        "why": _sentences(_why(found, typed)) if found.why is not None else None,
        "information": _sentences(_information(found, typed)) if found.information is not None else None,
        "assumptions": found.by_evidence,
        "failed": [vars(run) for run in comparison.failed],
        "fingerprint": comparison.fingerprint,
        "tci_sim": program_version(),
        "results_version": RESULTS_VERSION,
        "model": comparison.provenance["model"],
    }  # fmt: skip
    return data.answer_as_json(shown)


def _sentences(said: Iterator[Part]) -> list[str]:
    return [str(each) for each in said]


def _line(each: Line) -> dict[str, Any]:
    return {"measure": each.name, "difference": _interval(each.difference)}


def _interval(found: Interval) -> dict[str, Any]:
    return {name: data.plain(float(end)) for name, end in found._asdict().items()}


FORMATS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {"table": as_text, "markdown": as_markdown, "html": as_html, "json": as_json}
)
"""Each takes what was found, and how it was asked for."""
