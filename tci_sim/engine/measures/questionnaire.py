"""A questionnaire put to customers, as a researcher would: what they remember, with the noise of answers.

It is asked from outside: nobody in the world knows of it, and nothing in the world is changed by it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.compiled import on_arrays
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.rules.choice import chance_to_consider
from tci_sim.engine.rules.listening import answer_item
from tci_sim.engine.rules.satisfaction import perceived_value
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import TRAIT_STEPS, VALUE_TASTE, Floats

CONSTRUCTS = ("image", "expectation", "quality", "value", "satisfaction", "loyalty")
"""What is asked about, each by several items."""

_ITEMS = 64


def ask_customers(state: State, month: int, respondents: int, items: int = 3) -> dict[str, NDArray[Any]]:
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
    buyers = np.flatnonzero(customers.firm < len(state.firms.standing.open))
    luck = draw(seed, Decision.RESPONDENT, month, buyers)
    who = np.sort(buyers[np.argsort(luck, kind="stable")[:respondents]])
    voices = state.run.world[0].voices
    mood = draw(seed, Decision.RESPONDENT_NOISE, month, who)
    answers: dict[str, NDArray[Any]] = {
        "customer": who,
        "firm": customers.firm[who].astype(np.int64),
        "segment": customers.segment[who].astype(np.int64),
    }
    for number, felt in enumerate(_felt(state, seed, who)):
        for item in range(items):
            chance = draw(seed, Decision.ITEM_NOISE, month, who * _ITEMS + number * 10 + item)
            name = f"{CONSTRUCTS[number]}_{item + 1}"
            answers[name] = on_arrays(answer_item)(
                felt, voices.respondent_noise, voices.item_noise, mood, chance
            )
    return answers


def _felt(state: State, seed: int, who: NDArray[np.int64]) -> list[Floats]:
    """Say what each respondent feels about each construct, on 0 to 100, (construct, respondent)."""
    customers, world = state.customers, state.run.world[0]
    price, buyers = state.firms.costs.price, state.sums.by_segment[Sum.CUSTOMERS].sum(axis=1)[:-1]
    firm = customers.firm[who].astype(np.int64)
    paid = float((price[: len(buyers)] * buyers).sum()) / max(int(buyers.sum()), 1)
    relative = price[firm] / paid if paid > 0.0 else np.ones(len(who))
    weight = state.market.segments.weight[customers.segment[who]]
    expected = sum(weight[:, a] * customers.will[a, who] for a in range(weight.shape[1]))
    quality = customers.quality[who]
    taste = world.satisfaction.value_taste / TRAIT_STEPS * customers.traits[VALUE_TASTE, who]
    value = on_arrays(perceived_value)(quality, relative, taste, world.satisfaction.price_in_value)
    choice = world.choice
    leaving = on_arrays(chance_to_consider)(
        customers.satisfaction[who], customers.asked[who],
        choice.consider_rate, choice.consider_slope, choice.asked_effect,
    )  # fmt: skip
    felt = [
        customers.image[who],
        expected,
        quality,
        value,
        customers.satisfaction[who] / 100.0,
        1.0 - leaving,
    ]
    return [100.0 * np.asarray(each) for each in felt]
