"""The argument parser: typer's, with commands that are found in a folder, and with our words in both languages.

Typer has English words of its own. The help is therefore laid out in `help.py` and errors are written in `usage.py`;
here stand the classes of commands that put both in place of typer's.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from tci_sim.errors import legible, meant
from tci_sim.faces.cli import commands, completion_installer
from tci_sim.faces.cli.help import grouped, help_text, usage_text
from tci_sim.faces.cli.language import OPTION
from tci_sim.faces.cli.typed import typing
from tci_sim.faces.cli.usage import UsageFault, in_context
from tci_sim.messages import LANGUAGES, listing, message

WITHOUT_RICH: dict[str, Any] = {
    "rich_markup_mode": None,  # its help takes as long to import as all the rest
    "pretty_exceptions_enable": False,
}
OF_TYPER = ("install_completion", "show_completion")
"""Options that typer adds by itself."""


@cache
def command_names() -> tuple[str, ...]:
    """Return the names of all commands, in alphabetical order: the modules of `commands/`.

    Examples
    --------
    >>> {"check", "compare", "explain", "run"} <= set(command_names())
    True
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(commands.__path__)))


def command_line() -> Any:
    """Build the whole command line, in the language in use."""
    app = typer.Typer(cls=Group, no_args_is_help=True, **WITHOUT_RICH)
    app.callback()(_before_the_command)
    built = get_command(app)
    for param in built.params:
        if param.name == "install_completion":
            param.callback = completion_installer.install_and_report
        _put_words(param)
    return built


def _build_command(name: str) -> Any:
    """Build a command from the function of its module."""
    function: Callable[..., Any] = getattr(import_module(f"{commands.__name__}.{name}"), name)
    app = typer.Typer(add_completion=False, **WITHOUT_RICH)
    short = str(message(f"help.command.{name}.short"))
    app.command(name, cls=Command, help=short, short_help=short)(function)
    built = get_command(app)
    for param in built.params:
        _put_words(param)
    return built


def _put_words(param: Any) -> None:
    """Put words in the place of the ids that an argument or option was declared with."""
    id_ = param.name if param.name in OF_TYPER else param.help
    param.help = str(message(f"help.{param.param_type_name}.{id_}"))
    if param.metavar:
        param.metavar = str(message(f"help.metavar.{param.metavar}"))


def _version(asked: bool) -> None:
    if asked:
        from tci_sim.version import RESULTS_VERSION, program_version

        typer.echo(str(message("cli.version", program=program_version(), results=RESULTS_VERSION)))
        raise typer.Exit


def _languages(incomplete: str) -> list[str]:
    return [language for language in LANGUAGES if language.startswith(incomplete)]


def _before_the_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="version")
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option(OPTION, metavar="lang", help="lang", autocompletion=_languages, expose_value=False),
    ] = None,
) -> None:
    """Hold the options that may stand before the command; `--lang` was read before this was built."""


def _translated(help_option: Any) -> Any:
    """Return the option `--help` with its help in the language in use."""
    help_option.help = str(message("help.option.help"))
    return help_option


class Stopped(Exception):
    """Ctrl-C, under a name that typer passes on as it is."""


@contextmanager
def _stopping() -> Iterator[None]:
    """Take Ctrl-C past typer, which keeps nothing of what it says."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        raise Stopped(*stopped.args) from None


class Command(TyperCommand):
    """A command whose words stand in the catalogue."""

    allow_extra_args = True  # they are refused below, in our own words

    def get_help_option(self, ctx: Any) -> Any:
        """Return `--help`, in the language in use."""
        return _translated(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, and refuse what is left over."""
        with in_context(ctx):
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            words = listing([legible(word) for word in rest])
            raise UsageFault(message("help.error.extra_arguments", words=words), ctx)
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command, its words kept."""
        with typing(ctx):
            return super().invoke(ctx)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of the usage."""
        formatter.write(usage_text(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(help_text(ctx, f"help.command.{self.name}"))


class Group(TyperGroup):
    """All commands; each is imported when it is asked for."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return `--help`, in the language in use."""
        return _translated(super().get_help_option(ctx))

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the line up to the command."""
        with _stopping():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Read the rest of the line, and run the command."""
        with _stopping():
            return super().invoke(ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what stands before the command."""
        with in_context(ctx):
            return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return list(command_names())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build one command, with `--lang` among its options; None if there is none of that name."""
        if cmd_name not in command_names():
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = built = _build_command(cmd_name)
            built.params += [param for param in self.params if OPTION in param.opts]
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is named."""
        if args[0] not in command_names() and not ctx.resilient_parsing:
            name = legible(args[0])
            names = command_names()
            fault = meant("help.error.no_command", name, names, command=name, commands=listing(names))
            raise UsageFault(fault, ctx)
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of the usage."""
        formatter.write(usage_text(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, with a line for each command."""
        formatter.write(help_text(ctx, "help.program", grouped(command_names())))
