"""Scenarios drawn from the schema, and with each field at its bounds, run to their end within what is declared."""

import pytest
from random_scenarios import joint
from world.test_random_scenarios import ALONE, at_bound, faults_of

from tci_sim.errors import ConservationError

DRAWS = 40
"""Scenarios drawn jointly; `make slow` draws ten times as many."""
BLOCK = 20


@pytest.mark.faults("scenarios with a field at a bound")
@pytest.mark.parametrize("first", range(0, len(ALONE), BLOCK))
def test_fields_at_their_bounds_run_within_what_is_declared(first, tried):
    given = {f"{path} = {value}": at_bound(path, value) for path, value in ALONE[first : first + BLOCK]}
    allowed = {name: scenario for name, scenario in given.items() if scenario is not None}
    assert {name: faults for name, scenario in allowed.items() if (faults := faults_of(scenario))} == {}
    tried(len(allowed))


@pytest.mark.faults("scenarios drawn jointly")
@pytest.mark.parametrize("first", range(0, DRAWS, BLOCK))
def test_scenarios_drawn_jointly_run_within_what_is_declared_or_say_what_cannot_be_counted(first, tried):
    found = {}
    for number in range(first, first + BLOCK):
        try:
            found[number] = faults_of(joint(number))
        except ConservationError as error:
            found[number] = [] if error.amount is None else [str(error)]
    assert {number: faults for number, faults in found.items() if faults} == {}
    tried(len(found))
