"""Every yardstick lives through the same months as our customers: a stale one fails instead of flattering."""

import numpy as np
import pytest

from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import FIXED
from tests.benchmarks.one_market import PLAIN, WHOLE, market_of, our_block, prepare, settle, terms_of
from tests.benchmarks.twins.c_customers import FLAGS, CCustomers, build_twin, compiler
from tests.benchmarks.twins.mesa_customers import MesaCustomers
from tests.benchmarks.twins.numpy_customers import NumpyCustomers

COUNTED = ("customers", "left", "won", "considered", "asked", "dissatisfied", "complaints", "handled", "asks")
MOMENTS = ("satisfaction", "satisfaction_square", "satisfaction_cube", "image", "intent", "quality", "expectation",
           "surplus")  # fmt: skip


def by_name(sums):
    """Lay out all sums by their names in small letters."""
    named = {one.name.lower(): sums.by_segment[one] for one in Sum}
    return named | {one.name.lower(): sums.by_attribute[one] for one in SumOfAttribute} | {"asks": sums.asks}


def our_months(customers, months, switches=PLAIN):
    """Let our customers live, and return their state and what they did in all months."""
    state = market_of(customers, switches)
    terms, counted = terms_of(state, 1), dict.fromkeys(COUNTED, 0)
    for month in range(months):
        prepare(state, terms)
        our_block(state, terms, month)
        settle(state, terms)
        counted = {name: counted[name] + by_name(state.sums)[name][:-1].sum() for name in COUNTED}
    return state, counted


def hold_to_ours(ours, counted, theirs, their_counted, their_reputation):
    """Hold sums of another form to ours: what people did, how they feel, what firms are known for."""
    for name in COUNTED:
        # two independent counts of rare events differ by less than five standard deviations
        mine, other = counted[name], their_counted[name]
        assert abs(mine - other) < 5 * np.sqrt(mine + other) + 1, name
    our_sums = by_name(ours.sums)
    held, others = (sums["customers"][:-1].sum(axis=1) for sums in (our_sums, theirs))
    assert (np.abs(held - others) < 5 * np.sqrt(held + others)).all()
    # none of these spreads by more than .7 of its mean: five standard deviations of two independent means
    apart = 5 * 0.7 * np.sqrt(1 / held + 1 / others).max()
    for name in MOMENTS:
        mine = our_sums[name][:-1].sum(axis=1) / FIXED / held
        assert mine == pytest.approx(theirs[name][:-1].sum(axis=1) / others, rel=apart), name
    for name in ("perceived", "gap"):
        mine = our_sums[name][:-1] / FIXED / held[:, None]
        assert mine == pytest.approx(theirs[name][:-1] / others[:, None], abs=0.02), name
    assert ours.firms.standing.reputation == pytest.approx(their_reputation, abs=0.01)


@pytest.mark.parametrize("switches", [PLAIN, WHOLE], ids=["plain", "whole"])
def test_the_numpy_twin_simulates_the_same_months(switches):
    ours, counted = our_months(60_000, 12, switches)
    twin, theirs = NumpyCustomers(market_of(60_000, switches), seed=2), dict.fromkeys(COUNTED, 0)
    for _ in range(12):
        sums = twin.month()
        theirs = {name: theirs[name] + np.asarray(sums[name])[:-1].sum() for name in COUNTED}
    sums |= {name: np.array(sums[name]).T for name in ("perceived", "gap")}
    hold_to_ours(ours, counted, sums, theirs, twin.reputation)


def test_mesa_agents_simulate_the_same_months():
    ours, counted = our_months(20_000, 4)
    state = market_of(20_000)
    terms = terms_of(state, 1)
    prepare(state, terms)
    twin, theirs = MesaCustomers(state, terms), dict.fromkeys(COUNTED, 0)
    for _ in range(4):
        prepare(state, terms)
        twin.block()
        state.customers.firm[:] = [agent.firm for agent in twin.agents]
        settle(state, terms)
        theirs = {name: theirs[name] + by_name(state.sums)[name][:-1].sum() for name in COUNTED}
    whole = {*COUNTED, "tenure"}
    sums = {name: array if name in whole else array / FIXED for name, array in by_name(state.sums).items()}
    hold_to_ours(ours, counted, sums, theirs, state.firms.standing.reputation)


@pytest.mark.parametrize("form", FLAGS)
def test_customers_in_c_are_our_customers_to_the_last_few_digits(form, tmp_path):
    if compiler() is None:
        pytest.skip("no C compiler here (cc, gcc or clang): the C yardsticks cannot be built")
    function = build_twin(form, tmp_path)
    assert np.finfo(float).smallest_subnormal / 1.0 > 0.0  # it leaves the arithmetic of this process alone
    ours, _ = our_months(30_000, 12)
    state = market_of(30_000)
    terms = terms_of(state, 2)
    twin = CCustomers(function, state, terms)
    for month in range(12):
        prepare(state, terms)
        twin.block(month, threads=2)
        settle(state, terms)
    mine, theirs = ours.customers, state.customers
    same = mine.firm == theirs.firm
    # a choice may tip over in the last digit of a logarithm, and so, a month later, may a friend's
    assert same.mean() > 0.999
    for name in ("satisfaction", "image", "quality", "asked", "will"):
        pairs = getattr(mine, name)[..., same], getattr(theirs, name)[..., same]
        assert np.quantile(np.abs(pairs[0] - pairs[1]), 0.999) < 1e-6, name
    our_sums, their_sums = by_name(ours.sums), by_name(state.sums)
    for name, sums in our_sums.items():
        assert sums == pytest.approx(their_sums[name], rel=1e-3, abs=0.001 * FIXED), name
