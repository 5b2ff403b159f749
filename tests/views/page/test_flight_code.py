"""A game as a page has it says the same as Python: its code, its seed, the hash of what came of it, and each fault."""

import numpy as np
import pytest
from javascript import run_scripts

import tci_sim as tci
from tci_sim.analysis.replay import outcome_of
from tci_sim.errors import InputError
from tci_sim.scenario.flight import flight, ground
from tci_sim.scenario.flight_code import MOST_LETTERS, MOST_TEAMS, PRACTICE, FlightCode, read_code, seed_of
from tci_sim.version import RESULTS_VERSION
from tci_sim.views.page.flight import shipped_of_flight

GAME = "0123456789ab"
SCRIPTS = ("exact", "words", "seal", "flight_code")
SHIPPED = {
    "id": GAME, "results": RESULTS_VERSION,
    "flight": {
        "years": flight().years, "most_teams": MOST_TEAMS, "most_letters": MOST_LETTERS, "practice": PRACTICE,
        "decisions": [{"steps": each.steps} for each in flight().decisions.values()],
    },
}  # fmt: skip


def games(count):
    """Draw codes of games."""
    draws = np.random.default_rng(23)
    steps = [decision.steps for decision in flight().decisions.values()]
    for _ in range(count):
        name = "".join(draws.choice(list("ABCDEFGHJK23456789"), int(draws.integers(3, 13))))
        decisions = tuple(tuple(int(draws.integers(0, s)) for s in steps) for _ in range(flight().years))
        outcome = "".join(draws.choice(list("0123456789abcdef"), 12))
        yield FlightCode(
            RESULTS_VERSION, GAME, name, int(draws.integers(1, 41)), seed_of(name), decisions, outcome
        )


def test_a_page_and_python_write_and_read_the_same_codes():
    asked = list(games(40))
    given = [
        {"name": each.class_, "team": each.team, "decisions": each.decisions, "outcome": each.outcome}
        for each in asked
    ]
    f = """(shipped, games) => games.map(game => { const text = flightCode(shipped, game, game.outcome);
      return [text, readFlightCode(shipped, text), seedOfClass(game.name)]; })"""
    for code, (text, read, seed) in zip(asked, run_scripts(SCRIPTS, f, SHIPPED, given), strict=True):
        assert text == code.text
        assert seed == code.seed == read["seed"]
        assert read_code(text, GAME) == code
        assert tuple(map(tuple, read["decisions"])) == code.decisions
        assert (read["name"], read["team"], read["outcome"]) == (code.class_, code.team, code.outcome)


def test_a_page_refuses_what_python_refuses_and_says_the_same():
    draws = np.random.default_rng(5)
    texts = [code.text for code in games(4)]
    broken = ["", "x", "tci-flight.1", *(f"{text}{text}{text}" for text in texts)]
    for text in texts:
        for _ in range(60):
            k = int(draws.integers(0, len(text)))
            letter = str(draws.choice(list("0123456789abK.-٣ \n")))
            broken += [text[:k] + letter + text[k + 1 :], text[:k] + text[k + 1 :], text[:k]]
    f = """(shipped, texts) => texts.map(text => { const { fault } = readFlightCode(shipped, text); return fault; })"""
    found = run_scripts(SCRIPTS, f, SHIPPED, broken)
    seen = set()
    for text, fault in zip(broken, found, strict=True):
        try:
            read_code(text, GAME)
        except InputError as error:
            [wanted] = error.messages
            assert fault is not None, text
            assert fault[0] == wanted.id, text
            assert fault[1] == {name: str(value) for name, value in wanted.values}, text
            seen.add(wanted.id)
        else:
            assert fault is None, text
    assert len(seen) >= 3


def test_the_hash_of_what_came_of_a_game_is_the_same_on_both_sides():
    draws = np.random.default_rng(7)
    cases = [
        [(draws.normal(0, 10, 24) * 10.0 ** draws.integers(-9, 9)).tolist() for _ in range(3)]
        for _ in range(20)
    ]
    cases += [[[float("nan"), -0.0, 0.0, 5e-324, 1.7976931348623157e308], [], [1.0]]]
    found = run_scripts(SCRIPTS, "cases => cases.map(outcomeOf)", cases)
    assert found == [outcome_of([np.array(each) for each in case]) for case in cases]


@pytest.fixture(scope="module")
def shipped():
    small = tci.variant(tci.load("baseline"), {"market.customers": 200, "burn_in": 3})
    found = shipped_of_flight(ground(small))
    return {key: found[key] for key in ("flight", "burn_in", "id", "results")}


def test_a_year_in_which_nothing_changes_arms_nothing(shipped):
    start = list(shipped["flight"]["start"])
    other = [0 if step else 1 for step in start]
    f = "(shipped, games) => games.map(game => jobOfGame(shipped, game))"
    same, changed = run_scripts(SCRIPTS, f, shipped, [[start] * 10, [start, start, other, other]])
    rows = {row["at"] for row in shipped["flight"]["rows"]}
    assert not rows & {at for at, _, _ in same["cells"]}
    assert rows & {at for at, _, _ in changed["cells"]} == {shipped["flight"]["rows"][1]["at"]}
    months = [value for at, _, value in changed["cells"] if at == shipped["flight"]["rows"][1]["at"]]
    assert months == [shipped["burn_in"] + 24]
    assert (same["until"], changed["until"]) == (120, 48)


def test_what_a_plan_takes_is_added_up_and_held_to_the_limit(shipped):
    told = shipped["flight"]
    last = [decision["steps"] - 1 for decision in told["decisions"]]
    plans = [[0] * 8, list(told["start"]), last]
    f = "(shipped, plans) => plans.map(plan => [costOf(shipped.flight, plan), isOver(shipped.flight, plan)])"
    for plan, (cost, over) in zip(plans, run_scripts(SCRIPTS, f, shipped, plans), strict=True):
        for key in ("money", "time"):
            wanted = told["costs"]["base"][key] + sum(
                told["costs"]["steps"][k][step][key] for k, step in enumerate(plan)
            )
            assert cost[key] == pytest.approx(wanted)
            assert over[key] == (wanted > told["limit"][key])
    assert all(over.values())
