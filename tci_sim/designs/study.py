"""A study: a question about many runs, with what the asker varies and what the world may be, checked and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from tci_sim.designs.design import Design
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study_faults import faults_of_study
from tci_sim.errors import InputError, nearest
from tci_sim.scenario.faults import faults_of_schema
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import StudyFields
from tci_sim.scenario.tree import Path, as_data, as_tree, find, format_fault
from tci_sim.scenario.yaml_file import Node


class Study(StudyFields):
    """A question about many runs, without a fault; what it says is told at `StudyFields`."""

    def __init__(self, **given: Any) -> None:
        """Check a study; a InputError tells all that is wrong."""
        base, written = given.get("base"), given.pop("written", None)
        tree = written or as_tree({name: value for name, value in given.items() if name != "base"})
        data = {**as_data(tree), **({"base": base} if isinstance(base, Scenario) else {})}
        found: list[tuple[Path, str]] = [
            ((name,), f"is not a part of a study.{nearest(name, FIELDS)}")
            for name in data
            if name not in FIELDS
        ]
        data = {name: value for name, value in data.items() if name in FIELDS}
        if isinstance(data.get("months"), str) and data["months"] not in MONTHS:
            found.append((("months",), f"must be {', '.join(MONTHS)}, or a list of months."))
            del data["months"]
        lines: list[str] = []
        uncertain_parts: set[str] = set()
        design = data.get("design", "grid")
        if isinstance(design, str) and design not in DESIGNS:
            found.append((("design",), f"{_ONE_OF}{nearest(design, DESIGNS)}"))
            del data["design"]
            uncertain_parts.add("design")
        if written is not None and base is None:  # whoever read the file tells what is wrong with it
            data["base"] = _STAND_INS["base"]
            uncertain_parts.add("base")
        try:
            super().__init__(**data)
        except ValidationError as error:
            lines = faults_of_schema(error, tree)
            places = [fault["loc"] for fault in error.errors(include_url=False, include_context=False)]
            uncertain_parts.update(str(place[0]) for place in places)
            super().__init__(**_mended(data, places))
        found += faults_of_study(self, uncertain_parts)
        lines += [_line(tree, *fault) for fault in found]
        if lines:
            raise InputError(*dict.fromkeys(lines))

    @classmethod
    def from_tree(cls, written: Node, base: Scenario | None) -> Study:
        """Make a study from what a file says, so that faults name its lines.

        Where the base could not be read, all that does not rest on it is checked; what comes is then no study.
        """
        return cls(written=written, base=base)

    @cached_property
    def plan(self) -> Design:
        """All cases."""
        return DESIGNS[self.design].lay_out(self)

    def replace(self, **parts: Any) -> Study:
        """Give the same study with other parts; errors are those of `Study`."""
        return Study(**{name: getattr(self, name) for name in FIELDS} | parts)

    def to_dict(self) -> dict[str, Any]:
        """Give the study as plain values, without its base."""
        return self.model_dump(mode="json", exclude={"base"})

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        runs = len(self.plan) * self.replications
        return (
            f"<Study: {self.question}\n {self.design} of {len(self.plan):,} cases x"
            f" {self.replications:,} replications from seed {self.seed}: {runs:,} runs of {self.base.months} months>"
        )


*_FIRST, _LAST = (f"'{name}'" for name in DESIGNS)
_ONE_OF = f"must be one of {', '.join(_FIRST)} or {_LAST}."

FIELDS = tuple(Study.model_fields)
MONTHS = ("all", "years", "none")


_STAND_INS: dict[str, Any] = {"question": "?", "report": ("",), "base": Scenario.model_construct(**{})}
"""For what is required and was given wrongly, so that the rest can be checked."""


def _mended(data: Mapping[str, Any], places: Iterable[Path]) -> dict[str, Any]:
    """Leave out what is wrong, of a mapping only its entry."""
    mended = dict(data)
    for name, *below in places:
        field = str(name)
        if below and isinstance(mended.get(field), dict):
            mended[field] = {key: value for key, value in mended[field].items() if key != below[0]}
        else:
            mended.pop(field, None)
    return {**{field: _STAND_INS[field] for field in _STAND_INS if field not in mended}, **mended}


def _line(tree: Node, path: Path, message: str) -> str:
    if not path:
        return f"{tree.file}: {message}" if tree.file else message
    node, exact = find(tree, path)
    return format_fault(node, path, message, seen=exact and not isinstance(node.value, dict | tuple))
