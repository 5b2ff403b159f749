"""What a shell offers for a word that is begun: names of the library, of parameters, measures and policies.

Where nothing is offered, a shell offers files by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tci_sim.scenario import library

if TYPE_CHECKING:
    from tci_sim.scenario.schema import Scenario


def scenarios(incomplete: str) -> list[str]:
    """Offer scenarios of the library, and files here."""
    return _shipped_or_here(incomplete, library.SCENARIO)


def studies(incomplete: str) -> list[str]:
    """Offer studies of the library, and files here."""
    return _shipped_or_here(incomplete, library.STUDY)


def lessons(incomplete: str) -> list[str]:
    """Offer lessons of the library, and files here."""
    return _shipped_or_here(incomplete, library.LESSON)


def scenarios_and_studies(incomplete: str) -> list[str]:
    """Offer all that can be checked, and files here."""
    return _shipped_or_here(incomplete, library.SCENARIO, library.STUDY)


def sectors(incomplete: str) -> list[str]:
    """Offer sectors of the library, and files here."""
    return _shipped_or_here(incomplete, library.SECTOR)


def published_models(incomplete: str) -> list[str]:
    """Offer models that can be validated, and files here."""
    return _shipped_or_here(incomplete, library.PUBLISHED)


def all_of_the_library(incomplete: str) -> list[str]:
    """Offer all that can be copied."""
    return _begun([name for kind in library.KINDS for name in library.files(kind)], incomplete)


def names(incomplete: str) -> list[str]:
    """Offer what `explain` knows: paths of parameters, groups of them, the ends of paths, and all else by name."""
    from tci_sim.scenario.explain import catalogue
    from tci_sim.scenario.lookup import known

    paths = list(catalogue())
    groups = [path.rpartition(".")[0] for path in paths]
    ends = [path.rpartition(".")[2] for path in paths]
    return _begun([*groups, *paths, *ends, *known("measure"), *known("policy"), *known("shock")], incomplete)


def settings(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the paths that `--set` takes, each with its `=`; levers by the policies of the file that is named."""
    from tci_sim.scenario.tree import as_tree, dotted, leaves

    scenario = _scenario(context)
    paths = [dotted(path) for path, _ in leaves(as_tree(scenario))] if scenario else []
    return _begun([f"{path}=" for path in paths], incomplete)


def measures(incomplete: str) -> list[str]:
    """Offer the measures of a firm that `--precision` takes, each with its `=`."""
    from tci_sim.engine.measures.columns import MEASURES

    return _begun([f"{measure.name}=" for measure in MEASURES["firm"]], incomplete)


def names_of_measures(incomplete: str) -> list[str]:
    """Offer all measures."""
    from tci_sim.scenario.lookup import known

    return _begun(known("measure"), incomplete)


def policies(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the policies of the file that is named, after those that stand before the last comma."""
    before, comma, begun = incomplete.rpartition(",")
    scenario = _scenario(context)
    left = [name for name in scenario.policies if name not in before.split(",")] if scenario else []
    return [f"{before}{comma}{name}" for name in _begun(left, begun)]


def _shipped_or_here(incomplete: str, *kinds: library.Kind) -> list[str]:
    """Offer names, and beside them the files here, which they would hide; nothing where no name fits."""
    shipped = _begun([name for kind in kinds for name in library.files(kind)], incomplete)
    if not shipped:
        return []  # a shell offers its files then
    here = sorted(Path().glob(f"{incomplete}*"))
    return shipped + [f"{each.name}/" if each.is_dir() else each.name for each in here]


def _begun(words: Iterable[str], incomplete: str) -> list[str]:
    return [word for word in dict.fromkeys(words) if word and word.startswith(incomplete)]


def _scenario(context: typer.Context) -> Scenario | None:
    """Load the file that stands on the command line already; a wrong one offers nothing."""
    from tci_sim.errors import InputError
    from tci_sim.scenario.load import load

    file = next(
        iter(context.args), None
    )  # words that are no options are not given out while a line is unfinished
    try:
        return load(file, allow_outside=bool(context.params.get("allow_outside"))) if file else None
    except InputError:
        return None
