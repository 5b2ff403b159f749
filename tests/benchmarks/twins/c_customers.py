"""The customers' month in C: `customers.c` built with the system's compiler and called on the arrays of a state.

It draws by the same keys as the phase "experience" and fills the same sums, so that it can be held to the very
same customers: only the last digits of exp, log and pow differ.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).parent / "customers.c"
FLAGS = {
    "staged": ["-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-fopenmp"],
    "fused": ["-O3", "-fopenmp"],
}

_NUMBERS = {
    "satisfaction": (
        "leniency", "leniency_of_attribute", "optimism", "image_prior", "value_taste", "experience_noise",
        "assimilation", "should_weight", "curvature", "loss_aversion", "will_update", "image_on_will",
        "image_centre", "price_in_value", "constant", "quality_effect", "disconfirmation_effect",
        "value_effect", "image_effect", "memory", "image_update",
    ),
    "word_of_mouth": ("talk_rate", "dissatisfied_talk", "satisfied_talk", "neutral_satisfaction"),
    "complaints": ("threshold", "rate", "recovery"),
    "choice": (
        "consider_rate", "consider_slope", "asked_effect", "kept", "satisfaction_weight", "price_weight",
        "inertia", "taste", "not_buying", "purchase_rate",
    ),
}  # fmt: skip
_SIZES = ("customers", "firms", "segments", "attributes", "nodes", "friends", "columns")
_ARRAYS = (
    "segment", "firm", "friends_firm", "outlet", "tenure", "satisfaction", "image", "quality", "asked", "will",
    "traits", "links", "served", "relative_price", "lift", "handling", "chance_asked", "expected", "rivals",
    "met", "delivered", "weight", "should", "kano", "reputation", "outlet_until", "first_outlet", "outlets",
    "table", "asks",
)  # fmt: skip


class _Market(ctypes.Structure):
    _fields_ = (
        [(name, ctypes.c_double) for names in _NUMBERS.values() for name in names]
        + [("seed", ctypes.c_uint64), ("month", ctypes.c_uint64)]
        + [(name, ctypes.c_int64) for name in _SIZES]
        + [(name, ctypes.c_void_p) for name in _ARRAYS]
    )


def compiler():
    """Return the system's C compiler, or None where there is none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def build_twin(form, folder):
    """Build one form of the twin and return its function `(market, threads)`."""
    library, part = (str(Path(folder) / f"{form}.{ending}") for ending in ("so", "o"))
    # linked without -ffast-math, which would make the whole process round the smallest numbers to 0
    for command in (
        [*FLAGS[form], "-fPIC", "-c", str(SOURCE), "-o", part],
        ["-fopenmp", "-shared", part, "-o", library, "-lm"],
    ):
        built = subprocess.run([compiler(), *command], capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr
    return getattr(ctypes.CDLL(library), f"{form}_month")


class CCustomers:
    """Customers of a state, who live through a month in C; `terms` are those of the month, already prepared."""

    def __init__(self, function, state, terms):
        self.function, self.state, self.terms = function, state, terms

    def block(self, month, threads=1):
        """Let all customers live through one month; sums go to `terms`."""
        state, terms, customers = self.state, self.terms, self.state.customers
        world, market = state.run.world[0], _Market()
        for group, names in _NUMBERS.items():
            for name in names:
                kept = name == "kept"
                value = np.exp(-1.0 / world.choice.asked_memory) if kept else getattr(world[group], name)
                setattr(market, name, value)
        market.seed, market.month = int(state.run.seed[0]), month
        firms, segments = state.firms.standing.reputation.shape
        market.customers, market.friends = customers.friends.shape
        market.firms, market.segments, market.attributes = firms, segments, len(state.market.attributes.kano)
        market.nodes, market.columns = len(state.nodes.places.firm), terms.tally.table.shape[3]
        groups = (terms.offers, terms.treatment, terms.qualities, terms.tally, customers)
        arrays = {name: array for group in groups for name, array in group._asdict().items()}
        arrays |= {
            "links": customers.friends, "chance_asked": terms.treatment.asked, "kano": state.market.attributes.kano,
            "reputation": state.firms.standing.reputation, "first_outlet": terms.outlets.first,
            "outlets": terms.outlets.node, "outlet_until": terms.outlets.until,
        }  # fmt: skip
        for name in _ARRAYS:
            assert arrays[name].flags.c_contiguous, name
            setattr(market, name, arrays[name].ctypes.data)
        self.function(ctypes.byref(market), threads)
