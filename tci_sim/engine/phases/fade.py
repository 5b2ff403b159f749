"""Phase 5, at its end: what a firm thinks fades where nobody was asked."""

from __future__ import annotations

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.listening import fade_estimate
from tci_sim.engine.state.firms import Contacts, Estimates
from tci_sim.engine.state.nodes import Heard
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Flags, Floats


@compiled
def fade_estimates(run: Run, contacts: Contacts, heard: Heard, estimates: Estimates, answered: Flags) -> None:
    """Let every estimate that no answer refreshed this month fade to what is thought where nothing is known.

    `answered` says which organisations got the results of a survey, (firm,), in which all is asked. Interviews ask
    what falls short, not what it weighs or whom it keeps. A firm that forgets which attribute falls short most
    still knows, from what comes back, how much falls short in all: gaps fade to their mean. Weights fade to equal
    shares, and what a point of satisfaction keeps to nothing; where that is estimated from who of the respondents left,
    these count less and less instead.
    """
    fading, asking = run.world[0].voices.estimate_fading, run.world[0].asking
    from_answers = asking.real_respondents == 1 and asking.slope_from_answers == 1
    if fading > 0.0:
        for f in range(len(answered)):
            if not answered[f]:
                fade_weights(estimates.weight[f], fading)
                if not from_answers:
                    fade_retention(estimates, f, fading)
                if contacts.interviews[f] == 0.0:
                    fade_gaps(estimates.gap[f], fading)
        for n in range(len(heard.contact)):
            if heard.contact[n] == 0.0:
                fade_gaps(heard.gap[n], fading)


@compiled
def fade_weights(weight: Floats, fading: float) -> None:
    """Let the weights of attributes, (attribute,), fade to equal shares."""
    for a in range(len(weight)):
        weight[a] = fade_estimate(weight[a], 1.0 / len(weight), fading)


@compiled
def fade_retention(estimates: Estimates, firm: int, fading: float) -> None:
    """Let what a point of satisfaction is thought to keep fade to nothing, and remember how much of it is left."""
    estimates.retention[firm] = fade_estimate(estimates.retention[firm], 0.0, fading)
    estimates.retention_known[firm] = fade_estimate(estimates.retention_known[firm], 0.0, fading)


@compiled
def fade_gaps(gap: Floats, fading: float) -> None:
    """Let gaps, (attribute,), fade to their mean."""
    total = 0.0
    for a in range(len(gap)):
        total += gap[a]
    for a in range(len(gap)):
        gap[a] = fade_estimate(gap[a], total / len(gap), fading)
