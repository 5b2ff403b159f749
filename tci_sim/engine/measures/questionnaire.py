"""A questionnaire put to customers, as a researcher would: what they remember, with the noise of answers.

It comes from outside: nobody in the world knows of it, and nothing in the world is changed by it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.rules.asking import chance_to_answer
from tci_sim.engine.rules.choice import chance_to_consider
from tci_sim.engine.rules.listening import answer_item, courtesy
from tci_sim.engine.rules.satisfaction import feel_taste, perceived_value
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import TRAIT_STEPS, VALUE_TASTE, Floats

CONSTRUCTS = ("image", "expectation", "quality", "value", "satisfaction", "loyalty")
"""What is asked about, each by several items."""

_ITEMS = 64
"""Room for the items put to one customer, in the numbers that name draws."""


ALL_FIRMS = -1
"""In place of the number of a firm: customers of all firms are asked."""

_WILLING = 1 << 40
"""Added to the number of a customer where it names the draw of whether one who is asked answers."""


def survey_customers(
    state: State,
    month: int,
    respondents: int,
    items: int = 3,
    firm: int = ALL_FIRMS,
    *,
    by_firm: bool = False,
) -> dict[str, NDArray[Any]]:
    """Put a questionnaire to customers drawn by chance, as a researcher would, or as a firm would to its own.

    All whom a researcher draws answer. A firm approaches its own customers who have used it, one after another, until
    it has its answers or nobody is left: who answers depends on satisfaction where respondents are real, and answers
    are too kind to whoever asks. Others whom a firm may ask, whom it lost or who buy elsewhere, are not in it: the
    questions are about one's present firm.

    Parameters
    ----------
    state : State
        The world at the end of a month.
    month : int
        That month, counted from the start of the burn-in: the key of the draws.
    respondents : int
        How many are asked; all customers who have a firm, where there are fewer.
    items : int
        Questions about each construct, at most 10.
    firm : int
        The firm whose customers are asked; those of all firms by default.
    by_firm : bool
        Whether that firm asks.

    Returns
    -------
    dict of str to array (respondent,)
        "customer", "firm" and "segment" (numbers), and "image_1" to "loyalty_3": answers from 0 to 100. [points]

    Raises
    ------
    ValueError
        If there are to be no respondents, or not 1 to 10 items.
    """
    if respondents < 1 or not 1 <= items <= 10:
        raise ValueError(f"respondents = {respondents}, items = {items}: must be 1 or more, and 1 to 10.")
    seed, customers = int(state.run.seed[0]), state.customers
    at_random = _at_random(state, month, firm, used=by_firm)
    who = np.sort((at_random[_answers(state, month, at_random)] if by_firm else at_random)[:respondents])
    kind = _kindness(state, firm) if by_firm else 0.0
    answers: dict[str, NDArray[Any]] = {
        "customer": who,
        "firm": customers.firm[who].astype(np.int64),
        "segment": customers.segment[who].astype(np.int64),
    }
    voices = state.run.world[0].voices
    mood = draw(seed, Decision.RESPONDENT_NOISE, month, who)
    for number, opinion in enumerate(_opinions(state, who)):
        for item in range(items):
            luck = draw(seed, Decision.ITEM_NOISE, month, who * _ITEMS + number * 10 + item)
            answer = on_arrays(answer_item)(
                opinion + kind, voices.respondent_noise, voices.item_noise, mood, luck
            )
            answers[f"{CONSTRUCTS[number]}_{item + 1}"] = answer
    return answers


def _at_random(state: State, month: int, firm: int, *, used: bool) -> NDArray[np.int64]:
    """List the customers of a firm, or of all, in a random order; only those who have used it, where so asked."""
    customers = state.customers
    asked = customers.firm == firm if firm != ALL_FIRMS else customers.firm < len(state.firms.standing.open)
    buyers = np.flatnonzero(asked & ((customers.tenure > 0) | (not used)))
    luck = draw(int(state.run.seed[0]), Decision.RESPONDENT, month, buyers)
    return buyers[np.argsort(luck, kind="stable")]


def _answers(state: State, month: int, who: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return who of those whom their firm asks answers, (customer,): everybody where respondents are not real."""
    asking = state.run.world[0].asking
    if not asking.real_respondents:
        return np.ones(len(who), np.bool_)
    chance = on_arrays(chance_to_answer)(
        state.customers.satisfaction[who], asking.response_rate, asking.extremes_answer
    )
    return np.asarray(draw(int(state.run.seed[0]), Decision.RESPONDENT, month, who + _WILLING) < chance)


def _kindness(state: State, firm: int) -> float:
    """Return how many points too well a firm's own customers answer it, by who asks in its name. [points of 100]."""
    voices, survey = state.run.world[0].voices, state.firms.policies.in_force[firm].listening.survey
    return float(courtesy(voices.courtesy_face_to_face, voices.courtesy_third_party, survey.third_party))


def _prices(state: State, who: NDArray[np.int64]) -> Floats:
    """Return the price that each respondent pays over what it is compared with, (respondent,). [-]."""
    buyers = state.sums.by_segment[Sum.CUSTOMERS].sum(axis=1)[:-1]
    price = state.firms.costs.price[: len(buyers)]
    usual = float((price * buyers).sum()) / max(int(buyers.sum()), 1)
    if state.run.world[0].choice.absolute_price == 1:
        usual = float(state.run.world[0].economy.price)
    return price[state.customers.firm[who]] / usual if usual > 0.0 else np.ones(len(who))


def _opinions(state: State, who: NDArray[np.int64]) -> list[Floats]:
    """Return what each respondent thinks about each construct, on 0 to 100, (construct, respondent)."""
    customers, world = state.customers, state.run.world[0]
    satisfaction, choice = world.satisfaction, world.choice
    weight = state.market.segments.weight[customers.segment[who]]
    expected = sum(weight[:, a] * customers.will[a, who] for a in range(weight.shape[1]))
    quality = customers.quality[who]
    taste = satisfaction.value_taste / TRAIT_STEPS * customers.traits[VALUE_TASTE, who]
    if satisfaction.taste_felt != 0.0:
        pair = who * 1024 + customers.firm[who]
        own = on_arrays(normal)(draw(int(state.run.seed[0]), Decision.FIRM_TASTE, 0, pair))
        taste = taste + on_arrays(feel_taste)(
            own, state.firms.standing.usual_taste[0], satisfaction.taste_felt
        )
    value = on_arrays(perceived_value)(quality, _prices(state, who), taste, satisfaction.price_in_value)
    leaving = on_arrays(chance_to_consider)(
        customers.satisfaction[who], customers.asked[who],
        choice.consider_rate, choice.consider_slope, choice.asked_effect,
    )  # fmt: skip
    opinions = [
        customers.image[who],
        expected,
        quality,
        value,
        customers.satisfaction[who] / 100.0,
        1.0 - leaving,
    ]
    return [100.0 * np.asarray(each) for each in opinions]
