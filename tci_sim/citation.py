"""How to cite the program: as a sentence, for BibTeX, as CSL JSON for reference managers, and as CITATION.cff.

Everything that is said comes from pyproject.toml: in a checkout from the file, in an installed package from the
metadata that was made of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tci_sim.messages import message
from tci_sim.version import PROJECT, RESULTS_VERSION, program_version

NAME = "tci_sim"
"""What the program is called in a list of references."""


@dataclass(frozen=True)
class Facts:
    """What a citation is made of."""

    version: str
    description: str
    """What the program is, in one line."""
    authors: tuple[str, ...]
    license: str
    """The licence, as SPDX names it."""
    keywords: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return the name of the program and what it is, up to the first colon."""
        return f"{NAME}: {self.description.partition(':')[0]}"


def facts() -> Facts:
    """Return what pyproject.toml says: from that file where there is one, else from what was installed."""
    return facts_of_checkout(PROJECT) if PROJECT.exists() else facts_of_installation()


def facts_of_checkout(project: Path) -> Facts:
    """Read pyproject.toml."""
    import tomllib

    told: dict[str, Any] = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    return Facts(
        version=told["version"],
        description=told["description"],
        authors=tuple(author["name"] for author in told["authors"]),
        license=told["license"],
        keywords=tuple(told["keywords"]),
    )


def facts_of_installation() -> Facts:
    """Read the metadata of the installed package."""
    from importlib import metadata

    told = metadata.metadata("tci-sim")
    return Facts(
        version=program_version(),
        description=told["Summary"],
        authors=tuple(told["Author"].split(", ")),
        license=told["License-Expression"],
        keywords=tuple(told["Keywords"].split(",")),
    )


def as_text(told: Facts) -> str:
    """Return the sentence of a list of references, and what else to name; in the language in use."""
    cited = message(
        "citation.reference",
        authors=", ".join(told.authors),
        title=told.title,
        version=told.version,
        results=str(RESULTS_VERSION),
    )
    return f"{cited}\n{message('citation.results')}\n"


def as_bibtex(told: Facts) -> str:
    """Return an entry for BibTeX; braces keep the title's and the authors' capitals and spaces as they are."""
    fields = {
        "author": " and ".join(f"{{{author}}}" for author in told.authors),
        "title": f"{{{_for_tex(told.title)}}}",
        "version": told.version,
        "note": f"Computer software, version {told.version}, results version {RESULTS_VERSION}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@software{{{NAME},", *lines, "}"]) + "\n"


def as_json(told: Facts) -> str:
    """Return a list of one entry in CSL JSON, which reference managers read."""
    entry = {
        "id": NAME,
        "type": "software",
        "title": told.title,
        "author": [{"literal": author} for author in told.authors],
        "version": told.version,
        "abstract": told.description,
        "note": f"results version {RESULTS_VERSION}",
    }
    return json.dumps([entry], ensure_ascii=False, indent=1) + "\n"


def as_cff(told: Facts) -> str:
    """Return CITATION.cff of the Citation File Format 1.2.0; it holds no date and no DOI, for there is none."""
    quoted = partial(json.dumps, ensure_ascii=False)  # a string of JSON is one of YAML
    lines = [
        "cff-version: 1.2.0",
        'message: "Cite the version that you used, and the results version that `tci-sim cite` prints."',
        "type: software",
        f"title: {quoted(told.title)}",
        f"abstract: {quoted(told.description)}",
        "authors:",
        *(f"  - name: {quoted(author)}" for author in told.authors),
        f"version: {quoted(told.version)}",
        f"license: {told.license}",
        "keywords:",
        *(f"  - {quoted(keyword)}" for keyword in told.keywords),
    ]
    return "\n".join(lines) + "\n"


FORMATS: Mapping[str, Callable[[Facts], str]] = MappingProxyType(
    {"text": as_text, "bibtex": as_bibtex, "json": as_json, "cff": as_cff}
)
"""The ways to write a citation, by the name that the command line knows them by."""


def citation(format_: str = "text") -> str:
    """Return how to cite the program, in one of `FORMATS`."""
    return FORMATS[format_](facts())


def _for_tex(text: str) -> str:
    return text.replace("_", r"\_")
