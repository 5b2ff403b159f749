"""How a firm expects what will turn, and what its units have ready when it does."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential, logarithm
from tci_sim.engine.backend.decorators import rule

_LEAST_ODDS = 1e-12
"""Odds below which nothing is held to be. [-]"""

STUDY = 15.0
"""Lead users who are met in one study. [customer/study]"""


@rule
def share_in_sight(expected_turning: float, lead: float) -> float:
    """Return the share of time in which a turn is in sight, as a firm expects it before anybody has said anything.

    Parameters
    ----------
    expected_turning : float scalar
        Chance that a requirement turns, as the firm expects (h). [1/month]
    lead : float scalar
        Months for which lead customers feel a turn before it comes; 0: nobody does. [month]

    Returns
    -------
    float scalar
        Turns within the lead, at most a half. [-]

    References
    ----------
    Assumed: in a world that turns faster than that, nobody speaks of single turns.

    Examples
    --------
    >>> share_in_sight(0.005, lead=12.0), share_in_sight(0.1, lead=12.0), share_in_sight(0.005, lead=0.0)
    (0.06, 0.5, 0.0)
    """
    return min(expected_turning * lead, 0.5)


@rule
def turn_odds_at_rest(expected_turning: float, lead: float) -> float:
    """Return the log-odds that a requirement is about to turn, where nobody has said anything.

    Parameters
    ----------
    expected_turning : float scalar
        Chance that a requirement turns, as the firm expects (h). [1/month]
    lead : float scalar
        Months for which lead customers feel a turn before it comes; 0: nobody does. [month]

    Returns
    -------
    float scalar
        Log-odds of `share_in_sight`. [log-odds]

    References
    ----------
    The rest of `age_turn_odds`: ln(lead h / (1 - lead h)).

    Examples
    --------
    >>> round(turn_odds_at_rest(0.005, lead=12.0), 6), round(turn_odds_at_rest(0.005, lead=0.0), 3)
    (-2.751535, -27.631)
    """
    share = share_in_sight(expected_turning, lead)
    return logarithm(max(share / (1.0 - share), _LEAST_ODDS))


@rule
def age_turn_odds(log_odds: float, expected_turning: float, lead: float) -> float:
    """Let a month pass over what was believed of a coming turn: it may have come into sight, or be over.

    Parameters
    ----------
    log_odds : float scalar
        Log-odds that the requirement turns within the lead. [log-odds]
    expected_turning : float scalar
        Chance that a requirement turns, as the firm expects (h). [1/month]
    lead : float scalar
        Months for which lead customers feel a turn before it comes, 1 or more. [month]

    Returns
    -------
    float scalar
        Log-odds a month later, before anything new is heard. [log-odds]

    References
    ----------
    Bayes' rule for a state that goes with 1 / lead a month, and comes so often that it is there for `share_in_sight`: p
    becomes p (1 - 1/lead) + (1 - p) comes. It is `age_log_odds`, after Glaze, Kable & Gold (2015), with two rates.
    Departs: a turn is in sight for `lead` months and not for a time that is forgotten month by month.

    Examples
    --------
    >>> round(age_turn_odds(0.0, expected_turning=0.1, lead=2.0), 6)  # .5 x .5 + .5 x .125 is .3125
    -0.788457
    >>> rest = turn_odds_at_rest(0.005, 12.0)
    >>> abs(age_turn_odds(rest, 0.005, 12.0) - rest) < 1e-12
    True
    >>> round(age_turn_odds(1e9, 0.005, 12.0), 6), round(age_turn_odds(-1e9, 0.005, 12.0), 6)
    (2.397895, -5.231109)
    """
    goes = 1.0 / max(lead, 1.0)
    share = share_in_sight(expected_turning, lead)
    comes = goes * share / (1.0 - share)
    inside = exponential(-abs(log_odds))
    if log_odds > 0.0:
        odds = (1.0 - goes + comes * inside) / (goes + (1.0 - comes) * inside)
    else:
        odds = ((1.0 - goes) * inside + comes) / (goes * inside + 1.0 - comes)
    return logarithm(max(odds, _LEAST_ODDS))


@rule
def chance_of_odds(log_odds: float) -> float:
    """Return the chance that log-odds stand for.

    Parameters
    ----------
    log_odds : float scalar
        Logarithm of the odds. [log-odds]

    Returns
    -------
    float scalar
        Chance, 0..1. [-]

    References
    ----------
    The logistic function. Written with e^-|x|, which cannot overflow.

    Examples
    --------
    >>> chance_of_odds(0.0), chance_of_odds(1e9), round(chance_of_odds(-1e9), 12)
    (0.5, 1.0, 0.0)
    """
    odds_against = exponential(-abs(log_odds))
    return (1.0 if log_odds >= 0.0 else odds_against) / (1.0 + odds_against)


@rule
def turning_now(log_odds: float, lead: float) -> float:
    """Return the chance that a requirement turns this month, by what is believed of a coming turn.

    What a firm expects to turn it holds less firmly, and so sees sooner when it has turned.

    Parameters
    ----------
    log_odds : float scalar
        Log-odds that the requirement turns within the lead. [log-odds]
    lead : float scalar
        Months for which lead customers feel a turn before it comes, 1 or more. [month]

    Returns
    -------
    float scalar
        Chance, in place of what the firm expects of any requirement in `age_log_odds`, which it is at rest. [1/month]

    References
    ----------
    As `age_turn_odds`: no turn comes that was not in sight, and one in sight comes with 1 / lead a month.

    Examples
    --------
    >>> turning_now(1e9, lead=10.0), round(turning_now(-1e9, lead=10.0), 12)
    (0.1, 0.0)
    >>> round(turning_now(turn_odds_at_rest(0.005, 12.0), lead=12.0), 12)
    0.005
    """
    return chance_of_odds(log_odds) / max(lead, 1.0)


@rule
def expects_turn(log_odds: float) -> bool:
    """Return whether a firm expects a requirement to turn: it is more likely than not.

    Parameters
    ----------
    log_odds : float scalar
        Log-odds that the requirement turns within the lead. [log-odds]

    Returns
    -------
    bool scalar
        Whether units that prepare for turns prepare for this one. [-]

    References
    ----------
    Assumed: preparing for what does not come costs as much as not being ready for what does.

    Examples
    --------
    >>> expects_turn(0.1), expects_turn(0.0), expects_turn(-0.1)
    (True, False, False)
    """
    return log_odds > 0.0


@rule
def prepare(prepared: float, rate: float) -> float:
    """Let a unit prepare for a turn for a month: what it would do then is worked out beside what it does.

    Parameters
    ----------
    prepared : float scalar
        How far the unit is ready, 0..1. [-]
    rate : float scalar
        From `improvement_rate`, as for practice. [1/month]

    Returns
    -------
    float scalar
        How far it is ready a month later. [-]

    References
    ----------
    Assumed: what is prepared takes as long to work out as what is done, and halves its distance in a half-life.

    Examples
    --------
    >>> round(prepare(0.5, rate=0.6931471805599453), 12), prepare(0.5, rate=0.0)
    (0.75, 0.5)
    """
    return prepared + (1.0 - prepared) * (1.0 - exponential(-rate))


@rule
def go_stale(prepared: float, fading: float) -> float:
    """Return what of a preparation goes stale in a month in which nobody works on it.

    Parameters
    ----------
    prepared : float scalar
        How far a unit is ready, 0..1. [-]
    fading : float scalar
        Share that goes stale. [1/month]

    Returns
    -------
    float scalar
        What is lost of it. [-]

    References
    ----------
    Assumed: plans and pilots that nobody keeps up are out of date in half a year.

    Examples
    --------
    >>> go_stale(0.5, fading=0.25)
    0.125
    """
    return prepared * fading


@rule
def launch(practice: float, prepared: float, reality: int) -> float:
    """Let what is ready take the place of what a unit did, once the requirement has turned.

    Customers take what was prepared for them, whatever the firm as such holds. Practice goes on to follow the firm's
    code, which hears of the turn as it hears of any.

    Parameters
    ----------
    practice : float scalar
        What the unit did about the requirement, -1..1. [-]
    prepared : float scalar
        How far the unit is ready, 0..1. [-]
    reality : int scalar
        What customers ask for now: -1 or +1. [-]

    Returns
    -------
    float scalar
        What it does about it now. [-]

    References
    ----------
    Assumed: by the share that is ready. What lead customers use already says what to prepare, so that it is never the
    wrong thing, only sometimes in vain.

    Examples
    --------
    >>> launch(1.0, prepared=0.75, reality=-1), launch(1.0, prepared=0.0, reality=-1)
    (-0.5, 1.0)
    """
    return practice + prepared * (reality - practice)
