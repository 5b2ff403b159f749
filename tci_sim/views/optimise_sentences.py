"""What to make of a search for policies, in sentences: what is best, by how much, and how much of it was luck."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tci_sim.analysis.optimise import (
    Alternative,
    OptimiseData,
    best_policy,
    cheapest,
    chosen_of,
    leads,
    optimism_of,
)
from tci_sim.analysis.optimise_values import search_of
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, Value, message
from tci_sim.messages.numbers import number
from tci_sim.messages.quantities import Amount, Percent, Range
from tci_sim.names import label, measure_label
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.study import FOCAL, Aim
from tci_sim.statistics.paired import Interval
from tci_sim.views.study_names import quoted


def sentences(found: OptimiseData) -> list[Message]:
    """Return what a search found, and what was left out."""
    return [*_of_chosen(found), *_left_out(found)]


def head(found: OptimiseData) -> list[Message]:
    """Say what was run, and what it may cost."""
    study, search = found.study, search_of(found.study)
    about = message(
        "optimise.head",
        candidates=counted("candidates", len(found.candidates)), policies=counted("policies", len(found.policies)),
        runs=number(found.runs, 0), months=study.base.months, saved=percent_of(found.saved), seed=study.seed,
        fresh=search.fresh,
    )  # fmt: skip
    if search.budget is None:
        return [about, message("optimise.no_budget")]
    return [about, message("optimise.budget", budget=Percent(search.budget / 100.0))]


def aim_label(found: OptimiseData, aim: Aim) -> Message:
    """Return what an aim is called, and of whom where it is not the focal firm's."""
    called = message(f"optimise.aim.{aim.criterion}", measure=measure_label(aim.measure))
    if aim.holder == FOCAL:
        return called
    whose: Value = label_in(found.study.base, "firm", aim.holder)
    whose = label("holder", aim.holder) if whose == aim.holder else whose
    return message("optimise.of", aim=called, holder=whose)


def policy_label(found: OptimiseData, each: Alternative) -> Value:
    """Return what an alternative is called: a policy by its label, a candidate by its name."""
    return each.name if each.values else quoted(label_in(found.study.base, "policy", each.name))


def counted(what: str, count: int) -> Message:
    """Return how many there are of something."""
    return message(f"optimise.{what}", count=count, number=f"{count:,}")


def percent_of(share: float) -> Percent:
    """Return a share in whole percent."""
    return Percent(round(share, 2))


def cost_label(cost: float) -> Value:
    """Return a cost in % of revenue, to a tenth; a dash where it is not known."""
    return Percent(round(cost, 1) / 100.0) if math.isfinite(cost) else number(cost, 1)


def verdict(found: OptimiseData, ours: Alternative, place: int) -> Message:
    """Say by how much what was chosen is better than the best of the policies in fresh draws, by an aim."""
    aim, other = search_of(found.study).aims[place], best_policy(found, place)
    apart = leads(found, ours, other, fresh=True)[place]
    how = "open"
    if not math.isfinite(float(apart.low)):
        how = "single"
    elif apart.low > 0.0:
        how = "sure"
    elif apart.high < 0.0:
        how = "worse"
    return message(
        f"optimise.better.{how}", name=ours.name, policy=policy_label(found, other), aim=aim_label(found, aim),
        **_with_ends(apart, aim, "lead"),
    )  # fmt: skip


def optimism_sentence(found: OptimiseData, ours: Alternative, place: int) -> Message:
    """Say how much of the lead over the reference the draws that were searched made up."""
    aim, apart = search_of(found.study).aims[place], optimism_of(found, ours)[place]
    searched, fresh = (
        leads(found, ours, found.policies[0], fresh=each)[place].mean for each in (False, True)
    )
    unit = unit_of_run(aim.measure)
    among = (float(searched), float(fresh))
    sure = math.isfinite(float(apart.low))
    return message(
        "optimise.optimism" if sure else "optimise.optimism_single",
        aim=aim_label(found, aim), reference=policy_label(found, found.policies[0]),
        searched=Amount(among[0], unit, among, sign=True), fresh=Amount(among[1], unit, among, sign=True),
        **_with_ends(apart, aim, "optimism"),
    )  # fmt: skip


def _with_ends(apart: Interval, aim: Aim, called: str) -> dict[str, Value]:
    """Return a difference and its ends as values of a message, with their unit."""
    value, low, high = (float(each) for each in apart)
    unit = unit_of_run(aim.measure)
    if not math.isfinite(low):
        return {called: Amount(value, unit, sign=True)}
    among = (value, low, high)
    return {called: Amount(value, unit, among, sign=True), "ends": Range(low, high, unit, among, sign=True)}


def _of_chosen(found: OptimiseData) -> Iterator[Message]:
    search, ours = search_of(found.study), chosen_of(found)
    if ours is None:
        yield from _nothing(found)
        return
    raced = [each.goodness for each in found.candidates if each.goodness]
    if len(raced) > 1 and all(each == raced[0] for each in raced):
        aims = [aim_label(found, aim) for aim in search.aims]
        yield message("optimise.nothing_differs", aim=aims[0])
    for place in range(len(search.aims)):
        yield verdict(found, ours, place)
    if search.budget is not None:
        if best_policy(found).cost_fresh > search.budget:
            yield message("optimise.best_beyond")
        if ours.cost_fresh > search.budget:
            yield message("optimise.over_in_fresh", name=ours.name, cost=cost_label(ours.cost_fresh))
    for place in range(len(search.aims)):
        yield optimism_sentence(found, ours, place)


def _nothing(found: OptimiseData) -> Iterator[Message]:
    """Say why nothing is chosen."""
    search, least = search_of(found.study), cheapest(found)
    if search.budget is not None and least is not None and least[1] > search.budget:
        name = least[0] if least[0] not in found.study.base.policies else quoted(
            label_in(found.study.base, "policy", least[0]))  # fmt: skip
        yield message("optimise.nothing_within", budget=Percent(search.budget / 100.0), name=name,
                      cost=cost_label(least[1]))  # fmt: skip
        return
    known = [(each.cost, each.name) for each in found.candidates if math.isfinite(each.cost)]
    if search.budget is not None and known and min(known)[0] > search.budget:
        cost, name = min(known)
        yield message(
            "optimise.candidates_over",
            count=len(known), budget=Percent(search.budget / 100.0), name=name, cost=cost_label(cost),
        )  # fmt: skip
    else:
        yield message("optimise.nothing_finished")


def _left_out(found: OptimiseData) -> Iterator[Message]:
    """Say which candidates make no policy or gave no value, and which runs failed."""
    refused = [each for each in found.candidates if each.fate == "refused"]
    if refused:
        yield message("optimise.refused", count=len(refused), why=refused[0].why[0])
    silent = [each for each in found.candidates if each.fate == "no_value"]
    if silent:
        aims = search_of(found.study).aims
        yield message("optimise.no_value", count=len(silent), aim=aim_label(found, aims[0]))
    if found.failed:
        yield message("optimise.failed", count=len(found.failed), why=found.failed[0].error)
