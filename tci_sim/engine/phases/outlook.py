"""Phases 7 and 8: what a firm notes every month for its yearly appraisal of levers, where it makes one."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import WARRANTY
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.move_levers import lever_value
from tci_sim.engine.rules.value import smooth_over_year
from tci_sim.engine.state.firms import LEVERS, Contacts, Outlook, Policies
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record


@compiled
def is_appraised(world: Record) -> bool:
    """Return whether firms plan ahead what a step of a lever changes."""
    return bool(world.deciding.appraisal == 1)


@compiled
def note_failures(world: Record, outlook: Outlook, places: Places, before: Floats, after: Floats) -> None:
    """Note what each firm's projects put right this month, and what had come up since they last did.

    Units count what fails customers `before` the month's projects and `after` them, (node, attribute), as far as the
    attribute is made there. The first month has nothing to compare with, and no firm that plans nothing takes note.
    """
    if not is_appraised(world):
        return
    found, left = failing(outlook, places, before), failing(outlook, places, after)
    for f in range(len(found)):
        known = outlook.failures[f]
        if found[f] > 0.0:
            closed = max(0.0, found[f] - left[f]) / found[f]
            opened = (found[f] - known) / found[f] if known > 0.0 else 0.0
            outlook.closing[f] = smooth_over_year(outlook.closing[f], closed)
            outlook.reopening[f] = smooth_over_year(outlook.reopening[f], opened)
        outlook.failures[f] = left[f]


@compiled
def failing(outlook: Outlook, places: Places, failures: Floats) -> Floats:
    """Add up what fails customers in the units of each firm, as far as it is made there, (firm,)."""
    total = np.zeros(len(outlook.failures))
    for n in range(failures.shape[0]):
        for a in range(failures.shape[1]):
            total[places.firm[n]] += places.contribution[n, a] * failures[n, a]
    return total


@compiled
def note_month(
    world: Record, outlook: Outlook, contacts: Contacts, statement: Integers, dimensions: int
) -> None:
    """Note what claims were paid last month, by the `statement` of it, and what was heard this month.

    A survey round replaces what was thought of gaps, and its answers those that it rested on; interviews add to them.
    """
    for f in range(len(outlook.claims)):
        paid = -statement[f, WARRANTY] / MICRO
        outlook.claims[f] = smooth_over_year(outlook.claims[f], paid)
        heard = contacts.needs_voiced[f] / dimensions
        outlook.voices[f] = smooth_over_year(outlook.voices[f], heard)
        asked = contacts.respondents[f]
        older = 0.0 if asked > 0.0 else outlook.answers[f] * world.voices.evidence_keep
        outlook.answers[f] = older + asked + contacts.interviews[f]


@compiled
def notice_policies(outlook: Outlook, policies: Policies, month: int) -> None:
    """Notice that a firm has adopted another policy: its levers are not what it left them at."""
    for f in range(len(outlook.adopted)):
        changed = False
        for lever in range(LEVERS):
            value = lever_value(policies.in_force[f], lever)
            changed = changed or value != outlook.levers[f, lever]
            outlook.levers[f, lever] = value
        if changed:
            outlook.adopted[f] = month
            outlook.moved[f, :] = -1


@compiled
def note_move(outlook: Outlook, policies: Policies, lever: int, f: int, month: int) -> None:
    """Remember which lever the rule has moved, and where it has left it."""
    outlook.moved[f, lever] = month
    for each in range(LEVERS):
        outlook.levers[f, each] = lever_value(policies.in_force[f], each)


@compiled
def begin_outlook(entering: Flags, outlook: Outlook, month: int) -> None:
    """Let entrants, (selling firm,), keep nothing in mind of the firm whose place they take."""
    for f in range(len(entering)):
        if entering[f]:
            outlook.failures[f], outlook.closing[f], outlook.reopening[f] = 0.0, 0.0, 0.0
            outlook.claims[f], outlook.voices[f], outlook.answers[f] = 0.0, 0.0, 0.0
            outlook.levers[f, :], outlook.adopted[f] = 0.0, month
            outlook.moved[f, :] = -1
            outlook.worth[f, :], outlook.error[f, :] = 0.0, 0.0
