"""`tci-sim replay`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def replay(
    code: options.CodeOfGame,
    scenario: options.ScenarioOfGame = "baseline",
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.TableOrJson = TABLE,
    quiet: options.Quiet = False,
    threads: options.Threads = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Replay a game of the flight simulator; 1 where its code is not whole."""
    from tci_sim.faces.cli.classroom_command import replay_code
    from tci_sim.scenario.load import load
    from tci_sim.views.replay import FORMATS

    asked = load(scenario, set_ or (), sector=sector, allow_outside=allow_outside)
    with reporting(quiet) as reports:
        found = replay_code(code, asked, reports, threads=threads)
    print_in(FORMATS, format_, found)
    return int(not found.whole)
