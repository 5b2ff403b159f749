"""The result of a game as one line: what was decided, under which chance, and what came of it; decoded strictly."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.flight import Decisions, flight
from tci_sim.version import RESULTS_VERSION

MARK, FORM = "tci-flight", "1"
PRACTICE = "PRACTICE"
"""In place of a class: a game in which decisions may be taken back, and which no class counts."""

MOST_LETTERS = 400
"""How long a code is at most."""
MOST_TEAMS = 40
SHORT = 12
"""Hexadecimal digits of a hash in a code."""

_CODE = re.compile(
    r"tci-flight\.(?P<form>[0-9]{1,3})\.(?P<results>[0-9]{1,6})\.(?P<game>[0-9a-f]{12})\.(?P<class>[A-Z0-9]{3,12})"
    r"\.(?P<team>[0-9]{1,2})\.(?P<seed>[0-9]{1,10})\.(?P<decided>[0-9]{0,240})\.(?P<outcome>[0-9a-f]{12}|-)"
    r"\.(?P<check>[0-9a-f]{12})"
)


@dataclass(frozen=True)
class FlightCode:
    """What a code says."""

    results: int
    """Version of the results that it was made under."""
    game: str
    """Hash of the scenario and of the table of decisions. [12 hexadecimal digits]"""
    class_: str
    """What the teacher gave out; `PRACTICE` for nobody's."""
    team: int
    seed: int
    decisions: Decisions
    outcome: str
    """Hash of what came of it. [12 hexadecimal digits]"""

    @property
    def text(self) -> str:
        """Return it as one line."""
        decided = "".join(str(step) for year in self.decisions for step in year)
        parts = (
            MARK,
            FORM,
            self.results,
            self.game,
            self.class_,
            self.team,
            self.seed,
            decided,
            self.outcome,
        )
        return with_check(".".join(map(str, parts)))


def short_hash(text: str) -> str:
    """Return the beginning of the SHA-256 of a text. [12 hexadecimal digits]."""
    return hashlib.sha256(text.encode()).hexdigest()[:SHORT]


def with_check(text: str) -> str:
    """Return a text with its own hash behind it."""
    return f"{text}.{short_hash(text)}"


def seed_of(class_: str) -> int:
    """Return the seed of a class: all its teams have one world, and the same random numbers.

    Examples
    --------
    >>> seed_of("K7Q2") == seed_of("K7Q2") != seed_of("K7Q3")
    True
    """
    return int(hashlib.sha256(f"{MARK}:{class_}".encode()).hexdigest()[:7], 16)


def read_code(text: object, game: str) -> FlightCode:
    """Read a code.

    Parameters
    ----------
    text : str
        The line; blanks around it count for nothing.
    game : str
        Hash of the game that it should be of.

    Returns
    -------
    FlightCode

    Raises
    ------
    InputError
        If it cannot be read, is of another version or another game, was changed, or is of a game that was not ended.
    """
    line = text.strip() if isinstance(text, str) else ""
    found = _CODE.fullmatch(line) if len(line) <= MOST_LETTERS else None
    if found is None or found["form"] != FORM:
        raise InputError(message("flight.fault.unreadable"))
    if found["results"] != str(RESULTS_VERSION):
        raise InputError(message("flight.fault.version", seen=found["results"], version=str(RESULTS_VERSION)))
    if found["game"] != game:
        raise InputError(message("flight.fault.game"))
    if fault := _fault(line, found):
        raise InputError(fault)
    digits = [int(digit) for digit in found["decided"]]
    count = len(flight().decisions)
    decisions = tuple(tuple(digits[k : k + count]) for k in range(0, len(digits), count))
    return FlightCode(
        RESULTS_VERSION,
        game,
        found["class"],
        int(found["team"]),
        int(found["seed"]),
        decisions,
        found["outcome"],
    )


def _fault(line: str, found: re.Match[str]) -> Message | None:
    """Return what is wrong with a code that has the right form, version and game."""
    decisions = list(flight().decisions.values())
    if with_check(line.rpartition(".")[0]) != line:
        return message("flight.fault.edited")
    if len(found["decided"]) != len(decisions) * flight().years or found["outcome"] == "-":
        years = len(found["decided"]) // len(decisions)
        return message("flight.fault.unfinished", done=str(years), years=str(flight().years))
    if int(found["seed"]) != seed_of(found["class"]):
        return message("flight.fault.seed")
    steps = [int(digit) for digit in found["decided"]]
    if any(step >= decisions[k % len(decisions)].steps for k, step in enumerate(steps)):
        return message("flight.fault.step")
    team = int(found["team"])
    if not (team == 0 if found["class"] == PRACTICE else 1 <= team <= MOST_TEAMS):
        return message("flight.fault.team", most=str(MOST_TEAMS))
    return None
