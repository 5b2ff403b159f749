"""One colour for one policy, in every picture; lines of the same policy differ in their dashes."""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from tci_sim.plots.style import DASHES, PALETTE, Look
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import Scenario

SHIPPED: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            (
                "tci",
                "command_and_control",
                "tqm",
                "satisfaction_management",
                "iso9000",
                "excellence",
                "common",
            ),
            PALETTE,
            strict=False,
        )
    )
    | {"operations": PALETTE[7]}
)
"""The colour of each policy of the library."""

OWN = ("#332288", "#882255", "#999933", "#44AA99", "#661100", "#AA4499", "#6699CC", "#888888")
"""Colours of a user's own policies: Tol (2021), "Colour schemes", in shades that no policy of the library has."""

_GOLDEN = 0.61803398875  # of the circle of hues, so that the next is far from those before


def policy_looks(policy_of: Mapping[str, str], known: Iterable[str]) -> dict[str, Look]:
    """Return how the line of each firm, or of each scenario, is drawn: in the colour of its policy.

    Parameters
    ----------
    policy_of : mapping of str to str
        The policy of each line, in the order in which lines are shown.
    known : iterable of str
        All policies, in the order in which they first appear: the same for all pictures of the same scenarios.

    Examples
    --------
    >>> looks = policy_looks({"ours": "tci", "north": "mine", "south": "mine"}, ["tci", "mine"])
    >>> looks["north"].colour, looks["north"].colour == looks["south"].colour, looks["south"].dashes == "solid"
    ('#332288', True, False)
    """
    colour = policy_colours([*known, *policy_of.values()])
    seen: Counter[str] = Counter()
    looks = {}
    for line, policy in policy_of.items():
        looks[line] = Look(colour[policy], DASHES[seen[policy] % len(DASHES)])
        seen[policy] += 1
    return looks


def policy_colours(known: Iterable[str]) -> dict[str, str]:
    """Return the colour of each policy: its own for one of the library, the next of `OWN` for any other."""
    free = _colours()
    return {name: SHIPPED.get(name) or next(free) for name in dict.fromkeys(known)}


def policies_of(questions: Iterable[Scenario]) -> list[str]:
    """Return the names of all policies of some scenarios, in the order in which they first appear."""
    return list(dict.fromkeys(name for question in questions for name in with_own_levers(question).policies))


def _colours() -> Iterator[str]:
    yield from OWN
    hue = 0.05
    while True:  # of more policies than anybody can tell apart
        hue = (hue + _GOLDEN) % 1.0
        red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue, 0.62, 0.68))
        yield f"#{red:02X}{green:02X}{blue:02X}"
