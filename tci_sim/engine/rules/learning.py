"""How beliefs move between members and the organisational code, and from one process step up-stream."""

from __future__ import annotations

import math

from tci_sim.engine.arithmetic import power
from tci_sim.engine.backend.decorators import rule

_HEARSAY = 0.6
"""Evidence up to which nothing is decided by it: what one voice gives that is believed four times in five. [-]"""

RIGHT_AT_FIRST = 1.0 / 3.0
"""Share of beliefs that are right, and that are wrong, where nobody has learnt anything. [-]"""


@rule
def act(belief: int, coin: int, draw: float) -> int:
    """Let a member act on a requirement: as believed, or by chance where nothing is believed.

    Parameters
    ----------
    belief : int scalar
        What the member holds: -1, 0 or +1. [-]
    coin : int scalar
        1: who believes nothing tosses a fair coin; 0: who believes nothing does not act. [-]
    draw : float scalar
        Uniform [0, 1) number of the decision "act". [-]

    Returns
    -------
    int scalar
        What is done: -1, 0 or +1. [-]

    References
    ----------
    March (1991), Organization Science 2(1), p. 74.
    Departs: the text compares knowledge; the program behind the 1991 figures compares what members do
    (Christensen 2015, p. 4). The text's reading is `coin` 0.

    Examples
    --------
    >>> act(-1, 1, draw=0.2), act(0, 1, draw=0.2), act(0, 1, draw=0.7), act(0, 0, draw=0.7)
    (-1, -1, 1, 0)
    """
    tossed = 1 if draw >= 0.5 else -1
    return belief if belief != 0 else coin * tossed


@rule
def judgement(reality: int, evidence: float, oracle: float) -> float:
    """Weigh by what an act on one requirement is judged: the truth, or what the firm has heard.

    Parameters
    ----------
    reality : int scalar
        What customers want: -1 or +1. [-]
    evidence : float scalar
        The firm's evidence on it, -1 to 1. [-]
    oracle : float scalar
        Weight of the truth. [-]

    Returns
    -------
    float scalar
        What one act in the direction +1 is worth, -1 to 1. [-]

    References
    ----------
    March (1991), Organization Science 2(1), p. 74: `oracle` 1.
    Assumed: nobody in a firm knows the truth, so that by default those do better who fit what was heard.

    Examples
    --------
    >>> judgement(-1, 0.4, oracle=1.0), judgement(-1, 0.4, oracle=0.0)
    (-1.0, 0.4)
    """
    return oracle * reality + (1.0 - oracle) * evidence


@rule
def learn_from_the_better(code: int, votes: int, code_learning: float, draw: float) -> int:
    """Let the organisational code take over what those do who do better than it.

    Each member on the majority side of the better ones, net of those on the other side, has one try at
    changing the code.

    Parameters
    ----------
    code : int scalar
        What the organisation holds: -1, 0 or +1. [-]
    votes : int scalar
        Sum of the acts of the members who do better than the code. [member]
    code_learning : float scalar
        Chance that one member's try succeeds (p2). [-]
    draw : float scalar
        Uniform [0, 1) number of the decision "code moves". [-]

    Returns
    -------
    int scalar
        The new code. [-]

    References
    ----------
    March (1991), Organization Science 2(1), p. 74, rule 4: 1 - (1 - p2)**k.

    Examples
    --------
    Two net tries at .5 succeed with chance .75:

    >>> learn_from_the_better(-1, 2, code_learning=0.5, draw=0.74)
    1
    >>> learn_from_the_better(-1, 2, code_learning=0.5, draw=0.76)
    -1
    """
    majority = (votes > 0) * 1 - (votes < 0) * 1
    chance = 1.0 - power(1.0 - code_learning, float(abs(votes)))
    return majority if majority != 0 and draw < chance else code


@rule
def decide_by_fact(code: int, evidence: float, readiness: float, draw: float) -> int:
    """Let the organisational code take over what the evidence says, whoever believes it.

    Evidence counts as a fact from .6 on, which is one voice that is believed four times in five, and fully at 1;
    in between the chance rises in a straight line. The code jumps, as it does after a vote.

    Parameters
    ----------
    code : int scalar
        What the organisation holds after this month's votes: -1, 0 or +1. [-]
    evidence : float scalar
        The firm's evidence on the requirement, -1 to 1. [-]
    readiness : float scalar
        Chance that the code follows full evidence. [1/month]
    draw : float scalar
        Uniform [0, 1) number of the decision "decide by fact". [-]

    Returns
    -------
    int scalar
        The new code. [-]

    References
    ----------
    Assumed: management by fact, beside learning from those who do better (March 1991), which alone would hear
    evidence only through members who by luck believe it already.

    Examples
    --------
    >>> decide_by_fact(-1, 0.8, readiness=0.5, draw=0.24), decide_by_fact(-1, 0.8, readiness=0.5, draw=0.26)
    (1, -1)
    >>> decide_by_fact(1, 0.6, readiness=1.0, draw=0.0), decide_by_fact(1, -1.0, readiness=1.0, draw=0.99)
    (1, -1)
    """
    sign = (evidence > 0.0) * 1 - (evidence < 0.0) * 1
    certain = min(max((abs(evidence) - _HEARSAY) / (1.0 - _HEARSAY), 0.0), 1.0)
    return sign if draw < readiness * certain else code


@rule
def readiness_for_fact(code_learning: float, by_fact: float, oracle: float) -> float:
    """Return how readily a firm lets evidence decide what its code holds.

    Parameters
    ----------
    code_learning : float scalar
        How fast the code learns (p2). [-]
    by_fact : float scalar
        How far firms decide by evidence and not by votes alone. [-]
    oracle : float scalar
        Weight of the truth, against evidence, in judging whose beliefs do better. [-]

    Returns
    -------
    float scalar
        Chance that the code follows full evidence; 0 where the truth judges, as in March (1991). [1/month]

    References
    ----------
    Assumed: evidence decides as far as evidence, and not the truth, is what beliefs are judged by.

    Examples
    --------
    >>> readiness_for_fact(0.5, by_fact=0.8, oracle=0.0), readiness_for_fact(0.5, by_fact=0.8, oracle=1.0)
    (0.4, 0.0)
    """
    return code_learning * by_fact * (1.0 - oracle)


@rule
def worth_of_act(act: int, worth: float, right_only: int) -> float:
    """Return what one act adds to the score by which members and code are compared.

    Parameters
    ----------
    act : int scalar
        What is done: -1, 0 or +1. [-]
    worth : float scalar
        What an act in the direction +1 is worth, -1 to 1. [-]
    right_only : int scalar
        1: only what is right counts; 0: what is wrong counts against it. [-]

    Returns
    -------
    float scalar
        Points. [-]

    References
    ----------
    March (1991), Organization Science 2(1), p. 74: the superior group "correspond with reality on more
    dimensions" than the code, which counts right beliefs alone.
    Departs: the program behind the 1991 figures (Christensen 2015) compares performance, right less wrong,
    which is the default.

    Examples
    --------
    >>> worth_of_act(-1, 0.5, right_only=0), worth_of_act(-1, 0.5, right_only=1), worth_of_act(-1, -0.5, 1)
    (-0.5, 0.0, 0.5)
    """
    points = act * worth
    return max(points, 0.0) if right_only == 1 else points


@rule
def step_towards(belief: int, voice: int, steps: int) -> int:
    """Move a belief towards what is heard, by so many steps at most.

    Parameters
    ----------
    belief : int scalar
        What is held: -1, 0 or +1. [-]
    voice : int scalar
        What is heard: -1 or +1; 0 is silence and moves nothing. [-]
    steps : int scalar
        Steps it moves at most. [-]

    Returns
    -------
    int scalar
        The new belief. [-]

    References
    ----------
    Christensen (2015), p. 4: a wrong belief first falls silent, then turns right.

    Examples
    --------
    >>> step_towards(-1, 1, steps=1), step_towards(-1, 1, steps=2), step_towards(-1, 0, steps=2)
    (0, 1, -1)
    """
    return belief + min(max(voice - belief, -steps), steps) if voice != 0 else belief


@rule
def socialise(belief: int, code: int, p_learn: float, steps: int, draw: float) -> int:
    """Let the organisational code teach a member.

    Where the code speaks (is not 0), a member moves towards it with chance `p_learn`.

    Parameters
    ----------
    belief : int scalar
        What the member holds: -1, 0 or +1. [-]
    code : int scalar
        What the organisation held last month: -1, 0 or +1. [-]
    p_learn : float scalar
        Chance that the belief moves (p1). [1/month]
    steps : int scalar
        Steps it moves: 1, or 2 to take the code over outright. [-]
    draw : float scalar
        Uniform [0, 1) number of the decision "socialise". [-]

    Returns
    -------
    int scalar
        The new belief. [-]

    References
    ----------
    March (1991), Organization Science 2(1), p. 74, rule 3.
    Departs: the text moves a belief straight to the code (`steps` 2); the program behind the 1991 figures
    moves it one step (Christensen 2015, p. 4).

    Examples
    --------
    >>> socialise(-1, 1, p_learn=0.5, steps=1, draw=0.2)
    0
    >>> socialise(np.array([-1, 0, 1]), 1, 0.5, 1, 0.2)
    array([0, 1, 1])
    """
    return step_towards(belief, code, steps) if draw < p_learn else belief


@rule
def pace_of_learning(p_learn: float, p_learn_slow: float, slow_learners: float, draw: float) -> float:
    """Return how fast the holder of a post learns from the organisational code.

    Parameters
    ----------
    p_learn : float scalar
        Chance that a belief moves, of most members (p1). [1/month]
    p_learn_slow : float scalar
        The same of the others. [1/month]
    slow_learners : float scalar
        Share of the others. [-]
    draw : float scalar
        Uniform [0, 1) number of the decision "pace", the same in every month. [-]

    Returns
    -------
    float scalar
        Chance that a belief of this member moves. [1/month]

    References
    ----------
    March (1991), Organization Science 2(1), pp. 76-78: members with p1 .1 and .9 in one organisation.
    Assumed: who takes over a post takes over its pace, so that the mix stays as it is.

    Examples
    --------
    >>> pace_of_learning(0.9, p_learn_slow=0.1, slow_learners=0.5, draw=0.2)
    0.1
    >>> pace_of_learning(0.9, p_learn_slow=0.1, slow_learners=0.5, draw=0.7)
    0.9
    """
    return p_learn_slow if draw < slow_learners else p_learn


@rule
def border_openness(same_firm: bool, joint_improvement: float) -> float:
    """Return how far what one process step knows reaches the step before it.

    Parameters
    ----------
    same_firm : bool scalar
        Whether both belong to one firm. [-]
    joint_improvement : float scalar
        How far the down-stream firm works together with its suppliers. [-]

    Returns
    -------
    float scalar
        1 inside a firm, the buyer's openness between firms. [-]

    References
    ----------
    Assumed: a supplier hears its buyer as far as the buyer lets it in, and by one lever only.

    Examples
    --------
    >>> border_openness(True, 0.2), border_openness(False, 0.2)
    (1.0, 0.2)
    """
    return 1.0 if same_firm else joint_improvement


@rule
def sharing_chance(sharing: float, collaboration: float, spread: float, border: float) -> float:
    """Find the chance that what a colleague down-stream believes moves a belief up-stream.

    Parameters
    ----------
    sharing : float scalar
        How far the down-stream firm passes on what it believes. [-]
    collaboration : float scalar
        Culture of collaboration of the colleague who tells. [-]
    spread : float scalar
        Chance at full sharing and full collaboration. [1/month]
    border : float scalar
        How far what is shared crosses to the step before. [-]

    Returns
    -------
    float scalar
        Chance that one belief moves one step. [1/month]

    References
    ----------
    Assumed: who tells decides; knowledge sticks where it is not shared (Szulanski 1996, Strategic Management
    Journal 17(S2), pp. 27-43).

    Examples
    --------
    >>> sharing_chance(sharing=1.0, collaboration=0.5, spread=0.4, border=0.5)
    0.1
    """
    return sharing * collaboration * spread * border


@rule
def pick(count: int, draw: float) -> int:
    """Pick one of several at random.

    Parameters
    ----------
    count : int scalar
        How many there are, 1 or more. [-]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    int scalar
        Place of the one picked, from 0. [-]

    References
    ----------
    Assumed: all are equally likely, as in the random encounters of Deffuant et al. (2000).

    Examples
    --------
    >>> pick(4, draw=0.0), pick(4, draw=0.5), pick(4, draw=0.99)
    (0, 2, 3)
    """
    return min(count - 1, math.floor(draw * count))
