"""One small market that has lived for a while, for tests that only look at it."""

import pytest

from tci_sim.mesa_model import TCIModel
from tests.worlds import small_market

FEW = {
    "market.customers": 200,
    "months": 3,
    "burn_in": 1,
    "firms.east": None,
    "firms.west": None,
    "firms.centre": None,
    "network.tiers": [{"count": 2, "members": 4}],
}


@pytest.fixture(scope="module")
def few():
    """A question that is answered quickly."""
    return small_market(FEW)


@pytest.fixture(scope="module")
def lived_in(few):
    """A model after two recorded months; tests must not change it."""
    model = TCIModel(few, rng=7)
    model.step()
    model.step()
    return model


@pytest.fixture
def fresh(few):
    """A model at month 0, for tests that change it."""
    return TCIModel(few, rng=7)
