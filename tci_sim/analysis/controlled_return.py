"""Return on quality with a control: the same world with and without a firm's programme, under the same random numbers.

A review round has a control: the same scenario and seed once more, in which the firm goes without its programme from
the start of the round on (`world/without_programme.py`). All that both have in common is simulated once. What differs
is what the programme did: to the firm, to its rivals and to all customers. Beside it stands what the firm's own books
say without a control, and what it believes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from tci_sim.analysis.compare import compare
from tci_sim.analysis.compare_faults import check_comparison
from tci_sim.analysis.comparison import ComparisonData, is_money
from tci_sim.arguments import whole_or_fault
from tci_sim.engine.ledger import REVIEW_MONTHS
from tci_sim.engine.measures.columns import is_added_up, unit_of_run
from tci_sim.errors import InputError, meant
from tci_sim.frozen import Frozen
from tci_sim.messages import Message, listing, message
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import LIMIT, REPLICATIONS
from tci_sim.scenario.timeline import stretches
from tci_sim.statistics.exact import exact_mean, exact_sum, mean_of_known, running_sums
from tci_sim.statistics.paired import Floats, Interval, apart_since, student_interval
from tci_sim.statistics.payback import present_value
from tci_sim.statistics.ratio import UNDEFINED, around_ratio, ratio_interval
from tci_sim.world.build_network import focal_seller, network_of, policy_names
from tci_sim.world.network import ValueNetwork
from tci_sim.world.without_programme import until_month, without_programme

if TYPE_CHECKING:
    import pandas as pd

HORIZON = 36
"""Months from the start of a round over which cost and return are counted, where no others are asked for."""

ALL = "all"
"""Asks for the whole programme, from month 0 to the end of the run."""

Whose = Literal["firm", "market"]

_WITHOUT, _WITH = "without", "with"


class Link(NamedTuple):
    """One link between what a programme takes and what it brings."""

    stage: str
    """"effort", "practice", "customers", "cost", "result" or "accounts"."""
    whose: Whose
    """The firm's, or the whole market's, rivals included."""
    measure: str


GROWTH = "profit_growth"
"""Profit of the last 12 months less that of the first 12: no measure of a month, but made of one."""

LINKS = (
    Link("effort", "firm", "programme_cost"),
    Link("effort", "firm", "own_time_at_wages"),
    Link("practice", "firm", "needs_known"),
    Link("practice", "firm", "knowledge"),
    Link("practice", "firm", "internal_satisfaction"),
    Link("practice", "firm", "defects"),
    Link("customers", "firm", "delivered_quality"),
    Link("customers", "firm", "satisfaction"),
    Link("customers", "firm", "retention"),
    Link("customers", "firm", "share"),
    Link("customers", "market", "satisfaction"),
    Link("customers", "market", "retention"),
    Link("cost", "firm", "internal_failure_cost"),
    Link("cost", "firm", "external_failure_cost"),
    Link("cost", "firm", "cycle_time"),
    Link("cost", "firm", "productivity"),
    Link("cost", "firm", "unit_cost"),
    Link("result", "firm", "revenue"),
    Link("result", "firm", "profit"),
    Link("result", "firm", GROWTH),
    Link("accounts", "firm", "value_customers"),
    Link("accounts", "market", "value_customers"),
    Link("accounts", "market", "value_total"),
)
"""What is compared with the control, from what the programme takes to what it brings.

Effort changes practice and defects; from there one way goes by customers (quality, satisfaction, retention, share) to
revenue, the other by failures, time and cost to profit.
"""


class Money(NamedTuple):
    """A difference in money over the horizon."""

    discounted: Interval
    """To the start of the round. [currency]"""
    plain: Interval
    """[currency]"""


@dataclass(frozen=True, eq=False, repr=False)
class ReturnData(Frozen):
    """What a firm's programme brought for its cost, compared with the same world without it.

    Parameters
    ----------
    comparison : ComparisonData
        The worlds: without the programme, which is the reference, and with it.
    firm : str
        Whose programme it is.
    policy : str
        Its policy from month 0.
    start : int
        Month from which it goes without, from 0. [month]
    whole : bool
        Whether the whole programme was asked for and not one round.
    """

    comparison: ComparisonData
    firm: str
    policy: str
    start: int
    whole: bool

    @property
    def question(self) -> Scenario:
        """What was asked, with the programme."""
        return self.comparison.questions[_WITH]

    @property
    def round(self) -> int:
        """The review round that begins in that month, from 1."""
        return self.start // REVIEW_MONTHS + 1

    @property
    def horizon(self) -> int:
        """Months from the start over which all is counted."""
        return self.comparison.months - self.start

    @cached_property
    def pairs(self) -> int:
        """How many seeds ended in both worlds."""
        return int(np.count_nonzero(self._both))

    @cached_property
    def cost(self) -> Money:
        """What the programme costs more than going without it: money, and own time at wages."""
        return self._money(self._costs)

    @cached_property
    def before_cost(self) -> Money:
        """What profit before tax rises by, with that cost put back."""
        return self._money(self._costs + self._profits)

    @cached_property
    def profit(self) -> Money:
        """What profit before tax rises by: the same less that cost."""
        return self._money(self._profits)

    @cached_property
    def returned(self) -> Money:
        """Return on quality with a control: gain in profit before tax, less cost, per unit of cost. [-].

        Not a number (NaN) where the cost cannot be told from nothing, or is below it.
        """
        return Money(self._returned(self._present), self._returned(np.asarray))

    @cached_property
    def without_control(self) -> Interval:
        """What the books say of the rounds within the horizon, which have no control and count no own time. [-]."""
        return student_interval(self._by_round("return_on_quality"))

    @cached_property
    def estimated(self) -> Interval:
        """What the firm itself estimates in these rounds, from what it has heard. [-]."""
        return student_interval(self._by_round("estimated_return_on_quality"))

    @cached_property
    def error(self) -> Interval:
        """The firm's own estimate less the discounted return with a control. [-]."""
        ratio = float(self.returned.discounted.mean)
        if not np.isfinite(ratio):
            return UNDEFINED
        gains, costs = (exact_sum(self._present(each)) for each in (self._profits, self._costs))
        return student_interval(
            self._by_round("estimated_return_on_quality") - around_ratio(gains, costs, ratio)
        )

    @property
    def rounds(self) -> tuple[int, ...]:
        """Review rounds that begin and end within the horizon, from 1."""
        return tuple(range(self.round, self.comparison.months // REVIEW_MONTHS + 1))

    def links(self) -> pd.DataFrame:
        """Compare every link with the control, from effort to the accounts of all.

        Returns
        -------
        DataFrame
            One row for each link that means something in the scenario. Columns: stage; whose ("firm" or "market");
            measure; unit; pairs; without and with (mean figures: money added up over the horizon, anything else the
            mean of its last 12 months); difference with low and high (95 %, Student t); of money
            discounted_difference with discounted_low and discounted_high; since (months of the shortest horizon from
            which on the interval stays on one side of 0: discounted where it is money; none where it does not).
        """
        import pandas as pd

        hidden = omitted_measures(self.question)
        rows = [self._row(link) for link in LINKS if link.measure not in hidden]
        if self.horizon < 2 * REVIEW_MONTHS:
            rows = [row for row in rows if row["measure"] != GROWTH]
        return pd.DataFrame(rows).astype({"since": "Int64"})

    def _row(self, link: Link) -> dict[str, Any]:
        growth = link.measure == GROWTH
        values = self._values("profit" if growth else link.measure, link.whose)
        money = not growth and is_money(link.measure)
        if growth:
            months = slice(-REVIEW_MONTHS, None), slice(REVIEW_MONTHS)
            last, first = (exact_sum(values[..., each]) for each in months)
            figures = (last - first)[..., None]
        else:
            figures = _figures_up_to(values, added=is_added_up(link.measure))
        known = np.isfinite(figures[..., -1]).all(axis=0)
        figures = figures[:, known]
        without, with_ = figures[..., -1]
        found = student_interval(with_ - without)
        present = UNDEFINED
        if money:
            figures = _figures_up_to(self._present(values[:, known]), added=True)
            present = student_interval(figures[1, :, -1] - figures[0, :, -1])
        since = None if growth else apart_since(figures[1] - figures[0])
        return {
            **link._asdict(),
            "unit": "currency" if growth else unit_of_run(link.measure),
            "pairs": int(np.count_nonzero(known)),
            "without": float(exact_mean(without)),
            "with": float(exact_mean(with_)),
            **_ends("", found),
            **_ends("discounted_", present),
            "since": None if since is None else since + 1,
        }

    @cached_property
    def _both(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which seeds ended in both worlds, (replication,)."""
        prints = self.comparison.fingerprints
        return np.array([all(runs) for runs in zip(prints[_WITHOUT], prints[_WITH], strict=True)], np.bool_)

    def _values(self, measure: str, whose: Whose = "firm") -> Floats:
        """Return a measure from the start on, without and with the programme, (2, pair, month)."""
        column = self.comparison.measures[whose].index(measure)
        return np.asarray(self.comparison.values[whose][..., self.start :, column][:, self._both])

    def _by_round(self, measure: str) -> Floats:
        """Return the mean over the rounds within the horizon of what is known at the end of each, (pair,)."""
        ends = [number * REVIEW_MONTHS - 1 - self.start for number in self.rounds]
        if measure in omitted_measures(self.question):
            ends = []
        return mean_of_known(self._values(measure)[1][:, ends])

    @cached_property
    def _profits(self) -> Floats:
        """Return by how much profit before tax is higher in each month, (pair, month)."""
        tax = taxes_of(self.question)[self.start : self.comparison.months]
        without, with_ = before_tax(self._values("profit"), tax)
        return np.asarray(with_ - without)

    @cached_property
    def _costs(self) -> Floats:
        """Return by how much money and own time cost more in each month, (pair, month)."""
        paid, spent = (self._values(measure) for measure in ("programme_cost", "own_time_at_wages"))
        return np.asarray((paid + spent)[1] - (paid + spent)[0])

    def _present(self, monthly: Floats) -> Floats:
        """Discount to the start of the round."""
        return present_value(monthly, self.comparison.discount)

    def _money(self, monthly: Floats) -> Money:
        sums = exact_sum(self._present(monthly)), exact_sum(monthly)
        return Money(*(student_interval(each) for each in sums))

    def _returned(self, valued: Callable[[Floats], Floats]) -> Interval:
        return ratio_interval(exact_sum(valued(self._profits)), exact_sum(valued(self._costs)))


def taxes_of(question: Scenario) -> Floats:
    """Return the rate of tax on profits in each month of a scenario, (month,). [-]."""
    rates = np.full(question.months, np.nan)
    for month, world, _ in stretches(question):
        rates[month:] = world.economy.tax
    return rates


def before_tax(profit: Floats, tax: float | Floats) -> Floats:
    """Return what a profit was before the tax, which is a flat rate on what is above 0; of several, one each.

    Examples
    --------
    >>> before_tax(np.array([75.0, -20.0]), tax=0.25)
    array([100., -20.])
    """
    left = np.where(np.less(tax, 1.0), 1.0 - np.asarray(tax), np.nan)
    earned = np.divide(profit, left)
    # where tax takes all, nothing tells what was earned
    return np.where(np.isnan(left) | (profit > 0.0), earned, profit)


def _figures_up_to(values: Floats, *, added: bool) -> Floats:
    """Return the figure that each month would be the last of: a sum, or the mean of the last 12 months."""
    if added:
        return running_sums(values)
    ends = range(1, values.shape[-1] + 1)
    means = [mean_of_known(values[..., max(0, end - LAST_MONTHS) : end]) for end in ends]
    return np.stack(means, axis=-1)


def _ends(prefix: str, found: Interval) -> dict[str, float]:
    names = (f"{prefix}difference", f"{prefix}low", f"{prefix}high")
    return {name: float(value) for name, value in zip(names, found, strict=True)}


def controlled_return(
    scenario: AnyScenario,
    review_round: int | str = ALL,
    *,
    horizon: int | None = None,
    firm: str | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: str | PathLike[str] | None = None,
    on_message: Callable[[str], None] | None = None,
) -> ReturnData:
    """Run a world with and without a firm's programme; parameters and errors: `tci_sim.return_on_quality`."""
    question = as_scenario(scenario)
    network = network_of(question)
    name, start, months = _checked(
        question, network, review_round, horizon=horizon, firm=firm, counts=(replications, seed)
    )
    if name != focal_seller(question, network):
        question = question.model_copy(update={"focal_firm": name})
    asked = until_month(question, months)
    worlds = {_WITHOUT: without_programme(asked, network, name, start), _WITH: asked}
    found = compare(
        worlds, replications=replications, seed=seed, threads=threads, on_progress=on_progress, out=out,
        on_message=on_message,
    )  # fmt: skip
    policy = policy_names(question, network)[name]
    return ReturnData(found, name, policy, start, whole=review_round == ALL)


def _checked(
    question: Scenario,
    network: ValueNetwork,
    review_round: object,
    *,
    horizon: object,
    firm: object,
    counts: tuple[int, int],
) -> tuple[str, int, int]:
    """Return the firm, the month in which it goes without its programme, and the months that are simulated.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    sellers = policy_names(question, network)
    name = focal_seller(question, network) if firm is None else firm
    faults: list[Message | str] = []
    if name not in sellers:
        faults.append(
            meant("review.no_firm", str(name), sellers, firm=str(name), firms=listing(sellers, "or"))
        )
    rounds = -(-question.months // REVIEW_MONTHS)
    first = 1 if review_round == ALL else review_round
    number: int | Message = message("review.round_or_all", seen=str(first))
    if not isinstance(first, str):
        number = whole_or_fault("review_round", first, 1, rounds)
    start = 0 if isinstance(number, Message) else (number - 1) * REVIEW_MONTHS
    left = question.months - start
    most = left if review_round == ALL else min(HORIZON, left)
    months = whole_or_fault("horizon", most if horizon is None else horizon, 1, left)
    faults += [each for each in (number, months) if isinstance(each, Message)]
    try:
        check_comparison({}, *counts, {}, LIMIT)
    except InputError as error:
        faults += error.messages
    if faults or isinstance(months, Message):
        raise InputError(*faults)
    return str(name), start, start + months
