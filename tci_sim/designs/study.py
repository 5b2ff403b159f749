"""A study: a question about many runs, with what the asker varies and what the world may be, checked and frozen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from tci_sim.designs.case_table import cases_of, is_table
from tci_sim.designs.design import Design, Fault
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study_faults import faults_of_study
from tci_sim.designs.usual_report import usual_report
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, listing, message
from tci_sim.messages.numbers import number
from tci_sim.runs.experiment import cases_of as cases_needed
from tci_sim.scenario.faults import faults_of_schema, one_of
from tci_sim.scenario.load import as_scenario
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL, StudyFields
from tci_sim.scenario.tree import Path, as_data, as_tree, find, format_fault, set_node
from tci_sim.scenario.yaml_file import Node


class Study(StudyFields):
    """A question about many runs, without a fault; what it says is documented at `StudyFields`."""

    def __init__(self, **given: Any) -> None:
        """Check a study; a InputError tells all that is wrong.

        Its base is whatever `as_scenario` takes. Its cases may be a table, as `cases_of` takes it. Where it does not
        say what it reports, that is what is usual.
        """
        written = given.pop("written", None)
        uncertain_parts: set[str] = set(given.pop("unsure", ()))
        base, lines = _read_base(given.get("base"))
        tree = written or as_tree(
            {name: value for name, value in given.items() if name not in ("base", "cases")}
        )
        if given.get("cases") is not None:
            tree, wrong = _with_cases(tree, given["cases"])
            lines += wrong
            uncertain_parts |= {"cases"} if wrong else set()
        data = {**as_data(tree), **({} if base is None else {"base": base})}
        found: list[Fault] = [
            ((name,), meant("fault.study.part", name, FIELDS)) for name in data if name not in FIELDS
        ]
        data = {name: value for name, value in data.items() if name in FIELDS}
        if "months" in data and not _are_months(data["months"]):
            found.append((("months",), message("fault.study.months", words=listing(MONTHS))))
            del data["months"]
        if (
            written is None
            and "report" not in data
            and (usual := usual_report(base, data.get("holders", (FOCAL,))))
        ):
            data["report"] = usual
        design = data.get("design", "grid")
        if isinstance(design, str) and design not in DESIGNS:
            found.append((("design",), meant("fault.one_of", design, DESIGNS, allowed=one_of(DESIGNS))))
            del data["design"]
            uncertain_parts.add("design")
        if base is None and (lines or written is not None):  # it is told what is wrong with it
            data["base"] = _STAND_INS["base"]
            uncertain_parts.add("base")
        try:
            super().__init__(**data)
        except ValidationError as error:
            lines += faults_of_schema(error, tree)
            places = [fault["loc"] for fault in error.errors(include_url=False, include_context=False)]
            uncertain_parts.update(str(place[0]) for place in places)
            super().__init__(**_mended(data, places))
        found += faults_of_study(self, uncertain_parts)
        lines += [_placed(tree, *fault) for fault in found]
        if lines:
            raise InputError(*dict.fromkeys(lines))

    @classmethod
    def from_tree(cls, written: Node, base: Scenario | None, unsure: Collection[str] = ()) -> Study:
        """Make a study from what a file says, so that faults name its lines.

        Where the base, or a part that is called unsure, could not be read, all that does not rest on it is checked;
        what comes is then no study.
        """
        return cls(written=written, base=base, unsure=unsure)

    @cached_property
    def plan(self) -> Design:
        """All cases."""
        return DESIGNS[self.design].lay_out(self)

    def replace(self, **parts: Any) -> Study:
        """Return the same study with other parts; errors are those of `Study`."""
        return Study(**{name: getattr(self, name) for name in FIELDS} | parts)

    def to_dict(self) -> dict[str, Any]:
        """Return the study as plain values, without its base."""
        return self.model_dump(mode="json", exclude={"base"})

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        cases = len(cases_needed(self.plan, 0))
        size = message(
            "study.size",
            design=self.design,
            cases=number(cases, 0),
            replications=number(self.replications, 0),
            seed=self.seed,
            runs=number(cases * self.replications, 0),
            months=self.base.months,
        )
        return f"<Study: {self.question}\n {size}>"


FIELDS = tuple(Study.model_fields)
MONTHS = ("all", "years", "none")


_STAND_INS: dict[str, Any] = {"question": "?", "report": ("",), "base": Scenario.model_construct(**{})}
"""For what is required and was given wrongly, so that the rest can be checked."""


_WHOLE = ("search",)
"""Parts that mean nothing without one of their entries."""


def _read_base(given: object) -> tuple[Scenario | None, list[Message | str]]:
    """Return the scenario that is meant by the base, or what is wrong with it; neither where there is none."""
    if given is None:
        return None, []
    try:
        return as_scenario(given, "base"), []
    except InputError as error:
        return None, list(error.messages)


def _with_cases(tree: Node, cases: Any) -> tuple[Node, list[Message | str]]:
    """Add cases, given by name or as a table, to what a study says; or return what is wrong with the table."""
    try:
        return set_node(tree, ("cases",), cases_of(cases) if is_table(cases) else as_tree(cases)), []
    except InputError as error:
        return tree, list(error.messages)


def _mended(data: Mapping[str, Any], places: Iterable[Path]) -> dict[str, Any]:
    """Leave out what is wrong, of a mapping only its entry."""
    mended = dict(data)
    for name, *below in places:
        field = str(name)
        if below and field not in _WHOLE and isinstance(mended.get(field), dict):
            mended[field] = {key: value for key, value in mended[field].items() if key != below[0]}
        else:
            mended.pop(field, None)
    return {**{field: _STAND_INS[field] for field in _STAND_INS if field not in mended}, **mended}


def _are_months(given: Any) -> bool:
    """Return whether it is a word for months, or a list of whole numbers."""
    if isinstance(given, str):
        return given in MONTHS
    return isinstance(given, tuple | list) and all(type(each) is int for each in given)


def _placed(tree: Node, path: Path, wrong: Message) -> Message:
    if not path:
        return message("fault.inside", where=tree.file, fault=wrong) if tree.file else wrong
    node, exact = find(tree, path)
    return format_fault(node, path, wrong, seen=exact and not isinstance(node.value, dict | tuple))
