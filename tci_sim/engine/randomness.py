"""The only source of chance: keyed draws.

A draw is a function of who, when and what for: the run's seed, the decision, the month and an identity. Nothing
is consumed, so no draw depends on the order of play, on the number of threads, or on who else lives in the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from tci_sim.engine.backend.decorators import typed_ufunc


class Decision(IntEnum):
    """What a draw is for. The numbers are part of the results: they are never changed and never used again."""

    # requirements and shocks
    REALITY = 1
    TURNOVER_OF_REQUIREMENT = 2
    NEED_VOICED = 3
    # members
    BELIEF_AT_START = 10
    CULTURE_AT_START = 11
    TENURE_AT_START = 12
    LEAVE = 13
    BELIEF_OF_ENTRANT = 14
    CULTURE_OF_ENTRANT = 15
    ACT = 16
    SOCIALISE = 17
    CODE_MOVES = 18
    PAIRING = 19
    WAVE_OF_LEAVERS = 20
    MEET = 21
    PACE = 22
    DECIDE_BY_FACT = 23
    # firms
    IMITATE = 30
    SHARE_UPSTREAM = 31
    SHARE_SENDER = 32
    SHOCK_OF_APPEAL = 33
    SHOCK_OF_COST = 34
    SEARCH = 35
    COPY_CODE = 36
    ENTER = 37
    FOUNDER = 38
    TURN_ROUND = 39
    # goods
    END_DEMAND = 40
    # listening
    INTERVIEW_LEAD_CUSTOMER = 50
    INTERVIEW_VOICE = 51
    INTERVIEW_SIGN = 52
    INTERVIEW_UPTAKE = 53
    SURVEY_VOICE = 54
    SURVEY_SIGN = 55
    SURVEY_SCORE = 56
    SURVEY_WEIGHT = 57
    COMPLAINT_VOICE = 58
    COMPLAINT_SIGN = 59
    INTERNAL_VOICE = 60
    INTERNAL_SIGN = 61
    INTERNAL_UPTAKE = 62
    PARTICIPANT_WEIGHT = 63
    INTERVIEW_SCORE = 64
    INTERNAL_SCORE = 65
    LOST_SALE_VOICE = 66
    LOST_SALE_SIGN = 67
    INTERVIEWS_HELD = 68
    INTERNAL_INTERVIEWS_HELD = 69
    # listening, continued
    INTERNAL_INTERVIEWEE = 80
    SURVEY_LEAD_CUSTOMER = 81
    SURVEY_SATISFACTION = 82
    COMPLAINT_BIASED = 83
    COMPLAINT_ABOUT = 84
    LOST_SALE_REASON = 85
    LOST_SALE_ABOUT = 86
    COMPLAINT_RECORDED = 87
    LOST_SALE_RECORDED = 88
    # listening by the people for whom members stand
    INTERVIEWS_OF_PEOPLE = 170
    VOICES_OF_PEOPLE = 171
    SIGNS_OF_PEOPLE = 172
    # partnership
    SEGMENT_APART = 220
    WHICH_SEGMENT_APART = 221
    PANEL_HELD = 222
    PANEL_VOICES = 223
    PANEL_SIGNS = 224
    # customers: lasting traits (month 0)
    SEGMENT = 100
    FIRM_AT_START = 101
    OUTLET = 102
    LENIENCY = 103
    LENIENCY_OF_ATTRIBUTE = 104
    OPTIMISM = 105
    IMAGE_PRIOR = 106
    VALUE_TASTE = 107
    FIRM_TASTE = 108
    NOT_BUYING_TASTE = 109
    LINK = 110
    LINK_REWIRED = 111
    TENURE_OF_CUSTOMER = 112
    TASTE_AT_REST = 114
    # customers: monthly
    EXPERIENCE_NOISE = 120
    ASK_FOR_UNITS = 121
    COMPLAIN = 122
    COMPLAINT_HANDLED = 123
    CONSIDER_MARKET = 124
    MEET_FIRM = 125
    CHOOSE = 126
    ASKED = 127
    PURCHASE = 128
    KNOW_FIRM = 130
    RETURN = 131
    # survey of customers for the record
    RESPONDENT = 140
    RESPONDENT_NOISE = 141
    ITEM_NOISE = 142
    # a look at some customers, by whoever steps the model
    SAMPLE = 150
    # acting on what interviews find
    ACT_FOR_CUSTOMER = 180
    FOUND_INSIDE = 181
    MENDED_INSIDE = 182
    PASSED_ON_INSIDE = 183
    # units: monthly
    EXECUTION = 190
    # surveys of real respondents
    SURVEY_CUSTOMER = 200
    SURVEY_PERSON = 201
    SURVEY_ANSWERED = 202
    SURVEY_MOOD = 203
    SURVEY_ITEM = 204
    SURVEY_STATED = 205
    # customers who feel ahead of the market
    LEAD_CUSTOMERS_ASKED = 210
    LEAD_USERS_MET = 211
    LEAD_VOICES = 212
    LEAD_SIGNS = 213


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30 = np.uint64(30)
_27 = np.uint64(27)
_31 = np.uint64(31)
_11 = np.uint64(11)
_FRACTION = 1.0 / 9007199254740992.0


def mix64(z: Any) -> Any:
    """Scatter the bits of uint64 numbers (the finaliser of SplitMix64, Steele, Lea & Flood 2014, OOPSLA, fig. 16)."""
    with np.errstate(over="ignore"):  # products are meant to wrap around
        z = (z ^ (z >> _30)) * _FIRST
        z = (z ^ (z >> _27)) * _SECOND
        return z ^ (z >> _31)


def in_a_row(start: np.uint64, count: int) -> npt.NDArray[np.float64]:
    """Return uniform numbers in [0, 1), (count,), one after the other: SplitMix64 in counter mode, 53 bits.

    What is not part of a run draws them: samples of a study, resamples of a statistic.
    """
    places = np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN
    return np.asarray((mix64(places + start) >> _11).astype(np.float64) * _FRACTION)


@typed_ufunc("float64(uint64,uint64,uint64,uint64)")
def uniform(seed: Any, decision: Any, month: Any, who: Any) -> Any:
    """Draw a uniform number in [0, 1) for a seed, a decision, a month and an identity, all uint64.

    The key (seed, decision, month) is mixed on its own, the identity on its own, and the two together: two keys
    then never give shifted copies of one sequence. 53 bits.
    """
    k = seed * _GOLDEN + _GOLDEN
    k = (k ^ (k >> _30)) * _FIRST
    k = (k ^ (k >> _27)) * _SECOND
    k = k ^ (k >> _31)
    k = (k ^ decision) * _GOLDEN + month
    k = (k ^ (k >> _30)) * _FIRST
    k = (k ^ (k >> _27)) * _SECOND
    k = k ^ (k >> _31)
    z = who * _GOLDEN + _GOLDEN
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    z = z ^ (z >> _31)
    z = z ^ k
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    z = z ^ (z >> _31)
    return np.float64(np.int64(z >> _11)) * _FRACTION


def draw(
    seed: int, decision: Decision, month: int, ids: Sequence[int] | npt.NDArray[np.integer]
) -> npt.NDArray[np.float64]:
    """Draw one uniform number in [0, 1) for each identity: the Python face of `uniform`.

    Parameters
    ----------
    seed : int
        The run's seed, 0 or more.
    decision : Decision
        What the draw is for.
    month : int
        Month counted from the start of the burn-in, 0 or more.
    ids : sequence of int, shape (n,)
        Identities, 0 or more.

    Returns
    -------
    array of float, shape (n,)
        Uniform numbers. [-]

    Examples
    --------
    >>> before = draw(7, Decision.ACT, month=3, ids=[0, 1, 2])
    >>> after = draw(7, Decision.ACT, month=3, ids=[0, 1, 2, 9])
    >>> bool((before == after[:3]).all())
    True
    """
    who = np.asarray(ids, dtype=np.uint64)
    return np.asarray(uniform(np.uint64(seed), np.uint64(decision), np.uint64(month), who), dtype=np.float64)
