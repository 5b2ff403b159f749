"""March (1991) a second time, in plain NumPy from the paper and Christensen (2015) alone, beside the engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tci_sim.analysis.validation.probes import get_probe
from tci_sim.analysis.validation.readings import estimate
from tci_sim.analysis.validation.replications import run_replications
from tci_sim.scenario.load import load

MARCH = Path(__file__).parents[2] / "scenarios" / "published" / "march1991.yaml"
MEMBERS, DIMENSIONS = 50, 30
TEXT = {"world.beliefs.steps": 2, "world.beliefs.coin": 0, "world.beliefs.compare": 1}
"""The rule as the paper tells it."""


def net_right(acts: np.ndarray, reality: np.ndarray) -> np.ndarray:
    """Count what is right less what is wrong: the program behind the 1991 figures compares performance."""
    return acts @ reality


def right(acts: np.ndarray, reality: np.ndarray) -> np.ndarray:
    """Count what is right: on how many dimensions acts correspond with reality, in the words of the text."""
    return (acts == reality).sum(axis=-1)


def organisation(
    p1: float,
    p2: float,
    chance: np.random.Generator,
    *,
    text: bool = False,
    slow: float = 0.0,
    p_slow: float = 0.1,
) -> float:
    """Let one organisation learn to its equilibrium; give the share of right less wrong dimensions of its code."""
    reality = chance.choice([-1, 1], DIMENSIONS)
    beliefs = chance.integers(-1, 2, (MEMBERS, DIMENSIONS))
    code = np.zeros(DIMENSIONS, int)
    pace = np.where(chance.random(MEMBERS) < slow, p_slow, p1)[:, None]
    while (beliefs != code).any():
        acts = beliefs if text else np.where(beliefs == 0, chance.choice([-1, 1], beliefs.shape), beliefs)
        score = right if text else net_right
        superior = acts[score(acts, reality) > score(code, reality)]
        net = superior.sum(axis=0)
        moves = chance.random(DIMENSIONS) < 1 - (1 - p2) ** np.abs(net)
        learns = (chance.random(beliefs.shape) < pace) & (code != 0)
        towards = code if text else beliefs + np.sign(code - beliefs)
        beliefs = np.where(learns, towards, beliefs)
        code = np.where(moves & (net != 0), np.sign(net), code)
        if text and not len(superior) and not ((beliefs != code) & (code != 0)).any():
            break  # who holds no belief, and hears none, rests
    return float((code * reality).mean())


def engine(changes: dict[str, float], runs: int) -> tuple[float, float]:
    found = estimate(
        "knowledge",
        run_replications(
            load(MARCH), changes, get_probe("mutual_learning", "here"), range(7000, 7000 + runs)
        ),
    )
    assert found.error is not None
    return found.value, found.error


def plain(p1: float, p2: float, runs: int, **other: float) -> tuple[float, float]:
    chance = np.random.default_rng(1991)
    found = [organisation(p1, p2, chance, **other) for _ in range(runs)]
    return float(np.mean(found)), float(np.std(found) / np.sqrt(runs))


def settings(p1: float, p2: float) -> dict[str, float]:
    return {"policies.published.learning.p_learn": p1, "policies.published.learning.code_learning": p2}


@pytest.mark.parametrize(("p1", "p2"), [(0.1, 0.1), (0.1, 0.9), (0.5, 0.5), (0.9, 0.1), (0.9, 0.9)])
def test_two_independent_programs_agree_on_what_organisations_learn(p1: float, p2: float) -> None:
    (one, error), (other, other_error) = engine(settings(p1, p2), 100), plain(p1, p2, 100)
    assert abs(one - other) < 4 * np.hypot(error, other_error)
    assert np.hypot(error, other_error) < 0.03


@pytest.mark.parametrize(("p1", "p2"), [(0.1, 0.9), (0.5, 0.5), (0.9, 0.1)])
def test_they_agree_on_the_rule_of_the_text(p1: float, p2: float) -> None:
    changes = {**settings(p1, p2), **TEXT}
    (one, error), (other, other_error) = engine(changes, 100), plain(p1, p2, 100, text=True)
    assert abs(one - other) < 4 * np.hypot(error, other_error)
    assert np.hypot(error, other_error) < 0.04


def test_they_agree_on_a_mixture_of_slow_and_fast_learners() -> None:
    mixed = {
        **settings(0.9, 0.5),
        "policies.published.learning.slow_learners": 0.5,
        "policies.published.learning.p_learn_slow": 0.1,
    }
    (one, error), (other, other_error) = engine(mixed, 100), plain(0.9, 0.5, 100, slow=0.5)
    assert abs(one - other) < 4 * np.hypot(error, other_error)
