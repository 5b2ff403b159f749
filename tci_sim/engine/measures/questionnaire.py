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
from tci_sim.engine.rules.choice import chance_to_consider
from tci_sim.engine.rules.listening import answer_item
from tci_sim.engine.rules.satisfaction import feel_taste, perceived_value
from tci_sim.engine.state import State
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import TRAIT_STEPS, VALUE_TASTE, Floats

CONSTRUCTS = ("image", "expectation", "quality", "value", "satisfaction", "loyalty")
"""What is asked about, each by several items."""

_ITEMS = 64
"""Room for the items put to one customer, in the numbers that name draws."""


def survey_customers(state: State, month: int, respondents: int, items: int = 3) -> dict[str, NDArray[Any]]:
    """Put a questionnaire to customers of all firms, drawn by chance.

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
    who = _drawn(seed, customers, len(state.firms.standing.open), month, respondents)
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
            answer = on_arrays(answer_item)(opinion, voices.respondent_noise, voices.item_noise, mood, luck)
            answers[f"{CONSTRUCTS[number]}_{item + 1}"] = answer
    return answers


def _drawn(seed: int, customers: Customers, firms: int, month: int, respondents: int) -> NDArray[np.int64]:
    """Draw who is asked among the customers of all firms, in order, (respondent,)."""
    buyers = np.flatnonzero(customers.firm < firms)
    luck = draw(seed, Decision.RESPONDENT, month, buyers)
    return np.sort(buyers[np.argsort(luck, kind="stable")[:respondents]])


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
