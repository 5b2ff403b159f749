"""The levers: what a firm can choose, and what it costs. A policy is a set of lever values; no rule knows its name."""

from typing import Any, ClassVar

from pydantic import model_serializer

from tci_sim.scenario.prices import LeverPrices
from tci_sim.scenario.quantity import Part, Paths, Through, levers_by_cost, part, quantity
from tci_sim.scenario.words import Label

_OURS = "a choice, not a fact"
_MODEL = "assumed in the model's design; kept wide"

# what parameters act through, where several act through the same
_TIME = ("improvement.time",)
_SURVEY = ("listening.survey.respondents", "market.customers")
_REAL = (*_SURVEY, "world.asking.real_respondents")
_INSPECTABLE = ("market.attributes.*.inspectable",)
_CODE = ("learning.code_learning",)
SEATED = (
    "listening.participation.share or listening.participation.ideation "
    "or listening.participation.development or listening.participation.launch"
)
"""Stages in which customers may take part."""


class Survey(Part):
    """Asking a sample of customers by questionnaire."""

    respondents: int = quantity(
        200, (0, 500), "customer/round", "assumed", _OURS, allowed=(0, 5000), off=0,
        paid_as=("survey",), cost="survey_cost", prices=("round_hours", "answer_hours"),
    )  # fmt: skip
    """How many customers answer in one round."""
    interval: int = quantity(12, (3, 24), "month", "assumed", _OURS, allowed=(1, 60))
    """Months from one round to the next."""
    delay: int = quantity(3, (0, 6), "month", "assumed", _OURS, allowed=(0, 6))
    """Months until the results are available."""
    depth: float = quantity(0.1, (0.0, 0.3), "-", "assumed", _OURS, allowed=(0, 1))
    """How much of an interview's power to uncover needs a questionnaire has."""
    third_party: float = quantity(1.0, (0.0, 1.0), "-", "assumed", _OURS)
    """Share of the survey that a third party carries out instead of the firm's own staff."""
    lost: float = quantity(
        0.0, (0.0, 0.3), "-", "assumed", _OURS, allowed=(0, 1), off=0.0, paid_as=("survey",)
    )
    """Share of the answers that customers give who left the firm within the last year."""
    outside: float = quantity(
        0.0, (0.0, 0.3), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("survey",), prices=("outside_hours",),
    )  # fmt: skip
    """Share of the answers that customers of other firms give."""
    derived: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("survey",), prices=("derived_hours",),
    )  # fmt: skip
    """How far weights of attributes are derived from answers by regression, and not taken as stated."""
    acts_through: ClassVar[Through] = {
        "interval": ("listening.survey.respondents",),
        "delay": _SURVEY,
        "third_party": _SURVEY,
        "depth": _SURVEY,
        "lost": _REAL,
        "outside": _REAL,
        "derived": _REAL,
    }


class ComplaintHandling(Part):
    """What happens to those who complain."""

    handling: float = quantity(
        0.3, (0.0, 0.9), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("complaint_handling",), cost="complaint_cost", prices=("complaint_hours",),
    )  # fmt: skip
    """Chance that a complaint is handled well."""
    acts_through: ClassVar[Through] = {
        "handling": ("world.complaints.rate",),
    }


class FrontLineReview(Part):
    """Front-line staff ask customers face to face, and act."""

    interviews: float = quantity(
        0.0, (0.0, 4.0), "interview/member/month", "assumed", _OURS, allowed=(0, 20), off=0.0,
        paid_as=("interviews", "interview_help"), cost="interview_cost", prices=("expense_hours",),
    )  # fmt: skip
    """Interviews that each front-line member holds in a month."""
    authority: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", _OURS, off=0.0,
        paid_as=("complaint_handling", "interview_help"), prices=("acting_hours", "amends"),
    )  # fmt: skip
    """Share of the troubles that interviews find, outside and inside, which whoever asked may take up."""
    acts_through: ClassVar[Through] = {
        "authority": ("listening.review.interviews or listening.internal_review.interviews",),
    }


class InternalReview(Part):
    """Each process step asks the next one, its internal customer."""

    interviews: float = quantity(
        0.0, (0.0, 2.0), "interview/member/month", "assumed", _OURS, allowed=(0, 20), off=0.0,
        paid_as=("interview_help",), prices=("internal_hours",),
    )  # fmt: skip
    """Interviews that each member holds in a month with the next step."""


class Participation(Part):
    """Customers who sit in the plan step, and in other stages of what is done for them."""

    share: float = quantity(
        0.0, (0.0, 0.5), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("participation",), cost="participation_cost", prices=("panel_hours",),
    )  # fmt: skip
    """Weight of participating customers in the priorities."""
    breadth: float = quantity(0.5, (0.0, 1.0), "-", "assumed", _OURS)
    """How well the participants represent all segments; 0: they come from one segment."""
    ideation: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", "stages: Chang & Taylor (2016)", allowed=(0, 1),
        off=0.0, paid_as=("participation",), prices=("panel_hours",),
    )  # fmt: skip
    """Share of the customer panels that look for ideas: what their members say of their needs is evidence."""
    development: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", "stages: Chang & Taylor (2016)", allowed=(0, 1),
        off=0.0, paid_as=("participation",), prices=("panel_hours",),
    )  # fmt: skip
    """Share of changes of practice that are decided with customers: nearer to what they ask for, and slower."""
    launch: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", "stages: Chang & Taylor (2016)", allowed=(0, 1),
        off=0.0, paid_as=("participation",), prices=("panel_hours",),
    )  # fmt: skip
    """Share of launches in which customers take part: what the firm is known for moves faster, up and down."""
    acts_through: ClassVar[Through] = {
        "breadth": (SEATED,),
        "ideation": ("market.customers",),
        "launch": ("market.customers",),
    }


class Listening(Part):
    """How a firm hears its customers."""

    survey: Survey = part()
    complaints: ComplaintHandling = part()
    review: FrontLineReview = part()
    internal_review: InternalReview = part()
    participation: Participation = part()
    lead_users: float = quantity(
        0.0, (0.0, 6.0), "study/year", "assumed", _OURS, allowed=(0, 24), off=0.0,
        paid_as=("interviews",), prices=("lead_user_hours",),
    )  # fmt: skip
    """Studies a year of 15 customers each who feel needs ahead of the market; from six on a standing panel."""


class Learning(Part):
    """How beliefs move between members and the firm's code."""

    p_learn: float = quantity(
        0.3, (0.1, 0.9), "1/month", "literature", "March (1991), p1", allowed=(0, 1), off=0.0
    )
    """Chance that a member's belief moves towards the code."""
    slow_learners: float = quantity(
        0.0, (0.0, 1.0), "-", "literature", "March (1991), pp. 76-78, heterogeneous rates", off=0.0
    )
    """Share of positions whose holders learn from the code at a different rate."""
    p_learn_slow: float = quantity(
        0.1, (0.1, 0.9), "1/month", "literature", "March (1991), pp. 76-78: .1 beside .9", allowed=(0, 1)
    )
    """Chance that the belief of a member in one of those positions moves towards the code."""
    code_learning: float = quantity(
        0.3,
        (0.1, 0.9),
        "-",
        "literature",
        "March (1991), p2",
        allowed=(0, 1),
        off=0.0,
        prices=("code_hours",),
    )
    """How readily the code learns from the members who do better than it."""
    sharing: float = quantity(0.0, (0.0, 1.0), "-", "assumed", _OURS, off=0.0, prices=("sharing_hours",))
    """How far the beliefs of one process step are passed to the step before it."""
    acts_through: ClassVar[Through] = {
        "p_learn": _CODE,
        "sharing": ("world.beliefs.spread or listening.review.authority",),
    }


class Culture(Part):
    """How values are formed, and how far units act on their own."""

    autonomy: float = quantity(
        0.2, (0.0, 0.9), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        prices=("deciding_time", "supervising_wages"),
    )  # fmt: skip
    """Weight of a unit's own judgement in its priorities; the rest is the centre's."""
    meetings: float = quantity(
        0.2, (0.0, 1.0), "1/month", "assumed", _OURS, allowed=(0, 1), off=0.0, prices=("meeting_hours",)
    )
    """Chance that a member meets a colleague in a month and they move each other's values."""
    leadership: float = quantity(
        0.5, (0.0, 1.0), "-", "assumed", _OURS, off=0.0, paid_as=("formation",), prices=("leading_wages",)
    )
    """How far entrants take the leader as their reference."""
    leader_learning: float = quantity(0.5, (0.2, 0.9), "-", "assumed", _OURS, allowed=(0, 1))
    """How strongly the leader practises learning."""
    leader_collaboration: float = quantity(0.5, (0.2, 0.9), "-", "assumed", _OURS, allowed=(0, 1))
    """How strongly the leader practises collaboration."""
    leader_improvement: float = quantity(0.5, (0.2, 0.9), "-", "assumed", _OURS, allowed=(0, 1))
    """How strongly the leader practises improvement."""
    leader_shared_value: float = quantity(0.5, (0.2, 0.9), "-", "assumed", _OURS, allowed=(0, 1))
    """How strongly the leader puts the customer's values before the firm's own."""
    formation: float = quantity(
        0.0, (0.0, 0.05), "1/month", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("formation",), cost="formation_cost", prices=("formation_hours",),
    )  # fmt: skip
    """Rate at which the values programme raises members' values."""
    hiring_fit: float = quantity(
        0.0, (0.0, 0.8), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("formation",), prices=("applicant_hours", "applicants"),
    )  # fmt: skip
    """How far entrants are chosen for their values; 0: not at all."""
    peers: int = quantity(
        0, (0, 6), "firm", "assumed", _OURS, allowed=(0, 10), off=0, paid_as=("training",), cost="peer_cost"
    )
    """How many other firms' managers are met every month, to learn what they do."""
    acts_through: ClassVar[Through] = {
        "meetings": ("world.staff.convergence",),
        "leadership": ("world.staff.socialisation",),
    }


class Improvement(Part):
    """How processes are made better."""

    time: float = quantity(
        0.05, (0.0, 0.3), "-", "assumed", _OURS, allowed=(0, 0.9), off=0.0,
        paid_as=("improvement_help",), prices=("expert_wages", "start_wages"),
    )  # fmt: skip
    """Share of working time set aside for improvement."""
    protection: float = quantity(0.3, (0.0, 1.0), "-", "assumed", _OURS)
    """Share of that time that production pressure cannot take back."""
    cadence: int = quantity(3, (1, 12), "month", "assumed", _OURS, allowed=(1, 60), prices=("plan_hours",))
    """Months from one plan step to the next."""
    check: float = quantity(
        0.3, (0.0, 0.9), "-", "assumed", _OURS, allowed=(0, 1), off=0.0, prices=("check_time",)
    )
    """Share of harmful changes that the check step catches before they become standard."""
    push: float = quantity(
        0.4, (0.2, 0.8), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("improvement_help",), prices=("push_wages",),
    )  # fmt: skip
    """Commitment that management's push alone sustains."""
    training: float = quantity(
        0.02, (0.0, 0.1), "1/month", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("training",), cost="training_cost", prices=("training_time",),
    )  # fmt: skip
    """Rate at which members are trained in the tools (know-how)."""
    inspection: float = quantity(
        0.2, (0.0, 0.8), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("inspection",), cost="inspection_cost",
    )  # fmt: skip
    """Share of defects of inspectable attributes that inspection can intercept."""
    job_security: float = quantity(0.0, (0.0, 1.0), "-", "assumed", _OURS, off=0.0)
    """Share of surplus staff who are kept and paid."""
    redesign: float = quantity(
        0.0, (0.0, 0.5), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,
        paid_as=("redesign",), cost="redesign_cost",
    )  # fmt: skip
    """Depth of a redesign of process and organisation that starts when the policy does."""
    ahead: float = quantity(0.0, (0.0, 0.5), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """How far units prepare for turns of requirements that their firm expects, out of the effort on these."""
    flow: float = quantity(0.0, (0.0, 0.5), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Share of improvement effort that goes into shorter set-ups and lead times."""
    setup_reduction: float = quantity(0.0, (0.0, 0.5), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Share of improvement effort that shortens set-ups of batches as large as before, which frees capacity."""
    standard_work: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0, prices=("standard_time",)
    )
    """How far units work to standards and look after their equipment before it fails."""
    acts_through: ClassVar[Through] = {
        "protection": _TIME,
        "cadence": _TIME,
        "check": ("improvement.time", "improvement.training or culture.peers", "world.improving.speed"),
        "ahead": (*_TIME, "world.requirements.leads_apart", "world.improving.practice"),
        "flow": (*_TIME, "world.improving.lead_times"),
        "setup_reduction": (*_TIME, "world.improving.setup_share"),
        "standard_work": ("world.improving.standard_effect",),
    }


class Integration(Part):
    """How far suppliers and customers are let in."""

    shared_demand: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", _OURS, off=0.0, prices=("demand_revenue",)
    )
    """How far those who supply a unit see end demand in place of its orders."""
    joint_improvement: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", _OURS, off=0.0, paid_as=("training",), prices=("joint_wages",)
    )
    """How far the firm's know-how is made available to its suppliers."""
    joint_decision: float = quantity(
        0.0, (0.0, 0.8), "-", "assumed", _OURS, allowed=(0, 1), off=0.0, prices=("joint_time",)
    )
    """Weight of a priority vector shared by supplier and unit, against each one's own."""
    gain_sharing: float = quantity(
        0.0, (0.0, 0.5), "-", "assumed", _OURS, allowed=(0, 1), off=0.0, paid_as=("gain_share",)
    )
    """Share of the savings from suppliers' better quality that is paid to them."""
    kept_told: float = quantity(0.0, (0.0, 1.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """How far customers kept by suppliers' better quality count, beside claims saved, in the gains that are shared."""
    platform: float = quantity(
        0.0, (0.0, 1.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0, prices=("platform_revenue",)
    )
    """How far one information platform carries what is known of customers and what is shared."""
    acts_through: ClassVar[Through] = {
        "joint_decision": ("improvement.time or world.partnership.joint_evidence",),
        "gain_sharing": _INSPECTABLE,
        "kept_told": ("integration.gain_sharing", "market.customers"),
    }


class Value(Part):
    """By what value the firm decides, and its price."""

    investment_step: float = quantity(0.2, (0.0, 0.3), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Relative step by which the yearly investment rule moves a lever."""
    horizon: int = quantity(
        12, (6, 60), "month", "literature", "36: Rust, Zahorik & Keiningham (1995)", allowed=(1, 120)
    )
    """Months ahead that the investment rule counts."""
    counts_retention: float = quantity(
        0.0, (0.0, 1.0), "-", "literature", "Rust, Zahorik & Keiningham (1995)"
    )
    """How far the rule counts customers retained by satisfaction."""
    counts_stakeholders: float = quantity(0.0, (0.0, 1.0), "-", "assumed", _OURS)
    """How far the rule counts the accounts of customers, suppliers, employees and society."""
    emphasis: float = quantity(0.3, (0.0, 1.0), "-", "literature", "Rust, Moorman & Dickson (2002)")
    """Weight of revenue (the customer's shortfall) against cost (productivity) in improvement."""
    markup: float = quantity(0.25, (0.1, 0.4), "-", "assumed", _OURS, allowed=(0, 10))
    """Target price over unit cost, as a share of unit cost."""
    safety: float = quantity(
        1.3, (0.5, 2.5), "standard deviation", "assumed", _OURS, allowed=(0, 6), off=0.0, prices=("holding",)
    )
    """Safety stock, in standard deviations of demand over the lead time."""
    forecast_months: int = quantity(
        12, (3, 24), "month", "literature", "Chen et al. (2000), p", allowed=(1, 36)
    )
    """Months in the moving average of demand."""
    smoothing: float = quantity(
        0.0, (0.0, 0.0), "-", "literature", "Chen, Ryan & Simchi-Levi (2000)", allowed=(0, 1), off=0.0
    )
    """Weight of the newest demand in an exponentially smoothed forecast; 0: moving average."""
    acts_through: ClassVar[Through] = {
        "horizon": ("value.investment_step or world.partnership.suppliers_answer",),
        "counts_retention": ("value.investment_step",),
        "counts_stakeholders": ("value.investment_step",),
    }


class Levers(Part):
    """All levers of one firm."""

    listening: Listening = part()
    learning: Learning = part()
    culture: Culture = part()
    improvement: Improvement = part()
    integration: Integration = part()
    value: Value = part()


OF_UNITS: tuple[str, ...] = (
    "listening.internal_review.interviews",
    "learning.p_learn",
    "learning.slow_learners",
    "learning.p_learn_slow",
    "culture.autonomy",
    "culture.formation",
    "improvement.time",
    "improvement.protection",
    "improvement.cadence",
    "improvement.check",
    "improvement.push",
    "improvement.training",
    "improvement.inspection",
    "improvement.job_security",
    "improvement.flow",
    "improvement.setup_reduction",
    "improvement.standard_work",
    "value.emphasis",
    "value.safety",
    "value.forecast_months",
    "value.smoothing",
)
"""Levers that are at work in each unit by itself, so that units of one role may have their own; all others are those of
an organisation as a whole: how it asks its customers, its leader, its code, its partners, its prices."""


class OwnLevers(Levers):
    """Levers that one firm sets otherwise than its policy does; what is not given is as the policy has it."""

    @model_serializer
    def given(self) -> dict[str, Any]:
        """Return the levers that were given, by group."""
        groups = (
            (name, getattr(self, name)) for name in Levers.model_fields if name in self.model_fields_set
        )
        levers = {name: group.model_dump(exclude_unset=True) for name, group in groups}
        return {name: group for name, group in levers.items() if group}

    def __eq__(self, other: object) -> bool:
        return self.given() == other.given() if isinstance(other, OwnLevers) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as of whatever holds mappings


class _Named(Part):
    label: Label = None
    """Name shown in tables and charts; if absent, the name in the file."""


class _Switches(Part):
    off: Paths = ()
    """Levers, or groups of levers, that are switched off: no effect, no cost, no time."""
    effects_only: Paths = ()
    """Levers, or groups of levers, whose effects alone are switched off: their money cost is still paid."""


class Policy(_Switches, Levers, _Named):
    """All levers of one firm, and which of them are switched off."""


class LeverCosts(LeverPrices):
    """What levers cost, which the world sets; a lever names its cost and the accounts that it is paid under."""

    inspection_cost: float = quantity(
        0.015, (0.01, 0.03), "-", "assumed", "share of the price per unit inspected", allowed=(0, 1)
    )
    """Appraisal cost of inspecting one unit at one node fully, as a share of the price."""
    interview_cost: float = quantity(
        0.0, (0.0, 0.0), "unit price/interview", "assumed", _MODEL, allowed=(0, 1000)
    )
    """Money cost of one interview, in prices of a unit."""
    survey_cost: float = quantity(
        0.0, (0.0, 0.0), "unit price/respondent", "assumed", _MODEL, allowed=(0, 1000)
    )
    """Money cost of one survey respondent, in prices of a unit."""
    complaint_cost: float = quantity(
        0.0, (0.0, 0.0), "unit price/complaint", "assumed", _MODEL, allowed=(0, 1000)
    )
    """Money cost of handling one complaint well, in prices of a unit."""
    training_cost: float = quantity(
        0.3, (0.15, 0.6), "month's wage/month", "assumed", _MODEL, allowed=(0, 100)
    )
    """Cost of training one member fully for a month, in months' wages."""
    peer_cost: float = quantity(
        0.0005, (0.0002, 0.002), "month's wage/firm", "assumed", "a manager's day a month", allowed=(0, 1)
    )
    """Cost per member of meeting the managers of one other firm every month, in months' wages."""
    formation_cost: float = quantity(
        0.0, (0.0, 0.0), "month's wage/month", "assumed", _MODEL, allowed=(0, 100)
    )
    """Cost of forming one member's values fully for a month, in months' wages."""
    participation_cost: float = quantity(
        0.0, (0.0, 0.0), "month's wage/month", "assumed", _MODEL, allowed=(0, 100)
    )
    """Cost per member of having all customers represented in the plan step, in months' wages."""
    redesign_cost: float = quantity(
        1.0, (0.5, 2.0), "month's wage/month", "assumed", _MODEL, allowed=(0, 100)
    )
    """Cost per member and month of a full redesign in progress, in months' wages."""
    acts_through: ClassVar[Through] = {
        **levers_by_cost(Policy),
        "outside_hours": ("listening.survey.lost or listening.survey.outside",),
        "plan_hours": _TIME,
        "applicants": ("culture.hiring_fit", "world.economy.applicant_hours"),
        # these are paid where the lever is 0, too: one applicant is judged, all are supervised, stock is held
        "applicant_hours": (),
        "supervising_wages": (),
        "holding": (),
    }
