"""Points in the unit cube: where a study looks, when it cannot look everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tci_sim.engine.randomness import in_a_row, mix64
from tci_sim.errors import ScenarioError
from tci_sim.statistics.paired import Floats


def sample(design: str, seed: int, parts: Sequence[str], size: int, levels: int) -> Floats:
    """Draw the points of a design.

    Parameters
    ----------
    design : {"latin_hypercube", "sobol", "morris"}
        See `tci_sim.designs.design`.
    seed : int
        Seed of the draws, 0 or more.
    parts : sequence of str, (range,)
        Of what each range is a part; ranges of one part vary as one in a Sobol design.
    size : int
        Points, base points or trajectories.
    levels : int
        Levels of a Morris design.

    Returns
    -------
    float array (point, range)
        Each in [0, 1].

    Raises
    ------
    ScenarioError
        If SALib, which draws Sobol and Morris designs, is not there.
    """
    if design == "latin_hypercube":
        return latin_hypercube(seed, size, len(parts))
    problem = problem_of(parts)
    if design == "sobol":
        points = salib("sample.sobol").sample(problem, size, calc_second_order=False, seed=seed % 2**32)
    else:
        points = salib("sample.morris").sample(problem, size, num_levels=levels, seed=seed % 2**32)
    return np.asarray(points, dtype=np.float64)


def latin_hypercube(seed: int, points: int, ranges: int) -> Floats:
    """Draw points so that each of as many equal parts of each range holds one of them, (point, range).

    Examples
    --------
    >>> drawn = latin_hypercube(1, 5, 2)
    >>> sorted(int(5 * u) for u in drawn[:, 0])
    [0, 1, 2, 3, 4]
    """
    order = np.argsort(_uniforms(seed, 0, (points, ranges)), axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    return np.asarray((rank + _uniforms(seed, 1, (points, ranges))) / points)


def problem_of(parts: Sequence[str]) -> dict[str, Any]:
    """Describe the unit cube to SALib: one range for each part, or several where a part is there more than once."""
    names = [f"{number}" for number in range(len(parts))]
    problem: dict[str, Any] = {"num_vars": len(parts), "names": names, "bounds": [[0.0, 1.0]] * len(parts)}
    return problem if len(set(parts)) == len(parts) else {**problem, "groups": list(parts)}


def salib(module: str) -> Any:
    """Import a part of SALib.

    Raises
    ------
    ScenarioError
        If it is not installed.
    """
    import importlib

    try:
        return importlib.import_module(f"SALib.{module}")
    except ImportError:
        raise ScenarioError(
            "Sobol and Morris designs need SALib: install it with `pip install 'tci-sim[analysis]'`."
        ) from None


def _uniforms(seed: int, stream: int, shape: tuple[int, int]) -> Floats:
    start = mix64(np.uint64(seed) ^ mix64(np.uint64(stream + 1)))
    return in_a_row(start, shape[0] * shape[1]).reshape(shape)
