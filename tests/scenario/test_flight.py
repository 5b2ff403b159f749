"""The flight simulator: its table of decisions, the scenarios that decisions make, and codes that are read strictly."""

from __future__ import annotations

import hashlib

import pytest

import tci_sim as tci
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.flight import (
    MOST_STEPS,
    YEAR,
    flight,
    game_of,
    ground,
    name_of_year,
    nearest_steps,
    scenario_of,
    start_of,
    values_of,
)
from tci_sim.scenario.flight_code import PRACTICE, FlightCode, read_code, seed_of, with_check
from tci_sim.scenario.tree import value_at
from tci_sim.version import RESULTS_VERSION

DECISIONS = flight().decisions
LAST = tuple(decision.steps - 1 for decision in DECISIONS.values())


@pytest.fixture(scope="module")
def base():
    return ground(tci.load("baseline"))


def test_the_eight_decisions_are_bundles_of_levers_with_steps_within_what_is_plausible() -> None:
    assert list(DECISIONS) == [
        "listening", "learning", "culture", "improvement", "partnership", "ahead", "price", "budget",
    ]  # fmt: skip
    paths = [path for decision in DECISIONS.values() for path in decision.levers]
    assert len(set(paths)) == len(paths)
    for name, decision in DECISIONS.items():
        assert 2 <= decision.steps <= MOST_STEPS
        assert {len(values) for values in decision.levers.values()} == {decision.steps}, name
        for language in LANGUAGES:
            assert decision.label.text(language)
            assert decision.asks.text(language)
        for path, values in decision.levers.items():
            facts = catalogue()[path]
            assert facts.kind == "lever"
            low, high = facts.plausible
            allowed_low, allowed_high = facts.allowed
            assert all(allowed_low <= value <= allowed_high for value in values)
            assert all(low <= value <= high for value in values) or path == "learning.p_learn", path
            assert len(set(values)) > 1, path


def test_a_game_starts_where_all_firms_were_and_regimes_are_told_apart(base) -> None:
    assert start_of(base) == nearest_steps(base, "common")
    assert nearest_steps(base, "tci") != nearest_steps(base, "command_and_control")
    steps = (2, 3, 1, 4, 0, 3, 5, 1)
    game = scenario_of(base, (steps,) * flight().years)
    assert nearest_steps(game, name_of_year(0)) == steps


def test_decisions_make_a_policy_at_month_0_and_one_in_each_year_that_changes_something(base) -> None:
    first, second = start_of(base), LAST
    decisions = (first,) * 3 + (second,) * 4 + (first,) * 3
    game = scenario_of(base, decisions)
    assert game.firms["ours"].policy == name_of_year(0)
    assert [(shock.month, shock.policy) for shock in game.shocks] == [
        (3 * YEAR, name_of_year(3)), (7 * YEAR, name_of_year(7)),
    ]  # fmt: skip
    for path, value in values_of(second).items():
        assert value_at(game.policies[name_of_year(3)], path) == value
    untouched = set(catalogue()) - set(values_of(first))
    for path in untouched:
        if catalogue()[path].kind == "lever" and "*" not in path:
            assert value_at(game.policies[name_of_year(3)], path) == value_at(base.policies["common"], path)


def test_a_game_has_its_own_hash_and_a_class_its_own_seed(base) -> None:
    assert game_of(base) == game_of(ground(tci.load("baseline")))
    assert game_of(base) != game_of(tci.variant(base, {"world.choice.price_weight": 9.0}))
    assert base.market.simulated == 2_000
    seeds = {seed_of(name) for name in ("K7Q2", "K7Q3", "ABC", PRACTICE)}
    assert len(seeds) == 4
    assert all(0 <= seed < 2**28 for seed in seeds)


# --- codes ---------------------------------------------------------------------------------------------------------

GAME = "0123456789ab"


def code(**changes) -> FlightCode:
    asked = {
        "results": RESULTS_VERSION, "game": GAME, "class_": "K7Q2", "team": 3, "seed": seed_of("K7Q2"),
        "decisions": (LAST,) * 9 + ((0,) * 8,), "outcome": "ab" * 6,
    }  # fmt: skip
    return FlightCode(**{**asked, **changes})


def test_a_code_gives_back_what_was_decided() -> None:
    assert read_code(code().text, GAME) == code()
    assert read_code(f"  {code().text}\n", GAME) == code()
    practice = code(class_=PRACTICE, team=0, seed=seed_of(PRACTICE))
    assert read_code(practice.text, GAME) == practice


def remade(text: str) -> str:
    """Return a code that somebody changed who knows how its checksum is made."""
    return with_check(text.rpartition(".")[0])


OK = code().text
WRONG = [
    ("", "This is not a code"),
    (None, "This is not a code"),
    ("tci-flight", "This is not a code"),
    (OK * 3, "This is not a code"),
    (OK.replace("tci-flight.1", "tci-flight.2"), "This is not a code"),
    (OK.replace("K7Q2", "k7q2"), "This is not a code"),
    (OK.replace(".3.", ".٣."), "This is not a code"),
    (code(results=RESULTS_VERSION - 1).text, f"of results version {RESULTS_VERSION - 1}"),
    (code(game="ba9876543210").text, "of another game"),
    (OK.replace("44443353", "44443352", 1), "The code was changed: its last part"),
    (OK.replace("K7Q2", "K7Q3"), "The code was changed: its last part"),
    (code(decisions=(LAST,) * 7).text, "not ended: 7 of 10 years"),
    (code(decisions=()).text, "not ended: 0 of 10 years"),
    (code(outcome="-").text, "not ended: 10 of 10 years"),
    (remade(OK.replace("44443353", "4444335", 1)), "not ended: 9 of 10 years"),
    (code(seed=1).text, "its seed is not that of its class"),
    (code(class_="K7Q3").text, "its seed is not that of its class"),
    (code(decisions=((9,) * 8,) * 10).text, "a decision that there is not"),
    (code(team=0).text, "a team from 1 to 40"),
    (code(team=41).text, "a team from 1 to 40"),
    (code(class_=PRACTICE, seed=seed_of(PRACTICE)).text, "a team from 1 to 40"),
]  # fmt: skip


def test_a_code_with_one_bit_changed_anywhere_is_refused() -> None:
    for place, letter in enumerate(OK):
        for bit in range(8):
            changed = OK[:place] + chr(ord(letter) ^ 1 << bit) + OK[place + 1 :]
            with pytest.raises(InputError):
                read_code(changed, GAME)


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_code_that_is_wrong_is_refused_and_says_why(text, said) -> None:
    with pytest.raises(InputError) as caught:
        read_code(text, GAME)
    assert said in str(caught.value)
    [fault] = caught.value.messages
    with using_language("zh-Hant"):
        assert fault.text("zh-Hant").endswith("。")


def test_a_checksum_is_the_beginning_of_what_everybody_computes() -> None:
    body, _, check = OK.rpartition(".")
    assert hashlib.sha256(body.encode()).hexdigest().startswith(check)


def test_a_scenario_without_a_firm_has_nothing_to_lead() -> None:
    with pytest.raises(InputError, match="needs a firm to lead"):
        ground(tci.load("baseline").model_copy(update={"firms": {}}))
