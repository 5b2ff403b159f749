"""What a page offers: levers, uncertainties and events that its reader may change, measures, and how many pairs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tci_sim.bounds import MOST_PAIRS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, legible
from tci_sim.messages import Message, message
from tci_sim.runs.report_measures import no_measure, omitted_measures
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.explain import Kind, Parameter, catalogue, explain, parameters_named
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import variant
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import PagePart, Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.tree import value_at
from tci_sim.wasm.settable import changeable_in_page

DRAWN = ("satisfaction", "share", "profit", "retention", "internal_satisfaction", "capability")
"""Measures that are drawn where neither the command line nor the scenario names any."""

WORLD = (
    "choice.price_weight", "choice.consider_rate", "word_of_mouth.talk_rate", "requirements.turbulence",
    "staff.turnover", "improving.speed",
)  # fmt: skip
"""Uncertainties that can be moved where neither names any: one of each group that readers ask for first."""

Range = tuple[float, float] | None
"""Between what a control moves; the plausible range where nothing is given."""


class Asked(NamedTuple):
    """What is offered, checked."""

    levers: Mapping[str, Range]
    """By path inside a policy."""
    uncertainties: Mapping[str, Range]
    """By path, with `world.`"""
    shocks: tuple[Shock, ...]
    measures: tuple[str, ...]
    pairs: int


def asked_of(
    scenario: Scenario,
    levers: Sequence[str] = (),
    uncertainties: Sequence[str] = (),
    shocks: Sequence[str | Mapping[str, Any]] = (),
    measures: Sequence[str] = (),
    pairs: int | None = None,
) -> Asked:
    """Read what a page is to offer: what is given here stands in the place of what the scenario says under `page`.

    Parameters
    ----------
    scenario : Scenario
        The question.
    levers, uncertainties : sequence of str
        Each `PATH` or `PATH=LOW:HIGH`, of a parameter or a group; levers in which the policies of the scenario differ
        by default, and six uncertainties.
    shocks : sequence of str or mapping
        Events that may be added to the timeline; of the command line as `KIND,month=12,target=NAME`.
    measures : sequence of str
        What is drawn.
    pairs : int, optional
        Pairs of runs, 2 or more.

    Returns
    -------
    Asked

    Raises
    ------
    InputError
        With one line for each fault.
    """
    said: PagePart = scenario.page
    faults: list[Message | str] = []
    found = Asked(
        levers=dict(_controls(scenario, levers or said.levers, "lever", faults)) or _differing(scenario),
        uncertainties=dict(_controls(scenario, uncertainties or said.uncertainties, "uncertainty", faults))
        or _usual_world(scenario),
        shocks=tuple(_shocks(scenario, shocks or said.shocks, faults)),
        measures=_measures(scenario, tuple(measures) or said.measures, faults),
        pairs=said.pairs if pairs is None else pairs,
    )
    if not 2 <= found.pairs <= MOST_PAIRS:
        faults.append(message("page.fault.pairs", pairs=str(found.pairs), most=str(MOST_PAIRS)))
    if faults:
        raise InputError(*dict.fromkeys(faults))
    return found


def regimes_of(scenario: Scenario) -> list[str]:
    """List the policies to start from: that of the focal firm first, without one that is for the burn-in alone."""
    own = scenario.firms[focal_firm(scenario)].policy
    adopted = {firm.policy for firm in scenario.firms.values()}
    others = [name for name in scenario.policies if name in adopted or name != scenario.burn_in_policy]
    return list(dict.fromkeys((own, *others)))


def levers_under(scenario: Scenario, policy: str) -> dict[str, float]:
    """Return the value of each lever of the focal firm under a policy, its own levers laid over it, by path."""
    focal = focal_firm(scenario)
    firm = scenario.firms[focal].model_copy(update={"policy": policy})
    own = with_own_levers(scenario.model_copy(update={"firms": {**scenario.firms, focal: firm}}))
    adopted = own.policies[own.firms[focal].policy]
    return {path: value_at(adopted, path) for path, each in catalogue().items() if each.kind == "lever"}


def _differing(scenario: Scenario) -> dict[str, Range]:
    """Return the levers in which policies differ; all that have a range where there is one policy alone."""
    values = [levers_under(scenario, policy) for policy in regimes_of(scenario)]
    paths = [path for path in values[0] if len({each[path] for each in values}) > 1]
    return dict.fromkeys(paths or [path for path in values[0] if _plausible(path)])


def _usual_world(scenario: Scenario) -> dict[str, Range]:
    paths = (f"world.{path}" for path in WORLD)
    return {path: None for path in paths if _refusal(catalogue()[path], scenario) is None}


def _plausible(path: str) -> bool:
    low, high = catalogue()[path].plausible or (0.0, 0.0)
    return low < high


def _controls(
    scenario: Scenario, given: Sequence[str], kind: Kind, faults: list[Message | str]
) -> Iterator[tuple[str, Range]]:
    """Read paths with or without a range; of a group those that a page can move."""
    for written in given:
        about = {"option": f"--{kind}", "value": legible(written)}
        name, ends = written.partition("=")[0].strip(), _ends_of(written)
        try:
            found = _named(name, kind)
        except InputError as error:
            faults += error.messages
            continue
        known = [each for each in found if each.kind == kind]
        refused = [why for each in known if (why := _refusal(each, scenario))]
        movable = [each for each in known if not _refusal(each, scenario)]
        if not known:
            wrong = "page.fault.not_lever" if kind == "lever" else "page.fault.not_uncertainty"
            faults.append(message(wrong, path=found[0].path, **about))
        elif not movable:
            faults.append(refused[0])
        elif ends is not None and len(known) > 1:
            faults.append(message("page.fault.range_of_group", count=str(len(known)), **about))
        elif ends == ():
            faults.append(message("page.fault.range", **about))
        else:
            for each in movable:
                yield from _one(each, ends, about, faults)


def _named(name: str, kind: Kind) -> tuple[Parameter, ...]:
    """Find parameters by name; uncertainties without `world.` too, where only they are called so."""
    if kind == "uncertainty" and (found := parameters_named(f"world.{name}")):
        return found
    return explain(name)


def _refusal(parameter: Parameter, scenario: Scenario) -> Message | None:
    """Say why a page cannot move a parameter; nothing where it can."""
    if parameter.kind != "uncertainty":
        return None
    if parameter.path == "world.economy.discount":  # verdicts are discounted at it, by Python's own powers
        return message("page.fault.discount")
    return changeable_in_page(parameter.path.removeprefix("world."), scenario)


def _ends_of(given: str) -> Any:
    """Return the ends of the range of a control; None where it has none, () where what it has is no range."""
    _, equals, ends = given.partition("=")
    if not equals:
        return None
    try:
        low, high = (float(end) for end in ends.split(":"))
    except ValueError:
        return ()
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low < high else ()


def _one(
    parameter: Parameter, ends: Any, about: Mapping[str, str], faults: list[Message | str]
) -> Iterator[tuple[str, Range]]:
    low, high = parameter.allowed or (-math.inf, math.inf)
    if ends is not None and not (low <= ends[0] < ends[1] <= high):
        faults.append(message("page.fault.outside", low=f"{low:g}", high=f"{high:g}", **about))
        return
    yield parameter.path, None if ends is None else (float(ends[0]), float(ends[1]))


def _shocks(scenario: Scenario, given: Iterable[Any], faults: list[Message | str]) -> Iterator[Shock]:
    """Read events as a scenario file has them, with all that it would be refused for."""
    known = [shock.model_dump(mode="json", exclude_defaults=True) for shock in scenario.shocks]
    for each in given:
        asked = _shock_words(each) if isinstance(each, str) else dict(each)
        if not asked:
            faults.append(message("page.fault.shock", option="--shock", value=legible(str(each))))
            continue
        try:
            checked = variant(scenario, {"shocks": [*known, asked]})
        except InputError as error:
            faults += error.messages
            continue
        yield checked.shocks[-1]


def _shock_words(written: str) -> dict[str, Any]:
    """Read `KIND,month=12,target=NAME,size=0.2`; nothing where that is not what is written."""
    kind, *fields = (word.strip() for word in written.split(","))
    asked: dict[str, Any] = {"kind": kind, "month": 12}
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals or not value:
            return {}
        try:
            asked[name] = (
                int(value) if name in ("month", "duration") else float(value) if name == "size" else value
            )
        except ValueError:
            return {}
    return asked if kind in SHOCKS else {}


def _measures(scenario: Scenario, given: Sequence[str], faults: list[Message | str]) -> tuple[str, ...]:
    known = [measure.name for measure in MEASURES["firm"]]
    faults += [no_measure("result.no_measure", name, known) for name in given if name not in known]
    omitted = omitted_measures(scenario)
    usual = [name for name in scenario.report if name not in MEANS] or DRAWN
    return tuple(dict.fromkeys(name for name in given or usual if name not in omitted))
