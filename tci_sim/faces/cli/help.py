"""The help, laid out: columns that are right for Chinese too, and no word that is not in the catalogue."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tci_sim.messages import Message, message
from tci_sim.messages.width import padded, width

LEAST_COLUMNS, MOST_COLUMNS = 50, 80
WIDEST_NAME = 28
"""Columns of a name that what is said of it still stands beside."""

GROUPS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "look": ("library", "explain", "show", "new", "check"),
        "run": ("run", "review", "survey", "replay"),
        "compare": ("compare", "why", "adoption"),
        "decide": ("answer", "flip", "optimise"),
        "futures": ("sweep", "tornado", "futures", "discover", "information"),
        "teach": ("lessons", "app", "export"),
        "keep": ("validate", "selfcheck", "schema", "cite"),
    }
)
"""The commands, by what they are for, in the order in which the help lists them; those in no group come last."""

_PIECE = re.compile(
    r"[（「『《]*"  # a line does not end with these
    r"(?:[^\s\u2e80-\uffef]+|[\u2e80-\uffef])"  # a word, or one Chinese character
    r"[，。、；：？！）」』》…]*"  # and none begins with these
    r"\s*"
)


def grouped(commands: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return commands by what they are for."""
    others = [name for name in commands if not any(name in names for names in GROUPS.values())]
    return {**GROUPS, **({"other": others} if others else {})}


def help_text(ctx: Any, about: str, groups: Mapping[str, Sequence[str]] = MappingProxyType({})) -> str:
    """Return the help of a command.

    Parameters
    ----------
    ctx : typer.Context
        The command, and how it was called.
    about : str
        Id of what it does: `.short` and `.long` stand behind it in the catalogue.
    groups : mapping of str to sequence of str
        The commands below it, by what they are for.
    """
    params = ctx.command.get_params(ctx)
    parts = [
        usage_text(ctx),
        *(_indented(message(f"{about}.{which}")) for which in ("short", "long")),
        _section(message("help.title.arguments"), map(_argument_row, _of_type(params, "argument"))),
        _section(message("help.title.options"), map(_option_row, _of_type(params, "option"))),
        *(
            _section(message(f"help.title.{group}"), map(_command_row, names))
            for group, names in groups.items()
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def usage_text(ctx: Any) -> str:
    """Return the line that shows how a command is called."""
    arguments = [_argument_usage(param) for param in _of_type(ctx.command.get_params(ctx), "argument")]
    if hasattr(ctx.command, "list_commands"):
        arguments.append(str(message("help.usage.command")))
    pieces = " ".join([ctx.command_path, str(message("help.usage.options")), *arguments])
    return str(message("help.usage.line", call=pieces))


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield the lines of a text, each of so many columns at most.

    Examples
    --------
    >>> list(wrapped("執行一個情境，並列出各公司的結果。", 16))
    ['執行一個情境，並', '列出各公司的結', '果。']
    >>> list(wrapped("Run a scenario and report.", 15))
    ['Run a scenario', 'and report.']
    """
    line = ""
    for piece in _PIECE.findall(text):
        if line and width(line + piece.rstrip()) > columns:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def _columns() -> int:
    return max(LEAST_COLUMNS, min(shutil.get_terminal_size().columns, MOST_COLUMNS)) - 2


def _indented(text: Message) -> str:
    return "\n".join(f"  {line}" for line in wrapped(str(text), _columns() - 2))


def _section(title: Message, rows: Iterable[tuple[str, str]]) -> str:
    """Return a heading and its rows: names, and beside or below each what is said of it."""
    table = list(rows)
    if not table:
        return ""
    left = 4 + max(width(name) for name, _ in table if width(name) <= WIDEST_NAME)
    lines = [str(message("help.title.line", title=title))]
    for name, said in table:
        first, *others = wrapped(said, _columns() - left)
        if width(name) > WIDEST_NAME:
            lines += [f"  {name}", " " * left + first]
        else:
            lines.append(padded(f"  {name}", left) + first)
        lines += [" " * left + other for other in others]
    return "\n".join(lines)


def _of_type(params: Iterable[Any], name: str) -> list[Any]:
    return [param for param in params if param.param_type_name == name and not param.hidden]


def _command_row(name: str) -> tuple[str, str]:
    return name, str(message(f"help.command.{name}.short"))


def _argument_usage(param: Any) -> str:
    name = f"{param.metavar}..." if param.nargs != 1 else str(param.metavar)
    return name if param.required else f"[{name}]"


def _argument_row(param: Any) -> tuple[str, str]:
    extra = [message("help.extra.required")] if param.required else []
    return _argument_usage(param), _with_extra(param.help, extra)


def _option_row(param: Any) -> tuple[str, str]:
    takes_value = not param.is_flag and param.metavar
    name = " ".join([", ".join(sorted(param.opts, key=len)), *([param.metavar] if takes_value else [])])
    extra = [message("help.extra.repeated")] if param.multiple else []
    if takes_value and param.default not in (None, "", ()):
        extra.append(message("help.extra.default", value=str(param.default)))
    return name, _with_extra(param.help, extra)


def _with_extra(said: str, extra: Sequence[Message]) -> str:
    for each in extra:
        said = str(message("help.extra.behind", said=said, extra=each))
    return said
