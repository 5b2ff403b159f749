"""Compile the model once for each version: two processes fill the cache with its parts, then this one links them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from tci_sim.engine.backend.cache_folder import FolderFault, cache_folder
from tci_sim.engine.backend.decorators import compiler_is_on
from tci_sim.engine.backend.stamp import forget_old_versions, is_compiled, set_stamp
from tci_sim.errors import system_reason
from tci_sim.messages import Listing, Message, listing, message
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Attribute, Firm, Market, Network, Role, Scenario, Segment
from tci_sim.scenario.words import Words

if TYPE_CHECKING:
    from tci_sim.simulation import Simulation

OnMessage = Callable[[str], None]

MODULES = ("tci_sim.simulation",)
"""Where the machine code of the model begins: it is what these modules and all that they import need."""

PARTS = (
    ("account", "ask", "listen", "decide", "improve", "deliver", "simulate_months"),
    (
        "prepare_experience",
        "experience_block",
        "settle_experience",
        "observe",
        "change_world",
        "change",
        "compete",
        "learn",
        "order",
        "settle",
        "judge_customers",
    ),
)
"""Phases that one process compiles each, of about equal weight."""

_ready: list[bool] = []


def to_stderr(sentence: str) -> None:
    """Say something to whoever waits, beside what is asked for."""
    print(sentence, file=sys.stderr)


def ensure_compiled(on_message: OnMessage) -> None:
    """Compile the model unless this version of it is compiled already.

    Parameters
    ----------
    on_message : callable (str)
        Told, in one sentence each, when compiling begins and ends; not called where there is nothing to do.
    """
    if _ready or not compiler_is_on():
        return
    _ready.append(True)
    folder, faults = cache_folder()
    if faults and folder is not None:
        on_message(str(message("compile.kept_instead", folder=str(folder), reasons=_reasons(faults))))
    if folder is not None and is_compiled(MODULES):
        return
    start = time.monotonic()
    if folder is not None:
        on_message(str(message("compile.once")))
        for done, phase in enumerate(_compile_in_two_processes(), start=1):
            all_ = sum(map(len, PARTS))
            on_message(str(message("compile.part", done=done, all=all_, part=phase)))
    else:
        on_message(str(message("compile.every_time", reasons=_reasons(faults))))
    _smallest_world().step(2)
    set_stamp(MODULES)
    forget_old_versions()
    on_message(str(message("compile.done", count=round(time.monotonic() - start))))


def _reasons(faults: Sequence[FolderFault]) -> Listing:
    """Return why folders cannot keep machine code."""
    return listing(map(folder_reason, faults), "clauses")


def folder_reason(fault: FolderFault) -> Message:
    """Return why a folder cannot keep machine code, as a clause."""
    match fault.kind:
        case "open_to_all":
            return message("compile.reason.open_to_all", folder=fault.folder)
        case "no_folder":
            return message("compile.reason.no_folder", folder=fault.folder)
        case "not_made":
            number = fault.error_number
            reason = system_reason(OSError(number, os.strerror(number)))
            return message("compile.reason.not_made", folder=fault.folder, reason=reason)
        case "untrusted":
            return message("compile.reason.untrusted", folder=fault.folder)
        case _:
            return message("compile.reason.unwritable", folder=fault.folder)


def _compile_in_two_processes() -> Iterator[str]:
    """Fill the cache, and name each phase when it is compiled; the processes end with this, however it ends."""
    told, tell = os.pipe()
    parts: list[subprocess.Popen[bytes]] = []
    try:
        with os.fdopen(told, encoding="utf-8") as lines:
            try:
                for part in range(len(PARTS)):
                    command = [sys.executable, "-m", "tci_sim.compile_model", str(part)]
                    # in a session of its own, where Ctrl-C in the terminal does not reach it
                    parts.append(
                        subprocess.Popen(
                            command, stdin=subprocess.DEVNULL, stdout=tell, start_new_session=True
                        )
                    )
            finally:
                os.close(tell)
            for line in lines:
                yield line.strip()
    finally:
        for process in parts:
            process.terminate()
        for process in parts:
            process.wait()


def smallest_scenario() -> Scenario:
    """Make the smallest market there is: enough to tell the compiler every type."""
    policy = Policy()
    return Scenario(
        reason=Words.of("The compiler must see every type once."),
        months=1,
        burn_in=1,
        burn_in_policy="any",
        market=Market(customers=2, friends=2, attributes={"fit": Attribute()}, segments={"all": Segment()}),
        network=Network(roles={"shop": Role(members=2, outlet=True, front_line=True)}),
        firms={"one": Firm(policy="any")},
        policies={"any": policy},
    )


def _smallest_world() -> Simulation:
    from tci_sim.simulation import Simulation
    from tci_sim.world.build_network import network_of

    scenario = smallest_scenario()
    return Simulation(scenario, network_of(scenario), seed=1, threads=1)


def _compile_part(part: int) -> None:
    """Compile some of the phases for the smallest world, and run none."""
    _smallest_world().link(PARTS[part], on_linked=_report_linked)


def _report_linked(name: str) -> None:
    """Name a phase on stdout in one write, for both processes write to one pipe; end where nobody reads it any more."""
    try:
        os.write(sys.stdout.fileno(), f"{name}\n".encode())
    except BrokenPipeError:
        sys.exit(1)


def main(arguments: list[str]) -> int:
    """Compile one part of the model, or with no argument all of it."""
    if arguments:
        _compile_part(int(arguments[0]))
    else:
        ensure_compiled(to_stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
