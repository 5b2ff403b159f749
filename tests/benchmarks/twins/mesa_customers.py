"""The customers' month as one would write it in Mesa: an agent for each customer, with plain attributes.

The agents call our rules as the plain Python functions that they are, draw from the model's generator, and act in
shuffled order. Prices, offers and the like are the same for all and taken from the terms of the month.
"""

from __future__ import annotations

import math
from types import FunctionType

import mesa

from tci_sim.engine.phases.customer_choice import meet
from tci_sim.engine.rules import choice, satisfaction, word_of_mouth
from tci_sim.engine.state.sums import YEAR
from tci_sim.engine.state.types import FIXED

(
    CUSTOMERS, LEFT, WON, CONSIDERED, ASKED, DISSATISFIED, COMPLAINTS, HANDLED, PROMOTERS, DETRACTORS, TENURE,
    SATISFACTION, SQUARE, CUBE, INTENT, IMAGE, QUALITY, EXPECTATION, TALK, TALK_QUALITY, SURPLUS,
    KEPT, YEAR_AGO, PERCEIVED_GAP,
    OCCASIONS_LOW, OCCASIONS_MIDDLE, OCCASIONS_HIGH, REPURCHASES_LOW, REPURCHASES_MIDDLE, REPURCHASES_HIGH,
    OFFER, FOUND, MENDED, COLUMNS,
) = range(34)  # fmt: skip


def plain(rule):
    """Take a rule, and the rules it calls, as plain functions of numbers: without the way to arrays."""
    code = rule.scalar.__code__
    names = {
        name: plain(rule.scalar.__globals__[name])
        if hasattr(rule.scalar.__globals__[name], "scalar")
        else rule.scalar.__globals__[name]
        for name in code.co_names
        if name in rule.scalar.__globals__
    }
    return FunctionType(
        code, {"__builtins__": __builtins__, **names}, rule.__name__, rule.scalar.__defaults__
    )


perceive = plain(satisfaction.perceive)
reference_point = plain(satisfaction.reference_point)
value_of_gap = plain(satisfaction.value_of_gap)
perceived_value = plain(satisfaction.perceived_value)
satisfaction_level = plain(satisfaction.satisfaction_level)
remember = plain(satisfaction.remember)
update_will = plain(satisfaction.update_will)
update_image = plain(satisfaction.update_image)
talk = plain(word_of_mouth.talk)
complain = plain(word_of_mouth.complain)
recover = plain(word_of_mouth.recover)
recommendation = plain(word_of_mouth.recommendation)
chance_to_consider = plain(choice.chance_to_consider)
unforeseen_taste = plain(choice.unforeseen_taste)
utility_of_firm = plain(choice.utility_of_firm)
surplus_of_market = plain(choice.surplus_of_market)


class MesaCustomer(mesa.Agent):
    """One customer."""

    def __init__(self, model, row):
        super().__init__(model)
        customers, world = model.state.customers, model.world.satisfaction
        self.segment, self.firm = int(customers.segment[row]), int(customers.firm[row])
        self.outlet, self.tenure = int(customers.outlet[row]), int(customers.tenure[row])
        self.satisfaction, self.image = float(customers.satisfaction[row]), float(customers.image[row])
        self.quality, self.asked = float(customers.quality[row]), float(customers.asked[row])
        self.will = customers.will[:, row].tolist()
        gauss, spread = model.random.gauss, world.leniency_of_attribute
        lenient = gauss(0.0, world.leniency)
        self.leniency = [lenient + gauss(0.0, spread) for _ in self.will]
        self.optimism, self.prior = gauss(0.0, world.optimism), gauss(0.0, world.image_prior)
        self.value_taste = gauss(0.0, world.value_taste)
        self.tastes = [gauss(0.0, model.world.choice.taste) for _ in model.terms.offers.met]
        self.friends = []

    def month(self):
        """Get, feel, say, look round and choose."""
        model, was = self.model, self.firm
        s, c, w = model.world.satisfaction, model.world.choice, model.world.word_of_mouth
        random, gauss = model.random.random, model.random.gauss
        cells = model.table[was][self.segment]
        weights, norms = model.weight[self.segment], model.should[self.segment]
        lift, price = model.lift[was], model.relative_price[was]
        quality = disconfirmation = expectation = 0.0
        perceived, gaps = [], []
        for a, will in enumerate(self.will):
            noise = gauss(0.0, s.experience_noise)
            seen = perceive(model.delivered[a][self.outlet], self.leniency[a], noise, will, s.assimilation)
            gap = seen - reference_point(will, norms[a], s.should_weight)
            felt = value_of_gap(gap, model.kano[a], s.curvature, s.loss_aversion)
            disconfirmation += weights[a] * felt
            quality += weights[a] * seen
            expectation += weights[a] * will
            self.will[a] = update_will(
                will, seen, self.image, self.optimism, lift, s.will_update, s.image_on_will, s.image_centre
            )
            perceived.append(seen)
            gaps.append(gap)
        value = perceived_value(quality, price, self.value_taste, s.price_in_value)
        now = satisfaction_level(
            quality, disconfirmation, value, self.image, s.constant, s.quality_effect,
            s.disconfirmation_effect, s.value_effect, s.image_effect,
        )  # fmt: skip
        self.satisfaction = remember(self.satisfaction, now, s.memory)
        self.quality = remember(self.quality, quality, s.memory)
        if model.served[was]:
            self.speak_up(cells, was, model.world.complaints)
        self.image = update_image(self.image, self.satisfaction, s.image_centre + self.prior, s.image_update)
        said = talk(
            self.satisfaction, w.talk_rate, w.dissatisfied_talk, w.satisfied_talk, w.neutral_satisfaction
        )
        was_asked = random() < model.chance_asked[was]
        self.asked = 1.0 if was_asked else self.asked * model.kept
        if model.served[was]:
            cells[ASKED] += was_asked
            cells[TALK] += said
            cells[TALK_QUALITY] += said * quality

        chance = chance_to_consider(
            self.satisfaction, self.asked, c.consider_rate, c.consider_slope, c.asked_effect
        )
        if not model.served[was] or random() < chance:
            cells[CONSIDERED] += 1
            to = self.choose(c)
            if to != was:
                self.move(to)
                cells[LEFT] += 1
                model.table[to][self.segment][WON] += 1
                chance = chance_to_consider(
                    self.satisfaction, 0.0, c.consider_rate, c.consider_slope, c.asked_effect
                )
                quality, expectation = self.quality, self.will[0]
                perceived, gaps = [quality] * len(gaps), [0.0] * len(gaps)
        if self.firm == was and was != model.none:
            self.tenure += 1
        else:
            self.tenure, self.asked = 0, 0.0
        self.be_counted(c, chance, quality, expectation, perceived, gaps)

    def speak_up(self, cells, firm, complaints):
        """Complain, perhaps, and be won back."""
        if self.satisfaction < complaints.threshold:
            cells[DISSATISFIED] += 1
            if complain(self.satisfaction, complaints.threshold, complaints.rate, self.model.random.random()):
                cells[COMPLAINTS] += 1
                if self.model.random.random() < self.model.handling[firm]:
                    cells[HANDLED] += 1
                    self.satisfaction = recover(self.satisfaction, complaints.recovery)

    def choose(self, c):
        """Compare the own firm, those of friends and one met, and not buying."""
        model, random = self.model, self.model.random.random
        offers = dict.fromkeys([self.firm, *(friend.firm for friend in self.friends)])
        offers[meet(model.terms.offers.met, random())] = None
        best, most = model.none, c.not_buying + unforeseen_taste(random())
        for firm in offers:
            if not model.served[firm]:
                continue
            own = firm == self.firm
            worth = utility_of_firm(
                self.satisfaction if own else model.expected[firm][self.segment], model.relative_price[firm],
                c.inertia if own else 0.0, self.tastes[firm], c.satisfaction_weight, c.price_weight,
            ) + unforeseen_taste(random())  # fmt: skip
            if worth > most:
                best, most = firm, worth
        return best

    def move(self, to):
        """Begin with another firm, or with none."""
        model, buys = self.model, to != self.model.none
        known = model.reputation[to][self.segment] if buys else 0.0
        self.firm, self.outlet = to, model.outlet_of[to]
        self.satisfaction = model.expected[to][self.segment] if buys else 0.0
        self.image = self.quality = known
        self.will = [known + self.optimism if buys else 0.0] * len(self.will)

    def be_counted(self, c, chance, quality, expectation, perceived, gaps):
        """Add how things stand to the sums of the firm."""
        model, buys, level = self.model, self.firm != self.model.none, self.satisfaction / 100.0
        cells, own = model.table[self.firm][self.segment], 0.0
        price = model.relative_price[self.firm]
        if buys:
            own = math.exp(
                utility_of_firm(self.satisfaction, price, 0.0, 0.0, c.satisfaction_weight, c.price_weight)
            )
            answer = recommendation(self.satisfaction)
            cells[PROMOTERS] += answer >= 9
            cells[DETRACTORS] += answer <= 6
            cells[TENURE] += self.tenure
            cells[KEPT] += self.tenure >= YEAR
            cells[SATISFACTION] += self.satisfaction
            cells[SQUARE] += level * level
            cells[CUBE] += level * level * level
            cells[INTENT] += 1.0 - chance
            cells[IMAGE] += self.image
            cells[QUALITY] += quality
            cells[EXPECTATION] += expectation
            for a, (seen, gap) in enumerate(zip(perceived, gaps, strict=True)):
                cells[COLUMNS + 2 * a] += seen
                cells[COLUMNS + 2 * a + 1] += gap
        cells[CUSTOMERS] += 1
        rivals = model.rivals[self.firm][self.segment]
        cells[SURPLUS] += surplus_of_market(own, rivals, c.not_buying, c.price_weight)
        model.asks[self.outlet] += model.random.random() < c.purchase_rate


class MesaCustomers(mesa.Model):
    """Customers of a state as agents; `terms` are those of the month, already prepared."""

    def __init__(self, state, terms, seed=2):
        super().__init__(rng=seed)
        self.state, self.terms, self.world = state, terms, Plain(state.run.world[0])
        self.none = len(state.firms.standing.open)
        self.kano = state.market.attributes.kano.tolist()
        self.kept = math.exp(-1.0 / self.world.choice.asked_memory)
        nodes = range(len(state.nodes.places.firm))
        outlets = {int(state.nodes.places.firm[n]): n for n in nodes if state.nodes.places.outlet[n]}
        self.outlet_of = [outlets[f] for f in range(self.none)] + [len(nodes)]
        people = [MesaCustomer(self, row) for row in range(len(state.customers.firm))]
        for person, friends in zip(people, state.customers.friends.tolist(), strict=True):
            person.friends = [people[friend] for friend in friends]

    def block(self):
        """Let all customers live through one month; sums go to `terms`."""
        offers, treatment, tally = self.terms.offers, self.terms.treatment, self.terms.tally
        for name in ("served", "relative_price", "expected", "rivals"):
            setattr(self, name, getattr(offers, name).tolist())
        self.lift, self.handling = treatment.lift.tolist(), treatment.handling.tolist()
        self.chance_asked = treatment.asked.tolist()
        self.delivered = self.terms.qualities.delivered[0].tolist()
        self.weight, self.should = (
            self.state.market.segments.weight.tolist(),
            self.state.market.segments.should.tolist(),
        )
        self.reputation = self.state.firms.standing.reputation.tolist()
        firms, segments, columns = tally.table.shape[1:]
        self.table = [[[0] * columns for _ in range(segments)] for _ in range(firms)]
        self.asks = [0] * tally.asks.shape[1]
        self.agents.shuffle_do("month")
        counts = {*range(TENURE + 1), KEPT}
        tally.table[0] = [
            [
                [value if k in counts else int(value * FIXED) for k, value in enumerate(cells)]
                for cells in firm
            ]
            for firm in self.table
        ]
        tally.asks[0] = self.asks


class Plain:
    """Groups of parameters as plain attributes, the fastest to read in Python."""

    def __init__(self, record):
        for name in record.dtype.names:
            value = record[name]
            setattr(self, name, Plain(value) if value.dtype.names else value.item())
