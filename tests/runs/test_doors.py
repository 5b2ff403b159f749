"""Customers who live once more through mixtures of two runs: with all doors of one run they are its own, bit by bit."""

import numpy as np
import pytest

from tci_sim.engine.measures.columns import MEASURES as DECLARED
from tci_sim.engine.state.arrays import copied, named_arrays
from tci_sim.runs.doors import (
    DELIVERED,
    DOORS,
    MEASURES,
    PRICE,
    RIVALS,
    TREATMENT,
    WORD_OF_MOUTH,
    WORLD,
    CustomersAlone,
    can_be_mixed,
    doors_of,
)
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Following, Simulation

SMALL = ["market.simulated=150", "months=30", "burn_in=12"]
COLUMN = [measure.name for measure in DECLARED["firm"]]


def scenario(*changes):
    return load("baseline", [*SMALL, *changes])


COMMAND, TCI = scenario("firms.ours.policy=command_and_control"), scenario("firms.ours.policy=tci")


def alone(one, other, doors=None, *, seed=1):
    pair = (Simulation(each, seed=seed, threads=1) for each in (one, other))
    return CustomersAlone(*pair, doors or doors_of(one, other))


def bytes_of_customers(state):
    """Return all that customers are and think of firms, as bytes, by name."""
    groups = {"customers": state.customers, "standing": state.firms.standing, "sums": state.sums}
    return {
        f"{name}.{array}": values.tobytes()
        for name, group in groups.items()
        for array, values in named_arrays(group)
    }


FAILURE = {"month": 5, "kind": "supplier_failure", "target": "supplier 1.1", "duration": 3}
PAIRS = {
    "policies": (COMMAND, TCI),
    "exits": tuple(
        variant(each, {"world.rivalry.exit_loss": 0.02, "world.rivalry.exit_grace": 3, "world.rivalry.entry_rate": 0.2})
        for each in (COMMAND, TCI)
    ),
    "chance": tuple(variant(each, {"world.rivalry.demand_sd": 0.1}) for each in (COMMAND, TCI)),
    "known firms": tuple(variant(each, {"world.choice.known_firms": 1}) for each in (COMMAND, TCI)),
    "uneven": tuple(variant(each, {"market.simulated": 130}) for each in (COMMAND, TCI)),
    "rivals": (COMMAND, variant(COMMAND, {"firms.north.policy": "tqm"})),
    "price": (COMMAND, variant(COMMAND, {"firms.ours.levers.value.markup": 0.4})),
    "worlds": (COMMAND, variant(TCI, {"world.choice.price_weight": 4.5})),
    "shocks": (
        COMMAND,
        variant(COMMAND, {"shocks": [FAILURE]}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", [False, True], ids=["heard anew", "word of mouth"])
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_all_doors_of_a_run_give_its_customers_bit_by_bit(pair, told):
    made = alone(*pair, doors_of(*pair, word_of_mouth=told))
    ends = bytes_of_customers(made.one.state), bytes_of_customers(made.other.state)
    assert ends[0] != ends[1]
    for mixture, end in ((0, ends[0]), ((1 << len(made.doors)) - 1, ends[1])):
        felt = made.replay(mixture)
        assert {
            name for name, values in bytes_of_customers(made.one.state).items() if values != end[name]
        } == set()
        assert [each.customers for each in felt] == [
            each.customers for each in made._records[bool(mixture)].felt
        ]


def test_firms_leave_and_come_in_the_pair_that_tests_it():
    world = Simulation(PAIRS["exits"][0], threads=1)
    world.run()
    assert world.state.firms.survival.replaced.sum() > 0


def test_what_is_told_of_a_run_is_what_it_recorded_itself():
    made = alone(COMMAND, TCI)
    own = Simulation(TCI, threads=1)
    own.run()
    lived = made.lived(0b1111)
    recorded = own.recording.firm[:, own.network.selling_firms.index("ours")]
    for place, measure in enumerate(MEASURES):
        assert lived[:, place] == pytest.approx(recorded[:, COLUMN.index(measure)], rel=1e-9)
    assert made.other.recording.firm.tobytes() == own.recording.firm.tobytes()


def test_a_run_against_itself_changes_nothing_through_any_door():
    made = alone(TCI, TCI)
    first = made.lived(0)
    for mixture in range(1, 16):
        assert made.lived(mixture).tobytes() == first.tobytes()


def test_each_door_lets_in_what_is_its_own():
    """A firm that only asks a higher price keeps customers of the price door alone; what others do is another's."""
    made = alone(*PAIRS["price"])
    before, by_price = made.lived(0), made.lived(1 << DOORS.index(PRICE))
    assert by_price[-12:, 1].mean() < before[-12:, 1].mean()
    rivals = alone(*PAIRS["rivals"])
    by_rivals = rivals.lived(1 << DOORS.index(RIVALS))
    assert by_rivals.tobytes() != rivals.lived(0).tobytes()
    by_treatment = rivals.lived(1 << DOORS.index(TREATMENT))
    # the firm itself treats customers nearly alike, but for how many it asks of those whom it still has
    assert (
        np.abs(by_treatment - rivals.lived(0))[:, 1].max() < np.abs(by_rivals - rivals.lived(0))[:, 1].max()
    )


def test_the_world_is_a_door_where_it_differs():
    assert doors_of(COMMAND, TCI) == DOORS == (DELIVERED, PRICE, TREATMENT, RIVALS)
    assert doors_of(COMMAND, TCI, word_of_mouth=True) == (*DOORS, WORD_OF_MOUTH)
    assert doors_of(*PAIRS["worlds"]) == (*DOORS, WORLD)


def test_worlds_with_other_customers_cannot_be_mixed():
    one = Simulation(COMMAND, threads=1)
    for change in (
        {"market.simulated": 140},
        {"market.friends": 6},
        {"firms.ours.share": 2.0},
        {"burn_in": 10},
    ):
        assert not can_be_mixed(one, Simulation(variant(COMMAND, change, drawn=True), threads=1))
    assert not can_be_mixed(one, Simulation(COMMAND, seed=2, threads=1))
    assert can_be_mixed(one, Simulation(TCI, threads=1))


class Looks(Following):
    """Notes when it is asked to look."""

    def __init__(self):
        self.told = []

    def on_offer(self, state):
        self.told.append("offer")

    def before_experience(self, state, terms, month):
        self.told.append("terms")

    def after_experience(self, state):
        self.told.append("felt")

    def after_month(self, state, month):
        self.told.append("end")


def test_months_that_are_followed_are_months():
    """Whoever looks on the way changes nothing: each bit of the world is that of any other run."""
    phased, whole = (Simulation(TCI, threads=1) for _ in range(2))
    looks, idle = Looks(), Following()
    phased.run_followed(looks, idle)
    whole.run()
    assert looks.told == ["offer", "terms", "felt", "end"] * whole.months
    ours, theirs = (dict(named_arrays(copied(each.state))) for each in (phased, whole))
    assert {name for name in ours if ours[name].tobytes() != theirs[name].tobytes()} == set()
    assert phased.recording.firm.tobytes() == whole.recording.firm.tobytes()
