"""What each lever costs in hours of work, in wages or in revenue.

The values were fixed, each with its source, before any ranking of policies with prices was run.
"""

from __future__ import annotations

from tci_sim.scenario.quantity import Part, quantity

_OURS = "assumed in the model's design; no source was found"


class LeverPrices(Part):
    """What levers cost in hours of work, in wages or in revenue; 0: nothing."""

    round_hours: float = quantity(
        300.0, (100.0, 600.0), "hour", "literature",
        "price lists of Polaris, USA Polling and WestGroup: set-up, processing and report",
        allowed=(0, 10_000), off=0.0,
    )  # fmt: skip
    """Work of one round of a survey, however many answer; paid by the hour."""
    answer_hours: float = quantity(
        0.7, (0.2, 2.0), "hour", "literature",
        "price lists of Polaris, USA Polling and WestGroup: 20 USD a call of 10 minutes",
        allowed=(0, 100), off=0.0,
    )  # fmt: skip
    """Work of one respondent's answers; paid by the hour."""
    outside_hours: float = quantity(
        1.4, (0.7, 2.1), "hour", "assumed", "outsiders cost 2 to 4 times as much: few of those called qualify",
        allowed=(0, 100), off=0.0,
    )  # fmt: skip
    """Further work of an answer of somebody who is not the firm's own customer; paid by the hour."""
    derived_hours: float = quantity(
        40.0, (20.0, 80.0), "hour", "assumed", _OURS, allowed=(0, 10_000), off=0.0
    )
    """Work of deriving the weights of attributes fully from the answers of one round; paid by the hour."""
    expense_hours: float = quantity(0.5, (0.0, 2.0), "hour", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """Travel and a small gift for one interview with a customer, as the worth of hours."""
    complaint_hours: float = quantity(1.5, (0.5, 4.0), "hour", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """Work of handling one complaint well; paid by the hour."""
    acting_hours: float = quantity(1.5, (0.5, 8.0), "hour", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """Working time in which the one who asked a customer puts right what was found."""
    amends: float = quantity(0.3, (0.0, 1.0), "-", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """What a customer for whom somebody acts is given, as a share of the price."""
    panel_hours: float = quantity(
        200.0, (120.0, 320.0), "hour/month", "assumed", _OURS, allowed=(0, 10_000), off=0.0
    )
    """Work of the customer panels that full participation takes, whatever the size of the firm; paid by the hour."""
    internal_hours: float = quantity(1.0, (0.5, 2.0), "hour", "assumed", _OURS, allowed=(0, 100), off=0.0)
    """Working time of an interview with the next step, of each side; 0: that of an interview, of who asks."""
    meeting_hours: float = quantity(
        2.0, (1.0, 4.0), "hour", "literature",
        "Bain: 15 % of an organisation's time is meetings, of which these are few",
        allowed=(0, 100), off=0.0,
    )  # fmt: skip
    """Working time of one meeting of colleagues, of each member."""
    formation_hours: float = quantity(
        200.0, (100.0, 400.0), "hour", "literature", "about 33.5 hours of formal training a year: ATD (2016)",
        allowed=(0, 10_000), off=0.0,
    )  # fmt: skip
    """Working time of forming one member's values fully."""
    training_time: float = quantity(
        0.3, (0.1, 0.5), "month", "literature", "training costs 4.3 % of payroll: ATD (2016)",
        allowed=(0, 10), off=0.0,
    )  # fmt: skip
    """Working time of training one member fully for a month."""
    sharing_hours: float = quantity(
        3.0, (1.0, 6.0), "hour/month", "assumed", _OURS, allowed=(0, 160), off=0.0
    )
    """Working time of sharing fully what is believed, of each member."""
    code_hours: float = quantity(1.0, (0.5, 2.0), "hour", "assumed", _OURS, allowed=(0, 160), off=0.0)
    """Working time of each member to learn one change of the firm's code."""
    deciding_time: float = quantity(
        0.025, (0.01, 0.05), "-", "assumed", "a manager for about ten people", allowed=(0, 1), off=0.0
    )
    """Share of working time that planning takes in a unit that decides everything itself."""
    supervising_wages: float = quantity(
        0.025, (0.01, 0.05), "-", "assumed", "a manager for about ten people", allowed=(0, 1), off=0.0
    )
    """Supervisors of units that decide nothing themselves, as a share of wages."""
    leading_wages: float = quantity(0.01, (0.005, 0.02), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Leaders' time with entrants at full leadership, as a share of wages."""
    applicant_hours: float = quantity(4.0, (2.0, 8.0), "hour", "assumed", _OURS, allowed=(0, 1000), off=0.0)
    """Work of judging one applicant's values; one for each post at the least where nobody is chosen for them."""
    applicants: float = quantity(23.0, (10.0, 40.0), "applicant", "assumed", _OURS, allowed=(0, 1000))
    """Further applicants who are judged for each post where entrants are chosen for their values alone."""
    push_wages: float = quantity(
        0.03, (0.01, 0.05), "-", "assumed", "bonuses are a few percent of pay", allowed=(0, 1), off=0.0
    )
    """Bonuses and follow-up at full push beyond .2, which is ordinary supervision, as a share of wages."""
    plan_hours: float = quantity(4.0, (2.0, 8.0), "hour", "assumed", _OURS, allowed=(0, 160), off=0.0)
    """Improvement time that one plan step takes of each member."""
    check_time: float = quantity(0.25, (0.1, 0.4), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Share of improvement time that the check step takes where it catches everything."""
    standard_time: float = quantity(
        0.04, (0.04, 0.04), "-", "assumed", "about twenty minutes a day", allowed=(0, 1), off=0.0
    )
    """Share of working time that full standard work and maintenance take."""
    expert_wages: float = quantity(0.05, (0.02, 0.1), "-", "assumed", _OURS, allowed=(0, 10), off=0.0)
    """Experts and materials, as a share of the wages of improvement time."""
    start_wages: float = quantity(
        0.75, (0.25, 1.5), "month's wage", "assumed", _OURS, allowed=(0, 100), off=0.0
    )
    """Consultants and training of trainers when full improvement effort is taken up, in months' wages, once."""
    demand_revenue: float = quantity(
        0.003,
        (0.001, 0.006),
        "-",
        "assumed",
        "a small part of what firms spend on computing",
        allowed=(0, 1),
        off=0.0,
    )
    """Systems through which demand is shared fully, as a share of revenue."""
    lead_user_hours: float = quantity(
        1600.0, (800.0, 3000.0), "hour", "literature",
        "accounts of lead-user studies: 4 to 6 people, 12 to 15 hours a week, 5 to 6 months",
        allowed=(0, 100_000), off=0.0,
    )  # fmt: skip
    """Work of one lead-user study, whatever the size of the firm; paid by the hour."""
    platform_revenue: float = quantity(
        0.015, (0.005, 0.03), "-", "assumed", "a part of what firms spend on computing",
        allowed=(0, 0.5), off=0.0,
    )  # fmt: skip
    """Running a full information platform, as a share of revenue; building it costs as much of a year's once."""
    joint_wages: float = quantity(0.01, (0.005, 0.02), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Experts lent to suppliers at full joint improvement, as a share of wages."""
    joint_time: float = quantity(0.02, (0.01, 0.04), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)
    """Share of working time that deciding jointly takes, on both sides of the border between two organisations."""
    holding: float = quantity(
        0.22,
        (0.15, 0.35),
        "1/year",
        "literature",
        "textbooks of logistics: 20 to 40 % a year",
        allowed=(0, 10),
        off=0.0,
    )
    """Cost of holding stock, as a share of what it cost."""
