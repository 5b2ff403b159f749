"""Errors of usage: what the argument parser refuses, in our own words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from tci_sim.errors import TciError, legible, nearest_name
from tci_sim.messages import Message, message

_parser: Any = sys.modules[typer.BadParameter.__module__]
"""The module of the parser's exceptions: a part of typer, or of click where typer is older."""

ParserError: type[Exception] = _parser.ClickException
"""What the parser raises."""


_OTHER_WORDS = {"years": "months", "agents": "customers"}
"""Words for parameters that have another name here."""
_NAME, _VALUE = "NAME", "VALUE"


class UsageFault(TciError):
    """A line that the parser takes and we do not."""

    def __init__(self, fault: Message, ctx: Any) -> None:
        super().__init__(fault)
        self.fault = fault
        self.ctx = ctx


@contextmanager
def in_context(ctx: Any) -> Iterator[None]:
    """Let what the parser raises know the command, which typer leaves out of some errors."""
    try:
        yield
    except ParserError as error:
        if getattr(error, "ctx", None) is None:
            error.ctx = ctx  # type: ignore[attr-defined]
        raise


def report(error: Exception) -> None:
    """Print to stderr what is wrong with a line, and how the command is used; of no command, the help."""
    ctx: Any = getattr(error, "ctx", None)
    if _names_no_command(error, ctx):
        print(ctx.get_help(), file=sys.stderr)
        return
    if ctx is not None:
        print(ctx.get_usage(), file=sys.stderr)
        print(message("help.try", command=f"{ctx.command_path} --help"), end="\n\n", file=sys.stderr)
    print(message("help.error.error", fault=fault_of(error)), file=sys.stderr)


def fault_of(error: Any) -> Message:
    """Return what is wrong, as a message."""
    if isinstance(error, UsageFault):
        return error.fault
    if isinstance(error, _parser.MissingParameter):
        return _missing(error.param)
    if isinstance(error, _parser.NoSuchOption):
        return _no_such_option(legible(error.option_name), _params(error.ctx))
    if isinstance(error, _parser.BadOptionUsage):
        return _without_or_with_a_value(error)
    return message("help.error.other", fault=legible(error.format_message()))


def _names_no_command(error: Exception, ctx: Any) -> bool:
    """Whether a line has options at most."""
    if isinstance(error, _parser.NoArgsIsHelpError):
        return True
    return type(error) is _parser.UsageError and ctx is not None and hasattr(ctx.command, "list_commands")


def _no_such_option(option: str, params: list[Any]) -> Message:
    """Say what stands in the place of an option that there is not: `--set`, or the option that was meant."""
    known = {name.lstrip("-"): name for param in params for name in param.opts}
    name = option.lstrip("-")
    setting = _setting(name) if "set" in known else ""
    if setting:
        return message("help.error.no_option.setting", option=option, setting=setting)
    if near := nearest_name(name, known):
        return message("help.error.no_option.near", option=option, near=known[near])
    return message("help.error.no_option", option=option)


def _setting(name: str) -> str:
    """Return what `--set` takes for a parameter that is called as an option is; nothing if there is none."""
    from tci_sim.scenario.explain import catalogue

    wanted = name.replace("-", "_").casefold()
    wanted = _OTHER_WORDS.get(wanted, wanted)
    for path, parameter in catalogue().items():
        if path.rpartition(".")[2] == wanted and "*" not in path:
            place = f"policies.{_NAME}.{path}" if parameter.kind == "lever" else path
            return f"{place}={_VALUE if parameter.default is None else parameter.default}"
    return ""


def _missing(param: Any) -> Message:
    if param.param_type_name == "option":
        return message("help.error.missing_option", name=param.opts[0])
    return message("help.error.missing_argument", name=param.metavar)


def _without_or_with_a_value(error: Any) -> Message:
    name = legible(error.option_name)
    if any(param.is_flag for param in _params(error.ctx) if name in param.opts):
        return message("help.error.takes_no_value", name=name)
    return message("help.error.needs_value", name=name)


def _params(ctx: Any) -> list[Any]:
    """Return the options of a command."""
    found = ctx.command.get_params(ctx) if ctx is not None else []
    return [param for param in found if param.param_type_name == "option"]
