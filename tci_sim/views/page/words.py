"""What a page says in both languages: texts of the catalogues that its screen needs, and names as pairs of texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tci_sim.messages import LANGUAGES
from tci_sim.messages.catalogue import texts
from tci_sim.messages.message import Value, written_as
from tci_sim.messages.numbers import IN_PERCENT, magnitudes

Both = list[str]
"""A text in each language, in the order of `LANGUAGES`."""

_FAMILIES = (
    "page.live.",
    "verdict.",
    "number.",
    "magnitude.",
    "unit.",
    "time.",
    "list.",
    "table.policy.own_levers",
)
_SINGLE = ("page.axis_years",)


def both(value: Value) -> Both:
    """Write something in each language."""
    return [written_as(value, language) for language in LANGUAGES]


def shipped_words(*more: str) -> Mapping[str, Any]:
    """Return the texts by language and id, those of further families too, and how numbers are written."""
    return {
        "texts": {
            language: {id_: text for id_, text in texts(language).items() if _is_said(id_, more)}
            for language in LANGUAGES
        },
        "inPercent": sorted(IN_PERCENT),
        "magnitudes": {language: [each._asdict() for each in magnitudes(language)] for language in LANGUAGES},
    }


def _is_said(id_: str, more: tuple[str, ...]) -> bool:
    return id_.startswith((*_FAMILIES, *more)) or id_ in _SINGLE
