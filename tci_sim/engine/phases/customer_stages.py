"""The stages in which a block of customers experiences the month: each a few short loops over one block.

A loop writes one array and reads a few, so that the compiler can turn it into vector instructions; what must
be looked up in a table is looked up in a loop of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.satisfaction import (
    perceive,
    perceived_value,
    reference_point,
    remember,
    satisfaction_level,
    update_image,
    update_will,
    value_of_gap,
)
from tci_sim.engine.rules.word_of_mouth import complain, recover, talk
from tci_sim.engine.state.types import (
    IMAGE_PRIOR,
    LENIENCY,
    OPTIMISM,
    TRAIT_STEPS,
    VALUE_TASTE,
    Floats,
    Record,
)

_EXPERIENCE_NOISE = np.uint64(Decision.EXPERIENCE_NOISE)
_COMPLAIN = np.uint64(Decision.COMPLAIN)
_COMPLAINT_HANDLED = np.uint64(Decision.COMPLAINT_HANDLED)
_ASKED = np.uint64(Decision.ASKED)
_64 = np.uint64(64)

CONTENT, DISSATISFIED, COMPLAINED, HANDLED = range(4)
"""How a customer's month ended: each step includes the ones before it."""


@compiled
def recall(trait: NDArray[np.int16], spread: float, recalled: Floats) -> None:
    """Recall a lasting trait of each customer: normal around 0."""
    step = spread / TRAIT_STEPS
    for i in range(recalled.shape[0]):
        recalled[i] = trait[i] * step


@compiled
def look_up(table: Floats, index: NDArray[np.uint16] | NDArray[np.uint32], found: Floats) -> None:
    """Look up what a firm's terms are for each customer."""
    for i in range(found.shape[0]):
        found[i] = table[index[i]]


@compiled
def look_up_attribute(
    delivered: Floats, weight: Floats, should: Floats, outlet: NDArray[np.uint16], segment: NDArray[np.uint8],
    found: Floats, weighs: Floats, asked_for: Floats,
) -> None:  # fmt: skip
    """Look up what each customer is delivered, how much it weighs, and what may be asked for."""
    for i in range(outlet.shape[0]):
        found[i] = delivered[outlet[i]]
        weighs[i] = weight[segment[i]]
        asked_for[i] = should[segment[i]]


@compiled
def see(
    seed: np.uint64, month: np.uint64, first: np.uint64, attribute: np.uint64, satisfaction: Record,
    delivered: Floats, leniency: Floats, of_attribute: NDArray[np.int16], will: Floats, perceived: Floats,
) -> None:  # fmt: skip
    """Perceive one attribute, with lasting leniency and the noise of the month."""
    step = satisfaction.leniency_of_attribute / TRAIT_STEPS
    noise, assimilation = satisfaction.experience_noise, satisfaction.assimilation
    for i in range(perceived.shape[0]):
        perceived[i] = uniform(seed, _EXPERIENCE_NOISE, month, (first + np.uint64(i)) * _64 + attribute)
    for i in range(perceived.shape[0]):
        lasting, chance = leniency[i] + of_attribute[i] * step, noise * normal(perceived[i])
        perceived[i] = perceive(delivered[i], lasting, chance, will[i], assimilation)


@compiled
def compare(
    satisfaction: Record, kano: float, weight: Floats, should: Floats, will: Floats, perceived: Floats,
    gap: Floats, quality: Floats, disconfirmation: Floats, expectation: Floats,
) -> None:  # fmt: skip
    """Compare one attribute with what was expected and may be asked for, and add it to the month."""
    should_weight, curvature = satisfaction.should_weight, satisfaction.curvature
    loss_aversion = satisfaction.loss_aversion
    for i in range(gap.shape[0]):
        gap[i] = perceived[i] - reference_point(will[i], should[i], should_weight)
    for i in range(gap.shape[0]):
        disconfirmation[i] += weight[i] * value_of_gap(gap[i], kano, curvature, loss_aversion)
    for i in range(gap.shape[0]):
        quality[i] += weight[i] * perceived[i]
    for i in range(gap.shape[0]):
        expectation[i] += weight[i] * will[i]


@compiled
def expect(
    satisfaction: Record, perceived: Floats, image: Floats, optimism: Floats, lift: Floats, will: Floats
) -> None:
    """Move what is expected of one attribute."""
    rate, effect, centre = satisfaction.will_update, satisfaction.image_on_will, satisfaction.image_centre
    for i in range(will.shape[0]):
        will[i] = update_will(will[i], perceived[i], image[i], optimism[i], lift[i], rate, effect, centre)


@compiled
def judge(
    world: Record, quality: Floats, disconfirmation: Floats, relative_price: Floats, taste: Floats,
    image: Floats, satisfaction: Floats, remembered: Floats,
) -> None:  # fmt: skip
    """Sum up the month, and remember it as satisfaction and as quality; `taste` becomes perceived value."""
    price_in_value, memory, base = world.price_in_value, world.memory, world.constant
    quality_effect, disconfirmation_effect = world.quality_effect, world.disconfirmation_effect
    value_effect, image_effect = world.value_effect, world.image_effect
    for i in range(satisfaction.shape[0]):
        taste[i] = perceived_value(quality[i], relative_price[i], taste[i], price_in_value)
    for i in range(satisfaction.shape[0]):
        now = satisfaction_level(
            quality[i], disconfirmation[i], taste[i], image[i],
            base, quality_effect, disconfirmation_effect, value_effect, image_effect,
        )  # fmt: skip
        satisfaction[i] = remember(satisfaction[i], now, memory)
    for i in range(satisfaction.shape[0]):
        remembered[i] = remember(remembered[i], quality[i], memory)


@compiled
def complain_and_recover(
    seed: np.uint64, month: np.uint64, first: np.uint64, complaints: Record, handling: Floats,
    firm: NDArray[np.uint16], satisfaction: Floats, ended: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Let some of the dissatisfied complain, and win back those whose complaint is handled well."""
    for i in range(satisfaction.shape[0]):
        ended[i] = CONTENT
        if satisfaction[i] < complaints.threshold:
            who = first + np.uint64(i)
            ended[i] = DISSATISFIED
            draw = uniform(seed, _COMPLAIN, month, who)
            if complain(satisfaction[i], complaints.threshold, complaints.rate, draw):
                ended[i] = COMPLAINED
                if uniform(seed, _COMPLAINT_HANDLED, month, who) < handling[firm[i]]:
                    ended[i] = HANDLED
                    satisfaction[i] = recover(satisfaction[i], complaints.recovery)


@compiled
def form_image(satisfaction: Record, prior: Floats, felt: Floats, image: Floats) -> None:
    """Move the image of the firm."""
    rate, centre = satisfaction.image_update, satisfaction.image_centre
    for i in range(image.shape[0]):
        image[i] = update_image(image[i], felt[i], centre + prior[i], rate)


@compiled
def speak(word_of_mouth: Record, satisfaction: Floats, said: Floats) -> None:
    """Tell how readily each customer speaks of the firm."""
    rate, neutral = word_of_mouth.talk_rate, word_of_mouth.neutral_satisfaction
    dissatisfied, satisfied = word_of_mouth.dissatisfied_talk, word_of_mouth.satisfied_talk
    for i in range(said.shape[0]):
        said[i] = talk(satisfaction[i], rate, dissatisfied, satisfied, neutral)


@compiled
def feel_asked(
    seed: np.uint64, month: np.uint64, first: np.uint64, kept: float, chance: Floats, asked: Floats
) -> None:
    """Begin anew the effect of being asked for those who were, and let it fade for the others."""
    for i in range(asked.shape[0]):
        was_asked = uniform(seed, _ASKED, month, first + np.uint64(i)) < chance[i]
        asked[i] = 1.0 if was_asked else asked[i] * kept


@compiled
def recall_traits(
    traits: NDArray[np.int16], start: int, stop: int, satisfaction: Record,
    leniency: Floats, optimism: Floats, prior: Floats, taste: Floats,
) -> None:  # fmt: skip
    """Recall all lasting traits that do not belong to one attribute or firm."""
    recall(traits[LENIENCY, start:stop], satisfaction.leniency, leniency)
    recall(traits[OPTIMISM, start:stop], satisfaction.optimism, optimism)
    recall(traits[IMAGE_PRIOR, start:stop], satisfaction.image_prior, prior)
    recall(traits[VALUE_TASTE, start:stop], satisfaction.value_taste, taste)
