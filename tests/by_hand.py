"""Results made by hand, in which every number is known."""

from pathlib import Path

import numpy as np
import pytest

from tci_sim.api.run import RunResult
from tci_sim.api.sweep import SweepResult
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.runs.provenance import provenance
from tci_sim.runs.table import Table
from tci_sim.scenario.load import load, variant
from tci_sim.world.build_network import network_of

ROOT = Path(__file__).parents[1]
MONTHS = 24


@pytest.fixture(scope="session")
def question():
    return variant(load(ROOT / "scenarios" / "baseline.yaml"), {"months": MONTHS})


def made_by_hand(question, seed=1, shift=0.0):
    """Measure number m of holder h in month t is 100 * m + 10 * h + t / 10, and none is there in month 5."""
    network = network_of(question)
    holders = {
        "market": ("market",),
        "firm": network.selling_firms,
        "supplier": network.firms[len(network.selling_firms) :],
        "node": network.name,
    }
    measures = {kind: tuple(measure.name for measure in MEASURES[kind]) for kind in holders}
    values = {}
    for kind, names in holders.items():
        t, h, m = np.indices((MONTHS, len(names), len(measures[kind])))
        values[kind] = 100.0 * m + 10.0 * h + t / 10 + shift
        values[kind][5] = np.nan
    return RunResult(question, seed, network, holders, measures, values, provenance(question, seed))


@pytest.fixture(scope="session")
def result(question):
    return made_by_hand(question)


@pytest.fixture(scope="session")
def made(question):
    """A way to make another."""
    return lambda **changes: made_by_hand(question, **changes)


def swept_by_hand(study, figures):
    """Make the result of a study from the figure of its focal firm in each run, by measure (case, replication).

    A run whose figures are all NaN is still one that came to its end.
    """
    cases, replications = next(iter(figures.values())).shape
    case, replication = np.divmod(np.arange(cases * replications), replications)
    whose = {"case": case.astype(np.int32), "replication": replication.astype(np.int32)}
    nothing = np.full(len(case), "", object)
    holders = {kind: np.full(len(case), int(kind == "firm"), np.int32) for kind in MEASURES}
    rows = whose | {"holder": np.full(len(case), study.focal, object)}
    rows |= {name: np.asarray(table, float).ravel() for name, table in figures.items()}
    unsettled = {"settled_at": np.full(len(nothing), -1, np.int32)}
    runs = Table(whose | {"fingerprint": nothing, "error": nothing} | unsettled | holders, {}, {"firm": rows})
    return SweepResult(study, runs, "0" * 64, None)
