"""How one parameter is written down: default, plausible range, allowed bounds, unit, evidence, source and off value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tci_sim.bounds import MOST_NAMES

Evidence = Literal["calibrated", "literature", "assumed"]
Through = Mapping[str, tuple[str, ...]]
"""What fields of a part act through: parameters by dotted path, "a or b" where one of two will do.

A field acts on nothing while any of these rests: is at the value at which it is off, or itself acts on nothing.
"""

Paths = Annotated[tuple[str, ...], Field(max_length=MOST_NAMES)]
"""Dotted paths of parameters, or groups of them."""


class Part(BaseModel):
    """A frozen part of a scenario: unknown keys, wrong types, NaN and infinity are refused.

    The text under a field is its documentation; `tci_sim.scenario.field_docs` reads it. A part that is made of
    others has their fields first, those of the last one it names before those of the first.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    acts_through: ClassVar[Through] = {}


def part() -> Any:
    """Declare a part of a part that need not be given: all in it is then at its default.

    Returns
    -------
    pydantic field
        Checked with what it is part of, so that no part is made, and no check of it built, before it is needed.
    """
    return Field({}, validate_default=True)


def quantity(
    default: float | None,
    plausible: tuple[float, float],
    unit: str,
    evidence: Evidence,
    source: str,
    *,
    allowed: tuple[float, float] | None = None,
    off: float | None = None,
    acts_only_on: str = "",
    settled: bool = False,
    paid_as: tuple[str, ...] = (),
    cost: str = "",
    prices: tuple[str, ...] = (),
) -> Any:
    """Declare one number of the model.

    Parameters
    ----------
    default : float, optional
        Its value in the reference world; None where it may be absent.
    plausible : (float, float)
        The range over which sweeps and sampled worlds move it.
    unit : str
        Unit in words; "-" where it has none.
    evidence : {"calibrated", "literature", "assumed"}
        Where the default comes from.
    source : str
        The publication, to the page where known, or the reason for the assumption.
    allowed : (float, float), optional
        What a scenario may set; the plausible range by default.
    off : float, optional
        The value at which what it drives has no effect, no cost and takes no time.
    acts_only_on : str, optional
        What it acts on where it acts on nothing in a run, by its name in the catalogue (`object`).
    settled : bool, optional
        Whether it is settled before the first month and cannot change on the timeline: nothing but the building of the
        world reads it, or what the world holds, or a figure of the whole run, would mean something else by it.
    paid_as : tuple of str, optional
        Of a lever that costs money: the accounts of the ledger under which it is paid.
    cost : str, optional
        Of such a lever: the name in `world.economy` of what it costs, where the world sets that.
    prices : tuple of str, optional
        Of any lever: the names in `world.economy` of what else it costs, in money or in working time.

    Returns
    -------
    pydantic field
    """
    low, high = allowed or plausible
    facts: dict[str, Any] = {
        "unit": unit, "plausible": list(plausible), "evidence": evidence, "source": source, "off": off,
        "acts_only_on": acts_only_on, "settled": settled, "paid_as": list(paid_as), "cost": cost,
        "prices": list(prices),
    }  # fmt: skip
    return Field(default, ge=low, le=high, json_schema_extra=facts)


def named_numbers(names: Mapping[str, int]) -> BeforeValidator:
    """Let a whole number also be written by the name of what it stands for."""
    number = Annotated[int, Field(ge=min(names.values()), le=max(names.values()))]
    return BeforeValidator(
        lambda given: names.get(given, given) if isinstance(given, str) else given,
        json_schema_input_type=number | Literal[tuple(names)],
    )


def quantities(part: type[Part], group: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Go through the numbers of a part and of all parts in it: dotted path, and what `quantity` says of it."""
    for name, field in part.model_fields.items():
        kind, facts = field.annotation, field.json_schema_extra
        if isinstance(kind, type) and issubclass(kind, Part):
            yield from quantities(kind, f"{group}{name}.")
        elif isinstance(facts, dict):
            yield f"{group}{name}", facts


def levers_by_cost(policy: type[Part]) -> Through:
    """Return what each cost of a lever acts through, by its name: the lever that names it.

    A price, other than a cost, may be that of several levers that buy the same: it acts through any of them.

    Raises
    ------
    ValueError
        If two levers name one cost.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path, facts in quantities(policy):
        for cost in (facts["cost"], *facts["prices"]):
            if not cost:
                continue
            if cost in found and cost == facts["cost"]:
                raise ValueError(
                    f"{cost}: must be the cost of one lever, not of {found[cost][0]} and {path}."
                )
            found[cost] = (f"{found[cost][0]} or {path}",) if cost in found else (path,)
    return found
