"""Compile the model once for each version: two processes fill the cache with its parts, then this one links them."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.compiled import cache_folder, compile_only, compiler_is_on, version
from tci_sim.machine_code import forget_old_versions, place
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Attribute, Firm, Market, Network, Role, Scenario, Segment

if TYPE_CHECKING:
    from tci_sim.simulation import Simulation

Say = Callable[[str], None]

_ready: list[bool] = []
_PROCESSES = 2
_PHASES = 11


def ensure_compiled(say: Say) -> None:
    """Compile the model unless this version of it is compiled already.

    Parameters
    ----------
    say : callable (str)
        Told, in one sentence each, when compiling begins and ends; not called where there is nothing to do.
    """
    if _ready or not compiler_is_on():
        return
    _ready.append(True)
    folder, faults = place()
    if faults and folder is not None:
        say(f"Machine code is kept in {folder}, because {' and '.join(faults)}.")
    stamp = _stamp()
    if stamp is not None and stamp.exists():
        return
    start = time.monotonic()
    if stamp is not None:
        say("Compiling the model: once for this version, in less than a minute ...")
        for done, phase in enumerate(_compile_in_two_processes(), start=1):
            say(f"{done} of {_PHASES} parts: {phase}")
    else:
        say(f"Compiling the model, as at every start, because {' and '.join(faults)} ...")
    _smallest_world().step(2)
    if stamp is not None:
        stamp.touch()
        forget_old_versions(version())
    say(f"Compiled in {time.monotonic() - start:.0f} s.")


def _compile_in_two_processes() -> Iterator[str]:
    """Fill the cache, and name each phase when it is compiled."""
    told, tell = os.pipe()
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "tci_sim.warm", str(part)], stdin=subprocess.DEVNULL, stdout=tell
        )
        for part in range(_PROCESSES)
    ]
    os.close(tell)
    with os.fdopen(told) as lines:
        for line in lines:
            yield line.strip()
    for part in parts:
        part.wait()


def _stamp() -> Path | None:
    """File that says that this version is compiled, for this Python and this kind of processor; None if none can."""
    folder = cache_folder()
    if folder is None:
        return None
    cpu = os.environ.get("NUMBA_CPU_NAME", "") or platform.machine()
    return folder / f"compiled-{sys.version_info.major}.{sys.version_info.minor}-{cpu}"


def smallest_scenario() -> Scenario:
    """Make the smallest market there is: enough to tell the compiler every type."""
    policy = Policy()
    return Scenario(
        reason="The compiler must see every type once.",
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
    """Compile half of the phases, of about equal weight, by calling each on the smallest world; the months, unrun."""
    from tci_sim.engine.measures.observe import observe
    from tci_sim.engine.month import arguments, pass_months
    from tci_sim.engine.phases.account import account
    from tci_sim.engine.phases.change import change
    from tci_sim.engine.phases.decide import decide
    from tci_sim.engine.phases.deliver import deliver
    from tci_sim.engine.phases.experience import experience
    from tci_sim.engine.phases.improve import improve
    from tci_sim.engine.phases.learn import learn
    from tci_sim.engine.phases.listen import listen
    from tci_sim.engine.phases.order import order

    world = _smallest_world()
    state, terms, recording = world.state, world.terms, world.recording
    stop = np.zeros(1, np.int64)

    def of(phase: Callable[..., None]) -> Callable[[], None]:
        return lambda: phase(*arguments(phase, state, terms=terms, month=0))

    phases: tuple[dict[str, Callable[[], None]], ...] = (
        {
            "account": of(account),
            "listen": of(listen),
            "decide": of(decide),
            "order": of(order),
            "improve": of(improve),
            "learn": of(learn),
            "pass_months": lambda: compile_only(pass_months, state, terms, recording, 0, 1, stop, stop),
        },
        {
            "experience": of(experience),
            "observe": lambda: observe(*arguments(observe, state, recording=recording, row=0)),
            "change": of(change),
            "deliver": of(deliver),
        },
    )
    for name, compile_phase in phases[part].items():
        compile_phase()
        os.write(1, f"{name}\n".encode())  # both processes tell through one pipe: whole lines only


def main(arguments: list[str]) -> int:
    """Compile one part of the model, or with no argument all of it."""
    if arguments:
        _compile_part(int(arguments[0]))
    else:
        ensure_compiled(lambda text: print(text, file=sys.stderr))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
