"""`tci-sim why`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def why(
    files: options.ScenarioFiles,
    firm_policy: options.FirmPolicy = None,
    parts: options.PartsOfWhy = None,
    measure: options.Measures = None,
    groups: options.GroupsOfWhy = None,
    open_: options.OpenedGroups = None,
    all_subsets: options.AllSubsets = False,
    word_of_mouth: options.WordOfMouth = False,
    replications: options.Replications = 20,
    seed: options.FirstSeed = 1,
    out: options.OutOfComparison = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfWhy = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfResult = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Explain why two scenarios, or policies of one firm, come to different ends; 1 where a run failed."""
    from tci_sim.faces.cli import why_command as of_why
    from tci_sim.views.why.text import FORMATS

    named = of_why.scenarios(files, firm_policy, set_, network, allow_outside=allow_outside, sector=sector)
    asked = {"measures": measure or (), "replications": replications, "seed": seed, "threads": threads}
    split = of_why.how_to_split(groups, open_, all_subsets=all_subsets, word_of_mouth=word_of_mouth)
    with reporting(quiet, "runs") as reports:
        found = of_why.explain_and_report(named, out, reports, parts, page, split, cluster=cluster, **asked)
    print_in(FORMATS, format_, *found)
    return int(bool(found[0].comparison.failed))
