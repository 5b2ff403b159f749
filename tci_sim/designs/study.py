"""A study: a question about many runs, with what the asker varies and what the world may be, checked and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError

from tci_sim.designs.variants import focal_firm
from tci_sim.errors import ScenarioError, nearest
from tci_sim.runs.holders import FOCAL
from tci_sim.scenario.faults import faults_of_schema
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Name, Scenario
from tci_sim.scenario.tree import Path, as_data, as_tree, find, told
from tci_sim.scenario.yaml_file import Node

if TYPE_CHECKING:
    from tci_sim.designs.design import Design

DesignName = Literal["grid", "list", "latin_hypercube", "sobol", "morris", "ablation"]
"""How what is varied is combined."""

SAMPLED = ("latin_hypercube", "sobol", "morris")
"""Designs that draw points from ranges; what is given as a list of values is tried out at every point."""

REPLICATIONS = 20
"""Runs of each case, where nothing else is asked."""

LIMIT = 200
"""Replications at which a search for precision stops, where nothing else is asked."""

_TEXT = Field("", max_length=4000)


class Study(Part):
    """A question about many runs.

    `levers` are what the asker sets: a dotted path of the scenario (`firms.ours.policy`,
    `policies.tci.culture.autonomy`), or of a lever alone (`culture.autonomy`), which then is the focal firm's,
    whatever its policy. `uncertainties` are what the world sets. Each is given a list of values, a range
    `{low: ..., high: ...}`, or `plausible`: the range that the schema declares; a group of parameters (`world`,
    `world.choice`) may be `plausible` too. Every case runs under the same seeds: common random numbers.
    """

    question: Annotated[str, Field(min_length=1, max_length=400)]
    """What is asked, in one sentence."""
    reason: str = _TEXT
    """Why it is asked so."""
    base: Scenario
    """The world of which all cases are variants."""
    levers: dict[str, Any] = {}
    """What the asker varies, by dotted path."""
    uncertainties: dict[str, Any] = {}
    """What the world may be, by dotted path."""
    design: DesignName = "grid"
    """How they are combined; see `tci_sim.designs.design`."""
    size: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    """Points of a Latin hypercube, base points of a Sobol design, trajectories of a Morris design."""
    levels: Annotated[int, Field(ge=2, le=64)] = 4
    """Levels of a Morris design; an even number."""
    grouped: bool = False
    """Of a Sobol design: whether all that one entry brings (`world.choice: plausible`) varies as one."""
    cases: dict[Name, dict[str, Any]] = {}
    """Of a list: each case by its name, with values by dotted path; the first is what the others are held against."""
    between: tuple[Name, Name] | None = None
    """Of an ablation: two policies of the base, without and with all mechanisms."""
    mechanisms: dict[Name, tuple[str, ...]] = {}
    """Of an ablation: levers, or groups of them, that belong together; each lever that differs, in one of them."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = REPLICATIONS
    """Runs of each case; replication number r, from 0, has seed + r in all cases."""
    precision: dict[str, float] = {}
    """Half-width wanted of the 95 % interval, by measure, of each case's difference from its reference."""
    limit: Annotated[int, Field(ge=2, le=100_000)] = LIMIT
    """Replications at which a search for precision stops."""
    seed: Annotated[int, Field(ge=0, lt=2**62)] = 1
    """Seed of the first replication."""
    report: Annotated[tuple[str, ...], Field(min_length=1)]
    """Measures that are kept."""
    holders: Annotated[tuple[str, ...], Field(min_length=1)] = (FOCAL,)
    """Whose: `focal`, kinds (`market`, `firm`, `supplier`, `segment`, `node`), or names of holders."""
    months: Literal["all", "years", "none"] | tuple[int, ...] = "all"
    """Which months are kept: all, the last of each year, a list of them, or none but the figure of the whole run."""

    def __init__(self, **given: Any) -> None:
        """Check a study; a ScenarioError tells all that is wrong."""
        from tci_sim.designs.study_faults import faults_of_study

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
        unsure: set[str] = set()
        if written is not None and base is None:  # whoever read the file tells what is wrong with it
            data["base"] = _STAND_INS["base"]
            unsure.add("base")
        try:
            super().__init__(**data)
        except ValidationError as error:
            lines = faults_of_schema(error, tree)
            places = [fault["loc"] for fault in error.errors(include_url=False, include_context=False)]
            unsure.update(str(place[0]) for place in places)
            super().__init__(**_mended(data, places))
        found += faults_of_study(self, unsure)
        lines += [_line(tree, *fault) for fault in found]
        if lines:
            raise ScenarioError(*dict.fromkeys(lines))

    @classmethod
    def of_tree(cls, written: Node, base: Scenario | None) -> Study:
        """Make a study from what a file says, so that faults name its lines.

        Where the base could not be read, all that does not rest on it is checked; what comes is then no study.
        """
        return cls(written=written, base=base)

    @property
    def focal(self) -> str:
        """The firm that the base is about."""
        return focal_firm(self.base)

    @cached_property
    def plan(self) -> Design:
        """All cases."""
        from tci_sim.designs.design import design_of

        return design_of(self)

    @cached_property
    def reported_months(self) -> tuple[int, ...]:
        """Months that are kept, counted from 0."""
        months = self.base.months
        if self.months == "all":
            return tuple(range(months))
        if self.months == "years":
            return tuple(range(11, months, 12))
        return () if self.months == "none" else tuple(sorted(set(self.months)))

    def changed(self, **parts: Any) -> Study:
        """Give the same study with other parts; errors are those of `Study`."""
        return Study(**{name: getattr(self, name) for name in FIELDS} | parts)

    def asked(self) -> dict[str, Any]:
        """Give the study as plain values, without its base."""
        return self.model_dump(mode="json", exclude={"base"})

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        runs = len(self.plan) * self.replications
        return (
            f"<Study: {' '.join(self.question.split())}\n {self.design} of {len(self.plan):,} cases x"
            f" {self.replications:,} replications from seed {self.seed}: {runs:,} runs of {self.base.months} months>"
        )


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


def _line(tree: Node, path: Path, says: str) -> str:
    if not path:
        return f"{tree.file}: {says}" if tree.file else says
    node, exact = find(tree, path)
    return told(node, path, says, seen=exact and not isinstance(node.value, dict | tuple))
