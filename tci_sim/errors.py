"""What can go wrong, by name: a wrong question, a broken world, a failed run."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from tci_sim.messages import Language, Message, Text, Value, listing, message, using_language

_REASONS: Mapping[int, Message] = {
    errno.ENOENT: message("system.not_found"),
    errno.EACCES: message("system.denied"),
    errno.EPERM: message("system.not_permitted"),
    errno.EEXIST: message("system.exists"),
    errno.ENOTDIR: message("system.not_a_folder"),
    errno.EISDIR: message("system.is_a_folder"),
    errno.EMFILE: message("system.too_many_open"),
    errno.ENOSPC: message("system.full"),
    errno.EROFS: message("system.read_only"),
    errno.ENAMETOOLONG: message("system.long_name"),
    errno.EIO: message("system.disk"),
    errno.ELOOP: message("system.loop"),
    errno.EFBIG: message("system.large"),
    errno.EDQUOT: message("system.quota"),
}
"""What a system says most often, by its number."""
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

_SHOWN = 12
"""Names that are listed where there are many."""


MOST_TOLD = 20
"""Faults that are told on a line of their own; the others are counted."""
MOST_KEPT = 1_000
"""Faults that an error keeps, as JSON shows them; the others are counted."""

_MORE = "fault.more"
"""A message that stands for as many faults as it counts."""
_MOST_LIKENED = 1000
"""Names among which the nearest one is looked for: the first of them."""
_LONGEST_LIKENED = 60
"""Letters of a name that is likened to others; no name of ours comes near to it."""


class TciError(Exception):
    """Any error this package raises on purpose; what it says is a message."""

    def text(self, language: Language | None = None) -> str:
        """Return what it says in a language; in the one in use by default."""
        with using_language(language):
            return str(self)


class InputError(TciError):
    """An input cannot be used: a scenario, a network file or an option.

    Parameters
    ----------
    *faults : Message or str
        One for each fault, each complete in itself: where, the value seen, what is allowed. Beyond `MOST_KEPT` they
        are only counted.
    """

    def __init__(self, *faults: Message | str) -> None:
        self.messages: tuple[Message | str, ...] = _first(faults, MOST_KEPT)
        super().__init__(*self.messages)

    @property
    def faults(self) -> tuple[str, ...]:
        """One line for each fault, in the language in use."""
        return _lines(self.messages)

    def __str__(self) -> str:
        return "\n".join(_lines(_first(self.messages, MOST_TOLD)))


def _first(faults: tuple[Message | str, ...], most: int) -> tuple[Message | str, ...]:
    """Return the first faults, and behind them how many there are besides."""
    if len(faults) <= most:
        return faults
    hidden = sum(_counted(fault) for fault in faults[most:])
    return (*faults[:most], message("fault.more", count=hidden))


def _counted(fault: Message | str) -> int:
    """Return for how many faults a message stands."""
    values = dict(fault.values) if isinstance(fault, Message) and fault.id == _MORE else {}
    count = values.get("count", 1)
    return count if isinstance(count, int) else 1


def _lines(faults: Iterable[Message | str]) -> tuple[str, ...]:
    return tuple(legible(str(fault)) for fault in faults)


class ConservationError(TciError):
    """The world is broken: at the end of a month an account did not close, or a figure was no number.

    Parameters
    ----------
    month : int
        The month whose books do not close. [month]
    account : str or Text
        The account, or the figure and whose it is, by name.
    amount : int or None
        What is missing (negative) or left over, in the smallest unit of that account; None where a figure is no
        number, or too large to be counted.
    """

    def __init__(self, month: int, account: str | Text, amount: int | None) -> None:
        super().__init__(month, account, amount)
        self.month = month
        self.account = account
        self.amount = amount

    def __str__(self) -> str:
        before, month, nth, account, amount = (
            -self.month,
            self.month,
            self.month + 1,
            self.account,
            self.amount,
        )
        if amount is None and before > 0:
            return str(message("books.no_number_before", before=before, figure=account))
        if amount is None:
            return str(message("books.no_number", month=month, nth=nth, figure=account))
        if before > 0:
            return str(message("books.open_before", before=before, account=account, amount=amount))
        return str(message("books.open", month=month, nth=nth, account=account, amount=amount))


class SimulationError(TciError):
    """A simulation was asked for what it cannot do at this point; the message says what it can."""


class RunError(TciError):
    """One run of a study ended early; the message says why."""


def system_reason(error: Exception) -> Text | str:
    """Return why the system cannot read or write a file; in its own words where they are none of the usual ones.

    Examples
    --------
    >>> str(system_reason(OSError(errno.ENOSPC, "No space left on device")))
    'No space left on device'
    """
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
    return message("system.not_a_name")  # a name that holds what no name of a file may


def check_is_file(facts: os.stat_result, place: str) -> None:
    """Refuse a folder, and a device or a pipe, of which nothing may ever come, or no end.

    Parameters
    ----------
    facts : os.stat_result
        What the system says of it.
    place : str
        What the sentence calls it.

    Raises
    ------
    InputError
        If it is no file.
    """
    if stat.S_ISDIR(facts.st_mode):
        raise InputError(message("fault.file.folder", place=place))
    if not stat.S_ISREG(facts.st_mode):
        raise InputError(message("fault.file.device", place=place))


def is_of_the_disk(error: Exception) -> bool:
    """Return whether a disk failed, or is full, and not the name that was asked for.

    Examples
    --------
    >>> is_of_the_disk(OSError(errno.ENOSPC, "")), is_of_the_disk(OSError(errno.ENOENT, ""))
    (True, False)
    """
    return isinstance(error, OSError) and error.errno in _OF_THE_DISK


def legible(text: str) -> str:
    r"""Show what could write to a terminal, or hide, by its code; names of files may hold anything.

    Examples
    --------
    >>> legible("a\x1b[31mb\n.yaml: 顧客")
    'a\\x1b[31mb\\n.yaml: 顧客'
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def meant(id_: str, name: str, allowed: Iterable[str], /, **values: Value) -> Message:
    """Return what is wrong with a name, and suggest the allowed one that it was probably meant to be.

    Parameters
    ----------
    id_ : str
        What is said where no name is near; the same id with `.near` behind it names the nearest as `{near}`.
    name : str
        What was written.
    allowed : iterable of str
        What could have been written.
    **values
        What else stands in the message.

    Returns
    -------
    Message
    """
    near = nearest_name(name, allowed)
    return message(f"{id_}.near", near=near, **values) if near else message(id_, **values)


def no_policy(name: str, known: Iterable[str]) -> Message:
    """Say that there is no policy of a name, and which there are; for `format_fault`."""
    known = tuple(known)
    return meant("fault.no_policy", name, known, known=names_shown(known))


def names_shown(names: Iterable[str]) -> Text:
    """List what there is, in quotation marks, and of many the first."""
    return first_of([message("fault.typed", word=name) for name in names])


def first_of(items: Sequence[Value]) -> Text:
    """List things, and of many the first and how many more there are."""
    if not items:
        return message("fault.none_there")
    shown = listing(items[:_SHOWN])
    return (
        shown if len(items) <= _SHOWN else message("fault.and_more", names=shown, count=len(items) - _SHOWN)
    )


def nearest_name(name: str, allowed: Iterable[str], *, likeness: float = 0.6) -> str:
    """Find the allowed name that `name` was probably meant to be; nothing if none is as like it (0 to 1).

    Capital letters make no difference. The work is bounded: no long name is likened to others, and only the first names
    that are allowed count.
    """
    if not isinstance(name, str) or len(name) > _LONGEST_LIKENED:
        return ""
    import difflib  # it has a cost, and most questions are right

    likened = [each for each in islice(allowed, _MOST_LIKENED) if len(each) <= 2 * _LONGEST_LIKENED]
    by_lower = {each.casefold(): each for each in reversed(likened)}
    found = difflib.get_close_matches(name.casefold(), by_lower, n=1, cutoff=likeness)
    return by_lower[found[0]] if found else ""
