"""Which single assumption moves a result most: each parameter moved alone, and what that does to a measure.

It is a study of the design `one_at_a_time`: the same runs, seeds, folders and pairs as any other study.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.by_holder import of_study
from tci_sim.analysis.inactive_parameters import Progress, find_inactive
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import differences
from tci_sim.designs.axes import PLAUSIBLE
from tci_sim.designs.levers import levers_below
from tci_sim.designs.one_at_a_time import ONE_AT_A_TIME, WAYS, Move, OneAtATimeDesign
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, listing, message
from tci_sim.names import check_measure, measure_label
from tci_sim.runs.holders import has_measure
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL, TORNADO_REPLICATIONS
from tci_sim.scenario.words import Words

if TYPE_CHECKING:
    import pandas as pd

WORLD = "world"
"""Where parameters are moved, if none is named: what no firm chooses."""

_MEASURES = ("value_owners", "satisfaction")
"""What is looked at, if nothing is named: the first that means something in the scenario."""


def tornado_study(
    scenario: AnyScenario,
    measures: Sequence[str] = (),
    parameters: Sequence[str] = (),
    *,
    holders: Sequence[str] = (),
    replications: int = TORNADO_REPLICATIONS,
    seed: int = 1,
    on_progress: Progress | None = None,
) -> Study:
    """Lay out the study that moves parameters one at a time.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question, as `tci_sim.run` takes it.
    measures : sequence of str
        What is looked at; by default the value to owners, or satisfaction where customers do not pay.
    parameters : sequence of str
        Dotted paths of parameters or groups (`world.choice`, `culture.autonomy`): levers without a policy are the focal
        firm's. By default all of the world's that have a plausible range and act in a short run of the scenario.
    holders : sequence of str
        Whose measures, `all` of them or some; the focal firm's by default, or the market's where firms have no such
        measure.
    replications, seed : int
        Runs of each case, and the seed of the first.
    on_progress : callable (done, all), optional
        Told how many parameters were tried in the search for those that act.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        With one line for each fault.
    """
    base = as_scenario(scenario)
    measures = tuple(measures) or usual_measures(base)
    for measure in measures:
        check_measure(measure)
    given = tuple(parameters) or acting(base, seed, on_progress)
    levers = [path for path in given if path.startswith("policies.") or levers_below([path])]
    return Study(
        question=_question(measures), base=base, design=ONE_AT_A_TIME.name,
        levers=dict.fromkeys(levers, PLAUSIBLE),
        uncertainties={path: PLAUSIBLE for path in given if path not in levers},
        replications=replications, seed=seed, report=measures, months="none",
        holders=of_study(holders) or usual_holders(measures),
    )  # fmt: skip


def acting(
    base: Scenario, seed: int = 1, on_progress: Progress | None = None, known: Collection[str] = ()
) -> tuple[str, ...]:
    """List the world's parameters that have a plausible range and act in a small and short run of a scenario.

    Those that are known to act are not tried.

    Raises
    ------
    InputError
        If there are none.
    """
    found_idle = find_inactive(base, seed, among=WORLD, without=known, whole=False, on_progress=on_progress)
    idle = {each.path for each in found_idle}
    every = Study(
        question=WORLD, base=base, design=ONE_AT_A_TIME.name, uncertainties={WORLD: PLAUSIBLE},
        report=("satisfaction",),
    )  # fmt: skip
    found = tuple(path for path in every.plan.uncertainties if path not in idle)
    if not found:
        raise InputError(message("tornado.nothing_acts"))
    return found


def moves(result: SweepData, measure: str | None = None, holder: str | None = None) -> pd.DataFrame:
    """Return what each move of a parameter does to a measure, the parameter that moves it most first.

    Parameters
    ----------
    result : SweepData
        Of a study of the design `one_at_a_time`.
    measure : str, optional
        A measure that was reported; the first by default.
    holder : str, optional
        Whose; the first of those kept by default.

    Returns
    -------
    DataFrame
        A row a parameter and move. Columns: parameter; move (`low_end`, `high_end`, `tenth_less`, `tenth_more`); base
        and value (what the parameter is, and is moved to); measure; unit; pairs; base_mean (of the measure, where
        nothing is moved); difference, low, high (paired, 95 %, Student t); p_value, and p_holm, over all moves of the
        measure; size (the larger difference of the two ends, by which parameters are sorted). A move to the value
        that the parameter has anyway has the difference 0; there is none by a tenth of what is 0 or too small a whole
        number.

    Raises
    ------
    InputError
        If the study has another design, or there is no such measure or holder.
    """
    import pandas as pd

    plan = plan_of(result)
    measure = result.study.report[0] if measure is None else measure
    rows = differences(result, [measure], holder or result.holder)
    found = pd.DataFrame([_row(move, rows) for move in plan.moves])
    ends = found[found["move"].isin(WAYS[:2])]
    largest = ends.assign(size=ends["difference"].abs()).groupby("parameter", sort=False)["size"].max()
    found["size"] = found["parameter"].map(largest)
    return found.sort_values("size", ascending=False, kind="stable", na_position="last", ignore_index=True)


def plan_of(result: SweepData) -> OneAtATimeDesign:
    """Return the cases of a study that moves parameters one at a time; an InputError refuses any other."""
    plan = result.study.plan
    if not isinstance(plan, OneAtATimeDesign):
        raise InputError(
            message("tornado.wrong_design", design=result.study.design, wanted=ONE_AT_A_TIME.name)
        )
    return plan


def _row(move: Move, rows: pd.DataFrame) -> dict[str, Any]:
    found = rows.iloc[move.case].to_dict()
    shown = {name: found[name] for name in ("difference", "low", "high", "p_value", "p_holm")}
    if not move.case:
        shown |= dict.fromkeys(("difference", "low", "high"), 0.0)
    return {
        "parameter": move.path, "move": move.way, "base": float(move.base), "value": float(move.value),
        "measure": found["measure"], "unit": found["unit"], "pairs": found["pairs"],
        "base_mean": float(rows["mean"].iloc[0]), **shown,
    }  # fmt: skip


def usual_measures(base: Scenario) -> tuple[str, ...]:
    """Return the measure that is looked at where none is named."""
    omitted = omitted_measures(base)
    return (next(measure for measure in _MEASURES if measure not in omitted),)


def usual_holders(measures: Sequence[str]) -> tuple[str, ...]:
    """Return whose measures are looked at where nobody is named."""
    return (FOCAL,) if all(has_measure("firm", measure) for measure in measures) else ("market",)


def _question(measures: Sequence[str]) -> Words:
    asked = message("tornado.question", measures=listing(map(measure_label, measures), "and"))
    return Words.of({language: asked.text(language) for language in LANGUAGES})
