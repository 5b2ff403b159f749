"""`tci-sim adoption`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def adoption(
    file: options.ScenarioFile,
    policy: options.Adopted,
    measure: options.MeasureOfFirms = "value_owners",
    adopters: options.Adopters = None,
    months: options.MonthsOfAdoption = "24,36,48",
    after: options.After = 36,
    chosen: options.ChosenAs = "random",
    by: options.By = None,
    apart: options.Apart = False,
    firms: options.Firms = None,
    replications: options.Studies = 10,
    seed: options.FirstSeed = 1,
    out: options.OutOfAdoption = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfAdoption = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Let some firms adopt a policy, and print what evaluations find beside the truth; 1 where a study failed."""
    from tci_sim.faces.cli.adoption_command import evaluate_and_report
    from tci_sim.scenario.network_option import load_with_network
    from tci_sim.views.adoption_text import FORMATS

    scenario = load_with_network(file, set_, network, allow_outside=allow_outside, sector=sector)
    who = {"adopters": adopters, "months": months, "chosen": chosen, "by": by, "apart": apart, "firms": firms}
    many = {"after": after, "replications": replications, "seed": seed, "threads": threads}
    with reporting(quiet, "runs") as reports:
        found = evaluate_and_report(scenario, policy, out, reports, measure=measure, **who, **many)
    print_in(FORMATS, format_, found)
    return int(bool(found.failed))
