"""`tci-sim futures`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def futures(
    file: options.StudyOrFolder,
    measure: options.MeasureOfFutures = None,
    holder: options.HolderOfFutures = None,
    threshold: options.Threshold = None,
    out: options.OutOfFutures = None,
    replications: options.ReplicationsOfStudy = None,
    seed: options.SeedOfStudy = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfFutures = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfStudy = None,
    bare: options.NoPictures = False,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Judge the alternatives of a study over its futures; 1 where a run failed."""
    from functools import partial

    from tci_sim.analysis.futures import futures as judge
    from tci_sim.analysis.outcomes import check_study
    from tci_sim.faces.cli import futures_command as of_futures
    from tci_sim.views import futures as view

    asked = of_futures.Asked(
        file, measure, holder, {"set": set_, "sector": sector, "allow_outside": allow_outside},
        {"replications": replications, "seed": seed}, out, {"threads": threads, "cluster": cluster}, page, bare,
    )  # fmt: skip
    with reporting(quiet, "runs") as reports:
        found = of_futures.ask(
            asked,
            {"command": "futures", "threshold": threshold},
            view,
            check_study,
            partial(judge, threshold=threshold),
            reports,
        )
    print_in(view.FORMATS, format_, *found)
    return int(bool(found[0].outcomes.result.failed))
