"""Compile the model once for each version: two processes fill the cache with its parts, then this one links them."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.compiled import cache_folder, compiler_is_on, forget_old_versions
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Attribute, Firm, Market, Network, Role, Scenario, Segment

if TYPE_CHECKING:
    from tci_sim.history import History

Say = Callable[[str], None]

_PROCESSES = 2


def ensure_compiled(say: Say) -> None:
    """Compile the model unless this version of it is compiled already.

    Parameters
    ----------
    say : callable (str)
        Told, in one sentence each, when compiling begins and ends; not called where there is nothing to do.
    """
    stamp = _stamp()
    if not compiler_is_on() or stamp.exists():
        return
    say("Compiling the model: once for this version, in less than a minute ...")
    start = time.monotonic()
    parts = [
        subprocess.Popen([sys.executable, "-m", "tci_sim.warm", str(part)], stdin=subprocess.DEVNULL)
        for part in range(_PROCESSES)
    ]
    for part in parts:
        part.wait()
    _smallest_world().advance(2)
    forget_old_versions()
    try:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
    except OSError:
        say("The machine code could not be kept: the cache folder cannot be written.")
    say(f"Compiled in {time.monotonic() - start:.0f} s.")


def _stamp() -> Path:
    """File that says that this version is compiled, for this Python and this kind of processor."""
    cpu = os.environ.get("NUMBA_CPU_NAME", "") or platform.machine()
    return cache_folder() / f"compiled-{sys.version_info.major}.{sys.version_info.minor}-{cpu}"


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


def _smallest_world() -> History:
    from tci_sim.history import History
    from tci_sim.world.build_network import network_of

    scenario = smallest_scenario()
    return History(scenario, network_of(scenario), seed=1, threads=1)


def _compile_part(part: int) -> None:
    """Compile every second phase, of about equal weight, by calling it on the smallest world."""
    from tci_sim.record.observe import observe
    from tci_sim.world.phases.account import account
    from tci_sim.world.phases.change import change
    from tci_sim.world.phases.decide import decide
    from tci_sim.world.phases.deliver import deliver
    from tci_sim.world.phases.experience import experience
    from tci_sim.world.phases.improve import improve
    from tci_sim.world.phases.learn import learn
    from tci_sim.world.phases.listen import listen
    from tci_sim.world.phases.order import order

    world = _smallest_world()
    s, terms = world.state, world.terms
    run, market, members, nodes = s.run, s.market, s.members, s.nodes
    goods, edges, firms = s.goods, s.edges, s.firms
    if part == 0:
        account(run, market, members, nodes, goods, edges, firms, s.sums, s.books, 0)
        listen(run, market, members, nodes, edges, firms, s.sums, 0)
        decide(run, market, members, nodes, goods, edges, firms, s.sums, 0)
        order(run, firms, nodes, goods, edges, s.sums, 0)
        improve(run, market, nodes, edges, firms)
    else:
        experience(run, market, nodes, goods, firms, s.customers, s.sums, terms, 0)
        observe(s, world.recording, 0)
        change(run, market, members, nodes, goods, firms, s.sums, 0)
        deliver(run, market, firms, nodes, goods, edges, 0)
        learn(run, market, members, nodes, edges, firms, 0)


def main(arguments: list[str]) -> int:
    """Compile one part of the model, or with no argument all of it."""
    if arguments:
        _compile_part(int(arguments[0]))
    else:
        ensure_compiled(lambda text: print(text, file=sys.stderr))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
