"""The uncertainties: what the world sets and nobody in it can choose."""

from typing import Annotated, ClassVar

from tci_sim.scenario.policy import SEATED, LeverCosts
from tci_sim.scenario.quantity import Part, Through, named_numbers, part, quantity

_MODEL = "assumed in the model's design; kept wide"

# what parameters act through, where several act through the same
_MARKET = ("market.customers",)
_TOOLS = "improvement.training or culture.peers"
_IMPROVEMENT = ("improvement.time", _TOOLS, "world.improving.speed")
_INTERVIEWS = ("listening.review.interviews or listening.internal_review.interviews",)
_SURVEY = ("listening.survey.respondents", "market.customers")
_INSPECTABLE = ("market.attributes.*.inspectable",)
_CONTACT = (
    "listening.survey.respondents or listening.review.interviews or listening.internal_review.interviews",
)
_ASKED = ("listening.review.interviews", "market.customers")
_ACTING = ("listening.review.authority", *_ASKED)
_TALK = ("world.word_of_mouth.talk_rate",)
_CONSIDERING = ("world.choice.consider_rate or world.rivalry.exit_loss",)
_GAPS = ("world.satisfaction.disconfirmation_effect",)
_CODE = ("learning.code_learning",)
_QUESTIONNAIRE = "questionnaire"


class Requirements(Part):
    """How what customers want moves."""

    turbulence: float = quantity(
        0.005, (0.0, 0.02), "1/month", "literature", "March (1991), p4", allowed=(0, 1), off=0.0
    )
    """Chance that one requirement dimension turns over."""
    obsolescence: float = quantity(0.3, (0.1, 0.6), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of achieved quality that is lost when a whole attribute changes."""
    creep: float = quantity(0.001, (0.0, 0.005), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0)
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
    turns_delight: int = quantity(0, (0, 0), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: an attribute delights again where its requirements turn; 0: a turn delights nobody."""
    new_features: float = quantity(1.0, (0.5, 1.5), "-", "assumed", _MODEL, allowed=(0, 2), off=0.0)
    """New features, as a multiple of those that keep the Kano index at its start while the offer stays as it is."""
    norm_where_served: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1))
    """1: a better offer raises the should-norm of those whom it serves; 0: the best one raises everybody's."""
    leads_apart: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
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
    memory: float = quantity(0.7, (0.5, 0.9), "-", "assumed", _MODEL, allowed=(0, 0.99))
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
    price_in_value: float = quantity(0.5, (0.2, 1.0), "-", "assumed", _MODEL, allowed=(0, 5), off=0.0)
    """Fall of perceived value when the price is twice the market's."""
    will_update: float = quantity(
        0.1, (0.05, 0.3), "1/month", "literature", "Boulding et al. (1993)", allowed=(0, 1)
    )
    """Share of the distance to what was perceived that the will-expectation moves."""
    image_on_will: float = quantity(
        0.2, (0.0, 0.4), "-", "calibrated", "ECSI: image to expectation .505", allowed=(0, 2), off=0.0
    )
    """How far a good image lifts the will-expectation."""
    image_update: float = quantity(0.05, (0.02, 0.2), "1/month", "assumed", _MODEL, allowed=(0, 1))
    """Share of the distance to its target that image moves."""
    image_centre: float = quantity(0.65, (0.55, 0.75), "-", "assumed", _MODEL, allowed=(0, 1))
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
    taste_felt: float = quantity(0.1, (0.0, 0.2), "quality", "assumed", _MODEL, allowed=(0, 1), off=0.0)
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

    talk_rate: float = quantity(0.3, (0.0, 0.6), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Chance that a customer in the middle of the scale speaks of the firm."""
    dissatisfied_talk: float = quantity(
        1.2, (0.6, 2.0), "-", "literature", "Anderson (1998)", allowed=(0, 10)
    )
    """How much more the most dissatisfied speak (0: no more)."""
    satisfied_talk: float = quantity(0.6, (0.2, 1.0), "-", "literature", "Anderson (1998)", allowed=(0, 10))
    """How much more the most satisfied speak (0: no more)."""
    neutral_satisfaction: float = quantity(
        60.0, (50.0, 70.0), "points of 100", "assumed", _MODEL, allowed=(1, 99)
    )
    """Satisfaction at which a customer speaks least."""
    reputation_update: float = quantity(0.3, (0.1, 0.6), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of the distance that a firm's reputation moves when all in a segment have heard of it."""
    carries_satisfaction: int = quantity(
        1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0, settled=True
    )
    """1: word of mouth carries how satisfied customers are; 0: only the quality that they were given."""
    rise: float = quantity(0.5, (0.25, 1.0), "-", "assumed", _MODEL, allowed=(0, 1), off=1.0)
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

    consider_rate: float = quantity(
        0.125, (0.08, 0.17), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0
    )
    """Chance that a customer of satisfaction 70 considers the market."""
    consider_slope: float = quantity(
        0.025, (0.01, 0.04), "1/point", "literature", "Mittal & Kamakura (2001), form", allowed=(0, 1)
    )
    """How fast that chance falls with satisfaction."""
    satisfaction_weight: float = quantity(5.5, (3.0, 8.0), "-", "assumed", _MODEL, allowed=(0, 50), off=0.0)
    """Weight of satisfaction (0..1), felt or expected, in the utility of a firm."""
    price_weight: float = quantity(8.0, (5.0, 12.0), "-", "assumed", _MODEL, allowed=(0, 50), off=0.0)
    """Weight of the price, relative to what it is compared with, in the utility of a firm."""
    absolute_price: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: customers compare a price with the price of a unit at the start; 0: with the market's mean."""
    inertia: float = quantity(2.0, (0.5, 3.0), "-", "assumed", _MODEL, allowed=(0, 50), off=0.0)
    """Extra utility that the present firm has because it is the present firm."""
    taste: float = quantity(3.0, (2.0, 4.0), "-", "assumed", _MODEL, allowed=(0, 10), off=0.0)
    """Standard deviation of a customer's lasting taste for one firm."""
    taste_for_not_buying: float = quantity(3.0, (2.0, 4.0), "-", "assumed", _MODEL, allowed=(0, 10), off=0.0)
    """Standard deviation of a customer's lasting taste for buying from nobody."""
    not_buying: float = quantity(2.5, (0.0, 4.0), "-", "assumed", _MODEL, allowed=(-1000, 50))
    """Utility of not buying, on the scale of the firms' utilities."""
    return_rate: float = quantity(0.125, (0.08, 0.25), "1/month", "assumed", _MODEL, allowed=(0, 1), off=1.0)
    """Chance that a customer who buys from nobody considers the market."""
    presence: float = quantity(0.01, (0.0, 0.05), "-", "assumed", _MODEL, allowed=(0, 1))
    """Market share added to that of every open firm when it is drawn which firms a customer meets."""
    known_firms: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0, settled=True)
    """1: a customer who considers the market knows each rival by chance; 0: friends' firms and one met."""
    half_known: float = quantity(0.03, (0.01, 0.1), "-", "assumed", _MODEL, allowed=(0.001, 1))
    """Market share, base visibility included, at which a firm is known to every second customer."""
    awareness_time: float = quantity(0.0, (0.0, 0.0), "month", "assumed", _MODEL, allowed=(0, 120), off=0.0)
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
    purchase_rate: float = quantity(0.8, (0.5, 1.0), "1/month", "assumed", _MODEL, allowed=(0, 1))
    """Chance that a customer of a firm asks for one unit in a month."""
    acts_through: ClassVar[Through] = {
        "consider_rate": _MARKET,
        "satisfaction_weight": _MARKET,
        "price_weight": _MARKET,
        "not_buying": _MARKET,
        "purchase_rate": _MARKET,
        "consider_slope": _CONSIDERING,
        "inertia": _CONSIDERING,
        "taste": _CONSIDERING,
        "taste_for_not_buying": _CONSIDERING,
        "absolute_price": ("world.choice.price_weight or world.satisfaction.price_in_value",),
        "return_rate": _CONSIDERING,
        "presence": _CONSIDERING,
        "known_firms": _CONSIDERING,
        "half_known": ("world.choice.known_firms",),
        "awareness_time": ("world.choice.known_firms",),
        "brands": _CONSIDERING,
        "value_own_offer": ("world.choice.price_weight",),
        "asked_effect": (
            *_CONSIDERING,
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
    threshold: float = quantity(50.0, (40.0, 60.0), "points of 100", "assumed", _MODEL, allowed=(0, 100))
    """Satisfaction below which a customer is dissatisfied."""
    recovery: float = quantity(
        0.5, (0.2, 0.8), "-", "literature", "Fornell & Wernerfelt (1987)", allowed=(0, 1), off=0.0
    )
    """Share of the distance to satisfaction 70 that a well-handled complaint restores."""
    recorded: float = quantity(0.2, (0.1, 0.4), "-", "assumed", _MODEL, allowed=(0, 1), off=1.0)
    """Share of the complaints handled well, and of lost customers' reasons, that becomes evidence."""
    heard_unhandled: float = quantity(0.0, (0.0, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=1.0)
    """How much of that share becomes evidence of complaints that are not handled well: 1 as much, 0 nothing."""
    recorded_by_platform: float = quantity(0.9, (0.7, 0.95), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share that `recorded` rises to where a full information platform stands; it never falls by one."""
    acts_through: ClassVar[Through] = {
        "rate": _MARKET,
        "threshold": ("world.complaints.rate",),
        "recovery": ("listening.complaints.handling",),
        "recorded": ("world.complaints.rate",),
        "heard_unhandled": ("world.complaints.rate",),
        "recorded_by_platform": ("integration.platform", "world.complaints.rate"),
    }


class Voices(Part):
    """What can be heard, and how well."""

    need_a: float = quantity(
        1.45, (1.0, 2.0), "-", "literature", "Griffin & Hauser (1993)", allowed=(0.1, 100), settled=True
    )
    """First parameter of the Beta distribution of the chance that a need is voiced."""
    need_b: float = quantity(
        7.64, (5.0, 10.0), "-", "literature", "Griffin & Hauser (1993)", allowed=(0.1, 100), settled=True
    )
    """Second parameter of that distribution."""
    right_sign: float = quantity(0.8, (0.6, 1.0), "-", "assumed", _MODEL, allowed=(0, 1))
    """Chance that a voiced need has the right sign."""
    uptake: float = quantity(0.3, (0.1, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Chance, at full learning culture, that a hearer's belief moves one step."""
    evidence_keep: float = quantity(0.98, (0.95, 0.99), "1/month", "assumed", _MODEL, allowed=(0, 1))
    """Share of the weight of what was heard that is kept for another month."""
    log_odds: int = quantity(
        1, (1, 1), "-", "literature", "1: Glaze, Kable & Gold (2015)", allowed=(0, 1), off=0, settled=True
    )
    """1: what firms hear of a requirement is weighed as log-odds; 0: as a mean that fades by `evidence_keep`."""
    expected_turning: float = quantity(
        0.005, (0.001, 0.02), "1/month", "assumed", "turbulence as it is by default", allowed=(0, 0.5)
    )
    """Chance that a requirement turns, as firms expect it, whatever it is in truth."""
    believed_right_sign: float = quantity(
        0.8, (0.6, 0.95), "-", "assumed", "`right_sign` as it is by default", allowed=(0.51, 0.999)
    )
    """Chance that a voice has the right sign, as firms believe, whatever it is in truth."""
    estimate_fading: float = quantity(
        0.02, (0.01, 0.05), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0
    )
    """Share of what a firm thinks of gaps, weights and retention that fades in a month in which nobody was asked."""
    contact: float = quantity(0.05, (0.0, 0.1), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Commitment that hearing customers adds, at one interview a member and month."""
    score_noise: float = quantity(
        15.0, (10.0, 20.0), "points of 100", "literature", "ECSI: s.d. 14.7", allowed=(0, 100), off=0.0
    )
    """Standard deviation of one respondent's answer about one attribute."""
    weight_noise: float = quantity(0.2, (0.1, 0.4), "-", "assumed", _MODEL, allowed=(0, 5), off=0.0)
    """Standard deviation of one respondent's statement of one attribute's weight."""
    courtesy_face_to_face: float = quantity(
        6.0, (2.0, 10.0), "points of 100", "assumed", "sign known, size assumed", allowed=(0, 50), off=0.0
    )
    """How much customers overstate quality when the supplier's own staff ask."""
    courtesy_third_party: float = quantity(
        2.0, (0.0, 5.0), "points of 100", "assumed", "sign known, size assumed", allowed=(0, 50), off=0.0
    )
    """How much customers overstate quality when a third party asks."""
    respondent_noise: float = quantity(
        4.5,
        (2.0, 8.0),
        "points of 100",
        "calibrated",
        "ECSI: Tenenhaus et al. (2005)",
        allowed=(0, 50),
        off=0.0,
        acts_only_on=_QUESTIONNAIRE,
    )
    """Standard deviation of what one respondent adds to all answers of a questionnaire."""
    item_noise: float = quantity(
        10.0,
        (3.0, 12.0),
        "points of 100",
        "calibrated",
        "ECSI: Tenenhaus et al. (2005)",
        allowed=(0, 50),
        off=0.0,
        acts_only_on=_QUESTIONNAIRE,
    )
    """Standard deviation of what one respondent adds to one answer of a questionnaire."""
    complaint_bias: float = quantity(0.5, (0.2, 0.8), "-", "assumed", _MODEL, allowed=(0, 1))
    """Share of complaints that are about the attribute most often complained of, whatever the need."""
    interview_time: float = quantity(
        0.0125, (0.006, 0.025), "month/interview", "assumed", "about two hours", allowed=(0, 1)
    )
    """Working time of one interview."""
    participation_lift: float = quantity(
        0.02, (0.0, 0.05), "quality", "assumed", _MODEL, allowed=(0, 1), off=0.0
    )
    """Monthly rise in the expectations of customers who take part in the plan step, at full participation."""
    panel: float = quantity(48.0, (24.0, 96.0), "customer", "assumed", _MODEL, allowed=(0, 1e4))
    """Customers of a firm who take part at full participation; 0: all of them."""
    acts_through: ClassVar[Through] = {
        "uptake": _INTERVIEWS,
        "contact": _INTERVIEWS,
        "interview_time": _INTERVIEWS,
        "score_noise": _CONTACT,
        "courtesy_face_to_face": _CONTACT,
        "weight_noise": _SURVEY,
        "courtesy_third_party": _SURVEY,
        "complaint_bias": ("world.complaints.rate",),
        "participation_lift": (SEATED, "market.customers"),
        "panel": (SEATED,),
        "expected_turning": (
            "world.voices.log_odds or world.asking.real_respondents or world.requirements.leads_apart",
        ),
        "believed_right_sign": ("world.voices.log_odds or world.requirements.leads_apart",),
    }


class Acting(Part):
    """What interviews find to be put right, what comes of it, and what it does to trust where nothing follows."""

    below: float = quantity(8.0, (4.0, 12.0), "points of 100", "assumed", _MODEL, allowed=(0, 100))
    """How far below the firm's mean a customer's satisfaction is for an interview to find something to be done."""
    failure: float = quantity(0.4, (0.3, 0.5), "quality", "assumed", _MODEL, allowed=(0, 2))
    """How far an attribute falls short of what was expected of it for a month to hold a failure."""
    recovery: float = quantity(0.6, (0.3, 0.8), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of the distance to satisfaction 70, or to the firm's mean where that is higher, that acting restores."""
    paradox: float = quantity(
        0.0, (0.0, 5.0), "points of 100", "literature", "de Matos, Henrique & Rossi (2007), sign", allowed=(0, 50),
        off=0.0,
    )  # fmt: skip
    """Satisfaction that acting adds beyond that; it then also keeps customers, which the literature denies."""
    lots: float = quantity(20.0, (10.0, 40.0), "lot/member/month", "assumed", _MODEL, allowed=(1, 1e6))
    """Lots that a member makes in a month; an interview with the next step is about one of them."""
    patience: float = quantity(6.0, (3.0, 12.0), "month", "assumed", _MODEL, allowed=(1, 120))
    """Time constant with which people come to go by what follows when they say what is wrong."""
    asked_in_vain: float = quantity(0.5, (0.0, 1.0), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """How far the effect of being asked turns round with the dissatisfied for whom nothing follows; 1: wholly."""
    heard_in_vain: float = quantity(0.5, (0.0, 1.0), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """How far what contact adds to the commitment of those who ask turns round where nothing follows; 1: wholly."""
    acts_through: ClassVar[Through] = {
        "below": _ASKED,
        "failure": _ASKED,
        "recovery": _ACTING,
        "paradox": _ACTING,
        "lots": ("listening.review.authority", "listening.internal_review.interviews"),
        "patience": _INTERVIEWS,
        "asked_in_vain": ("listening.review.interviews", "world.choice.asked_effect", "market.customers"),
        "heard_in_vain": ("world.voices.contact",),
    }


class Asking(Part):
    """Who answers a survey, and what statistics make of the answers."""

    real_respondents: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0, settled=True)
    """1: in a survey simulated customers answer, one by one; 0: a round finds the mean customer with an error."""
    response_rate: float = quantity(
        0.25, (0.05, 0.6), "-", "assumed", "a survey's rate lies between .05 and .6", allowed=(0, 1), off=0.0
    )
    """Chance that one who is asked answers, at a satisfaction of 60."""
    extremes_answer: float = quantity(
        0.5, (0.0, 1.5), "-", "assumed", "0 to 1.5; sign: Griffin & Hauser (1993)", allowed=(0, 10), off=0.0
    )
    """How much likelier one answers who is 30 points more or less satisfied than that."""
    stated_alike: float = quantity(
        0.5, (0.2, 0.8), "-", "assumed", "stated weights differ too little: .5", allowed=(0, 1), off=0.0
    )
    """Share of the distance to equal weights by which weights are stated too alike."""
    slope_from_answers: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: whom satisfaction keeps is estimated from which respondents leave; 0: from one month's loss and the mean."""
    half_trusted: float = quantity(
        200.0, (100.0, 400.0), "answer", "assumed", "100 to 400", allowed=(0, 1e6), off=0.0
    )
    """Answers on which that estimate must rest for half of it to be used."""
    acts_through: ClassVar[Through] = {
        "real_respondents": _SURVEY,
        "response_rate": ("world.asking.real_respondents",),
        "extremes_answer": ("world.asking.real_respondents", "world.asking.response_rate"),
        "stated_alike": ("world.asking.real_respondents",),
        "slope_from_answers": ("world.asking.real_respondents",),
        "half_trusted": ("world.asking.slope_from_answers",),
    }


class Beliefs(Part):
    """How beliefs are judged and move, as far as nobody chooses it."""

    oracle: float = quantity(
        0.0,
        (0.0, 0.3),
        "-",
        "assumed",
        "0: nobody in a firm knows the truth; 1: March (1991)",
        allowed=(0, 1),
        off=0.0,
    )
    """Weight of the truth, against the firm's own evidence, in judging whose beliefs do better."""
    steps: int = quantity(
        1, (1, 1), "step", "literature", "Christensen (2015), p. 4; 2: text of March (1991)", allowed=(1, 2)
    )
    """How many steps a belief moves towards the code: 1, or 2 to take it over outright."""
    coin: int = quantity(
        1, (1, 1), "-", "literature", "Christensen (2015); 0: text of March (1991)", allowed=(0, 1)
    )
    """1: a member without a belief acts by a fair coin; 0: a member without a belief does not act."""
    compare: Annotated[int, named_numbers({"net": 0, "right": 1})] = quantity(
        0, (0, 0), "-", "literature", "Christensen (2015); right: text of March (1991)", allowed=(0, 1)
    )
    """Score that tells who does better than the code: 0 or `net`: right less wrong; 1 or `right`: right alone."""
    by_fact: float = quantity(1.0, (0.3, 1.0), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """How readily, times `code_learning`, a firm's code follows strong evidence that nobody has to believe yet."""
    imitation: float = quantity(0.01, (0.0, 0.05), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Chance, per dimension, that a firm's code copies a better-selling rival's."""
    spread: float = quantity(0.3, (0.1, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Chance, at full collaboration, that a voice from the next process step moves a belief one step."""
    acts_through: ClassVar[Through] = {
        "oracle": _CODE,
        "coin": _CODE,
        "compare": _CODE,
        "by_fact": _CODE,
        "steps": ("learning.p_learn",),
        "imitation": ("learning.code_learning", "market.customers"),
        "spread": ("learning.sharing",),
    }


class Staff(Part):
    """How people come, meet and are shaped."""

    turnover: float = quantity(
        0.018,
        (0.0, 0.05),
        "1/month",
        "literature",
        "labour statistics; .035: cultural carriers",
        allowed=(0, 1),
        off=0.0,
    )
    """Chance that a member leaves and is replaced."""
    bound: float = quantity(0.3, (0.15, 0.5), "-", "literature", "Deffuant et al. (2000)", allowed=(0, 1))
    """Difference up to which two colleagues still move each other's values."""
    convergence: float = quantity(
        0.5, (0.1, 0.5), "-", "literature", "Deffuant et al. (2000)", allowed=(0, 0.5), off=0.0
    )
    """Share of the difference that each of two colleagues gives up."""
    socialisation: float = quantity(
        0.3, (0.1, 0.5), "1/month", "literature", "Harrison & Carroll (1991)", allowed=(0, 5), off=0.0
    )
    """Rate at which an entrant's values move to the leader's (b1)."""
    socialisation_fading: float = quantity(
        0.3, (0.1, 0.5), "1/month", "literature", "Harrison & Carroll (1991)", allowed=(0, 5)
    )
    """Rate at which that pull fades with tenure (b2)."""
    results_effect: float = quantity(0.02, (0.0, 0.05), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Rate at which visible results of improvement raise the values of those who made them."""
    spread_at_entry: float = quantity(0.1, (0.05, 0.2), "-", "assumed", _MODEL, allowed=(0, 0.5), off=0.0)
    """Standard deviation of entrants' values around the hiring standard."""
    value_at_entry: float = quantity(0.4, (0.2, 0.6), "-", "assumed", _MODEL, allowed=(0, 1))
    """Mean of the values of people on the labour market, on all four dimensions."""
    values_even: int = quantity(
        0, (0, 0), "-", "literature", "1: Deffuant et al. (2000), even opinions", allowed=(0, 1)
    )
    """1: values on the labour market are spread evenly from 0 to 1; 0: normally around their mean."""
    follow_demand: int = quantity(
        1, (1, 1), "-", "assumed", "0: a corner, fixed staff", allowed=(0, 1), off=0
    )
    """1: members are hired and laid off as demand requires; 0: the number of positions is fixed."""
    acts_through: ClassVar[Through] = {
        "bound": ("world.staff.convergence",),
        "convergence": ("culture.meetings",),
        "socialisation": ("culture.leadership",),
        "socialisation_fading": ("world.staff.socialisation",),
        "results_effect": _IMPROVEMENT,
    }


class Improving(Part):
    """How fast shortfalls can fall, and what carries it."""

    practice: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0, settled=True)
    """1: what units do follows the firm's code, how well they do it is work alone; 0: one shortfall for both."""
    curvature: float = quantity(
        0.0, (0.0, 0.5), "-", "literature", "Zangwill & Kantor (1998), kappa", allowed=(-0.9, 3)
    )
    """Exponent of the family of improvement curves: 0 exponential, above 0 a power law."""
    speed: float = quantity(
        1.0,
        (0.5, 2.0),
        "-",
        "literature",
        "Schneiderman (1988): half-lives as published",
        allowed=(0, 10),
        off=0.0,
    )
    """Factor on all half-life rates."""
    full_effort_time: float = quantity(0.15, (0.1, 0.25), "-", "assumed", _MODEL, allowed=(0.01, 1))
    """Share of working time that gives full improvement effort."""
    commitment_time: float = quantity(
        6.0, (3.0, 12.0), "month", "literature", "Repenning (2002)", allowed=(0.1, 120)
    )
    """Time constant of commitment."""
    results_on_commitment: float = quantity(
        0.6, (0.3, 0.9), "-", "literature", "Repenning (2002)", allowed=(0, 5), off=0.0
    )
    """Effect of visible results on commitment."""
    layoffs_on_commitment: float = quantity(
        0.5, (0.2, 0.8), "-", "literature", "Repenning (2002)", allowed=(0, 50), off=0.0
    )
    """Effect of a layoff of all staff within a year on commitment."""
    internal_on_commitment: float = quantity(0.1, (0.0, 0.2), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Largest effect of internal-customer satisfaction on commitment, up or down."""
    culture_on_commitment: float = quantity(0.3, (0.1, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of the commitment not sustained by push that the value of improvement provides."""
    know_how_decay: float = quantity(
        0.02, (0.01, 0.05), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0
    )
    """Rate at which trained tools are forgotten."""
    capability_fading: float = quantity(
        1 / 12,
        (0.04, 0.12),
        "1/month",
        "literature",
        "Repenning & Sterman (2002), d",
        allowed=(0, 1),
        off=0.0,
    )
    """Rate at which capability erodes."""
    capability_given: float = quantity(
        0.7, (0.4, 0.9), "-", "assumed", "0: Repenning & Sterman (2002)", allowed=(0, 1)
    )
    """Share of the upkeep of capability that comes without improvement time (k0 in units of k)."""
    redesign_dip: float = quantity(0.5, (0.2, 0.8), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of output lost while a redesign of depth 1 is under way."""
    redesign_months: float = quantity(12.0, (6.0, 24.0), "month", "assumed", _MODEL, allowed=(1, 120))
    """Months that a redesign takes."""
    rework_time: float = quantity(0.5, (0.2, 1.0), "-", "assumed", _MODEL, allowed=(0, 5), off=0.0)
    """Working time to rework one unit, in units of the time to make it."""
    defect_waste: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "1: a unit that fails is made again", allowed=(0, 1), off=0.0
    )
    """Share of the work in a unit that is not right the first time which is in vain, and lost to output."""
    standard_effect: float = quantity(0.3, (0.3, 0.3), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of a unit's failures that full standard work and maintenance prevent, as long as they are done."""
    preparation_fading: float = quantity(
        1 / 6, (0.08, 0.3), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0
    )
    """Share of what is prepared for a turn that goes stale in a month in which nobody works on it."""
    lead_times: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: lead times of goods fall with work on flow and with redesigns; 0: they stay as they are."""
    lead_time_half_life: float = quantity(12.0, (6.0, 24.0), "month", "assumed", _MODEL, allowed=(0.1, 120))
    """Months in which what can be saved of a lead time halves at full effort and know-how."""
    lead_time_floor: float = quantity(0.2, (0.1, 0.5), "-", "assumed", _MODEL, allowed=(0, 1))
    """Share of its lead time at the start below which none falls."""
    setup_share: float = quantity(0.0, (0.0, 0.0), "-", "assumed", _MODEL, allowed=(0, 0.9), off=0.0)
    """Share of the work in a unit at the start that goes into set-ups, and can be freed by shorter ones."""
    setup_half_life: float = quantity(12.0, (12.0, 12.0), "month", "assumed", _MODEL, allowed=(0.1, 120))
    """Months in which the time of set-ups halves at full effort and know-how."""
    acts_through: ClassVar[Through] = {
        "curvature": _IMPROVEMENT,
        "full_effort_time": _IMPROVEMENT,
        "results_on_commitment": tuple(f"{needed} or world.people.results_norm" for needed in _IMPROVEMENT),
        "speed": ("improvement.time", _TOOLS),
        "know_how_decay": (_TOOLS,),
        "capability_given": ("world.improving.capability_fading",),
        "redesign_dip": ("improvement.redesign",),
        "redesign_months": ("improvement.redesign",),
        "rework_time": (
            "improvement.inspection or listening.review.authority",
            "market.attributes.*.inspectable",
        ),
        "standard_effect": ("improvement.standard_work",),
        "preparation_fading": ("improvement.ahead",),
        "lead_times": ("improvement.flow or improvement.redesign",),
        "lead_time_half_life": ("improvement.flow",),
        "lead_time_floor": ("world.improving.lead_times",),
        "setup_share": ("improvement.setup_reduction",),
        "setup_half_life": ("improvement.setup_reduction", "world.improving.setup_share"),
    }


class People(Part):
    """What people's agreement, autonomy and trust do to their work, and to who stays."""

    execution_error: float = quantity(
        0.03, (0.0, 0.06), "-", "assumed", "form: Sørensen (2002)", allowed=(0, 0.5), off=0.0
    )
    """Standard deviation over months of the share in which a unit fails, where its members agree on nothing."""
    steadying: float = quantity(0.6, (0.3, 0.8), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of it that is spared where all members share their values and believe what the code holds."""
    mis_hand_over: float = quantity(0.1, (0.0, 0.2), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of good work spoilt when an organisation's units hand over, fully autonomous and agreed on nothing."""
    own_ways: float = quantity(1.0, (0.0, 1.0), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """How far autonomous units without shared values practise what their members believe, and not the code."""
    results_norm: float = quantity(
        0.02, (0.0, 0.1), "-", "assumed", "form: Repenning (2002); 0: any result adds to commitment",
        allowed=(0, 1), off=0.0,
    )  # fmt: skip
    """Results that are expected of improvement, as a share of what full effort gives; less takes commitment away."""
    results_memory: float = quantity(6.0, (3.0, 12.0), "month", "assumed", _MODEL, allowed=(0.1, 120))
    """Time constant with which results are smoothed before they are compared with what is expected."""
    layoff_shock: float = quantity(
        3.0, (1.0, 5.0), "-", "assumed", "sign: Trevor & Nyberg (2008); 0: layoffs lower its target for a year",
        allowed=(0, 50), off=0.0,
    )  # fmt: skip
    """Commitment that a unit loses at once when it lays off, per share of its members; at most all of it."""
    layoff_fairness: float = quantity(
        0.3, (0.0, 0.6), "-", "assumed", "sign: Trevor & Nyberg (2008)", allowed=(0, 1), off=1.0
    )
    """Share of that loss that is spared because layoffs are seen as fair."""
    layoff_flight: float = quantity(
        3.0, (0.0, 5.0), "-", "assumed", "sign: Trevor & Nyberg (2008)", allowed=(0, 50), off=0.0
    )
    """How much oftener members leave of their own will in the year after layoffs, per share laid off."""
    leaving: float = quantity(
        1.5, (0.5, 3.0), "-", "assumed", "0: satisfied employees leave as often as others", allowed=(0, 10),
        off=0.0,
    )  # fmt: skip
    """How strongly members leave for want of satisfaction: exponent of the chance to leave."""
    peer_learning: float = quantity(
        0.03, (0.01, 0.06), "1/month", "assumed", "form: Cai & Szeidl (2018)", allowed=(0, 1), off=0.0
    )
    """Share of the distance to better know-how that managers of another firm help to close."""
    peers_level: float = quantity(0.5, (0.3, 0.7), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Mean know-how of firms elsewhere, whose managers can be met."""
    rivals_talk: float = quantity(
        0.0,
        (0.0, 0.2),
        "-",
        "assumed",
        "0: Cai & Szeidl (2018), competitors share less",
        allowed=(0, 1),
        off=0.0,
    )
    """Share of the managers met who come from rivals on the market; each side learns from the other."""
    acts_through: ClassVar[Through] = {
        "steadying": ("world.people.execution_error",),
        "mis_hand_over": ("culture.autonomy",),
        "own_ways": ("culture.autonomy", "world.improving.practice", *_IMPROVEMENT),
        "results_norm": ("world.improving.results_on_commitment",),
        "results_memory": ("world.people.results_norm",),
        "layoff_shock": ("world.staff.follow_demand",),
        "layoff_fairness": ("world.people.layoff_shock",),
        "layoff_flight": ("world.staff.follow_demand", "world.staff.turnover"),
        "leaving": ("world.staff.turnover",),
        "peer_learning": ("culture.peers",),
        "peers_level": ("world.people.peer_learning",),
        "rivals_talk": ("world.people.peer_learning",),
    }


class Supply(Part):
    """How goods flow, as far as nobody chooses it."""

    demand_mean: float = quantity(
        0.0,
        (0.0, 0.0),
        "unit/month",
        "assumed",
        "a corner: demand without customers",
        allowed=(0, 1e5),
        off=0.0,
    )
    """Demand at every outlet in addition to that of the simulated customers."""
    demand_sd: float = quantity(
        0.0, (0.0, 0.0), "unit/month", "assumed", "a corner: Chen et al. (2000)", allowed=(0, 1e5), off=0.0
    )
    """Standard deviation of the shocks to that demand."""
    demand_persistence: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "a corner: Chen et al. (2000), rho", allowed=(-0.99, 0.99), off=0.0
    )
    """Share of its deviation that lasts to the next month."""
    returns: int = quantity(0, (0, 0), "-", "assumed", "1: Chen et al. (2000)", allowed=(0, 1))
    """1: excess orders may be returned."""
    capacity_limits: int = quantity(1, (1, 1), "-", "assumed", "0: Chen et al. (2000)", allowed=(0, 1), off=0)
    """1: output is limited by capability and working time; 0: by goods only."""
    fill_waiting: float = quantity(0.5, (0.0, 1.0), "-", "assumed", _MODEL, allowed=(0, 1))
    """Share of customers who wait for a unit that is out of stock; the others go without."""
    platform_carries_demand: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: demand is shared only as far as a firm's information platform reaches; 0: it is shared without one."""
    acts_through: ClassVar[Through] = {
        "demand_sd": ("world.supply.demand_mean",),
        "demand_persistence": ("world.supply.demand_sd",),
        "platform_carries_demand": ("integration.shared_demand",),
    }


class Business(Part):
    """Prices, running costs and what failures cost."""

    price: float = quantity(
        100.0, (100.0, 100.0), "currency/unit", "assumed", "a numeraire", allowed=(1e-3, 1e6), settled=True
    )
    """Price of one unit at the start."""
    hour: float = quantity(
        0.28, (0.1, 0.8), "unit price/hour", "assumed", "about .28 where a unit takes 3.6 hours; 0: off",
        allowed=(0, 100), off=0.0,
    )  # fmt: skip
    """Price of a working hour, in prices of a unit; 0: a member is one person, and what is paid by the hour is free."""
    materials: float = quantity(
        0.20, (0.1, 0.3), "-", "assumed", "share of the price", allowed=(0, 1), settled=True
    )
    """Cost of what all sources of a firm's goods buy from outside, as a share of the starting price."""
    labour: float = quantity(
        0.30, (0.2, 0.4), "-", "assumed", "share of the price", allowed=(0, 1), settled=True
    )
    """Wages in the whole chain per unit at the start, as a share of the starting price."""
    overhead: float = quantity(0.06, (0.03, 0.1), "-", "assumed", "share of the price", allowed=(0, 1))
    """Fixed cost of a firm at its starting volume, as a share of the starting price."""
    value_added: float = quantity(0.3, (0.1, 0.5), "-", "assumed", _MODEL, allowed=(0, 1))
    """Share of the unit cost that falls with cost experience."""
    normal_use: float = quantity(0.87, (0.8, 0.95), "-", "assumed", _MODEL, allowed=(0.1, 1), settled=True)
    """Share of capacity in use at the start, on which labour cost is based."""
    spare_kept: float = quantity(0.25, (0.2, 0.4), "-", "assumed", _MODEL, allowed=(0, 5))
    """Spare capacity that is kept before anybody is laid off, as a share of the capacity needed."""
    experience_exponent: float = quantity(
        0.322, (0.15, 0.45), "-", "literature", "Wright (1936): 80 % curve", allowed=(0, 2), off=0.0
    )
    """Exponent of the experience curve."""
    experience_keep: float = quantity(
        0.97, (0.75, 1.0), "1/month", "literature", "Argote et al. (1990); Thompson (2007)", allowed=(0, 1)
    )
    """Share of cost experience that is kept for another month."""
    spill_over: float = quantity(
        0.33, (0.2, 1.0), "-", "literature", "Irwin & Klenow (1994): a third", allowed=(0, 1), off=0.0
    )
    """What a unit that a rival makes teaches a firm, as a share of what a unit of its own does."""
    common_curve: int = quantity(
        1,
        (1, 1),
        "-",
        "assumed",
        "0: each firm starts at the same cost, whatever its size",
        allowed=(0, 1),
        settled=True,
    )
    """1: all firms stand on one experience curve, so that more volume means lower cost; 0: each has its own curve."""
    overhead_step: float = quantity(
        0.1, (0.05, 0.2), "-", "assumed", "0: overhead never follows volume", allowed=(0, 1), off=0.0
    )
    """Step in which overhead follows a firm's volume of the past year, as a share of what it is sized for."""
    price_adjustment: float = quantity(
        0.2, (0.05, 0.5), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0
    )
    """Share of the distance to its target that a price moves."""
    competitors_prices: float = quantity(
        0.4, (0.0, 0.5), "-", "literature", "Amiti, Itskhoki & Konings (2019): .4; 0: cost and markup alone",
        allowed=(0, 0.9), off=0.0,
    )  # fmt: skip
    """How far a firm's price follows those of its rivals instead of its own cost."""
    warranty: float = quantity(
        0.5, (0.2, 1.0), "-", "assumed", "share of the price per defective unit", allowed=(0, 5), off=0.0
    )
    """External failure cost of one unit delivered with a defect, as a share of its price."""
    failure_to_society: float = quantity(
        0.05, (0.0, 0.1), "-", "assumed", "share of the price per defective unit", allowed=(0, 5), off=0.0
    )
    """Cost to society of one unit delivered with a defect, as a share of its price."""
    tax: float = quantity(0.25, (0.15, 0.35), "-", "assumed", "corporate tax rate", allowed=(0, 1), off=0.0)
    """Tax on a month's profit."""
    discount: float = quantity(
        0.10, (0.04, 0.15), "1/year", "assumed", "cost of capital", allowed=(0, 4), settled=True
    )
    """Discount rate of all five accounts."""


class Economy(LeverCosts, Business):
    """Prices, costs and what is owed to whom."""

    severance: float = quantity(3.0, (1.0, 6.0), "month's wage", "assumed", _MODEL, allowed=(0, 100), off=0.0)
    """What one layoff costs the firm, paid to the person laid off, in months' wages."""
    hire_cost: float = quantity(3.0, (1.0, 9.0), "month's wage", "assumed", _MODEL, allowed=(0, 100), off=0.0)
    """What finding and breaking in one new member costs the firm beside choosing for values, in months' wages."""
    layoff_loss: float = quantity(
        6.0,
        (3.0, 12.0),
        "month's wage",
        "literature",
        "displaced workers' earnings losses",
        allowed=(0, 100),
        off=0.0,
    )
    """What one layoff costs the person laid off, in months' wages."""
    reservation_wage: float = quantity(0.7, (0.4, 0.9), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of the wage for which employees would just be willing to work; what they earn above it is their value."""
    whole_chain: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: suppliers' employees and taxes are in the accounts of the firms they serve; 0: only their profits are."""
    acts_through: ClassVar[Through] = {
        "experience_keep": ("world.economy.experience_exponent",),
        "spill_over": ("world.economy.experience_exponent",),
        "common_curve": ("world.economy.experience_exponent",),
        **LeverCosts.acts_through,
    }


class Rivalry(Part):
    """What happens to firms among firms: shocks, looking at the better one, turning round, leaving and entering."""

    demand_sd: float = quantity(
        0.3, (0.1, 0.5), "-", "assumed", "0: no firm has luck of its own", allowed=(0, 10), off=0.0
    )
    """Standard deviation of lasting shocks to the appeal of one firm, on the scale of utility."""
    demand_keep: float = quantity(0.95, (0.9, 0.98), "1/month", "assumed", _MODEL, allowed=(0, 0.999))
    """Share of such a shock that is left a month later."""
    cost_sd: float = quantity(
        0.03, (0.01, 0.05), "-", "assumed", "0: no firm has luck of its own", allowed=(0, 1), off=0.0
    )
    """Standard deviation of lasting shocks to one firm's cost of a unit, as a share of that cost at the start."""
    cost_keep: float = quantity(0.93, (0.88, 0.97), "1/month", "assumed", _MODEL, allowed=(0, 0.999))
    """Share of such a shock that is left a month later."""
    aspiration: float = quantity(
        0.0, (0.0, 0.0), "1/month", "assumed", "form: Greve (1998); 0: imitation of codes only", allowed=(0, 1),
        off=0.0,
    )  # fmt: skip
    """Chance that a firm whose return on sales is .1 below its peers' moves towards what the best does visibly."""
    copied: float = quantity(0.3, (0.3, 0.3), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of the way that such a move goes, and chance that an element of the code is copied in it."""
    focal_searches: int = quantity(
        0, (0, 0), "-", "assumed", "0: its policy is what is asked about", allowed=(0, 1), off=0
    )
    """1: the focal firm moves towards better rivals as others do; 0: it keeps to its policy."""
    exit_loss: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "0: no firm leaves the market", allowed=(0, 10), off=0.0
    )
    """Loss not made good, as a share of a year's sales, beyond which a firm leaves the market."""
    exit_grace: int = quantity(12, (12, 12), "month", "assumed", _MODEL, allowed=(0, 120))
    """Months for which a firm that has come to the market is given time."""
    entry_rate: float = quantity(
        1 / 12, (1 / 12, 1 / 12), "1/month", "assumed", _MODEL, allowed=(0, 1), off=0.0
    )
    """Chance that an entrant takes the place of a firm that has left."""
    turn_round: float = quantity(
        0.0, (0.0, 0.0), "1/month", "assumed",
        "form: Barker & Duhaime (1997); 0: no firm turns round", allowed=(0, 1), off=0.0,
    )  # fmt: skip
    """Chance that a firm beyond half of the loss that ends it turns round: it does as its best rival visibly does."""
    restructuring: float = quantity(0.02, (0.02, 0.02), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """What turning round costs once, severance pay left out, as a share of a year's sales."""
    acts_through: ClassVar[Through] = {
        "demand_sd": (*_CONSIDERING, "market.customers"),
        "demand_keep": ("world.rivalry.demand_sd",),
        "cost_keep": ("world.rivalry.cost_sd",),
        "copied": ("world.rivalry.aspiration",),
        "focal_searches": ("world.rivalry.aspiration or world.rivalry.turn_round",),
        "exit_grace": ("world.rivalry.exit_loss",),
        "entry_rate": ("world.rivalry.exit_loss",),
        "turn_round": ("world.rivalry.exit_loss",),
        "restructuring": ("world.rivalry.turn_round", "world.rivalry.exit_loss"),
    }


class Partnership(Part):
    """What taking part, deciding jointly and sharing gains do, between firms, customers and suppliers."""

    apart: float = quantity(0.2, (0.0, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0, settled=True)
    """Share of requirements of which one segment, drawn for each, asks for the opposite."""
    panel_depth: float = quantity(3.0, (1.0, 6.0), "-", "assumed", _MODEL, allowed=(0, 20), off=0.0)
    """How many times as likely as in an interview a member of a panel for ideas voices a need in a month."""
    development_slows: float = quantity(
        0.25, (0.0, 0.5), "-", "assumed", "sign: Chang & Taylor (2016)", allowed=(0, 1), off=0.0
    )
    """Share by which practice follows more slowly where all its changes are developed with customers."""
    launch_speeds: float = quantity(
        0.5, (0.0, 1.0), "-", "assumed", "sign: Chang & Taylor (2016)", allowed=(0, 10), off=0.0
    )
    """Share by which a firm's reputation moves faster where customers take part in all launches."""
    all_practise: float = quantity(0.5, (0.0, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """How far a requirement counts as met only where all who contribute to it, suppliers too, practise it."""
    joint_evidence: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: suppliers who decide jointly take over what the buyer has heard; 0: both sides average their priorities."""
    joint_speed: float = quantity(0.3, (0.0, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of the half-life of attributes made across firms that deciding jointly in full takes away."""
    suppliers_answer: int = quantity(
        1, (1, 1), "-", "literature", "form: Corbett & DeCroix (2001); 0: off", allowed=(0, 1), off=0
    )
    """1: suppliers set their improvement time by what gains shared with them are worth; 0: by their policy alone."""
    dearer_time: float = quantity(3.0, (1.0, 6.0), "-", "assumed", _MODEL, allowed=(0, 100))
    """How fast improvement time grows dearer for a supplier: all its time would cost it 1 + this, in its wages."""
    acts_through: ClassVar[Through] = {
        "apart": ("world.improving.practice",),
        "panel_depth": ("listening.participation.ideation", "market.customers"),
        "development_slows": ("listening.participation.development", "world.improving.practice"),
        "launch_speeds": (
            "listening.participation.launch",
            "world.word_of_mouth.reputation_update",
            "market.customers",
        ),
        "all_practise": ("world.improving.practice",),
        "joint_evidence": ("integration.joint_decision",),
        "joint_speed": ("integration.joint_decision", *_IMPROVEMENT),
        "suppliers_answer": ("integration.gain_sharing", *_IMPROVEMENT),
        "dearer_time": ("world.partnership.suppliers_answer",),
    }


class Deciding(Part):
    """How firms decide what to spend on, and what cost projects can do."""

    appraisal: int = quantity(1, (1, 1), "-", "assumed", _MODEL, allowed=(0, 1), off=0)
    """1: the yearly rule plans month by month what a step changes, and weighs its error; 0: it extends last month."""
    cost_floor: float = quantity(0.85, (0.75, 1.0), "-", "assumed", _MODEL, allowed=(0.3, 1), off=1.0)
    """Share of the starting work and processing of a unit that cost projects cannot take away; 1: they take none."""
    cost_half_life: float = quantity(18.0, (9.0, 36.0), "month", "assumed", _MODEL, allowed=(1, 240))
    """Months in which cost projects at full effort take away half of what they can."""
    acts_through: ClassVar[Through] = {
        "appraisal": ("value.investment_step",),
        "cost_floor": _IMPROVEMENT,
        "cost_half_life": ("world.deciding.cost_floor",),
    }


class World(Part):
    """Everything that the world sets."""

    requirements: Requirements = part()
    satisfaction: Satisfaction = part()
    word_of_mouth: WordOfMouth = part()
    choice: Choice = part()
    complaints: Complaints = part()
    voices: Voices = part()
    acting: Acting = part()
    asking: Asking = part()
    beliefs: Beliefs = part()
    staff: Staff = part()
    improving: Improving = part()
    people: People = part()
    supply: Supply = part()
    economy: Economy = part()
    rivalry: Rivalry = part()
    partnership: Partnership = part()
    deciding: Deciding = part()
