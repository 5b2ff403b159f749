"""What a comparison comes to for somebody who has to decide: what to do, what it costs, what it brings, and to whom.

All amounts of money are differences from the reference, pair by pair, discounted to the beginning of month 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import Any, Literal, NamedTuple

import numpy as np

from tci_sim.analysis import flip
from tci_sim.analysis.compare import load as load_comparison
from tci_sim.analysis.comparison import ComparisonData, is_money
from tci_sim.analysis.flip_result import FlipData
from tci_sim.analysis.information import InformationData
from tci_sim.analysis.sweep import load as load_study
from tci_sim.analysis.sweep_statistics import alternatives
from tci_sim.analysis.why.why import WhyData
from tci_sim.analysis.why.why import why as explain
from tci_sim.designs.axes import changes_of
from tci_sim.engine.accounts import SIDES
from tci_sim.engine.measures.columns import MEASURES, unit_of_run
from tci_sim.errors import InputError, legible
from tci_sim.frozen import Frozen
from tci_sim.messages import message
from tci_sim.runs.report_measures import check_more_is_better, no_measure, omitted_measures
from tci_sim.runs.store_errors import WrongKindError
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import Floats, exact_sum, mean_of_known
from tci_sim.statistics.paired import Interval, holm, p_value, student_interval
from tci_sim.statistics.payback import Payback, Share, present_value

Outcome = Literal["choose", "stay", "open", "same", "one_pair", "no_pair"]
"""Take another than the reference; stay with the reference; not decided; nothing differs; too few pairs to say."""

UNDECIDABLE: tuple[Outcome, ...] = ("same", "no_pair")
"""Outcomes of which nothing can be explained, and no order can change."""

STAKEHOLDERS = ("owners", "customers", "employees", "suppliers", "society")
"""For whom value is raised or lowered, in the order in which they are shown."""

PROGRAMME = "programme_cost"
"""What all accounts of programmes add up to."""

ACCOUNTS = tuple(f"{account}_paid" for account in SIDES)
"""What programmes cost, account by account."""

BESIDE = ("own_time_at_wages", "internal_failure_cost", "external_failure_cost")
"""What stands beside them: working time of one's own, and what failures cost."""

OWNERS, TOTAL = "value_owners", "value_total"

_USUAL = (OWNERS, "satisfaction")
"""By what is decided where nothing else is asked: the second where no money moves."""

_MEASURES = tuple(each.name for each in MEASURES["firm"])

GROUPS = "groups"
"""The part of why whose amounts are those of whole runs, which are not discounted."""

PARTS_OF_WHY = ("accounts", "chain", GROUPS)
"""What a page for those who decide says of why."""

FEWEST_PAIRS = 2
"""Pairs of runs below which nothing is said of why."""

_SURE = 0.05
"""P-value, adjusted over all alternatives, below which a difference is taken as one."""


class Standing(NamedTuple):
    """How one alternative stands against the reference."""

    name: str
    difference: Interval
    """Of the measure over the whole run, discounted where it is money, 95 %, Student t."""
    pairs: int
    p_holm: float
    """Adjusted over all alternatives by Holm; NaN where there is one pair only."""

    @property
    def sure(self) -> bool:
        """Whether it surely differs from the reference."""
        return self.p_holm < _SURE


class Line(NamedTuple):
    """One account, or one stakeholder."""

    name: str
    """The measure."""
    difference: Interval


@dataclass(frozen=True, eq=False, repr=False)
class DecisionData(Frozen):
    """What a comparison comes to. Nothing in it can be changed.

    Parameters
    ----------
    comparison : ComparisonData
        What was compared; the first is the reference.
    measure : str
        By what is decided, of the focal firm.
    flips : FlipData or None
        Where the two alternatives that the answer is about change places, where that was looked into.
    why : WhyData or None
        Why these two differ, where that was looked into.
    information : InformationData or None
        What it is worth to know before the choice, where futures were drawn.
    """

    comparison: ComparisonData
    measure: str
    flips: FlipData | None = None
    why: WhyData | None = None
    information: InformationData | None = None

    @property
    def paid(self) -> bool:
        """Return whether money moves in these runs, and is what is decided by."""
        return is_money(self.measure) and _moves(self.comparison, self.measure)

    @cached_property
    def _omitted(self) -> Mapping[str, str]:
        return omitted_measures(self.comparison.questions[self.comparison.reference])

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How each of the others stands against the reference, the best first."""
        found = {name: self.differences(name, self.measure) for name in self.comparison.others}
        adjusted = holm([p_value(apart) if len(apart) else math.nan for apart in found.values()])
        standings = [
            Standing(name, student_interval(apart), len(apart), p)
            for (name, apart), p in zip(found.items(), adjusted, strict=True)
        ]
        return tuple(sorted(standings, key=lambda each: -_or_last(float(each.difference.mean))))

    @property
    def best(self) -> Standing:
        """Return the other that the answer is about: the best of them."""
        return self.standings[0]

    @property
    def both(self) -> dict[str, Scenario]:
        """Return the two alternatives that the answer is about, the reference first."""
        names = (self.comparison.reference, self.best.name)
        return {name: self.comparison.questions[name] for name in names}

    @property
    def outcome(self) -> Outcome:
        """Return what follows for the decision."""
        best = self.best
        if not best.pairs:
            return "no_pair"
        if all(not np.any(self.differences(each.name, self.measure)) for each in self.standings):
            return "same"
        if best.pairs == 1:
            return "one_pair"
        if float(best.difference.mean) > 0.0:
            return "choose" if best.sure else "open"
        return "stay" if all(each.sure for each in self.standings) else "open"

    @property
    def accounts(self) -> tuple[Line, ...]:
        """What the best costs more than the reference by account, the largest first, then what stands beside."""
        if not self.paid:
            return ()
        found = [self._line(name) for name in ACCOUNTS if name in self.comparison.measures["firm"]]
        differing = [each for each in found if float(each.difference.mean)]
        beside = [self._line(name) for name in BESIDE]
        return (*sorted(differing, key=lambda each: -abs(float(each.difference.mean))), *beside)

    @property
    def programme(self) -> Line:
        """What all programmes of the best cost more than those of the reference."""
        return self._line(PROGRAMME)

    @property
    def payback(self) -> Payback:
        """From which month the best stays ahead of the reference."""
        return self.comparison.payback(self.best.name, self.measure)

    @property
    def loss(self) -> Share:
        """In what share of pairs the best is behind the reference."""
        return self.comparison.chance_of_loss(self.best.name, self.measure)

    @property
    def stakeholders(self) -> tuple[Line, ...]:
        """What the best is worth more than the reference to each stakeholder, in the whole market, and in all."""
        names = [f"value_{who}" for who in (*STAKEHOLDERS, "total")]
        kept = set(self.comparison.measures["market"]) - set(self._omitted)
        return tuple(
            Line(name, student_interval(self.differences(self.best.name, name, kind="market")))
            for name in names if name in kept
        )  # fmt: skip

    @property
    def ours(self) -> Line:
        """Return what the best is worth more than the reference to the owners of the focal firm."""
        return self._line(OWNERS)

    @property
    def revenue(self) -> float:
        """Return what the reference takes in over the whole run, discounted; the mean over runs. [currency]."""
        monthly = self.comparison.values["firm"][0, ..., self.comparison.measures["firm"].index("revenue")]
        found = exact_sum(present_value(monthly, self.comparison.discount))
        return float(np.nan_to_num(mean_of_known(found)))

    @property
    def by_evidence(self) -> dict[str, int]:
        """Count the assumptions about the world by what they rest on."""
        counts: dict[str, int] = {}
        for each in catalogue().values():
            if each.kind == "uncertainty" and each.path.startswith("world."):
                counts[each.evidence] = counts.get(each.evidence, 0) + 1
        return counts

    @property
    def unit(self) -> str:
        """Return the unit of the measure over the whole run."""
        return unit_of_run(self.measure)

    def differences(self, name: str, measure: str, *, kind: str = "firm") -> Floats:
        """Return what one of the others has more than the reference, (pair,); of money, discounted."""
        if not is_money(measure):
            return self.comparison.paired(name, measure, kind=kind)
        found = exact_sum(self.comparison.present(name, measure, kind=kind))
        return np.asarray(found[np.isfinite(found)])

    def _line(self, measure: str) -> Line:
        return Line(measure, student_interval(self.differences(self.best.name, measure)))


def decide(
    comparison: ComparisonData,
    measure: str | None = None,
    flips: FlipData | None = None,
    why: WhyData | None = None,
    information: InformationData | None = None,
) -> DecisionData:
    """Say what a comparison comes to.

    Parameters
    ----------
    comparison : ComparisonData
        What was compared.
    measure : str, optional
        By what is decided, of the focal firm: the value to owners by default, or satisfaction where no money moves.
    flips : FlipData, optional
        Where the reference and the best of the others change places.
    why : WhyData, optional
        Why they differ.
    information : InformationData, optional
        What it is worth to know before the choice.

    Raises
    ------
    InputError
        If there is no such measure, or it means nothing in the scenario.
    """
    measure = measure or next((name for name in _USUAL[:1] if _moves(comparison, name)), _USUAL[1])
    check_measure(measure, comparison.questions[comparison.reference], comparison.measures["firm"])
    return DecisionData(comparison, measure, flips, why, information)


def check_measure(
    measure: str | None, question: Scenario | None = None, known: Sequence[str] = _MEASURES
) -> None:
    """Refuse a measure by which nothing can be decided, in a scenario or in any, before it is run; None says nothing.

    Raises
    ------
    InputError
        If there is no such measure, it means nothing in the scenario, or less of it is better.
    """
    if measure is None:
        return
    if measure not in known:
        raise InputError(no_measure("result.no_measure", measure, known))
    check_more_is_better(measure)
    if question is not None and measure in omitted_measures(question):
        raise InputError(message("decision.means_nothing", measure=measure))


def find_why(found: DecisionData, **options: Any) -> WhyData | None:
    """Explain why the reference and the best of the others differ; None where they do not, or that is not known.

    Parameters
    ----------
    found : DecisionData
        What the comparison comes to.
    **options
        Those of `tci_sim.analysis.why.why.why`: threads, out, on_progress, on_message.
    """
    comparison, pairs = found.comparison, len(found.comparison.seeds)
    if found.outcome in (*UNDECIDABLE, "one_pair") or pairs < FEWEST_PAIRS:
        return None
    known = comparison if len(comparison.questions) == len(found.both) else None
    return explain(
        found.both, parts=PARTS_OF_WHY, measures=(found.measure,), replications=pairs, seed=comparison.seeds[0],
        comparison=known, **options,
    )  # fmt: skip


def find_flips(
    found: DecisionData,
    out: str | PathLike[str] | None,
    parameters: Sequence[str] = (),
    *,
    wanted: bool,
    **options: Any,
) -> FlipData | None:
    """Find where the reference and the best of the others change places, or read it where it is kept.

    Parameters
    ----------
    found : DecisionData
        What the comparison comes to.
    out : str or path, optional
        The folder below which it is kept.
    parameters : sequence of str
        Of which assumptions; by default all of the world's that act.
    wanted : bool
        Whether to find it where it is not kept.
    **options
        Those of `tci_sim.analysis.flip.find`: threads, on_progress, on_message.

    Returns
    -------
    FlipData or None
        None where nothing differs, or it is neither wanted nor kept.
    """
    seed = found.comparison.seeds[0]
    if found.outcome in UNDECIDABLE:
        return None
    if wanted:
        return flip.find(found.both, found.measure, parameters, seed=seed, out=out, **options)
    return None if out is None else flip.read_kept(found.both, found.measure, seed, out)


def read_alternatives(folder: str | PathLike[str]) -> ComparisonData | dict[str, Scenario]:
    """Read what a folder keeps: a comparison, or of a study the alternatives that it compares, by name.

    Raises
    ------
    InputError
        If a study compares no alternatives.
    StoreError
        If the folder holds neither, or it is damaged or of another version.
    """
    try:
        return load_comparison(folder)
    except WrongKindError:
        result = load_study(folder)
    study, plan = result.study, result.study.plan
    if study.cases:
        return {plan[number].name: variant(study.base, plan.changes(number)) for number in range(len(plan))}
    if not plan.choices:
        raise InputError(message("decision.no_alternatives", folder=legible(str(folder))))
    found = alternatives(result)
    names = [_alternative_name(values, number) for number, values in enumerate(found, start=1)]
    return {
        name: variant(study.base, changes_of(study, values))
        for name, values in zip(names, found, strict=True)
    }


def _alternative_name(values: Mapping[str, Any], number: int) -> str:
    """Call an alternative by its policy, where that is all that makes it."""
    [(path, value), *others] = values.items()
    return str(value) if path.endswith(".policy") and not others else f"alternative_{number}"


def _moves(comparison: ComparisonData, measure: str) -> bool:
    """Return whether an amount of money is anything but 0 in any run."""
    return bool(np.any(np.nan_to_num(comparison.figures(measure))))


def _or_last(mean: float) -> float:
    return mean if math.isfinite(mean) else -math.inf
