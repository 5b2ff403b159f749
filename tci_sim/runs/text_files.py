"""Answers that are texts, kept in a folder of their own: complete or not at all, and never overwritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tci_sim.runs.digest import digest_of
from tci_sim.runs.folders import check_writable, write_atomically


def keep_texts(
    out: Path, kind: str, texts: Mapping[str, str], draw: Callable[[Path], object] | None = None
) -> Path:
    """Keep files below a folder, in a folder of their own that is named by what they hold.

    Parameters
    ----------
    out : Path
        Made where it is absent.
    kind : str
        What the name of the folder begins with.
    texts : mapping of str to str
        What each file holds, by its name.
    draw : callable (folder), optional
        Draws pictures into the folder that it is given.

    Returns
    -------
    Path
        The folder; one that is there already holds the same, and stays.

    Raises
    ------
    InputError, StoreError
        If it cannot be written; then nothing is left behind.
    """
    check_writable(out)
    key = digest_of("\0".join(part for each in texts.items() for part in each).encode())

    def write(folder: Path) -> None:
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        if draw is not None:
            draw(folder)

    return write_atomically(out / f"{kind}-{key[:16]}", write, consequence="")
