"""A game is replayed to the same bits, and one whose outcome was made up is not whole."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

import tci_sim as tci
from tci_sim.analysis.replay import OUTCOME, outcome_of, replay
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError
from tci_sim.faces.cli.main import run_line
from tci_sim.scenario.flight import flight, game_of, ground, scenario_of, start_of
from tci_sim.scenario.flight_code import FlightCode, seed_of
from tci_sim.simulation import Simulation
from tci_sim.version import RESULTS_VERSION

VIEWS = Path(tci.__file__).parent / "views"
SMALL = {"market.customers": 300, "burn_in": 6}


@pytest.fixture(scope="module")
def base():
    return ground(tci.variant(tci.load("baseline"), SMALL))


@pytest.fixture(scope="module")
def code(base):
    """Return the code of a game that was played, as a page makes it."""
    draws = np.random.default_rng(23)
    steps = [decision.steps for decision in flight().decisions.values()]
    decided = [tuple(int(draws.integers(0, min(count, 3))) for count in steps) for _ in range(flight().years)]
    decided[4] = decided[3]
    decided[0] = start_of(base)
    seed = seed_of("AB2")
    world = tci.run(scenario_of(base, tuple(decided)), seed=seed)
    series = [world.table(measure)["ours"].to_numpy() for measure in OUTCOME]
    return FlightCode(RESULTS_VERSION, game_of(base), "AB2", 7, seed, tuple(decided), outcome_of(series))


def test_a_game_is_replayed_to_the_same_bits(base, code) -> None:
    found = replay(code.text, tci.variant(tci.load("baseline"), SMALL))
    assert found.whole
    world = Simulation(scenario_of(base, code.decisions), seed=code.seed, threads=1)
    world.run()
    column = [each.name for each in MEASURES["firm"]].index("satisfaction")
    direct = world.recording.firm[:, world.network.selling_firms.index("ours"), column]
    np.testing.assert_array_equal(found.result.table("satisfaction")["ours"].to_numpy(), direct)


def test_a_game_that_takes_more_than_there_is_is_refused(base, code) -> None:
    last = tuple(decision.steps - 1 for decision in flight().decisions.values())
    dear = dataclasses.replace(code, decisions=(*code.decisions[:6], last, *code.decisions[7:]))
    with pytest.raises(InputError, match="more money or working time in year 7"):
        replay(dear.text, base)


def test_a_game_with_an_outcome_that_was_made_up_is_not_whole(base, code) -> None:
    invented = dataclasses.replace(code, outcome="0" * 12)
    assert not replay(invented.text, base).whole
    other = dataclasses.replace(code, decisions=code.decisions[::-1])
    assert not replay(other.text, base).whole


def test_the_hash_of_what_came_of_it_rests_on_every_bit_and_on_no_kind_of_nan() -> None:
    one = np.array([1.0, np.nan, 3.0])
    strange = one.copy()
    strange.view(np.int64)[1] = 0x7FF8000000000001
    assert outcome_of([one]) == outcome_of([strange])
    assert outcome_of([one]) != outcome_of([np.array([1.0, np.nan, np.nextafter(3.0, 4.0)])])


def test_the_command_line_prints_what_came_of_it_and_whether_the_code_is_whole(code, capsys) -> None:
    given = [word for path, value in SMALL.items() for word in ("--set", f"{path}={value}")]
    assert run_line(["replay", code.text, *given, "-q"]) == 0
    printed = capsys.readouterr().out
    assert "Class AB2, team 7." in printed
    assert "The code is whole" in printed
    assert len([line for line in printed.splitlines() if line[:2].strip().isdigit()]) == 10
    assert run_line(["replay", code.text, *given, "-q", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    schema = YAML(typ="safe", pure=True).load((VIEWS / "replay.schema.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)
    assert told["whole"] is True
    assert len(told["years"]["profit"]) == 10
    made_up = dataclasses.replace(code, outcome="0" * 12).text
    assert run_line(["--lang", "zh-Hant", "replay", made_up, *given, "-q"]) == 1
    assert "代碼不實" in capsys.readouterr().out
    assert run_line(["replay", code.text, "-q"]) == 2
    assert "of another game" in capsys.readouterr().err
    assert run_line(["replay", code.text[:-1] + "x", *given, "-q"]) == 2
    assert "This is not a code" in capsys.readouterr().err


def test_python_has_the_same(base, code) -> None:
    found = tci.replay(code.text, base)
    assert found.whole
    assert list(found.decisions.columns) == list(flight().decisions)
    assert found.decisions.shape == (10, 8)
    assert tuple(found.decisions.loc[4]) == code.decisions[3]
    assert found.result.months == 120
    assert "team 7, whole" in repr(found)
    assert "The code is whole" in str(found)
