"""What a command says on the way: sentences, warnings and a bar, all on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal

from tci_sim.messages import Message, message

Counted = Literal["months", "runs", "parameters"]
"""What a bar counts."""


class Reports:
    """What a command reports while it works: pass `say` and `progress` on to what does the work."""

    def __init__(self, quiet: bool, counted: Counted, until: ExitStack) -> None:
        self._quiet = quiet
        self._counted = counted
        self._until = until
        self._update: Callable[[int, int], None] | None = None

    @property
    def shows(self) -> bool:
        """Whether anything is printed on the way."""
        return not self._quiet

    def say(self, sentence: Message | str) -> None:
        """Print a sentence, where the command was not asked to be quiet."""
        if not self._quiet:
            print(sentence, file=sys.stderr)

    def say_files(self, files: Iterable[Any]) -> None:
        """Print the names of files and folders that were written; None stands for one that was not."""
        for file in files:
            if file is not None:
                self.say(str(file))

    def progress(self, done: int, all_: int) -> None:
        """Move the bar, which is there from the first time on."""
        if self._quiet or not sys.stderr.isatty():
            return
        if self._update is None:
            self._update = self._until.enter_context(_bar(self._counted))
        self._update(done, all_)


@contextmanager
def reporting(quiet: bool = False, counted: Counted = "months") -> Iterator[Reports]:
    """Let a command report."""
    with ExitStack() as until:
        yield Reports(quiet, counted, until)


def print_warning(text: str) -> None:
    """Print a warning, quiet or not; to stderr as it is at that moment: a bar that stands there makes room for it."""
    print(message("cli.warning", text=text), file=sys.stderr)


@contextmanager
def _bar(counted: Counted) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(str(message(f"cli.bar.{counted}")), total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)
