"""Satisfaction as answers tell it: an index, what acts on it, and what is important beside what performs well.

Answers are those of a questionnaire, one row a respondent and one column a question: a simulated market's, or a CSV of
one's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tci_sim.analysis.ecsi import PATHS, SCHEME
from tci_sim.arguments import kind_of, number_or_fault, whole_number
from tci_sim.errors import InputError, legible
from tci_sim.frozen import Frozen
from tci_sim.messages import Message, listing, message
from tci_sim.statistics.composites import PathModel
from tci_sim.statistics.exact import Floats, exact_sum, exact_variance
from tci_sim.statistics.paired import student_interval
from tci_sim.statistics.pls import PathFit, PathModelError, bootstrap_paths
from tci_sim.statistics.pls import fit_paths as fit_composites
from tci_sim.world.networks.csv_files import read_cells

if TYPE_CHECKING:
    import pandas as pd

TARGET = "satisfaction"
"""The construct of which the index is made."""

RESAMPLES, MOST_RESAMPLES = 500, 10_000
"""How often respondents are drawn again for the intervals of paths; and how often at most."""

SCALE = (0.0, 100.0)
"""From which answer to which questions go, where nothing else is said. [points]"""

EVERYBODY = "all"
"""In place of a firm's name: all respondents."""

_ROWS: Mapping[str, tuple[str, ...]] = {
    "paths": ("quantity", "source", "target", "value", "error", "low", "high"),
    "importance": ("construct", "importance", "low", "high", "performance", "performance_low", "performance_high"),
}  # fmt: skip


class Asked(NamedTuple):
    """What is fitted, and how."""

    items: Mapping[str, Sequence[str]]
    paths: Sequence[tuple[str, str]]
    scale: tuple[float, float] = SCALE
    resamples: int = RESAMPLES
    seed: int = 1


@dataclass(frozen=True, eq=False, repr=False)
class SatisfactionData(Frozen):
    """What a questionnaire says of satisfaction. Nothing in it can be changed.

    Parameters
    ----------
    respondents : DataFrame (respondent, ...)
        The answers as they were given, with what else is known of who answered.
    index : DataFrame
        A row for all respondents, and one for each firm where firms are named: firm ("all" first), respondents, index
        (from 0 to 100: mean of the questions on satisfaction, each weighted as in the fit over its spread, or alike
        where nothing could be fitted), low and high (95 %, Student t over respondents). [points of 100]
    paths : DataFrame
        A row for each path, R2 and total effect: quantity ("path", "R2", "total effect"), source (empty for an R2),
        target, value, error, low and high (95 %, percentiles of resampled respondents); without rows where nothing
        could be fitted. [-]
    importance : DataFrame
        A row for each construct that acts on satisfaction, the most important first: construct; importance (total
        effect on satisfaction) with low and high; performance (mean of the construct, from 0 to 100) with
        performance_low and performance_high. [-, and points of 100]
    omitted : Message or None
        Why there are no paths.
    about : mapping
        Where answers come from.
    """

    respondents: pd.DataFrame
    index: pd.DataFrame
    paths: pd.DataFrame
    importance: pd.DataFrame
    omitted: Message | None
    about: Mapping[str, Any]


def read_answers(path: str | PathLike[str]) -> pd.DataFrame:
    """Read answers from a CSV of bounded size; numbers where a column holds nothing else.

    Raises
    ------
    InputError
        If it cannot be read, or a column has no name or the name of another.
    """
    import pandas as pd

    (header, *rows), _, decimal_comma = read_cells(path)
    twice = [name for place, name in enumerate(header) if not name or name in header[:place]]
    if twice:
        raise InputError(message("survey.columns", file=str(path), columns=listing(map(legible, twice))))
    columns = {}
    for place, name in enumerate(header):
        cells = [row[place] if place < len(row) else "" for row in rows]
        plain = [cell.replace(",", ".") for cell in cells] if decimal_comma else cells
        numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce")  # an empty cell is no number
        is_number = np.count_nonzero(numbers.notna()) == len([cell for cell in cells if cell])
        columns[name] = numbers.astype(np.float64) if is_number else pd.Series(cells, dtype=object)
    return pd.DataFrame(columns)


def fit(
    answers: pd.DataFrame | str | PathLike[str],
    items: Mapping[str, Sequence[str]] | None = None,
    paths: Sequence[tuple[str, str]] = PATHS,
    *,
    scale: Sequence[float] = SCALE,
    resamples: int = RESAMPLES,
    seed: int = 1,
    about: Mapping[str, Any] | None = None,
) -> SatisfactionData:
    """Fit the index and its paths to answers; parameters, returns and errors are those of `tci_sim.fit_paths`."""
    import pandas as pd

    about = about or ({"file": str(answers)} if isinstance(answers, str | PathLike) else {})
    if isinstance(answers, str | PathLike):
        answers = read_answers(answers)
    if not isinstance(answers, pd.DataFrame):
        raise InputError(message("survey.no_frame", seen=kind_of(answers)))
    paths = tuple((str(source), str(target)) for source, target in paths)
    asked = Asked(
        _items(answers, items, paths), paths, _scale(scale),
        whole_number("resamples", resamples, 2, MOST_RESAMPLES), whole_number("seed", seed),
    )  # fmt: skip
    points = _points(answers, asked)
    fitted, rows, omitted = _fitted(points, asked)
    by_construct = _composites(points, asked, fitted)
    return SatisfactionData(
        answers.reset_index(drop=True), _index(answers, by_construct[TARGET]), rows,
        _importance(rows, by_construct), omitted, dict(about),
    )  # fmt: skip


def items_of(columns: Sequence[str]) -> dict[str, list[str]]:
    """Find the questions about each construct by their names.

    Examples
    --------
    >>> items_of(["firm", "image_2", "image_1", "image_of_whom", "value_1"])
    {'image': ['image_1', 'image_2'], 'value': ['value_1']}
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for name in dict.fromkeys(construct for path in PATHS for construct in path):
        numbered = [(re.fullmatch(rf"{name}_(\d{{1,3}})", str(column)), str(column)) for column in columns]
        found[name] = sorted((int(match[1]), column) for match, column in numbered if match)
    return {name: [column for _, column in each] for name, each in found.items() if each}


def _items(
    answers: pd.DataFrame, items: Mapping[str, Sequence[str]] | None, paths: Sequence[tuple[str, str]]
) -> dict[str, list[str]]:
    """Return the columns of each construct; an InputError says which are missing, or what is wrong with the model."""
    needed = list(dict.fromkeys(name for path in paths for name in path))
    given = items_of(list(answers.columns)) if items is None else {k: list(v) for k, v in items.items()}
    faults = [message("survey.no_items", construct=name) for name in needed if not given.get(name)]
    if TARGET not in needed:
        faults.append(message("survey.no_target", target=TARGET))
    columns = [column for each in given.values() for column in each]
    absent = [column for column in columns if column not in answers.columns]
    if absent:
        faults.append(message("paths.no_column", columns=listing(map(legible, absent))))
    if faults:
        raise InputError(*faults)
    try:
        PathModel.of(given, paths, SCHEME)
    except PathModelError as error:
        raise InputError(*error.faults) from None
    return given


def _scale(given: Sequence[float]) -> tuple[float, float]:
    """Read the ends of the scale of the answers."""
    ends = [number_or_fault("scale", each) for each in given]
    numbers = [end for end in ends if not isinstance(end, Message)]
    if len(ends) != 2 or len(numbers) != 2 or not numbers[0] < numbers[1]:
        raise InputError(message("survey.scale", scale=legible(str(given))))
    return float(numbers[0]), float(numbers[1])


def _points(answers: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the answers from 0 to 100; an InputError says which are none, missing or outside the scale."""
    import pandas as pd

    columns = [column for each in asked.items.values() for column in each]
    numbers = pd.DataFrame(
        {column: pd.to_numeric(answers[column], errors="coerce").to_numpy(np.float64) for column in columns}
    )
    low, high = asked.scale
    faults = []
    for column in columns:
        missing = int(np.count_nonzero(~np.isfinite(numbers[column])))
        outside = int(np.count_nonzero((numbers[column] < low) | (numbers[column] > high)))
        if missing:
            faults.append(message("survey.missing", column=legible(column), rows=missing))
        if outside:
            ends = {"low": f"{low:g}", "high": f"{high:g}"}
            faults.append(message("survey.outside", column=legible(column), rows=outside, **ends))
    if faults:
        raise InputError(*faults)
    if not len(numbers):
        raise InputError(message("survey.nobody"))
    return (numbers - low) * (100.0 / (high - low))


def _fitted(points: pd.DataFrame, asked: Asked) -> tuple[PathFit | None, pd.DataFrame, Message | None]:
    """Fit composites and paths, with intervals; where they cannot be, return why."""
    import pandas as pd

    try:
        found = fit_composites(points, asked.items, asked.paths, SCHEME)
        rows = bootstrap_paths(
            points, asked.items, asked.paths, SCHEME, resamples=asked.resamples, seed=asked.seed
        )
    except PathModelError as error:
        return None, pd.DataFrame(columns=pd.Index(_ROWS["paths"])), error.faults[0]
    return found, rows, None


def _composites(points: pd.DataFrame, asked: Asked, fitted: PathFit | None) -> dict[str, Floats]:
    """Return each construct from 0 to 100: its items, weighted as in the fit over their spread, or all alike."""
    found = {}
    for name, columns in asked.items.items():
        values = points[list(columns)].to_numpy(np.float64)
        weight = np.ones(len(columns))
        if fitted is not None:
            own = fitted.weights.loc[[(name, column) for column in columns]].to_numpy(np.float64)
            own = own / np.sqrt(exact_variance(values, axis=0))
            weight = own if (own > 0.0).all() else weight
        found[name] = exact_sum(values * (weight / exact_sum(weight)), axis=1)
    return found


def _index(answers: pd.DataFrame, satisfaction: Floats) -> pd.DataFrame:
    import pandas as pd

    groups = {EVERYBODY: np.ones(len(answers), np.bool_)}
    if "firm" in answers.columns:
        firms = answers["firm"].astype("category")
        groups |= {
            str(name): (firms == name).to_numpy()
            for name in firms.cat.remove_unused_categories().cat.categories
        }
    rows = []
    for name, mine in groups.items():
        found = student_interval(satisfaction[mine])
        rows.append(
            {"firm": name, "respondents": np.count_nonzero(mine), "index": float(found.mean),
             "low": float(found.low), "high": float(found.high)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _importance(rows: pd.DataFrame, by_construct: Mapping[str, Floats]) -> pd.DataFrame:
    import pandas as pd

    found = []
    acting = rows[(rows["quantity"] == "total effect") & (rows["target"] == TARGET)]
    for row in acting.to_dict("records"):
        mean = student_interval(by_construct[str(row["source"])])
        found.append(
            {"construct": row["source"], "importance": row["value"], "low": row["low"], "high": row["high"],
             "performance": float(mean.mean), "performance_low": float(mean.low),
             "performance_high": float(mean.high)}
        )  # fmt: skip
    frame = pd.DataFrame(found, columns=pd.Index(_ROWS["importance"]))
    return frame.sort_values("importance", ascending=False, kind="stable", ignore_index=True)
