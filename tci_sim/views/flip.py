"""Where two alternatives change places: a table, a sentence for each assumption, CSV and JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.flip import Assumption, FlipData, Together
from tci_sim.messages import Message, Value, listing, message, paragraph
from tci_sim.messages.numbers import Scale, interval, number, scale
from tci_sim.messages.quantities import Amount, Percent, Range
from tci_sim.names import as_written, label, parameter_label
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.render.text import as_text
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.flip import Flip, Flips
from tci_sim.statistics.paired import Interval
from tci_sim.views.study_names import measure_title, quoted, varied_label

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 1
"""Version of the shape that `flip.schema.yaml` describes."""

MOST_NAMED = 8
"""Assumptions that are named where many are."""

MOST_ALONE = 3
"""Assumptions that change nothing, of which each has a sentence; of more there is one for all."""

_CORNERS = ("low_low", "low_high", "high_low", "high_high")


def as_table(found: FlipData, pictures: Sequence[Path] = ()) -> str:
    """Write what was found as aligned text."""
    return as_text(table_parts(found))


def as_markdown(found: FlipData, pictures: Sequence[Path] = ()) -> str:
    """Write the same as Markdown."""
    return markdown.as_markdown(table_parts(found))


def table_parts(found: FlipData) -> list[Part]:
    """Return the lines and tables that say what was found; the first is the question."""
    size = _scale(found)
    table: list[Part] = [_table(found, size), ""] if found.looked_into else []
    return [
        question(found),
        head(found),
        *who_leads(found),
        "",
        *table,
        verdict(found),
        *_sentences(found),
        *_fewer_pairs(found),
        *_rest(found),
        *_together(found, size),
        *_failed(found),
    ]


def question(found: FlipData) -> Message:
    """Return what is asked."""
    reference, other = names(found)
    return message("flip.question", reference=quoted(reference), other=quoted(other))


def names(found: FlipData) -> tuple[Value, Value]:
    """Return what the alternatives are called: policies by their names, where these are what they are called."""
    reference, other = (_name(name, each) for name, each in found.asked.scenarios.items())
    return reference, other


def _name(name: str, scenario: Scenario) -> Value:
    policy = scenario.firms[focal_firm(scenario)].policy
    return label_in(scenario, "policy", name) if policy == name else name


def who(found: FlipData, side: float) -> Message:
    """Return who leads where the lead is above 0, or below it."""
    return quoted(names(found)[int(side > 0)])


def head(found: FlipData) -> Message:
    """Say what the lead is, and how large it is as things are."""
    reference, other = names(found)
    about: dict[str, Value] = {
        "measure": measure_title(found.asked.measure), "holder": holder(found),
        "reference": quoted(reference), "other": quoted(other),
    }  # fmt: skip
    if not math.isfinite(found.lead.mean):
        return message("flip.no_lead", **about)
    about["lead"] = Amount(float(found.lead.mean), found.unit, _all(found.lead), sign=True)
    if not math.isfinite(found.lead.low):
        return message("flip.head_one_pair", **about)
    ends = Range(float(found.lead.low), float(found.lead.high), found.unit, _all(found.lead), sign=True)
    return message("flip.head", range=ends, **about)


def holder(found: FlipData) -> Value:
    """Return whose measure it is."""
    named = found.asked.holder
    if named == FOCAL:
        firms = {focal_firm(each) for each in found.asked.scenarios.values()}
        if len(firms) > 1:
            return message("study.focal_firm")
        named = firms.pop()
    firm = label_in(_base(found), "firm", named)
    return firm if firm != named else label("holder", named)


def who_leads(found: FlipData) -> list[Message]:
    """Say who leads as things are, where that is known."""
    if not math.isfinite(found.lead.low):
        return []
    if found.lead.contains_zero:
        return [message("flip.leads.unsure")]
    return [message("flip.leads.sure", who=who(found, float(found.lead.mean)))]


def verdict(found: FlipData) -> Message:
    """Say how many assumptions change the order."""
    count, all_ = len(found.flipping), len(found.looked_into)
    if not count:
        return message("flip.verdict.none", count=all_)
    return message("flip.verdict.some", count=count, all=all_)


def _sentences(found: FlipData) -> list[Message]:
    """Say what was found of each assumption; of many in which the same one leads everywhere, together."""
    sure = {side: [each for each in found.looked_into if _leader(each) == side] for side in (-1, 1)}
    many = [each for each in sure.values() if len(each) > MOST_ALONE]
    together = {each.path for some in many for each in some}
    said = [paragraph(sentences(found, each)) for each in found.looked_into if each.path not in together]
    return said + [_same_leader(found, some) for some in many]


def _leader(each: Assumption) -> int:
    """Return who leads at every value that was tried and in every resample: 1 or -1; 0 where that is not so."""
    assert each.found is not None
    sides = set(each.found.sides.tolist())
    return sides.pop() if len(sides) == 1 and round(each.found.share, 2) == 0.0 else 0


def _same_leader(found: FlipData, some: Sequence[Assumption]) -> Message:
    named = [
        message(
            "flip.named",
            label=varied_label(each.path, _base(found)), evidence=label("evidence", each.evidence), range=span(each),
        )
        for each in some
    ]  # fmt: skip
    return message("flip.nothing_in_many", who=who(found, _leader(some[0])), names=listing(named))


def sentences(found: FlipData, each: Assumption) -> list[Message]:
    """Say where one assumption changes the order, or that it does nowhere; and in how many resamples it does."""
    flips = each.found
    assert flips is not None
    about: dict[str, Value] = {
        "label": varied_label(each.path, _base(found)), "evidence": label("evidence", each.evidence),
        "range": span(each), "shipped": shipped(each),
    }  # fmt: skip
    if not np.any(flips.differences):
        return [message("flip.nothing_at_all", **about)]
    return [_sentence(found, each, flips, about), *_on_resamples(flips)]


def _sentence(found: FlipData, each: Assumption, flips: Flips, about: dict[str, Value]) -> Message:
    if not flips.flips:
        sure = set(flips.sides.tolist())
        if sure in ({1}, {-1}):
            return message("flip.nothing_sure", who=who(found, sure.pop()), **about)
        return message("flip.nothing_unsure", **about)
    if len(flips.flips) == 1:
        [one] = flips.flips
        return message("flip.once", place=place(each, one), who=who(found, one.side), **about)
    places = [
        message("flip.above", place=place(each, flip), who=who(found, flip.side)) for flip in flips.flips
    ]
    return message("flip.several", places=listing(places, "and"), **about)


def _on_resamples(flips: Flips) -> list[Message]:
    """Say in what share of resamples the order changes at all; nothing where pairs are too few to resample."""
    if not math.isfinite(flips.share):
        return []
    return [message("flip.resamples", share=Percent(round(flips.share, 2)))]


def place(each: Assumption, flip: Flip) -> Value:
    """Return a value at which the alternatives change places, with its interval and unit."""
    return as_written(_bare_place(each, flip), each.unit)


def span(each: Assumption) -> Value:
    """Return the range of an assumption, with its unit."""
    low, high = (f"{end:.6g}" for end in (each.low, each.high))
    return as_written(message("explain.range", low=low, high=high), each.unit)


def shipped(each: Assumption) -> Value:
    """Return what an assumption is where nothing is changed, with its unit."""
    return message("flip.differs") if each.shipped is None else as_written(f"{each.shipped:.6g}", each.unit)


def _bare_place(each: Assumption, flip: Flip) -> Message | str:
    digits = _digits(each)
    if each.whole:
        at: Message | str = message(
            "flip.between_whole", low=f"{math.floor(flip.place)}", high=f"{math.floor(flip.place) + 1}"
        )
    else:
        at = number(flip.place, digits)
    if not math.isfinite(flip.low):
        return at
    low, high = (number(end, digits) for end in (flip.low, flip.high))
    return message("flip.interval", place=at, low=low, high=high)


def _digits(each: Assumption) -> int:
    """Return how many digits behind the point tell apart a hundredth of the range."""
    return max(0, 2 - math.floor(math.log10(each.high - each.low)))


def _base(found: FlipData) -> Scenario:
    return next(iter(found.asked.scenarios.values()))


def _all(found: Interval) -> tuple[float, ...]:
    return tuple(float(value) for value in found if math.isfinite(value))


def _scale(found: FlipData) -> Scale:
    ends = [end for each in found.looked_into for end in (*each.at_low, *each.at_high)]
    corners = [end for pair in found.together for corner in pair.corners for end in corner.lead]
    return scale([float(end) for end in (*ends, *corners, *found.lead)], found.unit, differences=True)


def _table(found: FlipData, size: Scale) -> Table:
    heads = ("assumption", "evidence", "range", "shipped", "place", "behind", "share", "at_low", "at_high")
    rows: list[list[Cell]] = [
        [message(f"flip.{each}") for each in heads],
        [*[""] * 7, size.unit, size.unit],
    ]
    for each in found.looked_into:
        rows += _rows(found, each, size)
    return Table(rows, words=6)


def _rows(found: FlipData, each: Assumption, size: Scale) -> list[list[Cell]]:
    """Write one assumption: a row for each value at which the alternatives change places, one where there is none."""
    assert each.found is not None
    first: list[Value] = [
        varied_label(each.path, _base(found)), label("evidence", each.evidence), span(each), shipped(each)
    ]  # fmt: skip
    ends: list[Cell] = [_lead(each.at_low, size), _lead(each.at_high, size)]
    if not each.found.flips:
        return [[*map(as_cell, first), "-", "-", as_cell(_cell_of_share(each.found)), *ends]]
    rows = []
    for flip in each.found.flips:
        rows.append([
            *map(as_cell, first), as_cell(place(each, flip)), who(found, flip.side),
            as_cell(Percent(round(flip.share, 2)) if math.isfinite(flip.share) else "-"), *ends,
        ])  # fmt: skip
        first, ends = [""] * 4, ["", ""]
    return rows


def _cell_of_share(found: Flips) -> Value:
    return Percent(round(found.share, 2)) if math.isfinite(found.share) else "-"


def _lead(lead: Interval, size: Scale) -> str:
    return interval([size.factor * float(end) for end in lead], size.digits)


def _fewer_pairs(found: FlipData) -> list[Message]:
    """Say of which assumptions some pairs, or all, lack the measure at a value that was tried."""
    base, lines = _base(found), []
    for each in found.assumptions:
        name = varied_label(each.path, base)
        if each.found is None and each.pairs < min(2, found.few):
            lines.append(message("flip.no_figure", label=name))
        elif each.found is not None and each.pairs < found.replications:
            lines.append(message("flip.fewer_pairs", label=name, pairs=each.pairs, all=found.replications))
    return lines


def _rest(found: FlipData) -> list[Message]:
    """Say of the assumptions that were not looked into how much they move the lead, and which change its sign."""
    rest = [each for each in found.assumptions if each.found is None and math.isfinite(each.moved)]
    if not rest:
        return []
    most = max(each.moved for each in rest)
    lines = [message("flip.rest", count=len(rest), most=Amount(most, found.unit, of_difference=True))]
    turned = [each for each in rest if float(each.at_low.mean) * float(each.at_high.mean) < 0.0]
    if turned:
        named = [varied_label(each.path, _base(found)) for each in turned[:MOST_NAMED]]
        lines.append(message("flip.rest_ends", count=len(turned), names=listing(named)))
    return lines


def only_together(found: FlipData) -> list[Message]:
    """Say which pairs of assumptions change the order though neither does alone."""
    return [_only(found, each) for each in found.together if each.flips and not each.alone]


def _together(found: FlipData, size: Scale) -> list[Part]:
    """Show what pairs of assumptions do at the corners of their ranges."""
    if not found.together:
        return []
    rows: list[list[Cell]] = [
        [message("flip.together.pair"), *[message(f"flip.together.{corner}") for corner in _CORNERS]],
        ["", *[size.unit] * 4],
    ]
    for pair in found.together:
        cells = {
            _corner_name(found, pair, corner.values): _lead(corner.lead, size) for corner in pair.corners
        }
        rows.append([_pair_name(found, pair), *[cells.get(corner, "-") for corner in _CORNERS]])
    return ["", message("flip.together.head"), Table(rows), *(only_together(found) or [_none(found)])]


def _only(found: FlipData, pair: Together) -> Message:
    corners = [
        message(f"flip.together.{_corner_name(found, pair, pair.corners[number].values)}")
        for number in pair.flips
    ]
    return message("flip.together.only", names=_pair_name(found, pair), corners=listing(corners))


def _none(found: FlipData) -> Message:
    strongest = {path for pair in found.together for path in pair.paths}
    return message("flip.together.none", all=len(strongest))


def _pair_name(found: FlipData, pair: Together) -> Message:
    one, other = (varied_label(path, _base(found)) for path in pair.paths)
    return message("flip.together.names", one=one, other=other)


def _corner_name(found: FlipData, pair: Together, values: tuple[float, float]) -> str:
    by_path = {each.path: each for each in found.assumptions}
    ends = zip(pair.paths, values, strict=True)
    return "_".join("low" if value == by_path[path].low else "high" for path, value in ends)


def _failed(found: FlipData) -> list[Part]:
    if not found.failed:
        return []
    return ["", message("flip.failed", count=len(found.failed), error=found.failed[0].error)]


def frame(found: FlipData) -> pd.DataFrame:
    """Return a row for each assumption and value at which the alternatives change places; one where there is none."""
    import pandas as pd

    return pd.DataFrame([row for each in found.assumptions for row in _records(each)])


def _records(each: Assumption) -> list[dict[str, Any]]:
    row: dict[str, Any] = {
        "parameter": each.path, "unit": each.unit, "evidence": each.evidence, "low_end": each.low,
        "high_end": each.high, "shipped": each.shipped, "pairs": each.pairs,
        "lead_at_low_end": float(each.at_low.mean), "lead_at_high_end": float(each.at_high.mean),
        "moved": each.moved, "looked_into": each.found is not None,
        "share": math.nan if each.found is None else each.found.share,
    }  # fmt: skip
    flips = each.found.flips if each.found is not None and each.found.flips else (None,)
    return [
        {
            **row,
            "place": math.nan if flip is None else flip.place,
            "place_low": math.nan if flip is None else flip.low,
            "place_high": math.nan if flip is None else flip.high,
            "leads_above": "" if flip is None else ("other" if flip.side > 0 else "reference"),
            "share_of_place": math.nan if flip is None else flip.share,
        }
        for flip in flips
    ]


def as_csv(found: FlipData, pictures: Sequence[Path] = ()) -> str:
    """Write a row for each assumption and value at which the alternatives change places."""
    return data.as_csv(frame(found))


def as_json(found: FlipData, pictures: Sequence[Path] = ()) -> str:
    """Write it as JSON, in the shape of `flip.schema.yaml` beside this module."""
    asked = found.asked
    shown: dict[str, Any] = {
        "command": "flip",
        "version": SHAPE,
        "question": str(question(found)),
        "reference": asked.names[0],
        "other": asked.names[1],
        "measure": asked.measure,
        "holder": asked.holder,
        "unit": found.unit,
        "seed": asked.seed,
        "first_replications": found.few,
        "replications": found.replications,
        "runs": found.runs,
        "lead": _interval(found.lead),
        "assumptions": records(found),
        "together": [_pair(each) for each in found.together],
        "failed": [
            {"alternative": run.alternative, "changes": dict(run.point), "seed": run.seed, "error": run.error}
            for run in found.failed
        ],
        "key": asked.key,
        "folder": None if found.folder is None else str(found.folder),
        "pictures": [str(path) for path in pictures],
        "tci_sim": found.provenance["tci_sim"],
        "model": found.provenance["model"],
    }
    return data.answer_as_json(shown)


def records(found: FlipData) -> list[dict[str, Any]]:
    """Return each assumption as JSON has it."""
    return [_assumption(each) for each in found.assumptions]


def _assumption(each: Assumption) -> dict[str, Any]:
    looked: dict[str, Any] = {"share": None, "flips": [], "tried": []}
    if each.found is not None:
        looked = {
            "share": data.plain(each.found.share),
            "flips": [
                {name: data.plain(value) for name, value in flip._asdict().items()}
                for flip in each.found.flips
            ],
            "tried": [
                {"value": value, "lead": data.plain(float(exact_mean(leads))), "side": int(side)}
                for value, leads, side in zip(
                    each.found.places.tolist(), each.found.differences, each.found.sides, strict=True
                )
            ],
        }
    return {
        "parameter": each.path, "label": str(parameter_label(each.path)), "lever": each.lever, "unit": each.unit,
        "evidence": each.evidence, "low_end": each.low, "high_end": each.high, "shipped": each.shipped,
        "lead_at_low_end": _interval(each.at_low), "lead_at_high_end": _interval(each.at_high),
        "moved": data.plain(each.moved), "pairs": each.pairs, "looked_into": each.found is not None, **looked,
    }  # fmt: skip


def _pair(each: Together) -> dict[str, Any]:
    return {
        "parameters": list(each.paths),
        "corners": [
            {"values": list(corner.values), "lead": _interval(corner.lead), "pairs": corner.pairs}
            for corner in each.corners
        ],
        "alone": each.alone,
        "changed_at": list(each.flips),
    }


def _interval(found: Interval) -> dict[str, Any]:
    return {name: data.plain(float(end)) for name, end in found._asdict().items()}


FORMATS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {"table": as_table, "markdown": as_markdown, "json": as_json, "csv": as_csv}
)
"""Each takes what was found, and the files of its pictures."""
