"""What members believe, how they come, go, improve and learn."""

from typing import Annotated, ClassVar

from tci_sim.scenario.quantity import Part, Through, named_numbers, quantity
from tci_sim.scenario.uncertainties.through import IMPROVEMENT, MODEL, TOOLS

# what parameters act through, where several act through the same
_CODE = ("learning.code_learning",)


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
    by_fact: float = quantity(1.0, (0.3, 1.0), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """How readily, times `code_learning`, a firm's code follows strong evidence that nobody has to believe yet."""
    imitation: float = quantity(0.01, (0.0, 0.05), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Chance, per dimension, that a firm's code copies a better-selling rival's."""
    spread: float = quantity(0.3, (0.1, 0.5), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
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
    results_effect: float = quantity(0.02, (0.0, 0.05), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Rate at which visible results of improvement raise the values of those who made them."""
    spread_at_entry: float = quantity(0.1, (0.05, 0.2), "-", "assumed", MODEL, allowed=(0, 0.5), off=0.0)
    """Standard deviation of entrants' values around the hiring standard."""
    value_at_entry: float = quantity(0.4, (0.2, 0.6), "-", "assumed", MODEL, allowed=(0, 1))
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
        "results_effect": IMPROVEMENT,
    }


class Improving(Part):
    """How fast shortfalls can fall, and what carries it."""

    practice: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0, settled=True)
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
    full_effort_time: float = quantity(0.15, (0.1, 0.25), "-", "assumed", MODEL, allowed=(0.01, 1))
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
    internal_on_commitment: float = quantity(0.1, (0.0, 0.2), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Largest effect of internal-customer satisfaction on commitment, up or down."""
    culture_on_commitment: float = quantity(0.3, (0.1, 0.5), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of the commitment not sustained by push that the value of improvement provides."""
    know_how_decay: float = quantity(0.02, (0.01, 0.05), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0)
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
    redesign_dip: float = quantity(0.5, (0.2, 0.8), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of output lost while a redesign of depth 1 is under way."""
    redesign_months: float = quantity(12.0, (6.0, 24.0), "month", "assumed", MODEL, allowed=(1, 120))
    """Months that a redesign takes."""
    rework_time: float = quantity(0.5, (0.2, 1.0), "-", "assumed", MODEL, allowed=(0, 5), off=0.0)
    """Working time to rework one unit, in units of the time to make it."""
    defect_waste: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "1: a unit that fails is made again", allowed=(0, 1), off=0.0
    )
    """Share of the work in a unit that is not right the first time which is in vain, and lost to output."""
    standard_effect: float = quantity(0.3, (0.3, 0.3), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of a unit's failures that full standard work and maintenance prevent, as long as they are done."""
    preparation_fading: float = quantity(
        1 / 6, (0.08, 0.3), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0
    )
    """Share of what is prepared for a turn that goes stale in a month in which nobody works on it."""
    lead_times: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: lead times of goods fall with work on flow and with redesigns; 0: they stay as they are."""
    lead_time_half_life: float = quantity(12.0, (6.0, 24.0), "month", "assumed", MODEL, allowed=(0.1, 120))
    """Months in which what can be saved of a lead time halves at full effort and know-how."""
    lead_time_floor: float = quantity(0.2, (0.1, 0.5), "-", "assumed", MODEL, allowed=(0, 1))
    """Share of its lead time at the start below which none falls."""
    setup_share: float = quantity(0.0, (0.0, 0.0), "-", "assumed", MODEL, allowed=(0, 0.9), off=0.0)
    """Share of the work in a unit at the start that goes into set-ups, and can be freed by shorter ones."""
    setup_half_life: float = quantity(12.0, (12.0, 12.0), "month", "assumed", MODEL, allowed=(0.1, 120))
    """Months in which the time of set-ups halves at full effort and know-how."""
    acts_through: ClassVar[Through] = {
        "curvature": IMPROVEMENT,
        "full_effort_time": IMPROVEMENT,
        "results_on_commitment": tuple(f"{needed} or world.people.results_norm" for needed in IMPROVEMENT),
        "speed": ("improvement.time", TOOLS),
        "know_how_decay": (TOOLS,),
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
    steadying: float = quantity(0.6, (0.3, 0.8), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of it that is spared where all members share their values and believe what the code holds."""
    mis_hand_over: float = quantity(0.1, (0.0, 0.2), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of good work spoilt when an organisation's units hand over, fully autonomous and agreed on nothing."""
    own_ways: float = quantity(1.0, (0.0, 1.0), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """How far autonomous units without shared values practise what their members believe, and not the code."""
    results_norm: float = quantity(
        0.02, (0.0, 0.1), "-", "assumed", "form: Repenning (2002); 0: any result adds to commitment",
        allowed=(0, 1), off=0.0,
    )  # fmt: skip
    """Results that are expected of improvement, as a share of what full effort gives; less takes commitment away."""
    results_memory: float = quantity(6.0, (3.0, 12.0), "month", "assumed", MODEL, allowed=(0.1, 120))
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
    peers_level: float = quantity(0.5, (0.3, 0.7), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
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
        "own_ways": ("culture.autonomy", "world.improving.practice", *IMPROVEMENT),
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
