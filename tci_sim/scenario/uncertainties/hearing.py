"""What can be heard of customers, what is done about it at once, and what being asked does."""

from typing import ClassVar

from tci_sim.scenario.policy import SEATED
from tci_sim.scenario.quantity import Part, Through, quantity
from tci_sim.scenario.uncertainties.through import MODEL

# what parameters act through, where several act through the same
_INTERVIEWS = ("listening.review.interviews or listening.internal_review.interviews",)
_SURVEY = ("listening.survey.respondents", "market.customers")
_CONTACT = (
    "listening.survey.respondents or listening.review.interviews or listening.internal_review.interviews",
)
_ASKED = ("listening.review.interviews", "market.customers")
_ACTING = ("listening.review.authority", *_ASKED)
_QUESTIONNAIRE = "questionnaire"


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
    right_sign: float = quantity(0.8, (0.6, 1.0), "-", "assumed", MODEL, allowed=(0, 1))
    """Chance that a voiced need has the right sign."""
    uptake: float = quantity(0.3, (0.1, 0.5), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Chance, at full learning culture, that a hearer's belief moves one step."""
    evidence_keep: float = quantity(0.98, (0.95, 0.99), "1/month", "assumed", MODEL, allowed=(0, 1))
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
        0.02, (0.01, 0.05), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0
    )
    """Share of what a firm thinks of gaps, weights and retention that fades in a month in which nobody was asked."""
    contact: float = quantity(0.05, (0.0, 0.1), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Commitment that hearing customers adds, at one interview a member and month."""
    score_noise: float = quantity(
        15.0, (10.0, 20.0), "points of 100", "literature", "ECSI: s.d. 14.7", allowed=(0, 100), off=0.0
    )
    """Standard deviation of one respondent's answer about one attribute."""
    weight_noise: float = quantity(0.2, (0.1, 0.4), "-", "assumed", MODEL, allowed=(0, 5), off=0.0)
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
    complaint_bias: float = quantity(0.5, (0.2, 0.8), "-", "assumed", MODEL, allowed=(0, 1))
    """Share of complaints that are about the attribute most often complained of, whatever the need."""
    interview_time: float = quantity(
        0.0125, (0.006, 0.025), "month/interview", "assumed", "about two hours", allowed=(0, 1)
    )
    """Working time of one interview."""
    participation_lift: float = quantity(
        0.02, (0.0, 0.05), "quality", "assumed", MODEL, allowed=(0, 1), off=0.0
    )
    """Monthly rise in the expectations of customers who take part in the plan step, at full participation."""
    panel: float = quantity(48.0, (24.0, 96.0), "customer", "assumed", MODEL, allowed=(0, 1e4))
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

    below: float = quantity(8.0, (4.0, 12.0), "points of 100", "assumed", MODEL, allowed=(0, 100))
    """How far below the firm's mean a customer's satisfaction is for an interview to find something to be done."""
    failure: float = quantity(0.4, (0.3, 0.5), "quality", "assumed", MODEL, allowed=(0, 2))
    """How far an attribute falls short of what was expected of it for a month to hold a failure."""
    recovery: float = quantity(0.6, (0.3, 0.8), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of the distance to satisfaction 70, or to the firm's mean where that is higher, that acting restores."""
    paradox: float = quantity(
        0.0, (0.0, 5.0), "points of 100", "literature", "de Matos, Henrique & Rossi (2007), sign", allowed=(0, 50),
        off=0.0,
    )  # fmt: skip
    """Satisfaction that acting adds beyond that; it then also keeps customers, which the literature denies."""
    lots: float = quantity(20.0, (10.0, 40.0), "lot/member/month", "assumed", MODEL, allowed=(1, 1e6))
    """Lots that a member makes in a month; an interview with the next step is about one of them."""
    patience: float = quantity(6.0, (3.0, 12.0), "month", "assumed", MODEL, allowed=(1, 120))
    """Time constant with which people come to go by what follows when they say what is wrong."""
    asked_in_vain: float = quantity(0.5, (0.0, 1.0), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """How far the effect of being asked turns round with the dissatisfied for whom nothing follows; 1: wholly."""
    heard_in_vain: float = quantity(0.5, (0.0, 1.0), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
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

    real_respondents: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0, settled=True)
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
    slope_from_answers: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
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
