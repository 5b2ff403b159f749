"""`tci-sim export`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.reporting import reporting


def export(
    output: options.NewPage,
    file: options.ScenarioOfPage = None,
    lesson: options.LessonOfPage = None,
    flight: options.Flight = False,
    lever: options.LeversOfPage = None,
    uncertainty: options.UncertaintiesOfPage = None,
    shock: options.ShocksOfPage = None,
    measure: options.MeasuresOfPage = None,
    pairs: options.Pairs = None,
    firm_policy: options.FirmPolicy = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> None:
    """Write a page in which the levers of a scenario can be moved, or one for a class: a lesson, a game."""
    from tci_sim.faces.cli.page_command import checked_place, export_asked

    place = checked_place(output)
    offered = {
        "--lever": lever, "--uncertainty": uncertainty, "--shock": shock, "--measure": measure, "--pairs": pairs,
        "--firm-policy": firm_policy, "--set": set_, "--sector": sector, "--network": network,
    }  # fmt: skip
    with reporting(quiet, "runs") as reports:
        asked = (file, lesson, flight)
        export_asked(asked, place, offered, reports, threads=threads, allow_outside=allow_outside)
