"""An answer to one scenario, and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tci_sim.runs.result import RunData


@dataclass(frozen=True)
class Answer:
    """An answer, and where it is kept."""

    result: RunData
    folder: Path | None
    """The folder of the result; None where it was not to be kept."""
    pictures: tuple[Path, ...]
    reused: bool
    """Whether it was there already."""
