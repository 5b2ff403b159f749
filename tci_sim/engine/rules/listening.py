"""What a firm hears of its customers, and how well: voices, scores, weights, and what is made of them."""

from __future__ import annotations

import math

from tci_sim.engine.arithmetic import exponential, logarithm, normal, power
from tci_sim.engine.backend.decorators import rule
from tci_sim.engine.rules.learning import step_towards


@rule
def evidence(voices: float, voice_weight: float) -> float:
    """Return what a firm has heard about one requirement.

    Parameters
    ----------
    voices : float scalar
        Decaying sum of the signs heard. [voice]
    voice_weight : float scalar
        Decaying number of voices heard. [voice]

    Returns
    -------
    float scalar
        Mean sign, held back as by one silent voice, so that hearsay of one counts half. [-1..1]

    References
    ----------
    Assumed: shrinkage towards "not known" by one voice.

    Examples
    --------
    >>> evidence(0.0, 0.0), evidence(1.0, 1.0), evidence(-6.0, 9.0)
    (0.0, 0.5, -0.6)
    """
    return voices / (voice_weight + 1.0)


@rule
def weight_of_voice(believed_right_sign: float) -> float:
    """Return what one voice is worth as evidence, by how often it is believed to be understood.

    Parameters
    ----------
    believed_right_sign : float scalar
        How often a voice has the right sign, as the firm believes; at .5 voices say nothing. [-]

    Returns
    -------
    float scalar
        Logarithm of the odds that one voice gives. [log-odds/voice]

    References
    ----------
    Bayes' rule for independent voices: their log-odds add up. Assumed: a firm takes them to be independent.

    Examples
    --------
    >>> round(weight_of_voice(0.8), 6), weight_of_voice(0.5)
    (1.386294, 0.0)
    """
    return logarithm(believed_right_sign / (1.0 - believed_right_sign))


@rule
def age_log_odds(log_odds: float, expected_turning: float) -> float:
    """Let a month pass over what was believed of one requirement, which may have turned in it.

    The stronger a belief, the more it loses: what is left never exceeds the log-odds that the requirement has
    not turned this month, ln((1 - h) / h). In evidence, tanh(L / 2), this is a loss of the share 2h.

    Parameters
    ----------
    log_odds : float scalar
        Log-odds that the requirement is +1 and not -1. [log-odds]
    expected_turning : float scalar
        Chance that a requirement turns, as the firm expects (h). [1/month]

    Returns
    -------
    float scalar
        Log-odds a month later, before anything new is heard. [log-odds]

    References
    ----------
    Glaze, Kable & Gold (2015), eLife 4:e08825: normative evidence accumulation in changing environments; the
    abstract was read, and the equation derived: p becomes (1 - h)p + h(1 - p).
    Departs: their difference of logarithms of 1/h-1+e^-L and 1/h-1+e^L is written as one of a ratio that holds
    e^-|L| alone, so that no power of e can overflow, however much was heard.

    Examples
    --------
    >>> round(age_log_odds(2.0, expected_turning=0.1), 6), age_log_odds(0.0, 0.1), age_log_odds(5.0, 0.5)
    (1.415536, 0.0, 0.0)
    >>> round(age_log_odds(-1e9, expected_turning=0.005), 6)
    -5.293305
    """
    odds_against = exponential(-abs(log_odds))
    stays = 1.0 - expected_turning
    left = logarithm((stays + expected_turning * odds_against) / (expected_turning + stays * odds_against))
    return left if log_odds >= 0.0 else -left


@rule
def evidence_of_odds(log_odds: float) -> float:
    """Return how far, and in which direction, the odds on one requirement are evidence.

    Parameters
    ----------
    log_odds : float scalar
        Log-odds that the requirement is +1 and not -1. [log-odds]

    Returns
    -------
    float scalar
        Chance that it is +1 less chance that it is -1, tanh(L / 2). [-1..1]

    References
    ----------
    The logistic function. Written with e^-|L|, which cannot overflow.

    Examples
    --------
    >>> evidence_of_odds(0.0), round(evidence_of_odds(1.386294), 6), evidence_of_odds(-1e9)
    (0.0, 0.6, -1.0)
    """
    odds_against = exponential(-abs(log_odds))
    strength = (1.0 - odds_against) / (1.0 + odds_against)
    return strength if log_odds >= 0.0 else -strength


@rule
def complaint_recorded(handled: bool, recorded: float, heard_unhandled: float, draw: float) -> bool:
    """Return whether a complaint gets as far as what the firm knows.

    Parameters
    ----------
    handled : bool scalar
        Whether it was handled well. [-]
    recorded : float scalar
        Share of the complaints handled well that is recorded. [-]
    heard_unhandled : float scalar
        How much of that share is recorded of the other complaints. [-]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    bool scalar
        Whether it may become a voice. [-]

    References
    ----------
    Assumed: who mends a complaint has understood it, and writes it down where there is somewhere to write.

    Examples
    --------
    >>> complaint_recorded(True, recorded=0.2, heard_unhandled=0.5, draw=0.19)
    True
    >>> complaint_recorded(False, recorded=0.2, heard_unhandled=0.5, draw=0.19)
    False
    """
    return draw < recorded * (1.0 if handled else heard_unhandled)


@rule
def fade_estimate(estimate: float, ignorance: float, fading: float) -> float:
    """Let an estimate that no answer has refreshed this month fade to what is thought where nothing is known.

    Parameters
    ----------
    estimate : float scalar
        What is thought. [any]
    ignorance : float scalar
        What would be thought without any answers. [as `estimate`]
    fading : float scalar
        Share of the distance that is lost in a month. [1/month]

    Returns
    -------
    float scalar
        The faded estimate. [as `estimate`]

    References
    ----------
    Assumed: a constant share a month, as what was heard loses weight.

    Examples
    --------
    >>> round(fade_estimate(0.5, ignorance=0.25, fading=0.02), 9)
    0.495
    """
    return estimate + fading * (ignorance - estimate)


@rule
def interviews_held(rate: float, draw: float) -> int:
    """Turn a rate of interviews into a whole number for one member and month.

    Parameters
    ----------
    rate : float scalar
        Interviews that a member is to hold. [interview/month]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    int scalar
        Interviews held; their mean is the rate. [interview]

    References
    ----------
    Assumed: the remainder of a rate is held by chance, so that fractions of an interview need no memory.

    Examples
    --------
    >>> interviews_held(1.25, draw=0.2), interviews_held(1.25, draw=0.3), interviews_held(0.0, draw=0.0)
    (2, 1, 0)
    """
    whole = math.floor(rate)
    return int(whole) + (1 if draw < rate - whole else 0)


@rule
def felt_need(reality: int, turns_at: int, is_lead_customer: bool) -> int:
    """Return which sign of a requirement a customer feels.

    Parameters
    ----------
    reality : int scalar
        What the market wants now: -1 or +1. [-]
    turns_at : int scalar
        Month in which it is about to turn; below 0: no turn is in sight. [month]
    is_lead_customer : bool scalar
        Whether this customer feels ahead of the market. [-]

    Returns
    -------
    int scalar
        What the customer wants: a lead customer wants what the market will want. [-]

    References
    ----------
    von Hippel (1986), Management Science 32(7), pp. 791-805: lead users.

    Examples
    --------
    >>> felt_need(1, 8, is_lead_customer=True), felt_need(1, 8, False), felt_need(1, -1, True)
    (-1, 1, 1)
    """
    return -reality if is_lead_customer and turns_at >= 0 else reality


@rule
def voice(need: int, right_sign: float, draw: float) -> int:
    """Put a need into a sign that is heard, sometimes the wrong one.

    Parameters
    ----------
    need : int scalar
        What is meant: -1 or +1. [-]
    right_sign : float scalar
        Chance that it is understood. [-]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    int scalar
        What is heard: -1 or +1. [-]

    References
    ----------
    Assumed: four in five are understood; a parameter, .6 to 1.

    Examples
    --------
    >>> voice(1, right_sign=0.8, draw=0.5), voice(1, right_sign=0.8, draw=0.9)
    (1, -1)
    """
    return need if draw < right_sign else -need


@rule
def adopt_heard_need(belief: int, heard: int, uptake: float, learning_culture: float, draw: float) -> int:
    """Let what a member hears in an interview move the member's own belief one step.

    Parameters
    ----------
    belief : int scalar
        What the member holds: -1, 0 or +1. [-]
    heard : int scalar
        What was heard: -1 or +1. [-]
    uptake : float scalar
        Chance that it moves, at full learning culture. [-]
    learning_culture : float scalar
        The member's value of learning. [0..1]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    int scalar
        The new belief. [-]

    References
    ----------
    Assumed: who values learning lets himself be told.

    Examples
    --------
    >>> adopt_heard_need(-1, 1, uptake=0.3, learning_culture=0.5, draw=0.14)
    0
    >>> adopt_heard_need(-1, 1, uptake=0.3, learning_culture=0.5, draw=0.15)
    -1
    """
    return step_towards(belief, heard, 1) if draw < uptake * learning_culture else belief


@rule
def courtesy(face_to_face: float, by_third_party: float, third_party: float) -> float:
    """Return how much too well customers score, by who asks.

    Parameters
    ----------
    face_to_face : float scalar
        How much too well when the supplier's own staff ask. [points of 100]
    by_third_party : float scalar
        How much too well when a third party asks. [points of 100]
    third_party : float scalar
        Share that is asked by a third party. [-]

    Returns
    -------
    float scalar
        Courtesy bias of the mean score. [points of 100]

    References
    ----------
    Assumed: the sign is known (answers to the supplier's own staff are kinder), the size is a parameter kept wide.

    Examples
    --------
    >>> courtesy(6.0, 2.0, third_party=0.0), courtesy(6.0, 2.0, third_party=0.5)
    (6.0, 4.0)
    """
    return (1.0 - third_party) * face_to_face + third_party * by_third_party


@rule
def surveyed_shortfall(shortfall: float, courtesy: float, noise: float, answers: int, draw: float) -> float:
    """Ask some customers how far an attribute falls short of what they look for.

    Parameters
    ----------
    shortfall : float scalar
        What the mean customer misses. [quality]
    courtesy : float scalar
        How much too well they score. [points of 100]
    noise : float scalar
        Standard deviation of one answer. [points of 100]
    answers : int scalar
        How many answer, 1 or more. [-]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    float scalar
        Mean shortfall as it is heard, too small by the courtesy. [quality]

    References
    ----------
    Sampling theory: the error of a mean of n answers is that of one answer over the root of n.

    Examples
    --------
    >>> round(surveyed_shortfall(0.2, courtesy=5.0, noise=15.0, answers=9, draw=0.5), 6)
    0.15
    """
    return shortfall - courtesy / 100.0 + noise / 100.0 / math.sqrt(answers) * normal(draw)


@rule
def stated_weight(weight: float, noise: float, answers: int, draw: float) -> float:
    """Ask some customers how much an attribute weighs with them.

    Parameters
    ----------
    weight : float scalar
        What it weighs with the mean customer. [-]
    noise : float scalar
        Standard deviation of one answer. [-]
    answers : int scalar
        How many answer, 1 or more. [-]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    float scalar
        Mean weight as it is stated, 0 or more. [-]

    References
    ----------
    Sampling theory: the error of a mean of n answers is that of one answer over the root of n.

    Examples
    --------
    >>> round(stated_weight(0.2, noise=0.2, answers=25, draw=0.5), 6)
    0.2
    """
    return max(weight + noise / math.sqrt(answers) * normal(draw), 0.0)


@rule
def update_estimate(estimate: float, news: float, answers: int, keep: float) -> float:
    """Let fresh answers move a running mean of answers.

    Each answer takes the place of a share 1 - keep of all that was heard before: with .98 the mean rests on
    the last fifty or so, and who asks more often sooner sees what has changed.

    Parameters
    ----------
    estimate : float scalar
        The running mean. [any]
    news : float scalar
        Mean of the fresh answers. [as `estimate`]
    answers : int scalar
        How many fresh answers there are. [-]
    keep : float scalar
        Share of the old that one answer leaves. [-]

    Returns
    -------
    float scalar
        The new running mean. [as `estimate`]

    References
    ----------
    Assumed: an exponentially weighted mean counted in answers, not in months.

    Examples
    --------
    >>> round(update_estimate(0.4, 0.0, answers=2, keep=0.5), 9), update_estimate(0.4, 0.0, answers=0, keep=0.5)
    (0.1, 0.4)
    """
    return news + (estimate - news) * power(keep, float(answers)) if answers > 0 else estimate


@rule
def panel_weight(customers: float, one_segment: float, breadth: float) -> float:
    """Return what an attribute weighs with the customers who sit in the plan step.

    Parameters
    ----------
    customers : float scalar
        What it weighs with the firm's mean customer. [-]
    one_segment : float scalar
        What it weighs in the one segment that a narrow panel comes from. [-]
    breadth : float scalar
        How well the panel stands for all customers. [-]

    Returns
    -------
    float scalar
        Weight in the panel. [-]

    References
    ----------
    Assumed: narrow participants mislead.

    Examples
    --------
    >>> panel_weight(0.25, 0.75, breadth=1.0), panel_weight(0.25, 0.75, breadth=0.5)
    (0.25, 0.5)
    """
    return breadth * customers + (1.0 - breadth) * one_segment


@rule
def blend(own: float, other: float, share: float) -> float:
    """Return another view a share in one's own.

    Parameters
    ----------
    own : float scalar
        What one holds. [any]
    other : float scalar
        What the other holds. [as `own`]
    share : float scalar
        Weight of the other. [-]

    Returns
    -------
    float scalar
        The blended view. [as `own`]

    References
    ----------
    Assumed: a weighted mean of two views.

    Examples
    --------
    >>> blend(0.2, 0.4, share=0.25)
    0.25
    """
    return own + share * (other - own)


@rule
def stages_joined(plan: float, ideation: float, development: float, launch: float) -> float:
    """Add up in how many stages customers take part, each as far as they do.

    Parameters
    ----------
    plan : float scalar
        Weight of participating customers in the firm's priorities. [-]
    ideation, development, launch : float scalar
        How far they take part in looking for ideas, in changing practice and in launches. [-]

    Returns
    -------
    float scalar
        Stages; each has panels of its own, who are paid for and come to expect more. [stage]

    References
    ----------
    Chang & Taylor (2016), Journal of Marketing 80(1), 47-64: participation in ideation, development and launch.
    Assumed: one panel does not sit in two stages.

    Examples
    --------
    >>> stages_joined(0.25, ideation=0.5, development=0.0, launch=0.25)
    1.0
    """
    return plan + ideation + development + launch


@rule
def share_seated(participation: float, panel: float, customers: float) -> float:
    """Return what share of a firm's customers take part in its plan step.

    Parameters
    ----------
    participation : float scalar
        How far customers take part, over all stages, from `stages_joined`. [-]
    panel : float scalar
        Customers who take part at full weight; 0: the weight is the share. [customer]
    customers : float scalar
        Customers of the firm, above 0. [customer]

    Returns
    -------
    float scalar
        Share of them who sit there, at most 1. [-]

    References
    ----------
    Assumed: a panel is a dozen or a few, however many the firm serves.

    Examples
    --------
    >>> share_seated(0.5, panel=0.0, customers=100.0), share_seated(0.5, panel=50.0, customers=100.0)
    (0.5, 0.25)
    """
    return min(1.0, participation * panel / customers if panel > 0.0 else participation)


@rule
def raised_norm(should: float, lift: float, participation: float, market_share: float) -> float:
    """Raise what a segment thinks it should get, by having its customers sit in a plan step.

    Parameters
    ----------
    should : float scalar
        The should-norm. [quality]
    lift : float scalar
        Share of the distance to perfection, at full participation of the whole market. [1/month]
    participation : float scalar
        Share of the firm's customers who take part, from `share_seated`. [-]
    market_share : float scalar
        The firm's share of the segment. [-]

    Returns
    -------
    float scalar
        The raised norm, never above 1. [quality]

    References
    ----------
    Assumed: who is asked to plan comes to expect more.
    Departs: a share of what is missing, not a fixed rise, so that the norm cannot leave 0..1.

    Examples
    --------
    >>> raised_norm(0.5, lift=0.2, participation=0.5, market_share=0.5)
    0.525
    """
    return should + (1.0 - should) * lift * participation * market_share


@rule
def loss_per_point(left: float, customers: float, satisfaction: float) -> float:
    """Estimate from a firm's own figures how many customers one point of satisfaction keeps.

    A straight line through the loss it sees and no loss at 100 points.

    Parameters
    ----------
    left : float scalar
        Customers who left this month. [customer/month]
    customers : float scalar
        Customers at the start of the month, above 0. [customer]
    satisfaction : float scalar
        Mean satisfaction as the firm hears it. [points of 100]

    Returns
    -------
    float scalar
        Share of customers lost less for each point more. [1/month/point]

    References
    ----------
    Rust, Zahorik & Keiningham (1995), Journal of Marketing 59(2), pp. 58-70: the link from satisfaction to
    retention is estimated from the firm's own customers.
    Departs: one line for all customers, not one for each level of satisfaction.

    Examples
    --------
    >>> loss_per_point(left=20.0, customers=1000.0, satisfaction=75.0)
    0.0008
    """
    return left / customers / max(100.0 - satisfaction, 1.0)


@rule
def answer_item(
    felt: float, respondent_noise: float, item_noise: float, respondent_draw: float, item_draw: float
) -> float:
    """Answer one item of a questionnaire on a scale from 0 to 100.

    Who answers high on one item tends to answer high on all; the scale ends where it ends.

    Parameters
    ----------
    felt : float scalar
        What the respondent feels. [points of 100]
    respondent_noise : float scalar
        Standard deviation of what a respondent adds to all answers. [points of 100]
    item_noise : float scalar
        Standard deviation of what a respondent adds to one answer. [points of 100]
    respondent_draw : float scalar
        Uniform [0, 1) number of the decision "respondent noise". [-]
    item_draw : float scalar
        Uniform [0, 1) number of the decision "item noise". [-]

    Returns
    -------
    float scalar
        The answer, 0..100. [points of 100]

    References
    ----------
    Tenenhaus, Esposito Vinzi, Chatelin & Lauro (2005), Computational Statistics & Data Analysis 48(1), 159-205:
    several items stand for one thing felt. Assumed: both noises are normal.

    Examples
    --------
    >>> round(answer_item(70.0, 4.0, 6.0, respondent_draw=0.5, item_draw=0.5), 4)
    70.0
    """
    answer = felt + respondent_noise * normal(respondent_draw) + item_noise * normal(item_draw)
    return min(max(answer, 0.0), 100.0)
