"""Where what a part of an answer rests on is kept: a folder of its own, by what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.files import ResultKind
from tci_sim.runs.folder_names import folder_name
from tci_sim.runs.provenance import run_key
from tci_sim.runs.reuse import KEEP, KEYS, SEED
from tci_sim.runs.store import FolderStore, MemoryStore, Question, Store


def keys_of(question: WhyQuestion) -> dict[str, str]:
    """Return the key of the first run of each scenario, by its name."""
    pairs = zip(question.names, question.scenarios, strict=True)
    return {name: run_key(scenario, question.seed) for name, scenario in pairs}


@contextmanager
def store_of(experiment: Experiment, question: WhyQuestion, kind: ResultKind, name: str) -> Iterator[Store]:
    """Keep the runs of a part below the folder of the question, in one that begins with a name; or in memory."""
    if question.out is None:
        yield MemoryStore(experiment.keep)
        return
    content = {
        "questions": {
            name: scenario.model_dump(mode="json")
            for name, scenario in zip(question.names, question.scenarios, strict=True)
        },
        SEED: question.seed, "replications": question.replications, KEYS: keys_of(question),
        KEEP: experiment.keep.to_dict(),
    }  # fmt: skip
    words = " ".join([name, *question.names])
    folder = folder_name(question.out, words, experiment.key, kind, name)
    with closing(FolderStore(experiment, Question(kind, folder, content), question.out)) as store:
        yield store
