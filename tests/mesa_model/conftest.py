"""One small market that has lived for a while, for tests that only look at it."""

import pytest

from tci_sim.mesa_model import TCIModel
from tests.worlds import small_market

FEW = {"market.customers": 200, "months": 4, "burn_in": 2}


@pytest.fixture(scope="module")
def few():
    """A question that is answered quickly."""
    return small_market(FEW)


@pytest.fixture(scope="module")
def lived_in(few):
    """A model after two months; tests must not change it."""
    model = TCIModel(few, rng=7)
    model.step()
    model.step()
    return model


@pytest.fixture
def fresh(few):
    """A model at month 0, for tests that change it."""
    return TCIModel(few, rng=7)
