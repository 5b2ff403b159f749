"""What customers want, how they judge, speak and choose, and who complains."""

from typing import ClassVar

from tci_sim.scenario.quantity import Part, Through, quantity
from tci_sim.scenario.uncertainties.through import CONSIDERING, MODEL

# what parameters act through, where several act through the same
_MARKET = ("market.customers",)
_TALK = ("world.word_of_mouth.talk_rate",)
_GAPS = ("world.satisfaction.disconfirmation_effect",)


class Requirements(Part):
    """How what customers want moves."""

    turbulence: float = quantity(
        0.005, (0.0, 0.02), "1/month", "literature", "March (1991), p4", allowed=(0, 1), off=0.0
    )
    """Chance that one requirement dimension turns over."""
    obsolescence: float = quantity(0.3, (0.1, 0.6), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of achieved quality that is lost when a whole attribute changes."""
    creep: float = quantity(0.001, (0.0, 0.005), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of achieved quality that becomes outdated every month."""
    lead: int = quantity(6, (0, 12), "month", "assumed", "lead users: von Hippel (1986)", off=0)
    """How long before a requirement changes lead customers feel the change."""
    lead_customers: float = quantity(
        0.05, (0.0, 0.2), "-", "assumed", "von Hippel (1986)", allowed=(0, 1), off=0.0
    )
    """Share of customers who feel a change in requirements early."""
    norm_ratchet: float = quantity(
        0.1,
        (0.0, 0.3),
        "1/month",
        "literature",
        "Boulding et al. (1993), should-expectation",
        allowed=(0, 1),
        off=0.0,
    )
    """Rate at which the should-norm rises to the best offer on the market."""
    kano_decay: float = quantity(
        0.1, (0.0, 0.3), "1/year", "literature", "Kano (2001)", allowed=(0, 5), off=0.0
    )
    """Rate at which a delighting attribute becomes a must when all firms offer it."""
    turns_delight: int = quantity(0, (0, 0), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: an attribute delights again where its requirements turn; 0: a turn delights nobody."""
    new_features: float = quantity(1.0, (0.5, 1.5), "-", "assumed", MODEL, allowed=(0, 2), off=0.0)
    """New features, as a multiple of those that keep the Kano index at its start while the offer stays as it is."""
    norm_where_served: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1))
    """1: a better offer raises the should-norm of those whom it serves; 0: the best one raises everybody's."""
    leads_apart: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: what lead customers say in interviews tells what will turn; 0: it counts as what all customers say."""
    acts_through: ClassVar[Through] = {
        "obsolescence": ("world.requirements.turbulence",),
        "lead": (
            "world.requirements.turbulence or world.requirements.leads_apart",
            "world.requirements.lead_customers or listening.lead_users or world.requirements.leads_apart",
        ),
        "lead_customers": (
            "world.requirements.turbulence or world.requirements.leads_apart",
            "world.requirements.lead",
            "market.customers",
        ),
        "kano_decay": ("world.satisfaction.disconfirmation_effect", "market.customers"),
        "turns_delight": (
            "world.requirements.turbulence",
            "world.satisfaction.disconfirmation_effect",
            "market.customers",
        ),
        "new_features": ("world.requirements.kano_decay",),
        "norm_where_served": ("world.requirements.norm_ratchet",),
        "leads_apart": ("world.requirements.lead",),
    }


class Satisfaction(Part):
    """How a customer perceives, compares and judges."""

    assimilation: float = quantity(
        0.15, (0.0, 0.3), "-", "literature", "Boulding et al. (1993)", allowed=(0, 1), off=0.0
    )
    """Share of a perception that is what was expected."""
    experience_noise: float = quantity(
        0.2, (0.1, 0.3), "quality", "calibrated", "ECSI: Tenenhaus et al. (2005)", allowed=(0, 1), off=0.0
    )
    """Standard deviation of one month's experience of one attribute."""
    should_weight: float = quantity(
        0.45, (0.2, 0.7), "-", "literature", "Boulding et al. (1993)", allowed=(0, 1)
    )
    """Weight of the should-norm in the reference; the rest is the will-expectation."""
    curvature: float = quantity(
        0.88, (0.7, 1.0), "-", "literature", "Tversky & Kahneman (1992)", allowed=(0.3, 1)
    )
    """Exponent of the value of a gap."""
    loss_aversion: float = quantity(
        1.96, (1.0, 2.5), "-", "literature", "Brown et al. (2024); disputed", allowed=(0, 5)
    )
    """How many times more a shortfall weighs than a surplus."""
    memory: float = quantity(0.7, (0.5, 0.9), "-", "assumed", MODEL, allowed=(0, 0.99))
    """Share of last month's satisfaction in this month's."""
    constant: float = quantity(
        -2.9, (-3.6, -1.6), "-", "calibrated", "firm means 60-82 (ACSI)", allowed=(-20, 20)
    )
    """Constant of the satisfaction equation, on the logistic scale."""
    quality_effect: float = quantity(
        4.1, (2.5, 5.0), "-", "calibrated", "ECSI: Tenenhaus et al. (2005)", allowed=(0, 20), off=0.0
    )
    """Effect of perceived quality."""
    disconfirmation_effect: float = quantity(
        3.5, (2.0, 5.0), "-", "calibrated", "ECSI; Boulding et al. (1993)", allowed=(0, 20), off=0.0
    )
    """Effect of the weighted value of the gaps, which makes satisfaction overshoot where quality steps up."""
    value_effect: float = quantity(
        1.1, (0.5, 2.0), "-", "calibrated", "ECSI: Tenenhaus et al. (2005)", allowed=(0, 20), off=0.0
    )
    """Effect of perceived value."""
    image_effect: float = quantity(
        1.05, (0.6, 1.8), "-", "calibrated", "ECSI: Tenenhaus et al. (2005)", allowed=(0, 20), off=0.0
    )
    """Effect of the firm's image."""
    price_in_value: float = quantity(0.5, (0.2, 1.0), "-", "assumed", MODEL, allowed=(0, 5), off=0.0)
    """Fall of perceived value when the price is twice the market's."""
    will_update: float = quantity(
        0.1, (0.05, 0.3), "1/month", "literature", "Boulding et al. (1993)", allowed=(0, 1)
    )
    """Share of the distance to what was perceived that the will-expectation moves."""
    image_on_will: float = quantity(
        0.2, (0.0, 0.4), "-", "calibrated", "ECSI: image to expectation .505", allowed=(0, 2), off=0.0
    )
    """How far a good image lifts the will-expectation."""
    image_update: float = quantity(0.05, (0.02, 0.2), "1/month", "assumed", MODEL, allowed=(0, 1))
    """Share of the distance to its target that image moves."""
    image_centre: float = quantity(0.65, (0.55, 0.75), "-", "assumed", MODEL, allowed=(0, 1))
    """Image that neither raises nor lowers expectations; mean of the image prior."""
    leniency: float = quantity(
        0.09, (0.05, 0.15), "quality", "calibrated", "ECSI: R2 of satisfaction .68", allowed=(0, 1), off=0.0
    )
    """Standard deviation over customers of a lasting leniency towards all attributes."""
    leniency_of_attribute: float = quantity(
        0.08, (0.04, 0.12), "quality", "calibrated", "ECSI", allowed=(0, 1), off=0.0
    )
    """Standard deviation of a lasting leniency towards one attribute."""
    optimism: float = quantity(0.08, (0.05, 0.15), "quality", "calibrated", "ECSI", allowed=(0, 1), off=0.0)
    """Standard deviation over customers of the lasting optimism of expectations."""
    image_prior: float = quantity(0.10, (0.05, 0.15), "-", "calibrated", "ECSI", allowed=(0, 1), off=0.0)
    """Standard deviation over customers of what they think of any firm."""
    value_taste: float = quantity(
        0.08, (0.04, 0.12), "quality", "calibrated", "ECSI", allowed=(0, 1), off=0.0
    )
    """Standard deviation over customers of a lasting taste for value."""
    taste_felt: float = quantity(0.1, (0.0, 0.2), "quality", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """What a customer whose firm suits him one standard deviation better finds it worth more."""
    acts_through: ClassVar[Through] = {
        "experience_noise": _MARKET,
        "should_weight": _MARKET,
        "image_on_will": _MARKET,
        "image_update": _MARKET,
        "leniency": _MARKET,
        "leniency_of_attribute": _MARKET,
        "optimism": _MARKET,
        "image_prior": _MARKET,
        "curvature": _GAPS,
        "loss_aversion": _GAPS,
        "price_in_value": ("world.satisfaction.value_effect", "market.customers"),
        "value_taste": ("world.satisfaction.value_effect", "market.customers"),
        "taste_felt": ("world.satisfaction.value_effect", "market.customers"),
    }


class WordOfMouth(Part):
    """Who speaks, and what it moves."""

    talk_rate: float = quantity(0.3, (0.0, 0.6), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Chance that a customer in the middle of the scale speaks of the firm."""
    dissatisfied_talk: float = quantity(
        1.2, (0.6, 2.0), "-", "literature", "Anderson (1998)", allowed=(0, 10)
    )
    """How much more the most dissatisfied speak (0: no more)."""
    satisfied_talk: float = quantity(0.6, (0.2, 1.0), "-", "literature", "Anderson (1998)", allowed=(0, 10))
    """How much more the most satisfied speak (0: no more)."""
    neutral_satisfaction: float = quantity(
        60.0, (50.0, 70.0), "points of 100", "assumed", MODEL, allowed=(1, 99)
    )
    """Satisfaction at which a customer speaks least."""
    reputation_update: float = quantity(0.3, (0.1, 0.6), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of the distance that a firm's reputation moves when all in a segment have heard of it."""
    carries_satisfaction: int = quantity(
        1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0, settled=True
    )
    """1: word of mouth carries how satisfied customers are; 0: only the quality that they were given."""
    rise: float = quantity(0.5, (0.25, 1.0), "-", "assumed", MODEL, allowed=(0, 1), off=1.0)
    """How fast an opinion of a firm rises, as a share of how fast it falls."""
    acts_through: ClassVar[Through] = {
        "talk_rate": ("world.word_of_mouth.reputation_update", "market.customers", "market.friends"),
        "dissatisfied_talk": _TALK,
        "satisfied_talk": _TALK,
        "neutral_satisfaction": _TALK,
        "reputation_update": _TALK,
        "carries_satisfaction": _MARKET,
        "rise": ("world.word_of_mouth.reputation_update",),
    }


class Choice(Part):
    """When a customer considers alternatives, and what is chosen."""

    consider_rate: float = quantity(0.125, (0.08, 0.17), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Chance that a customer of satisfaction 70 considers the market."""
    consider_slope: float = quantity(
        0.025, (0.01, 0.04), "1/point", "literature", "Mittal & Kamakura (2001), form", allowed=(0, 1)
    )
    """How fast that chance falls with satisfaction."""
    satisfaction_weight: float = quantity(5.5, (3.0, 8.0), "-", "assumed", MODEL, allowed=(0, 50), off=0.0)
    """Weight of satisfaction (0..1), felt or expected, in the utility of a firm."""
    price_weight: float = quantity(8.0, (5.0, 12.0), "-", "assumed", MODEL, allowed=(0, 50), off=0.0)
    """Weight of the price, relative to what it is compared with, in the utility of a firm."""
    absolute_price: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: customers compare a price with the price of a unit at the start; 0: with the market's mean."""
    inertia: float = quantity(2.0, (0.5, 3.0), "-", "assumed", MODEL, allowed=(0, 50), off=0.0)
    """Extra utility that the present firm has because it is the present firm."""
    taste: float = quantity(3.0, (2.0, 4.0), "-", "assumed", MODEL, allowed=(0, 10), off=0.0)
    """Standard deviation of a customer's lasting taste for one firm."""
    taste_for_not_buying: float = quantity(3.0, (2.0, 4.0), "-", "assumed", MODEL, allowed=(0, 10), off=0.0)
    """Standard deviation of a customer's lasting taste for buying from nobody."""
    not_buying: float = quantity(2.5, (0.0, 4.0), "-", "assumed", MODEL, allowed=(-1000, 50))
    """Utility of not buying, on the scale of the firms' utilities."""
    return_rate: float = quantity(0.125, (0.08, 0.25), "1/month", "assumed", MODEL, allowed=(0, 1), off=1.0)
    """Chance that a customer who buys from nobody considers the market."""
    presence: float = quantity(0.01, (0.0, 0.05), "-", "assumed", MODEL, allowed=(0, 1))
    """Market share added to that of every open firm when it is drawn which firms a customer meets."""
    known_firms: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0, settled=True)
    """1: a customer who considers the market knows each rival by chance; 0: friends' firms and one met."""
    half_known: float = quantity(0.03, (0.01, 0.1), "-", "assumed", MODEL, allowed=(0.001, 1))
    """Market share, base visibility included, at which a firm is known to every second customer."""
    awareness_time: float = quantity(0.0, (0.0, 0.0), "month", "assumed", MODEL, allowed=(0, 120), off=0.0)
    """Time constant with which a firm that has the whole market becomes known; 0: at once."""
    brands: int = quantity(
        1, (1, 1), "-", "literature", "1: Berry (1994)", allowed=(0, 1), off=0, settled=True
    )
    """1: firms have brands that make their starting shares last while all run one policy; 0: no brands."""
    value_own_offer: int = quantity(
        1, (1, 1), "-", "literature", "1: Small & Rosen (1981)", allowed=(0, 1), off=0, settled=True
    )
    """1: the account of customers is what their own firm's offer is worth at absolute prices; 0: the market's offer."""
    asked_effect: float = quantity(
        0.3, (0.0, 0.5), "-", "literature", "Dholakia & Morwitz (2002)", allowed=(0, 1), off=0.0
    )
    """Share by which having just been asked makes a customer less likely to consider the market."""
    asked_memory: float = quantity(
        12.0, (6.0, 18.0), "month", "literature", "Dholakia & Morwitz (2002)", allowed=(1, 120)
    )
    """Time constant with which the effect of being asked fades."""
    purchase_rate: float = quantity(0.8, (0.5, 1.0), "1/month", "assumed", MODEL, allowed=(0, 1))
    """Chance that a customer of a firm asks for one unit in a month."""
    acts_through: ClassVar[Through] = {
        "consider_rate": _MARKET,
        "satisfaction_weight": _MARKET,
        "price_weight": _MARKET,
        "not_buying": _MARKET,
        "purchase_rate": _MARKET,
        "consider_slope": CONSIDERING,
        "inertia": CONSIDERING,
        "taste": CONSIDERING,
        "taste_for_not_buying": CONSIDERING,
        "absolute_price": ("world.choice.price_weight or world.satisfaction.price_in_value",),
        "return_rate": CONSIDERING,
        "presence": CONSIDERING,
        "known_firms": CONSIDERING,
        "half_known": ("world.choice.known_firms",),
        "awareness_time": ("world.choice.known_firms",),
        "brands": CONSIDERING,
        "value_own_offer": ("world.choice.price_weight",),
        "asked_effect": (
            *CONSIDERING,
            "listening.survey.respondents or listening.review.interviews",
        ),
        "asked_memory": ("world.choice.asked_effect",),
    }


class Complaints(Part):
    """Who complains, and what a well handled complaint brings back."""

    rate: float = quantity(
        0.04,
        (0.01, 0.08),
        "1/month",
        "literature",
        "about 4 % of the dissatisfied speak",
        allowed=(0, 1),
        off=0.0,
    )
    """Chance that a dissatisfied customer complains."""
    threshold: float = quantity(50.0, (40.0, 60.0), "points of 100", "assumed", MODEL, allowed=(0, 100))
    """Satisfaction below which a customer is dissatisfied."""
    recovery: float = quantity(
        0.5, (0.2, 0.8), "-", "literature", "Fornell & Wernerfelt (1987)", allowed=(0, 1), off=0.0
    )
    """Share of the distance to satisfaction 70 that a well-handled complaint restores."""
    recorded: float = quantity(0.2, (0.1, 0.4), "-", "assumed", MODEL, allowed=(0, 1), off=1.0)
    """Share of the complaints handled well, and of lost customers' reasons, that becomes evidence."""
    heard_unhandled: float = quantity(0.0, (0.0, 0.5), "-", "assumed", MODEL, allowed=(0, 1), off=1.0)
    """How much of that share becomes evidence of complaints that are not handled well: 1 as much, 0 nothing."""
    recorded_by_platform: float = quantity(0.9, (0.7, 0.95), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share that `recorded` rises to where a full information platform stands; it never falls by one."""
    acts_through: ClassVar[Through] = {
        "rate": _MARKET,
        "threshold": ("world.complaints.rate",),
        "recovery": ("listening.complaints.handling",),
        "recorded": ("world.complaints.rate",),
        "heard_unhandled": ("world.complaints.rate",),
        "recorded_by_platform": ("integration.platform", "world.complaints.rate"),
    }
