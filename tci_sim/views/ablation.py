"""What the mechanisms of an ablation bring, as tables, sentences and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.ablation import ALONE, AVERAGE, BEYOND, LAST, PAIR, SUM, WHOLE, effects
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.names import measure_label
from tci_sim.plots.intervals import Grouped, grouped
from tci_sim.plots.style import figure_of
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import CONFIDENCE
from tci_sim.views.columns import aligned, interval, scale

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_ALPHA = 1 - CONFIDENCE
_DOTS_PER_INCH = 130


def as_lines(result: SweepData) -> list[str]:
    """Write what each mechanism brings as a table a measure, and below it what is more, or less, than the sum."""
    frame = effects(result)
    ends = result.study.between or ("none", "all")
    lines = [f"From {ends[0]} to {ends[1]}, for {result.holder}; {result.replications} replications, [95 %]."]
    for measure in result.study.report:
        part = frame[frame["measure"] == measure]
        shown = part[part["effect"] != PAIR][["mean", "low", "high"]].to_numpy(float)
        factor, unit, digits = scale(shown, unit_of_run(measure))
        rows = [["", ALONE, LAST, AVERAGE]]
        for name in result.study.plan.levers:
            cells = [
                interval(_estimate(part, effect, name) * factor, digits) for effect in (ALONE, LAST, AVERAGE)
            ]
            rows.append([name.replace("_", " "), *cells])
        whole = interval(_estimate(part, WHOLE) * factor, digits)
        lines += ["", f"{_title(measure)} [{unit}]", *aligned([*rows, ["all together", "", "", whole]]), ""]
        lines += interaction_text(result, measure, frame)
    return lines


def interaction_text(result: SweepData, measure: str, frame: pd.DataFrame | None = None) -> list[str]:
    """Say in sentences which combinations are more than the sum of their parts, which less, and which neither.

    Parameters
    ----------
    result : SweepData
        Of a study whose design is an ablation.
    measure : str
        Name of a measure that was reported.
    frame : DataFrame, optional
        What `effects` gave, if it is there already.

    Returns
    -------
    list of str
        A pair counts where its interval leaves zero after Holm's correction for all pairs of all measures (5 %).
    """
    frame = effects(result) if frame is None else frame
    part = frame[frame["measure"] == measure]
    factor, unit, digits = scale(part[["mean", "low", "high"]].to_numpy(float), unit_of_run(measure))
    beyond, total = _estimate(part, BEYOND), _estimate(part, SUM)
    unit = "" if unit == "points of 100" else f" {unit}"
    how = (
        "as much as, give or take chance," if not (beyond[1] > 0 or beyond[2] < 0)
        else "more than" if beyond[0] > 0 else "less than"
    )  # fmt: skip
    said = [
        f"All together bring {interval(_estimate(part, WHOLE) * factor, digits)}{unit}, {how} the sum of each alone,"
        f" {interval(total * factor, digits)}: beyond the sum {interval(beyond * factor, digits)}."
    ]
    pairs = part[part["effect"] == PAIR]
    for word, sign in (("More", 1), ("Less", -1)):
        sure = pairs[(pairs["p_holm"] < _ALPHA) & (sign * pairs["mean"] > 0)].sort_values(
            "mean", ascending=sign < 0
        )
        named = [
            f"{row['mechanism']} with {row['other']} ({row['mean'] * factor:+,.{digits}f})".replace("_", " ")
            for _, row in sure.iterrows()
        ]
        said.append(f"{word} than their sum: {', '.join(named) or 'no two of them'}.")
    return said


def draw(result: SweepData, measure: str, ax: Axes | None = None) -> Axes:
    """Draw what each mechanism brings alone, as the last, and on average.

    Parameters
    ----------
    result : SweepData
        Of a study whose design is an ablation.
    measure : str
        Name of a measure that was reported.
    ax : Axes, optional
        Where; a new figure where absent.

    Returns
    -------
    Axes
    """
    frame = effects(result)
    part = frame[frame["measure"] == measure]
    names = result.study.plan.levers
    table = {
        effect: np.array([_estimate(part, effect, name) for name in names])
        for effect in (ALONE, LAST, AVERAGE)
    }
    ends = result.study.between or ("none", "all")
    sums = {WHOLE: _estimate(part, WHOLE), SUM: _estimate(part, SUM), BEYOND: _estimate(part, BEYOND)}
    return grouped(
        Grouped(
            title=f"{_title(measure)}: what each mechanism brings",
            names=tuple(name.replace("_", " ") for name in names),
            series=table,
            summary_rows=sums,
            unit=unit_of_run(measure),
            detail=f"from {ends[0]} to {ends[1]}, {result.holder}, {result.replications} replications, 95 %",
        ),
        ax,
    )


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw one picture for each measure into a folder, which is made where it is absent; the files, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in result.study.report:
        figure_of(draw(result, name)).savefig(
            folder / f"{name}.png", dpi=_DOTS_PER_INCH, metadata={"Software": None}
        )
    return tuple(folder / f"{name}.png" for name in result.study.report)


def _estimate(part: pd.DataFrame, effect: str, mechanism: str = "") -> Floats:
    """Give mean, low and high of one effect."""
    row = part[(part["effect"] == effect) & (part["mechanism"] == mechanism)]
    found: Floats = row[["mean", "low", "high"]].to_numpy(float)[0]
    return found


def _title(measure: str) -> str:
    words = str(measure_label(measure))
    return f"{words[0].upper()}{words[1:]}"
