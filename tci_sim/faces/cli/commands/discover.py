"""`tci-sim discover`."""

from typing import Any

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def discover(
    file: options.StudyOrFolder,
    policy: options.PolicyOfStudy,
    against: options.Against = None,
    measure: options.MeasureOfFutures = None,
    holder: options.HolderOfFutures = None,
    threshold: options.Threshold = None,
    out: options.OutOfFutures = None,
    replications: options.ReplicationsOfStudy = None,
    seed: options.SeedOfStudy = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfDiscover = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfStudy = None,
    bare: options.NoPictures = False,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Find where an alternative of a study fails; 1 where a run failed."""
    from functools import partial

    from tci_sim.analysis.discover import check_question
    from tci_sim.analysis.discover import discover as find
    from tci_sim.faces.cli import futures_command as of_futures
    from tci_sim.views import discover as view

    asked = of_futures.Asked(
        file, measure, holder, {"set": set_, "sector": sector, "allow_outside": allow_outside},
        {"replications": replications, "seed": seed}, out, {"threads": threads, "cluster": cluster}, page, bare,
    )  # fmt: skip
    own: dict[str, Any] = {"policy": policy, "against": against, "threshold": threshold}
    with reporting(quiet, "runs") as reports:
        found = of_futures.ask(
            asked,
            {"command": "discover", **own},
            view,
            partial(check_question, **own),
            partial(find, **own),
            reports,
        )
    print_in(view.FORMATS, format_, *found)
    return int(bool(found[0].outcomes.result.failed))
