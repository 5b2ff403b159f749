"""The world with every mechanism of a whole market at rest: what a test of one rule sees no other act in.

Tests of single rules and phases are written in this world; those of the market as it ships load a scenario as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

PLAIN: Mapping[str, Any] = MappingProxyType(
    {
        "world.requirements.turns_delight": 1,
        "world.requirements.new_features": 0.0,
        "world.requirements.norm_where_served": 0,
        "world.requirements.leads_apart": 0,
        "world.satisfaction.constant": -2.25,
        "world.satisfaction.quality_effect": 2.0,
        "world.satisfaction.value_effect": 2.4,
        "world.satisfaction.image_effect": 0.8,
        "world.satisfaction.leniency": 0.1,
        "world.satisfaction.optimism": 0.065,
        "world.satisfaction.taste_felt": 0.0,
        "world.word_of_mouth.carries_satisfaction": 0,
        "world.word_of_mouth.rise": 1.0,
        "world.choice.consider_rate": 0.08333333333333333,
        "world.choice.consider_slope": 0.04,
        "world.choice.satisfaction_weight": 5.0,
        "world.choice.price_weight": 3.0,
        "world.choice.absolute_price": 0,
        "world.choice.inertia": 1.0,
        "world.choice.taste": 0.5,
        "world.choice.taste_for_not_buying": 0.0,
        "world.choice.not_buying": -1.5,
        "world.choice.return_rate": 1.0,
        "world.choice.presence": 0.02,
        "world.choice.known_firms": 0,
        "world.choice.brands": 0,
        "world.choice.value_own_offer": 0,
        "world.complaints.recorded": 1.0,
        "world.complaints.heard_unhandled": 1.0,
        "world.voices.log_odds": 0,
        "world.voices.estimate_fading": 0.0,
        "world.voices.respondent_noise": 5.5,
        "world.voices.item_noise": 9.0,
        "world.voices.interview_time": 0.01,
        "world.voices.panel": 0.0,
        "world.acting.asked_in_vain": 0.0,
        "world.acting.heard_in_vain": 0.0,
        "world.asking.real_respondents": 0,
        "world.asking.stated_alike": 0.0,
        "world.asking.slope_from_answers": 0,
        "world.beliefs.by_fact": 0.0,
        "world.improving.practice": 0,
        "world.improving.lead_times": 0,
        "world.people.execution_error": 0.0,
        "world.people.mis_hand_over": 0.0,
        "world.people.own_ways": 0.0,
        "world.people.results_norm": 0.0,
        "world.people.layoff_shock": 0.0,
        "world.people.layoff_flight": 0.0,
        "world.people.leaving": 0.0,
        "world.supply.platform_carries_demand": 0,
        "world.economy.hour": 0.0,
        "world.economy.spill_over": 0.0,
        "world.economy.common_curve": 0,
        "world.economy.overhead_step": 0.0,
        "world.economy.round_hours": 0.0,
        "world.economy.answer_hours": 0.0,
        "world.economy.outside_hours": 0.0,
        "world.economy.derived_hours": 0.0,
        "world.economy.expense_hours": 0.0,
        "world.economy.complaint_hours": 0.0,
        "world.economy.panel_hours": 0.0,
        "world.economy.internal_hours": 0.0,
        "world.economy.meeting_hours": 0.0,
        "world.economy.formation_hours": 0.0,
        "world.economy.training_time": 0.0,
        "world.economy.sharing_hours": 0.0,
        "world.economy.code_hours": 0.0,
        "world.economy.deciding_time": 0.0,
        "world.economy.supervising_wages": 0.0,
        "world.economy.leading_wages": 0.0,
        "world.economy.applicant_hours": 0.0,
        "world.economy.push_wages": 0.0,
        "world.economy.plan_hours": 0.0,
        "world.economy.check_time": 0.0,
        "world.economy.standard_time": 0.0,
        "world.economy.expert_wages": 0.0,
        "world.economy.start_wages": 0.0,
        "world.economy.demand_revenue": 0.0,
        "world.economy.lead_user_hours": 0.0,
        "world.economy.platform_revenue": 0.0,
        "world.economy.joint_wages": 0.0,
        "world.economy.joint_time": 0.0,
        "world.economy.holding": 0.0,
        "world.economy.hire_cost": 0.0,
        "world.economy.competitors_prices": 0.0,
        "world.economy.inspection_cost": 0.02,
        "world.economy.interview_cost": 0.5,
        "world.economy.survey_cost": 0.5,
        "world.economy.complaint_cost": 0.5,
        "world.economy.training_cost": 0.2,
        "world.economy.formation_cost": 0.1,
        "world.economy.participation_cost": 0.05,
        "world.economy.reservation_wage": 0.0,
        "world.economy.whole_chain": 0,
        "world.rivalry.demand_sd": 0.0,
        "world.rivalry.cost_sd": 0.0,
        "world.partnership.apart": 0.0,
        "world.partnership.all_practise": 0.0,
        "world.partnership.joint_evidence": 0,
        "world.partnership.joint_speed": 0.0,
        "world.partnership.suppliers_answer": 0,
        "world.deciding.appraisal": 0,
        "world.deciding.cost_floor": 1.0,
    }
)
"""Values at which each mechanism does nothing, or the older and simpler one acts in its place, by path."""


def at_rest(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scenario as a file would write it, at rest in all of PLAIN that it does not set itself."""
    world = {part: dict(values) for part, values in document.get("world", {}).items()}
    for path, value in PLAIN.items():
        _, part, name = path.split(".")
        world.setdefault(part, {}).setdefault(name, value)
    return {**document, "world": world}


def overrides_at_rest(*overrides: str) -> list[str]:
    """Return overrides as a command line would write them, and PLAIN wherever they say nothing."""
    plain = (f"{path}={value}" for path, value in PLAIN.items())
    last = {each.partition("=")[0]: each for each in (*plain, *overrides)}
    return list(last.values())
