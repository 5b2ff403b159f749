"""The runs that an answer rests on, each made once: one that several parts look at is followed for all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from tci_sim.analysis.compare import build_experiment, compare
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.why.followed import Followed, Lived, follow
from tci_sim.analysis.why.kept import keys_of
from tci_sim.analysis.why.mixed import Mixtures, mix
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.runs.experiment import Experiment
from tci_sim.world.settling import can_settle


class Runs(NamedTuple):
    """What was made; None where no part looks at it."""

    comparison: ComparisonData
    """Both scenarios, run under the same seeds; the first is the reference."""
    followed: Followed | None
    mixed: Mixtures | None
    """None too where the two cannot be mixed."""


def make_runs(
    question: WhyQuestion, parts: Collection[str], comparison: ComparisonData | None = None
) -> Runs:
    """Make the runs that some parts look at; those of a comparison that is there are not made again.

    On a cluster each part makes its own: what a run came to there is not known to the next.
    """
    here = question.cluster is None
    compared = (
        compared_experiment(question) if here and comparison is None and not may_settle(question) else None
    )
    lived = Lived(question, compared, keeps_books=here and "accounts" in parts)
    mixed = mix(question, lived) if "doors" in parts else None
    followed = follow(question, lived) if "accounts" in parts else None
    if comparison is None:
        comparison = compare(
            dict(zip(question.names, question.scenarios, strict=True)), replications=question.replications,
            seed=question.seed, threads=question.threads, cluster=question.cluster,
            on_progress=question.on_progress, out=question.out, on_message=question.on_message, made=lived.compared,
        )  # fmt: skip
    return Runs(comparison, followed, mixed)


def compared_experiment(question: WhyQuestion) -> Experiment:
    """Lay out the comparison of both scenarios."""
    bases, count = dict(zip(question.names, question.scenarios, strict=True)), question.replications
    return build_experiment(bases, keys_of(question), question.seed, count, {}, count)


def may_settle(question: WhyQuestion) -> bool:
    """Return whether a run that is compared may end before its last month; one that is followed never does."""
    return any(can_settle(each, each.report) for each in question.scenarios)
