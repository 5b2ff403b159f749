"""Measures of what surveys of real respondents find, and how far it is from the truth that only the model knows."""

from __future__ import annotations

import math

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, measure
from tci_sim.engine.phases.evidence import mean_weight
from tci_sim.engine.state.firms import Answers
from tci_sim.engine.state.market import Segments
from tci_sim.engine.state.types import Floats, Integers


class OfAsking(Columns):
    """Columns about the latest round of each selling firm; all 0 where respondents are not real, or nobody answered."""

    SURVEY_RESPONSE = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    OUTSIDE_RESPONDENTS = measure("customer/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    HEARD_SATISFACTION = measure("points of 100", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=100.0)
    STATED_WEIGHT_ERROR = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    DERIVED_WEIGHT_ERROR = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    ANSWERS_FOLLOWED = measure("answer", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY)


@compiled
def record_asking(rows: Floats, answers: Answers, segments: Segments, customers: Integers) -> None:
    """Fill in what each firm's latest round found; `customers` are those of each firm, (selling firm + 1, segment)."""
    for f in range(len(rows)):
        given, followed = 0, 0.0
        for kind in range(answers.given.shape[1]):
            given += answers.given[f, kind]
        for k in range(answers.classes.shape[1]):
            followed += answers.classes[f, k, 0]
        asked = max(answers.approached[f], 1)
        rows[f, OfAsking.SURVEY_RESPONSE] = given / asked
        rows[f, OfAsking.OUTSIDE_RESPONDENTS] = answers.held[f, 1] + answers.held[f, 2]
        rows[f, OfAsking.HEARD_SATISFACTION] = answers.satisfaction[f]
        stated, derived = 0.0, 0.0
        if given > 0:
            stated = weight_error(answers.stated[f], segments.weight, customers, f)
            derived = weight_error(answers.derived[f], segments.weight, customers, f)
        rows[f, OfAsking.STATED_WEIGHT_ERROR] = stated
        rows[f, OfAsking.DERIVED_WEIGHT_ERROR] = derived
        rows[f, OfAsking.ANSWERS_FOLLOWED] = followed


@compiled
def weight_error(found: Floats, weight: Floats, customers: Integers, f: int) -> float:
    """Return the root mean square error of weights found, (attribute,), against those of a firm's mean customer."""
    total = 0.0
    for a in range(len(found)):
        error = found[a] - mean_weight(weight, customers, f, a)
        total += error * error
    return math.sqrt(total / len(found))
