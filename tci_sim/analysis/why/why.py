"""Why one scenario comes to another end than a second one: the comparison of both, and what explains it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.compare_faults import check_comparison
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.why.parts import PARTS
from tci_sim.analysis.why.question import AS_USUAL, HowToSplit, WhyQuestion
from tci_sim.analysis.why.runs import compared_experiment, make_runs
from tci_sim.designs.variants import AnyScenarios, variants_of
from tci_sim.errors import InputError, meant
from tci_sim.frozen import Frozen
from tci_sim.messages import Message, listing, message
from tci_sim.names import check_measure
from tci_sim.processors import thread_count
from tci_sim.runs.digest import digest_of
from tci_sim.runs.estimate import format_duration, seconds_of_run
from tci_sim.scenario.study import REPLICATIONS

if TYPE_CHECKING:
    from distributed import Client


@dataclass(frozen=True)
class WhyData(Frozen):
    """Why the second of two scenarios comes to another end than the first. Nothing in it can be changed."""

    comparison: ComparisonData
    """Both scenarios, run under the same seeds; the first is the reference."""
    parts: Mapping[str, Any]
    """What was found of each part that was asked for, by its name, in the order of `PARTS`."""
    split: HowToSplit = AS_USUAL
    """How the difference was split."""
    measures: tuple[str, ...] = ()
    """What was asked to be looked at; what is usual with each part where nothing was."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", MappingProxyType(dict(self.parts)))

    @property
    def names(self) -> tuple[str, str]:
        """What the two scenarios are called; the first is the reference."""
        first, second = self.comparison.questions
        return first, second

    @property
    def key(self) -> str:
        """Hash of what was asked. [64 hexadecimal digits]."""
        asked = [self.comparison.provenance["key"], list(self.parts), asdict(self.split), self.measures]
        return digest_of(json.dumps(asked).encode())


def why(
    scenarios: AnyScenarios,
    *,
    firm_policies: str | Sequence[str] = (),
    parts: Sequence[str] = (),
    measures: Sequence[str] = (),
    replications: int = REPLICATIONS,
    seed: int = 1,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: str | PathLike[str] | None = None,
    on_message: Callable[[str], None] | None = None,
    split: HowToSplit = AS_USUAL,
    comparison: ComparisonData | None = None,
) -> WhyData:
    """Compare two scenarios and find why they differ; parameters, returns and errors are those of `tci_sim.why`.

    A comparison of these two under the same seeds, if there is one, is not made again.
    """
    asked = tuple(parts) or tuple(PARTS)
    question = _question(scenarios, firm_policies, asked, measures, replications, seed)
    question = replace(
        question, split=split, threads=threads, cluster=cluster, on_progress=on_progress, on_message=on_message,
        out=None if out is None else Path(out),
    )  # fmt: skip
    if on_message is not None:
        on_message(str(takes(question, asked)))
    runs = make_runs(question, asked, comparison)
    found = {name: kind.find(question, runs) for name, kind in PARTS.items() if name in asked}
    return WhyData(runs.comparison, found, split, question.measures)


def _question(
    scenarios: AnyScenarios, firm_policies: str | Sequence[str], parts: Sequence[str], measures: Sequence[str],
    replications: int, seed: int,
) -> WhyQuestion:  # fmt: skip
    """Read what is asked; an InputError names all that cannot be answered."""
    named = variants_of(scenarios, firm_policies)
    faults: list[Message] = [
        meant("why.no_part", name, PARTS, name=name, known=listing(PARTS, "or"))
        for name in parts
        if name not in PARTS
    ]
    if len(named) != 2:
        faults.append(message("why.two", given=len(named)))
    if faults:
        raise InputError(*faults)
    for measure in measures:
        check_measure(measure)
    replications, seed, *_ = check_comparison(named, replications, seed, {}, replications)
    first, second = named
    return WhyQuestion((first, second), (named[first], named[second]), replications, seed, tuple(measures))


def takes(question: WhyQuestion, parts: Sequence[str]) -> Message:
    """Say how many runs an answer takes, and about how long, before any is made."""
    runs = 2 * question.replications + sum(PARTS[name].runs(question) for name in parts)
    seconds = seconds_of_run(compared_experiment(question)) * runs
    if question.cluster is not None:
        return message("why.takes_on_cluster", runs=f"{runs:,}", time=format_duration(seconds))
    time = format_duration(seconds / thread_count(question.threads))
    return message("why.takes", runs=f"{runs:,}", time=time)
