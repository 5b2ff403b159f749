"""What each lever costs in hours of work, in wages or in revenue: off at the defaults, and what they are when on.

The values were fixed, each with its source, before any ranking of policies with prices was run.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tci_sim.scenario.quantity import Part, quantity

_OURS = "assumed in the model's design; no source was found"


class LeverPrices(Part):
    """What levers cost beside what the first version of the model let them cost; all off by default."""

    round_hours: float = quantity(
        0.0, (0.0, 0.0), "hour", "literature",
        "price lists of Polaris, USA Polling and WestGroup: set-up, processing and report",
        allowed=(0, 10_000), off=0.0,
    )  # fmt: skip
    """Work of one round of a survey, however many answer; paid by the hour."""
    answer_hours: float = quantity(
        0.0, (0.0, 0.0), "hour", "literature",
        "price lists of Polaris, USA Polling and WestGroup: 20 USD a call of 10 minutes",
        allowed=(0, 100), off=0.0,
    )  # fmt: skip
    """Work of one respondent's answers; paid by the hour."""
    expense_hours: float = quantity(0.0, (0.0, 0.0), "hour", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """Travel and a small gift for one interview with a customer, as the worth of hours."""
    complaint_hours: float = quantity(0.0, (0.0, 0.0), "hour", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """Work of handling one complaint well; paid by the hour."""
    panel_hours: float = quantity(
        0.0, (0.0, 0.0), "hour/month", "assumed", _OURS, allowed=(0, 10_000), off=0.0
    )
    """Work of the customer panels that full participation takes, whatever the size of the firm; paid by the hour."""
    internal_hours: float = quantity(0.0, (0.0, 0.0), "hour", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """Working time of an interview with the next step, of each side; 0: that of an interview, of who asks."""
    meeting_hours: float = quantity(
        0.0, (0.0, 0.0), "hour", "literature",
        "Bain: 15 % of an organisation's time is meetings, of which these are few",
        allowed=(0, 100), off=0.0,
    )  # fmt: skip
    """Working time of one meeting of colleagues, of each member."""
    formation_hours: float = quantity(
        0.0, (0.0, 0.0), "hour", "literature", "about 33.5 hours of formal training a year: ATD (2016)",
        allowed=(0, 10_000), off=0.0,
    )  # fmt: skip
    """Working time of forming one member's values fully."""
    training_time: float = quantity(
        0.0, (0.0, 0.0), "month", "literature", "training costs 4.3 % of payroll: ATD (2016)",
        allowed=(0, 10), off=0.0,
    )  # fmt: skip
    """Working time of training one member fully for a month."""
    sharing_hours: float = quantity(
        0.0, (0.0, 0.0), "hour/month", "assumed", _OURS, allowed=(0, 160), off=0.0
    )
    """Working time of sharing fully what is believed, of each member."""
    code_hours: float = quantity(0.0, (0.0, 0.0), "hour", "assumed", _OURS, allowed=(0, 160), off=0.0)
    """Working time of each member to learn one change of the firm's code."""
    deciding_time: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "a manager for about ten people", allowed=(0, 1), off=0.0
    )
    """Share of working time that planning takes in a unit that decides everything itself."""
    supervising_wages: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "a manager for about ten people", allowed=(0, 1), off=0.0
    )
    """Supervisors of units that decide nothing themselves, as a share of wages."""
    leading_wages: float = quantity(0.0, (0.0, 0.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Leaders' time with entrants at full leadership, as a share of wages."""
    applicant_hours: float = quantity(0.0, (0.0, 0.0), "hour", "assumed", _OURS, allowed=(0, 1000), off=0.0)
    """Work of judging one applicant's values; one for each post at the least where nobody is chosen for them."""
    applicants: float = quantity(23.0, (23.0, 23.0), "applicant", "assumed", _OURS, allowed=(0, 1000))
    """Further applicants who are judged for each post where entrants are chosen for their values alone."""
    push_wages: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "bonuses are a few percent of pay", allowed=(0, 1), off=0.0
    )
    """Bonuses and follow-up at full push beyond .2, which is ordinary supervision, as a share of wages."""
    plan_hours: float = quantity(0.0, (0.0, 0.0), "hour", "assumed", _OURS, allowed=(0, 160), off=0.0)
    """Improvement time that one plan step takes of each member."""
    check_time: float = quantity(0.0, (0.0, 0.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Share of improvement time that the check step takes where it catches everything."""
    expert_wages: float = quantity(0.0, (0.0, 0.0), "-", "assumed", _OURS, allowed=(0, 10), off=0.0)
    """Experts and materials, as a share of the wages of improvement time."""
    start_wages: float = quantity(
        0.0, (0.0, 0.0), "month's wage", "assumed", _OURS, allowed=(0, 100), off=0.0
    )
    """Consultants and training of trainers when full improvement effort is taken up, in months' wages, once."""
    demand_revenue: float = quantity(
        0.0,
        (0.0, 0.0),
        "-",
        "assumed",
        "a small part of what firms spend on computing",
        allowed=(0, 1),
        off=0.0,
    )
    """Systems through which demand is shared fully, as a share of revenue."""
    joint_wages: float = quantity(0.0, (0.0, 0.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Experts lent to suppliers at full joint improvement, as a share of wages."""
    joint_time: float = quantity(0.0, (0.0, 0.0), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Share of working time that deciding jointly takes, on both sides of the border between two organisations."""
    holding: float = quantity(
        0.0,
        (0.0, 0.0),
        "1/year",
        "literature",
        "textbooks of logistics: 20 to 40 % a year",
        allowed=(0, 10),
        off=0.0,
    )
    """Cost of holding stock, as a share of what it cost."""


ON: Mapping[str, float] = MappingProxyType(
    {
        "world.economy.hour": 0.28,
        "world.economy.round_hours": 300.0,
        "world.economy.answer_hours": 0.7,
        "world.economy.expense_hours": 0.5,
        "world.economy.complaint_hours": 1.5,
        "world.economy.panel_hours": 200.0,
        "world.economy.internal_hours": 1.0,
        "world.economy.meeting_hours": 2.0,
        "world.economy.formation_hours": 200.0,
        "world.economy.training_time": 0.3,
        "world.economy.sharing_hours": 3.0,
        "world.economy.code_hours": 1.0,
        "world.economy.deciding_time": 0.025,
        "world.economy.supervising_wages": 0.025,
        "world.economy.leading_wages": 0.01,
        "world.economy.applicant_hours": 4.0,
        "world.economy.push_wages": 0.03,
        "world.economy.plan_hours": 4.0,
        "world.economy.check_time": 0.25,
        "world.economy.expert_wages": 0.05,
        "world.economy.start_wages": 0.75,
        "world.economy.demand_revenue": 0.003,
        "world.economy.joint_wages": 0.01,
        "world.economy.joint_time": 0.02,
        "world.economy.holding": 0.22,
        "world.economy.inspection_cost": 0.015,
        "world.economy.training_cost": 0.3,
        "world.voices.interview_time": 0.0125,
        # what these paid is priced by the hour, or in working time, where prices are on
        "world.economy.survey_cost": 0.0,
        "world.economy.interview_cost": 0.0,
        "world.economy.complaint_cost": 0.0,
        "world.economy.participation_cost": 0.0,
        "world.economy.formation_cost": 0.0,
    }
)
"""The values at which every lever has its price, by path, as `variant` takes them."""

RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "hour": (0.002, 10.0), "round_hours": (100.0, 600.0), "answer_hours": (0.2, 2.0), "expense_hours": (0.0, 2.0),
        "complaint_hours": (0.5, 4.0), "panel_hours": (120.0, 320.0), "internal_hours": (0.5, 2.0),
        "meeting_hours": (1.0, 4.0), "formation_hours": (100.0, 400.0), "training_time": (0.1, 0.5),
        "sharing_hours": (1.0, 6.0), "code_hours": (0.5, 2.0), "deciding_time": (0.01, 0.05),
        "supervising_wages": (0.01, 0.05), "leading_wages": (0.005, 0.02), "applicant_hours": (2.0, 8.0),
        "applicants": (10.0, 40.0), "push_wages": (0.01, 0.05), "plan_hours": (2.0, 8.0), "check_time": (0.1, 0.4),
        "expert_wages": (0.02, 0.1), "start_wages": (0.25, 1.5), "demand_revenue": (0.001, 0.006),
        "joint_wages": (0.005, 0.02), "joint_time": (0.01, 0.04), "holding": (0.15, 0.35),
    }
)  # fmt: skip
"""The ranges over which a study is to move them where they are on, by the end of the path."""
