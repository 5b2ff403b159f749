"""`tci-sim tornado`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def tornado(
    file: options.ScenarioFile,
    measure: options.Measures = None,
    parameters: options.Parameters = None,
    holders: options.Holders = None,
    replications: options.ReplicationsOfTornado = 10,
    seed: options.FirstSeed = 1,
    out: options.OutOfStudy = "results",
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfStudy = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Move each parameter of a scenario alone; 1 where a run failed."""
    from tci_sim.faces.cli import sweep_command as of_study
    from tci_sim.scenario.network_option import load_with_network
    from tci_sim.views.study import FORMATS

    scenario = load_with_network(file, set_, network, allow_outside=allow_outside, sector=sector)
    asked = {"holders": holders or (), "replications": replications, "seed": seed}
    study = of_study.lay_out_tornado(scenario, measure or (), parameters or (), quiet, **asked)
    with reporting(quiet, "runs") as reports:
        found = of_study.report(study, out, None, reports, threads=threads, cluster=cluster)
    print_in(FORMATS, format_, *found)
    return int(bool(found[0].failed))
