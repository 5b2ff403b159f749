"""How defects come in, are made, are intercepted and go out."""

from __future__ import annotations

from tci_sim.engine.backend.decorators import rule


@rule
def make_defects(shortfall: float, contribution: float) -> float:
    """Turn the shortfall of a node into the share of its output that it spoils.

    Parameters
    ----------
    shortfall : float scalar
        Share of its task in which the node fails. [-]
    contribution : float scalar
        Share of the attribute's quality that is made in this node. [-]

    Returns
    -------
    float scalar
        Share of sound input that leaves the node defective, before inspection. [-]

    References
    ----------
    Assumed: proportional, so that a chain with shortfall E everywhere delivers 1 - E in the limit of many nodes.

    Examples
    --------
    >>> make_defects(shortfall=0.5, contribution=0.25)
    0.125
    """
    return shortfall * contribution


@rule
def pass_defects(defect_in: float, made_here: float, intercepted: float) -> float:
    """Add the defects made here to those that came in, and take off what inspection intercepts.

    Parameters
    ----------
    defect_in : float scalar
        Share of input that is defective. [-]
    made_here : float scalar
        Share of sound input that is spoilt here. [-]
    intercepted : float scalar
        Share of defective output that inspection finds; it is reworked, not lost. [-]

    Returns
    -------
    float scalar
        Share of output that is defective. [-]

    References
    ----------
    Rolled throughput yield: Breyfogle (2003), Implementing Six Sigma, ch. 1: sound shares multiply.

    Examples
    --------
    >>> pass_defects(defect_in=0.5, made_here=0.5, intercepted=0.0)
    0.75
    """
    return (defect_in + made_here * (1.0 - defect_in)) * (1.0 - intercepted)


@rule
def weigh_input(sent: float, units: float) -> float:
    """Weigh one goods input of a node among all of them, by what was sent along it.

    Parameters
    ----------
    sent : float scalar
        What was sent this month; below 0 it came back. [micro-unit]
    units : float scalar
        Input for one unit of output, which counts where nothing was sent. [1/1000 unit]

    Returns
    -------
    float scalar
        Weight of the input; above 0. [micro-unit]

    References
    ----------
    Assumed: what goes in is mixed, so that each input counts by its quantity.

    Examples
    --------
    >>> weigh_input(2_000_000, units=1000), weigh_input(-5.0, units=500)
    (2000001.0, 0.5)
    """
    return max(sent, 0.0) + units * 1e-3


@rule
def join_defects(first: float, second: float) -> float:
    """Join two inputs that are both needed: the whole is sound only where both are.

    Parameters
    ----------
    first : float scalar
        Share of the first input that is defective. [-]
    second : float scalar
        Share of the second input that is defective. [-]

    Returns
    -------
    float scalar
        Share of the joined input that is defective. [-]

    References
    ----------
    Departs: the model's design takes one mean over all inputs; with work beside goods a mean would let every
    further unit that helps dilute the faults of the others, so work inputs multiply.

    Examples
    --------
    >>> join_defects(0.5, 0.5)
    0.75
    """
    return 1.0 - (1.0 - first) * (1.0 - second)


@rule
def intercept(inspection: float, right: float) -> float:
    """Return what share of defects an inspection finds: only who knows what is wanted sees what is wrong.

    Parameters
    ----------
    inspection : float scalar
        Share that inspection can find at full knowledge. [-]
    right : float scalar
        Share of right beliefs about the attribute in the node. [-]

    Returns
    -------
    float scalar
        Share of defects found. [-]

    References
    ----------
    Assumed: proportional to knowledge.

    Examples
    --------
    >>> intercept(inspection=0.8, right=0.5)
    0.4
    """
    return inspection * right


@rule
def deliver_quality(defect_out: float, fill_rate: float, carries_fill_rate: bool) -> float:
    """Return what quality of one attribute the customer is delivered.

    Parameters
    ----------
    defect_out : float scalar
        Share of the outlet's output that is defective. [-]
    fill_rate : float scalar
        Share of demand that the outlet met at once. [-]
    carries_fill_rate : bool scalar
        Whether not getting the goods counts in this attribute. [-]

    Returns
    -------
    float scalar
        Delivered quality, 0..1. [quality]

    References
    ----------
    Assumed: goods that do not come are worth nothing in the attribute "delivery".

    Examples
    --------
    >>> deliver_quality(0.5, 0.5, True), deliver_quality(0.5, 0.5, False)
    (0.25, 0.5)
    """
    return (1.0 - defect_out) * fill_rate if carries_fill_rate else 1.0 - defect_out


@rule
def time_to_rework(reworked: float, rework_time: float, made: float, capacity: float) -> float:
    """Return what share of working time rework takes.

    Parameters
    ----------
    reworked : float scalar
        Share of output that was intercepted and is reworked. [-]
    rework_time : float scalar
        Time to rework a unit, in units of the time to make it. [-]
    made : float scalar
        Units made this month. [unit]
    capacity : float scalar
        Units that could have been made. [unit]

    Returns
    -------
    float scalar
        Share of next month's working time, at most one half. [-]

    References
    ----------
    Crosby (1979), Quality Is Free: rework is work done twice. Assumed: it is done in the month after; what is in vain
    in what fails is made up for in the same way.

    Examples
    --------
    >>> time_to_rework(reworked=0.2, rework_time=0.5, made=50.0, capacity=100.0)
    0.05
    """
    used = min(made / capacity, 1.0) if capacity > 0.0 else 0.0
    return min(reworked * rework_time * used, 0.5)


@rule
def keep_to_standard(failing: float, standard_work: float, prevented: float) -> float:
    """Let standard work and preventive maintenance keep a unit from part of its failures.

    Parameters
    ----------
    failing : float scalar
        Share of its task in which it would fail this month. [-]
    standard_work : float scalar
        How far it works to standards and looks after its equipment, 0..1. [-]
    prevented : float scalar
        Share of failures that doing so fully prevents. [-]

    Returns
    -------
    float scalar
        Share in which it fails, 0..1. [-]

    References
    ----------
    Bloom, Eifert, Mahajan, McKenzie & Roberts (2013), Quarterly Journal of Economics 128(1), abstract: management
    practices raised productivity by 17 % in the first year, by better quality, efficiency and less stock.
    Assumed: the form; at once, in proportion, and only as long as it is done: what units are able to is as before.

    Examples
    --------
    >>> keep_to_standard(0.25, standard_work=0.5, prevented=0.5), keep_to_standard(0.25, 0.0, 0.5)
    (0.1875, 0.25)
    """
    return failing * (1.0 - standard_work * prevented)


@rule
def work_in_a_good_unit(failed: float, wasted: float) -> float:
    """Return how much work a good unit takes where the work in what fails is partly done in vain.

    Parameters
    ----------
    failed : float scalar
        Share of output that is not right the first time. [-]
    wasted : float scalar
        Share of the work in a unit that fails which is in vain. [-]

    Returns
    -------
    float scalar
        Work, in that of a unit where nothing fails; 1 or more. [-]

    References
    ----------
    Crosby (1979), Quality Is Free: what fails is paid for twice. Assumed: in proportion to what fails.

    Examples
    --------
    >>> work_in_a_good_unit(failed=0.25, wasted=0.5), work_in_a_good_unit(0.25, wasted=0.0)
    (1.125, 1.0)
    """
    return 1.0 + failed * wasted


@rule
def shortfall_this_month(shortfall: float, error: float, newcomers: float, spoilt_by_new: float) -> float:
    """Return in what share of its task a unit fails this month, by its ability, by chance, and by who is new.

    Parameters
    ----------
    shortfall : float scalar
        Share of its task in which it fails by its ability. [-]
    error : float scalar
        What it does worse, or better, this month, from `execution_error`. [-]
    newcomers : float scalar
        Share of its members who are new. [-]
    spoilt_by_new : float scalar
        Share of good work that is spoilt where all are new. [-]

    Returns
    -------
    float scalar
        Share, 0..1; who hardly ever fails can only err to the worse. [-]

    References
    ----------
    Assumed: what newcomers spoil is part of what would have been good.

    Examples
    --------
    >>> shortfall_this_month(0.3, error=0.0, newcomers=1.0, spoilt_by_new=0.0)
    0.3
    >>> shortfall_this_month(0.25, error=0.25, newcomers=0.5, spoilt_by_new=0.5)
    0.625
    """
    here = min(1.0, max(0.0, shortfall + error))
    return here + (1.0 - here) * (newcomers * spoilt_by_new)
