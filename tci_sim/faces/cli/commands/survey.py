"""`tci-sim survey`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def survey(
    file: options.ScenarioOrAnswers,
    month: options.MonthOfSurvey = None,
    respondents: options.Respondents = None,
    firm: options.FirmOfSurvey = None,
    sample: options.Sample = None,
    items: options.Items = None,
    resamples: options.Resamples = 500,
    scale: options.Scale = None,
    seed: options.Seed = 1,
    out: options.OutOfSurvey = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfSurvey = TABLE,
    quiet: options.Quiet = False,
    threads: options.Threads = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> None:
    """Ask customers of a simulated market, or read their answers, and fit what acts on satisfaction."""
    from tci_sim.faces.cli.survey_command import survey_and_report
    from tci_sim.views.survey import FORMATS

    loading = {"set": set_, "sector": sector, "network": network, "allow_outside": allow_outside}
    asked = {"month": month, "respondents": respondents, "firm": firm, "sample": sample, "items": items}
    shared = {"resamples": resamples, "scale": scale, "seed": seed, "threads": threads}
    with reporting(quiet) as reports:
        found = survey_and_report(file, loading, asked, shared, out, reports)
    print_in(FORMATS, format_, *found)
