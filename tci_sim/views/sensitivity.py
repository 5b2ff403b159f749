"""On what an answer hangs, as a table, a paragraph and pictures."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.sensitivity import (
    convergence,
    has_converged,
    main_index,
    output,
    replication_sd,
    sensitivity,
)
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import choices
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.names import measure_label
from tci_sim.plots.sensitivity import Bars, Convergence, Heat, bars, draw_convergence, heat
from tci_sim.plots.style import figure_of
from tci_sim.statistics.exact import exact_mean, exact_variance
from tci_sim.views.columns import aligned, interval, number, scale

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SHOWN = 15
"""Parts that a table or a picture shows."""

MOST_NAMED = 3
"""Parts that a sentence names."""

_MOST_UNSURE = 25.0
"""Half-width of an interval, in % of the variance, above which a sum of indices says nothing."""

_DOTS_PER_INCH = 130


def as_lines(result: SweepData) -> list[str]:
    """Write the indices of each measure as a table, and what they mean in a paragraph."""
    lines: list[str] = []
    for measure in result.study.report:
        frame = _ranked(sensitivity(result, measure), result)
        lines += [
            "",
            f"{_title(measure)}{_output_label(result)}",
            *_table(frame.head(MOST_SHOWN), result, measure),
        ]
        left = len(frame) - MOST_SHOWN
        lines += [f"and {left} more, each less than these."] if left > 0 else []
        lines += ["", sensitivity_text(result, measure)]
    return lines[1:]


def sensitivity_text(result: SweepData, measure: str, holder: str | None = None) -> str:
    """Say in a few sentences how an answer spreads over worlds, on what it hangs, and whether that has settled.

    Parameters
    ----------
    result : SweepData
        Of a study whose design is sobol or morris.
    measure : str
        Name of a measure that was reported.
    holder : str, optional
        Whose; the first of those kept where absent.

    Returns
    -------
    str
    """
    values = output(result, measure, holder)
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return "Too few runs came to their end."
    factor, unit, digits = scale(known, unit_of_run(measure))
    low, high = np.quantile(known, [0.05, 0.95]) * factor
    two = len(choices(result)[0]) > 1
    above = f", above 0 in {100 * np.count_nonzero(known > 0) / len(known):.0f} % of worlds" if two else ""
    mean = number(factor * float(exact_mean(known)), digits, sign=two)
    said = (
        f"{_title(measure)}{_output_label(result)}: over {len(known):,} worlds {mean} {unit} on average, from"
        f" {number(low, digits)} to {number(high, digits)} in nine of ten{above}."
    )
    frame = _ranked(sensitivity(result, measure, holder=holder), result)
    noise = factor * replication_sd(result, measure, holder)
    return " ".join(
        [
            said,
            *_main_parts(frame, result, factor, unit, digits),
            *_replication_noise(
                result, noise, factor * math.sqrt(exact_variance(known, lost=0)), unit, digits
            ),
            _convergence_note(result, measure, holder, frame),
        ]
    )


def plot_bars(result: SweepData, measure: str, ax: Axes | None = None) -> Axes:
    """Draw on which parts a measure hangs most; in `ax`, or in a new figure."""
    return bars(_bars(result, measure), ax)


def plot_convergence(result: SweepData, measure: str, ax: Axes | None = None) -> Axes:
    """Draw the indices from a quarter, half and all of the points; in `ax`, or in a new figure."""
    return draw_convergence(_convergence(result, measure), ax)


def plot_heat_map(result: SweepData, ax: Axes | None = None) -> Axes:
    """Draw on which parts each measure hangs most; in `ax`, or in a new figure."""
    return heat(_heat(result), ax)


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw bars and the settling of each measure, and a heat map of all, into a folder; the files, in order."""
    figures: dict[str, Figure] = {}
    for measure in result.study.report:
        figures[measure] = figure_of(plot_bars(result, measure))
        figures[f"{measure}_settling"] = figure_of(plot_convergence(result, measure))
    figures["heat_map"] = figure_of(plot_heat_map(result))
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return tuple(folder / f"{name}.png" for name in figures)


def _main_parts(frame: pd.DataFrame, result: SweepData, factor: float, unit: str, digits: int) -> list[str]:
    main, sobol = main_index(result), result.study.design == "sobol"
    per, digits = (100.0, 0) if sobol else (factor, digits)
    ends = per * frame[[main, f"{main}_low", f"{main}_high"]].head(MOST_NAMED).to_numpy(float)
    shown = _joined(
        [
            f"{_name(part)} ({interval(found, digits, sign=False)}{' %' if sobol else ''})"
            for part, found in zip(frame["part"], ends, strict=False)
        ]
    )
    if not sobol:
        return [f"It moves most, in {unit} from one end of its range to the other, with {shown}."]
    said = f"Most of its variance is due to {shown} (total indices)"
    alone = 100.0 * math.fsum(frame["first"])
    # intervals of single parts add up as those of independent estimates do
    about = 100.0 * math.sqrt(math.fsum((frame["first_high"] - frame["first"]) ** 2))
    if not about <= _MOST_UNSURE:
        return [f"{said}; there are too few points to estimate the first-order share."]
    ends = np.clip([alone, alone - about, alone + about], 0.0, 100.0)
    return [f"{said}; first-order effects explain {interval(ends, 0, sign=False)} %."]


def _replication_noise(
    result: SweepData, replication_sd: float, spread: float, unit: str, digits: int
) -> list[str]:
    """Return how much of it is luck, where several histories of each world were lived."""
    if not replication_sd > 0.0:
        return []
    lived = f"with {result.replications} replications per world"
    if result.study.design == "sobol":
        return [
            f"Random variation accounts for {100 * (replication_sd / spread) ** 2:.0f} % of that variance "
            f"{lived} and is included in every total index."
        ]
    step = result.study.levels / (
        2.0 * (result.study.levels - 1)
    )  # how far a trajectory moves a part, of its range
    alone = (
        2.0 / math.sqrt(math.pi) * replication_sd / step
    )  # the mean absolute difference of two normal numbers
    return [f"Random variation alone would produce a mu* of at most {number(alone, digits)} {unit} {lived}."]


def _convergence_note(result: SweepData, measure: str, holder: str | None, frame: pd.DataFrame) -> str:
    lost, used = int(frame["lost"].max()), int(frame["points"].max())
    left_out = (
        f" {lost} more were dropped because the measure is missing in one of their runs." if lost else ""
    )
    kind = "base points" if result.study.design == "sobol" else "trajectories"
    same = has_converged(result, measure, holder)
    if same is None:
        return f"{used:,} {kind} are too few to judge convergence.{left_out}"
    told = "give the same five leading parts" if same else "give different leading parts: use more points"
    return f"Half of the {used:,} {kind} {told}.{left_out}"


def _table(frame: pd.DataFrame, result: SweepData, measure: str) -> list[str]:
    if result.study.design == "sobol":
        rows = [["", "first order, %", "total, %"]]
        for _, row in frame.iterrows():
            cells = [
                interval(100 * row[[kind, f"{kind}_low", f"{kind}_high"]].to_numpy(float), 0, sign=False)
                for kind in ("first", "total")
            ]
            rows.append([_name(row["part"]), *cells])
        return aligned(rows)
    columns = ["mu_star", "mu_star_low", "mu_star_high", "mu", "sigma"]
    factor, unit, digits = scale(frame[columns].to_numpy(float), unit_of_run(measure))
    rows = [["", f"mu* [{unit}]", "mu", "sigma"]]
    for _, row in frame.iterrows():
        star, mu, sigma = factor * row[columns[:3]].to_numpy(float), factor * row["mu"], factor * row["sigma"]
        rows.append(
            [
                _name(row["part"]),
                interval(star, digits, sign=False),
                number(mu, digits, sign=True),
                number(sigma, digits),
            ]
        )
    return aligned(rows)


def _ranked(frame: pd.DataFrame, result: SweepData) -> pd.DataFrame:
    return frame.sort_values(main_index(result), ascending=False, kind="stable", na_position="last")


def _bars(result: SweepData, measure: str) -> Bars:
    frame = _ranked(sensitivity(result, measure), result).head(MOST_SHOWN)
    sobol = result.study.design == "sobol"
    kinds = {"total": "total", "first": "first order"} if sobol else {"mu_star": "mu*"}
    factor, unit, _ = (100.0, "% of the variance", 0) if sobol else scale(
        frame[["mu_star_high"]].to_numpy(float), unit_of_run(measure)
    )  # fmt: skip
    series = {
        word: factor * frame[[kind, f"{kind}_low", f"{kind}_high"]].to_numpy(float)
        for kind, word in kinds.items()
    }
    detail = "95 %" if sobol else "mu*, 95 %"
    return Bars(
        f"What {_small(measure)} depends on",
        tuple(map(_name, frame["part"])),
        series,
        unit,
        f"{detail}{_output_label(result)}",
    )


def _convergence(result: SweepData, measure: str) -> Convergence:
    frame = convergence(result, measure)
    by_share = frame.set_index(["part", "share"])[["points", "value", "low", "high"]].sort_index()
    leading = frame[frame["share"] == 1.0].nlargest(6, "value")["part"]
    sobol = result.study.design == "sobol"
    factor, unit, _ = (100.0, "% of the variance", 0) if sobol else scale(
        frame[["high"]].to_numpy(float), unit_of_run(measure)
    )  # fmt: skip
    lines = {
        _name(part): factor * by_share.loc[part, ["value", "low", "high"]].to_numpy(float) for part in leading
    }
    points = frame.groupby("share")["points"].first().to_numpy(float)
    kind = "total order" if sobol else "mu*"
    return Convergence(
        f"{_title(measure)}: convergence of the indices",
        points,
        lines,
        unit,
        f"{kind}, 95 %{_output_label(result)}",
    )


def _heat(result: SweepData) -> Heat:
    frame = sensitivity(result)
    main = main_index(result)
    table = frame.pivot_table(index="part", columns="measure", values=main, sort=False).reindex(
        columns=list(result.study.report)
    )
    shares = table if main == "total" else table / table.max()
    order = shares.max(axis=1).sort_values(ascending=False, kind="stable").index[:MOST_SHOWN]
    detail = (
        "total order: share of the variance" if main == "total" else "mu*, the largest of each measure is 1"
    )
    return Heat(
        "What each result depends on",
        tuple(map(_name, order)),
        tuple(_small(name) for name in table.columns),
        np.clip(shares.loc[order].to_numpy(float), 0.0, None),
        f"{detail}{_output_label(result)}",
    )


def _output_label(result: SweepData) -> str:
    """Return what is output: the last way of acting less the first."""
    labels, _ = choices(result)
    if len(labels) < 2:
        return ""
    return f", {labels[-1]} less {labels[0]}".replace("policy ", "").replace("_", " ")


def _name(part: object) -> str:
    return str(part).removeprefix("world.").replace("_", " ")


def _small(measure: str) -> str:
    return str(measure_label(measure))


def _title(measure: str) -> str:
    words = str(measure_label(measure))
    return f"{words[0].upper()}{words[1:]}"


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
