"""The customers' month in vectorised NumPy: whole arrays, NumPy's own generator and functions.

It follows the same equations as the phase "experience" and is written the way a modeller would write it
without a compiler. Word of mouth, sums and asks are included; draws come from a generator and not from keys,
so that it agrees in distribution and not in bits. Brands, and how well a firm suits those who begin with it, are
taken from the state.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.randomness import Decision, draw


class NumpyCustomers:
    """Customers taken over from a state, advanced month by month in NumPy."""

    def __init__(self, state, seed):
        self.state, self.random = state, np.random.default_rng(seed)
        self.customers = type(state.customers)(*(array.copy() for array in state.customers))
        self.reputation = state.firms.standing.reputation.copy()
        world = state.run.world[0]
        count, attributes = len(self.customers.firm), state.market.segments.weight.shape[1]
        s = world.satisfaction
        self.leniency = self.random.normal(0, s.leniency, count) + self.random.normal(
            0, s.leniency_of_attribute, (attributes, count)
        )
        self.optimism = self.random.normal(0, s.optimism, count)
        self.prior = s.image_centre + self.random.normal(0, s.image_prior, count)
        self.value_taste = self.random.normal(0, s.value_taste, count)
        firms = len(state.firms.standing.open)
        self.told, brand = state.firms.standing.told.copy(), state.firms.standing.brand
        self.firm_taste = self._tastes(count, firms)
        self.worth = world.choice.taste * self.firm_taste[:, :firms] + brand
        self.not_buying = (
            world.choice.not_buying + world.choice.taste_for_not_buying * self.firm_taste[:, firms]
        )
        self.outlet_of = np.array([np.flatnonzero((state.nodes.places.firm == f) & state.nodes.places.outlet)[0]
                                   for f in range(firms)])  # fmt: skip

    def _tastes(self, count, firms):
        """Draw tastes for each firm and for none; those who begin with brands begin with what suits them."""
        if self.state.run.world[0].choice.brands == 0:
            return self.random.normal(size=(count, firms + 1))
        who = np.arange(count)
        tastes = [draw(1, Decision.FIRM_TASTE, 0, who * 1024 + f) for f in range(firms)]
        tastes.append(draw(1, Decision.NOT_BUYING_TASTE, 0, who))
        return on_arrays(normal)(np.array(tastes).T)

    def month(self):
        """Let one month pass and return the sums of each firm and segment, by name."""
        state, customers, random = self.state, self.customers, self.random
        world = state.run.world[0]
        s, choice, word, complaints = world.satisfaction, world.choice, world.word_of_mouth, world.complaints
        firms, segments = self.reputation.shape
        none, count = firms, len(customers.firm)
        firm, segment = customers.firm.astype(np.int64), customers.segment
        buys = firm < none
        was = firm.copy()

        # terms of the month
        sizes = np.bincount(firm, minlength=none + 1)[:none]
        usual_price = np.average(state.firms.costs.price[:none], weights=sizes)
        price = state.firms.costs.price[:none] / (
            world.economy.price if choice.absolute_price else usual_price
        )
        price_of = np.append(price, 1.0)
        value = self.reputation - s.price_in_value * (price[:, None] - 1)
        level = s.constant + s.quality_effect * self.reputation + s.value_effect * value
        expected = 100 / (1 + np.exp(-(level + s.image_effect * self.reputation)))
        if word.carries_satisfaction:
            felt = np.zeros((none, segments))
            np.add.at(felt, (firm[buys], segment[buys]), customers.satisfaction[buys])
            held = np.zeros((none, segments))
            np.add.at(held, (firm[buys], segment[buys]), 1)
            usual = (felt - held * expected).sum(axis=0) / held.sum(axis=0)
            expected = np.clip(expected + usual + self.told, 0, 100)
        offers = choice.satisfaction_weight * expected / 100 - choice.price_weight * (price[:, None] - 1)
        filled = np.where(
            state.market.attributes.carries_fill_rate[:, None], state.goods.production.fill_rate, 1.0
        )
        delivered = np.append(
            (1 - state.nodes.quality.defect_out.T) * filled, np.zeros((len(filled), 1)), axis=1
        )

        # perceive, compare, expect
        weight, should = (
            state.market.segments.weight.T[:, segment],
            state.market.segments.should.T[:, segment],
        )
        noise = random.normal(0, s.experience_noise, weight.shape)
        will = customers.will
        seen = (1 - s.assimilation) * (delivered[:, customers.outlet] + self.leniency + noise)
        seen += s.assimilation * will
        gap = seen - (1 - s.should_weight) * will - s.should_weight * should
        kano = state.market.attributes.kano[:, None]
        size = np.abs(gap) ** s.curvature
        felt = np.where(gap >= 0, 2 * kano * size, -s.loss_aversion * 2 * (1 - kano) * size)
        disconfirmation = (weight * felt).sum(axis=0)
        quality = (weight * seen).sum(axis=0)
        expectation = (weight * will).sum(axis=0)
        lift = np.append(
            state.firms.policies.in_force.listening.participation.share[:none]
            * world.voices.participation_lift,
            0.0,
        )
        pull = s.image_on_will * (customers.image - s.image_centre) + self.optimism
        will += s.will_update * (seen + pull - will) + lift[firm]

        # judge, complain, form an image, speak, feel asked
        value = quality - s.price_in_value * (price_of[firm] - 1) + self.value_taste
        suits = np.where(buys, self.firm_taste[np.arange(count), np.minimum(firm, none - 1)], 0)
        value += s.taste_felt * (suits - state.firms.standing.usual_taste[0])
        level = s.constant + s.quality_effect * quality + s.disconfirmation_effect * disconfirmation
        level += s.value_effect * value + s.image_effect * customers.image
        satisfaction = s.memory * customers.satisfaction + (1 - s.memory) * 100 / (1 + np.exp(-level))
        customers.quality[:] = s.memory * customers.quality + (1 - s.memory) * quality
        dissatisfied = buys & (satisfaction < complaints.threshold)
        complained = dissatisfied & (random.random(count) < complaints.rate)
        handling = np.append(state.firms.policies.in_force.listening.complaints.handling[:none], 0.0)
        handled = complained & (random.random(count) < handling[firm])
        regained = complaints.recovery * np.maximum(70 - satisfaction, 0)
        satisfaction = np.where(handled, satisfaction + regained, satisfaction)
        customers.image[:] += s.image_update * (satisfaction / 200 + self.prior / 2 - customers.image)
        below = np.maximum((word.neutral_satisfaction - satisfaction) / word.neutral_satisfaction, 0)
        above = np.maximum((satisfaction - word.neutral_satisfaction) / (100 - word.neutral_satisfaction), 0)
        said = 1 + word.dissatisfied_talk * np.sqrt(below) + word.satisfied_talk * above**2
        said = np.where(buys, np.minimum(word.talk_rate * said, 1), 0)
        told = said * quality
        heard = state.firms.contacts.interviews[:none] + state.firms.contacts.respondents[:none]
        chance = np.append(np.minimum(heard / np.maximum(sizes, 1), 1), 0.0)
        fade = np.exp(-1 / choice.asked_memory)
        was_asked = random.random(count) < chance[firm]
        asked = np.where(was_asked, 1.0, customers.asked * fade)

        # look round and choose
        chance = choice.consider_rate * np.exp(choice.consider_slope * (70 - satisfaction))
        chance = np.minimum(chance * (1 - choice.asked_effect * asked), 1)
        returns = ~buys & (random.random(count) < choice.return_rate)
        looking = np.flatnonzero(returns | (buys & (random.random(count) < chance)))
        open_to = np.zeros((len(looking), none + 1), bool)
        rows = np.arange(len(looking))
        open_to[rows, firm[looking]] = True
        share = sizes / max(sizes.sum(), 1)
        if choice.known_firms:
            known = (share + choice.presence) / (share + choice.presence + choice.half_known)
            open_to[:, :none] |= random.random((len(looking), none)) < known
        else:
            for k in range(customers.friends.shape[1]):
                open_to[rows, customers.friends_firm[customers.friends[looking, k]]] = True
            visible = np.cumsum(np.maximum(share, choice.presence))
            met = np.searchsorted(visible, random.random(len(looking)) * visible[-1], "right")
            open_to[rows, met] = True
        open_to = open_to[:, :none]
        utility = offers.T[segment[looking]]
        has = firm[looking] < none
        own = firm[looking][has]
        at_home = choice.satisfaction_weight * satisfaction[looking][has] / 100
        utility[rows[has], own] = at_home - choice.price_weight * (price[own] - 1) + choice.inertia
        utility = utility + self.worth[looking] + random.gumbel(size=utility.shape)
        utility = np.where(open_to, utility, -np.inf)
        best = utility.argmax(axis=1)
        buys_nothing = self.not_buying[looking] + random.gumbel(size=len(looking)) > utility[rows, best]
        chosen = np.where(buys_nothing, none, best)

        # move
        firm[looking] = chosen
        moved = looking[chosen != was[looking]]
        to = firm[moved]
        known = np.append(self.reputation, np.zeros((1, segments)), axis=0)[to, segment[moved]]
        optimism = np.where(to < none, self.optimism[moved], 0.0)
        customers.tenure[:] = np.minimum(customers.tenure.astype(np.int64) + 1, 65_535)
        customers.tenure[moved], asked[moved] = 0, 0.0
        start = np.append(expected, np.zeros((1, segments)), axis=0)
        satisfaction[moved] = start[to, segment[moved]]
        chance[moved] = np.minimum(
            choice.consider_rate * np.exp(choice.consider_slope * (70 - satisfaction[moved])), 1
        )
        customers.image[moved] = customers.quality[moved] = known
        will[:, moved] = known + optimism
        customers.outlet[moved] = np.append(self.outlet_of, len(state.nodes.places.firm))[to]
        quality[moved], expectation[moved] = known, known + optimism
        seen[:, moved], gap[:, moved] = known, 0.0
        customers.satisfaction[:], customers.asked[:], customers.firm[:] = satisfaction, asked, firm
        customers.friends_firm[:] = firm

        # sums, surplus and next month's demand
        before, after = was * segments + segment, firm * segments + segment
        buys = firm < none
        worth = np.exp(offers)
        rivals = np.append(worth.sum(axis=0) - worth, worth.sum(axis=0, keepdims=True), axis=0)
        home = choice.satisfaction_weight * satisfaction / 100 - choice.price_weight * (price_of[firm] - 1)
        weights = np.where(buys, np.exp(home), 0) + rivals[firm, segment]
        surplus = np.log(1 + weights * np.exp(-choice.not_buying)) / choice.price_weight

        def add(where, what=None):
            return np.bincount(where, what, minlength=(none + 1) * segments).reshape(none + 1, segments)

        answer = np.floor(satisfaction / 10 + 0.5)
        sums = {
            "customers": add(after), "left": add(before[moved]), "won": add(after[moved]),
            "considered": add(before[looking]), "asked": add(before, was_asked),
            "dissatisfied": add(before, dissatisfied), "complaints": add(before, complained),
            "handled": add(before, handled), "promoters": add(after, buys & (answer >= 9)),
            "detractors": add(after, buys & (answer <= 6)), "tenure": add(after, customers.tenure * buys),
            "satisfaction": add(after, satisfaction * buys), "image": add(after, customers.image * buys),
            "satisfaction_square": add(after, (satisfaction / 100) ** 2 * buys),
            "satisfaction_cube": add(after, (satisfaction / 100) ** 3 * buys),
            "intent": add(after, (1 - chance) * buys), "quality": add(after, quality * buys),
            "expectation": add(after, expectation * buys), "talk": add(before, said),
            "talk_quality": add(before, told), "surplus": add(after, surplus),
        }  # fmt: skip
        sums["perceived"] = [np.bincount(firm, row, minlength=none + 1) for row in seen]
        sums["gap"] = [np.bincount(firm, row, minlength=none + 1) for row in gap]
        ask = random.random(count) < choice.purchase_rate
        sums["asks"] = np.bincount(customers.outlet, ask, minlength=len(state.nodes.places.firm) + 1)

        # the word spreads
        talk, size = sums["talk"][:none], sums["customers"].sum(axis=0)
        told = np.divide(sums["talk_quality"][:none], talk, out=self.reputation.copy(), where=talk > 0)
        reached = 1 - np.exp(-customers.friends.shape[1] * talk / np.maximum(size, 1))
        pace = word.reputation_update * reached
        self.reputation += pace * np.where(told > self.reputation, word.rise, 1) * (told - self.reputation)
        if word.carries_satisfaction:
            held = sums["customers"][:none]
            felt = np.divide(sums["satisfaction"][:none], held, out=expected.copy(), where=held > 0)
            self.told += pace * np.where(felt > expected, word.rise, 1) * (felt - expected)
        return sums
