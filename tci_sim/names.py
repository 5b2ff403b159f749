"""What everything that has a name is called: measures, parameters, policies, units, ... in the language in use.

Each function returns a message, which is rendered at the last moment, or the name as it is written where it is a
user's own. The texts are in the catalogues, `messages/*/names_*.yaml`; the English meaning of a parameter is in the
schema, and `tci_sim.scenario.explain` knows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tci_sim.errors import InputError, meant
from tci_sim.messages import Language, Message, Text, Value, current_language, message
from tci_sim.messages.catalogue import texts
from tci_sim.messages.numbers import IN_PERCENT

Kind = Literal[
    "measure", "lever", "uncertainty", "setting", "group", "policy", "sector", "shock", "attribute", "segment", "role",
    "firm", "stakeholder", "mechanism", "holder", "construct", "evidence", "unit", "kind",
    "step", "stage", "pdca", "topic", "side", "seen_by", "shocked", "object",
]  # fmt: skip
"""What has names.

`step` is one of the review process, by its number; `stage` one from effort to result; `shocked` whom a shock hits that
names nobody.
"""

PARAMETERS: tuple[Kind, ...] = ("lever", "uncertainty", "setting")
"""The kinds of parameter."""


def label(kind: Kind, name: str) -> Message | str:
    """Return what something is called.

    Parameters
    ----------
    kind : Kind
        What it is.
    name : str
        Its name in files and code; of a parameter its path as `explain` gives it.

    Returns
    -------
    Message or str
        The name as it is written where it is not one of ours.

    Examples
    --------
    >>> str(label("policy", "tci")), label("policy", "tci").text("zh-Hant"), label("policy", "my_own")
    ('total customer integration', '全面顧客整合', 'my_own')
    """
    id_ = f"{kind}.{name}.label"
    return Message(id_) if id_ in texts("en") else name


def source_text(source: str) -> Text | str:
    """Return where a value comes from; citations stand as they are, and other words in the language in use."""
    return _InOwnLanguage(source, f"source.{source}") if f"source.{source}" in texts("zh-Hant") else source


@dataclass(frozen=True)
class _InOwnLanguage:
    """A text of the schema: in English as it stands there, in other languages as the catalogue says."""

    english: str
    id: str

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default."""
        language = language or current_language()
        return self.english if language == "en" else texts(language)[self.id]

    def __str__(self) -> str:
        return self.text()


def quoted(name: Value) -> Message:
    """Return a name as it stands inside a sentence: in Chinese between 「 and 」."""
    return message("name.quoted", name=name)


def measure_label(name: str) -> Message | str:
    """Return what a measure is called."""
    return label("measure", name)


def parameter_label(path: str) -> Message | str:
    """Return what a lever, an uncertainty or a setting is called, whatever firm, policy or attribute it is of.

    Parameters
    ----------
    path : str
        A path in a scenario (`policies.tci.culture.autonomy`), or as `explain` gives it (`culture.autonomy`).

    Examples
    --------
    >>> str(parameter_label("market.attributes.fit.half_life")), str(parameter_label("policies.tci.learning.sharing"))
    ('half-life of shortfalls', 'sharing between process steps')
    >>> str(parameter_label("shocks.0.world.choice.price_weight"))
    'weight of the price after the event'
    """
    keys = path.split(".")
    if keys[0] == "shocks" and len(keys) > 3:
        inside = keys[3:] if keys[2] == "levers" else keys[2:]
        return message("name.after_event", name=parameter_label(".".join(inside)))
    if keys[0] == "policies" and ".".join(keys[2:]) in _paths("lever"):
        keys = keys[2:]
    if keys[0] == "firms" and keys[2:3] == ["levers"] and ".".join(keys[3:]) in _paths("lever"):
        keys = keys[3:]
    for kind in PARAMETERS:
        for known in _paths(kind):
            if _fits(keys, known.split(".")):
                return Message(f"{kind}.{known}.label")
    return path


def meaning(kind: Kind, name: str) -> Message | None:
    """Return what a measure or a group is, in a sentence; None for a name that is not ours."""
    id_ = f"{kind}.{name}.meaning"
    return Message(id_) if id_ in texts("en") else None


def unit_label(unit: str) -> Message | str:
    """Return what stands behind a number of a unit.

    A share ("-") and a rate ("1/month") are shown in percent: see `shown_in_percent`, and `as_written`.

    Examples
    --------
    >>> [unit_label(unit).text("zh-Hant") for unit in ("points of 100", "1/month", "currency/month")]
    ['分', '%／月', '元／月']
    """
    return label("unit", unit)


def shown_in_percent(unit: str) -> bool:
    """Return whether numbers of a unit are multiplied by 100 before they are shown with its label.

    Examples
    --------
    >>> [shown_in_percent(unit) for unit in ("-", "1/month", "1/point", "month")]
    [True, True, False, False]
    """
    return unit in IN_PERCENT


def as_written(number: Message | str, unit: str) -> Message | str:
    """Return a number, or a range, and its unit as scenario files have it: a share is from 0 to 1.

    Examples
    --------
    >>> [str(as_written(number, unit)) for number, unit in (("1", "month"), ("2", "month"), ("0.1", "1/month"))]
    ['1 month', '2 months', '0.1 per month']
    >>> as_written("0.1", "1/month").text("zh-Hant"), as_written("0.1", "-")
    ('每月 0.1', '0.1')
    """
    known = texts("en")
    if unit == "-":
        return number
    if f"unit.{unit}.of.other" in known:
        return Message(f"unit.{unit}.of", (("number", number), ("count", 1 if number == "1" else 2)))
    if f"unit.{unit}.of" in known:
        return Message(f"unit.{unit}.of", (("number", number),))
    return message("name.with_unit", number=number, unit=unit_label(unit))


def names_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of all of ours of a kind, in the order of their labels' ids.

    Examples
    --------
    >>> names_of("stakeholder")
    ('customers', 'employees', 'owners', 'society', 'suppliers')
    """
    return _paths(kind)


def is_measure(name: str) -> bool:
    """Return whether there is such a measure.

    Examples
    --------
    >>> is_measure("fill_rate"), is_measure("learning.p_learn")
    (True, False)
    """
    return f"measure.{name}.label" in texts("en")


def check_measure(name: str) -> None:
    """Refuse a name that is no measure's.

    Raises
    ------
    InputError
        The nearest name is suggested.

    Examples
    --------
    >>> check_measure("satisfacton")
    Traceback (most recent call last):
    tci_sim.errors.InputError: satisfacton is not a measure. Did you mean 'satisfaction'?
    """
    if not is_measure(name):
        raise InputError(meant("names.no_measure", name, names_of("measure"), measure=name))


@cache
def _paths(kind: Kind) -> tuple[str, ...]:
    return tuple(_labelled(f"{kind}."))


def _labelled(prefix: str) -> Iterator[str]:
    for id_ in texts("en"):
        if id_.startswith(prefix) and id_.endswith(".label"):
            yield id_.removeprefix(prefix).removesuffix(".label")


def _fits(keys: list[str], known: list[str]) -> bool:
    return len(keys) == len(known) and all(mine in ("*", key) for key, mine in zip(keys, known, strict=True))
