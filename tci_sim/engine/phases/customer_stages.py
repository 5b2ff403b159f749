"""The stages in which a block of customers experiences the month: each a few short loops over one block.

A loop writes one array and reads a few, so that the compiler can turn it into vector instructions; what must
be looked up in a table is looked up in a loop of its own. Where branches would make the compiler count the
references to a group's arrays at every turn, the arrays are named before the loop. Within a loop, `i` is the
customer's place in the block and `who` the customer's number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import exponential, normal
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.customer_block import Block, Felt, Offered
from tci_sim.engine.phases.customer_terms import Luck, Offers, Qualities, Terms, Treatment
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.satisfaction import (
    feel_taste,
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
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.types import (
    IMAGE_PRIOR,
    LENIENCY,
    OPTIMISM,
    TRAIT_STEPS,
    VALUE_TASTE,
    Floats,
    Record,
)
from tci_sim.engine.tastes import tastes_for_firms

_EXPERIENCE_NOISE = np.uint64(Decision.EXPERIENCE_NOISE)
_COMPLAIN = np.uint64(Decision.COMPLAIN)
_COMPLAINT_HANDLED = np.uint64(Decision.COMPLAINT_HANDLED)
_ASKED = np.uint64(Decision.ASKED)
_64 = np.uint64(64)

CONTENT, DISSATISFIED, COMPLAINED, HANDLED = range(4)
"""How a customer's month ended: each step includes the ones before it."""


@compiled
def look_up_offers(
    block: Block, offers: Offers, treatment: Treatment, firm: NDArray[np.uint16], offered: Offered
) -> None:
    """Look up how the firm of each customer stands, and how it treats its customers."""
    for i in range(block.size):
        f = firm[block.first + np.uint64(i)]
        offered.price[i] = offers.relative_price[f]
        offered.lift[i] = treatment.lift[f]
        offered.asked[i] = treatment.asked[f]


@compiled
def draw_noise(block: Block, luck: Luck, noise: Floats) -> None:
    """Draw what chance adds to each attribute, or look up what another run has drawn, (attribute, customer)."""
    is_kept = np.int64(block.month) < luck.drawn.shape[0]
    if is_kept and luck.drawn[block.month] == 1:
        for a in range(noise.shape[0]):
            for i in range(block.size):
                noise[a, i] = luck.noise[block.month, a, block.first + np.uint64(i)]
        return
    for a in range(noise.shape[0]):
        for i in range(block.size):
            slot = (block.first + np.uint64(i)) * _64 + np.uint64(a)
            noise[a, i] = uniform(block.seed, _EXPERIENCE_NOISE, block.month, slot)
        for i in range(block.size):
            noise[a, i] = normal(noise[a, i])
    if is_kept:
        for a in range(noise.shape[0]):
            for i in range(block.size):
                luck.noise[block.month, a, block.first + np.uint64(i)] = noise[a, i]


@compiled
def note_drawn(luck: Luck, month: int) -> None:
    """Note that a month has been drawn for all customers, where it is kept."""
    if month < luck.drawn.shape[0]:
        luck.drawn[month] = 1


@inlined
def feel_attributes(
    block: Block, satisfaction: Record, kano: Floats, terms: Terms, customers: Customers, felt: Felt
) -> None:
    """Perceive each attribute, by what is delivered and by chance, and compare it."""
    draw_noise(block, terms.luck, felt.perceived)
    experience_attributes(block, satisfaction, kano, terms.qualities, customers, felt)


@compiled
def experience_attributes(
    block: Block, satisfaction: Record, kano: Floats, qualities: Qualities, customers: Customers, felt: Felt
) -> None:
    """Perceive each attribute, where by now is what chance adds to it, and compare it."""
    felt.quality[:] = 0.0
    felt.disconfirmation[:] = 0.0
    felt.expectation[:] = 0.0
    for a in range(kano.shape[0]):
        look_up_attribute(block, a, qualities, customers, felt)
        see(block, a, satisfaction, customers, felt)
        compare(block, a, satisfaction, kano[a], customers.will, felt)


@compiled
def look_up_attribute(block: Block, a: int, qualities: Qualities, customers: Customers, felt: Felt) -> None:
    """Look up what each customer is delivered, how much it weighs, and what may be asked for."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        felt.delivered[i] = qualities.delivered[customers.segment[who], a, customers.outlet[who]]
        felt.weight[i] = qualities.weight[a, customers.segment[who]]
        felt.should[i] = qualities.should[a, customers.segment[who]]


@compiled
def see(block: Block, a: int, satisfaction: Record, customers: Customers, felt: Felt) -> None:
    """Perceive one attribute, with lasting leniency and the noise of the month."""
    step, own_step = satisfaction.leniency / TRAIT_STEPS, satisfaction.leniency_of_attribute / TRAIT_STEPS
    noise, assimilation = satisfaction.experience_noise, satisfaction.assimilation
    for i in range(block.size):
        who = block.first + np.uint64(i)
        lasting = customers.traits[LENIENCY, who] * step + customers.traits[LENIENCY + 1 + a, who] * own_step
        chance = noise * felt.perceived[a, i]
        felt.perceived[a, i] = perceive(
            felt.delivered[i], lasting, chance, customers.will[a, who], assimilation
        )


@compiled
def compare(block: Block, a: int, satisfaction: Record, kano: float, will: Floats, felt: Felt) -> None:
    """Compare one attribute with what was expected and may be asked for, and add it to the month."""
    should_weight, curvature = satisfaction.should_weight, satisfaction.curvature
    loss_aversion = satisfaction.loss_aversion
    for i in range(block.size):
        reference = reference_point(will[a, block.first + np.uint64(i)], felt.should[i], should_weight)
        felt.gap[a, i] = felt.perceived[a, i] - reference
    for i in range(block.size):
        value = value_of_gap(felt.gap[a, i], kano, curvature, loss_aversion)
        felt.disconfirmation[i] += felt.weight[i] * value
    for i in range(block.size):
        felt.quality[i] += felt.weight[i] * felt.perceived[a, i]
    for i in range(block.size):
        felt.expectation[i] += felt.weight[i] * will[a, block.first + np.uint64(i)]


@compiled
def expect(
    block: Block, a: int, satisfaction: Record, perceived: Floats, lift: Floats, customers: Customers
) -> None:
    """Move what is expected of one attribute."""
    rate, effect, centre = satisfaction.will_update, satisfaction.image_on_will, satisfaction.image_centre
    step = satisfaction.optimism / TRAIT_STEPS
    for i in range(block.size):
        who = block.first + np.uint64(i)
        optimism = customers.traits[OPTIMISM, who] * step
        customers.will[a, who] = update_will(
            customers.will[a, who],
            perceived[a, i],
            customers.image[who],
            optimism,
            lift[i],
            rate,
            effect,
            centre,
        )


@compiled
def taste_offers(block: Block, world: Record, usual: float, customers: Customers, taste: Floats) -> None:
    """Say what lasting tastes add to perceived value: taste for value, and for the own firm where that is felt."""
    step, taste_felt = world.value_taste / TRAIT_STEPS, world.taste_felt
    for i in range(block.size):
        taste[i] = customers.traits[VALUE_TASTE, block.first + np.uint64(i)] * step
    if taste_felt != 0.0:
        own = np.empty(block.size)
        tastes_for_firms(block.seed, block.first, customers.firm, own)
        for i in range(block.size):
            taste[i] += feel_taste(own[i], usual, taste_felt)


@compiled
def judge(
    block: Block, world: Record, usual_taste: float, offered: Offered, felt: Felt, customers: Customers
) -> None:
    """Sum up the month, remember it as satisfaction and as quality, and expect more or less from now on."""
    taste_offers(block, world, usual_taste, customers, offered.taste)
    price_in_value, memory, base = world.price_in_value, world.memory, world.constant
    quality_effect, disconfirmation_effect = world.quality_effect, world.disconfirmation_effect
    value_effect, image_effect = world.value_effect, world.image_effect
    price, taste = offered.price, offered.taste
    for i in range(block.size):
        who = block.first + np.uint64(i)
        now = satisfaction_level(
            felt.quality[i], felt.disconfirmation[i],
            perceived_value(felt.quality[i], price[i], taste[i], price_in_value), customers.image[who],
            base, quality_effect, disconfirmation_effect, value_effect, image_effect,
        )  # fmt: skip
        customers.satisfaction[who] = remember(customers.satisfaction[who], now, memory)
    for i in range(block.size):
        who = block.first + np.uint64(i)
        customers.quality[who] = remember(customers.quality[who], felt.quality[i], memory)
    for a in range(customers.will.shape[0]):
        expect(block, a, world, felt.perceived, offered.lift, customers)


@compiled
def complain_and_recover(
    block: Block, complaints: Record, handling: Floats, customers: Customers, complaint: NDArray[np.uint8]
) -> None:
    """Let some of the dissatisfied complain, and win back those whose complaint is handled well."""
    firm, satisfaction = customers.firm, customers.satisfaction
    for i in range(block.size):
        who = block.first + np.uint64(i)
        complaint[i] = CONTENT
        if satisfaction[who] < complaints.threshold:
            complaint[i] = DISSATISFIED
            draw = uniform(block.seed, _COMPLAIN, block.month, who)
            if complain(satisfaction[who], complaints.threshold, complaints.rate, draw):
                complaint[i] = COMPLAINED
                if uniform(block.seed, _COMPLAINT_HANDLED, block.month, who) < handling[firm[who]]:
                    complaint[i] = HANDLED
                    satisfaction[who] = recover(satisfaction[who], complaints.recovery)


@compiled
def form_image(block: Block, satisfaction: Record, customers: Customers) -> None:
    """Move the image of the firm."""
    rate, centre = satisfaction.image_update, satisfaction.image_centre
    step = satisfaction.image_prior / TRAIT_STEPS
    for i in range(block.size):
        who = block.first + np.uint64(i)
        prior = centre + customers.traits[IMAGE_PRIOR, who] * step
        customers.image[who] = update_image(customers.image[who], customers.satisfaction[who], prior, rate)


@compiled
def talk_about_firm(block: Block, word_of_mouth: Record, satisfaction: Floats, said: Floats) -> None:
    """Return how readily each customer speaks of the firm."""
    rate, neutral = word_of_mouth.talk_rate, word_of_mouth.neutral_satisfaction
    dissatisfied, satisfied = word_of_mouth.dissatisfied_talk, word_of_mouth.satisfied_talk
    for i in range(block.size):
        who = block.first + np.uint64(i)
        said[i] = talk(satisfaction[who], rate, dissatisfied, satisfied, neutral)


@compiled
def update_contact_effect(block: Block, choice: Record, chance: Floats, asked: Floats) -> None:
    """Restart the effect of being asked for those who were, and let it fade for the others."""
    kept = exponential(-1.0 / choice.asked_memory)
    for i in range(block.size):
        who = block.first + np.uint64(i)
        was_asked = uniform(block.seed, _ASKED, block.month, who) < chance[i]
        asked[who] = 1.0 if was_asked else asked[who] * kept
