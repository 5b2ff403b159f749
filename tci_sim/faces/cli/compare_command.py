"""What the command line asks of a comparison: from its words to questions, and from the answer to files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from tci_sim.analysis.by_holder import Asked, Wanted, listed, wanted_of
from tci_sim.analysis.compare import compare
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.arguments import names_between_commas
from tci_sim.compile_model import ensure_compiled
from tci_sim.designs.variants import variants_of
from tci_sim.errors import InputError, legible, nearest_name
from tci_sim.faces.cli.page_command import place_of, write_report
from tci_sim.faces.cli.reporting import Reports
from tci_sim.messages import Message, listing, message
from tci_sim.plots.picture import folder_of
from tci_sim.runs.folders import check_writable, write_atomically
from tci_sim.runs.interrupt import interrupt_message
from tci_sim.runs.periods import periods_of
from tci_sim.scenario.network_option import load_with_network
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.views.comparison_pictures import draw_all

PICTURES = "pictures"


def load_all(
    files: Sequence[str], overrides: Sequence[str] | None, network: Sequence[str] | None, **options: Any
) -> dict[str, Scenario]:
    """Load scenario files, each with the same changes and network, by what they were called."""
    return {each: load_with_network(each, overrides, network, **options) for each in files}


def named_scenarios(
    files: Sequence[str], scenarios: Mapping[str, Scenario], firm_policy: str | None, regimes: str | None
) -> dict[str, Scenario]:
    """List what is compared by its files, or by policies of the one file.

    Parameters
    ----------
    files : sequence of str
        Scenario files in the order in which they were given.
    scenarios : mapping of str to Scenario
        What each of them holds.
    firm_policy : str, optional
        Names of policies, with commas between them.
    regimes : str, optional
        "all", or nothing.

    Returns
    -------
    dict of str to Scenario
        Files are called by their names without ending, or by their whole paths where two of those are alike.

    Raises
    ------
    InputError
        If they cannot be compared.
    """
    if regimes not in (None, "all"):
        raise InputError(_wrong_regimes(regimes, scenarios[files[0]].policies))
    named = by_name(files, scenarios)
    return variants_of(named, names_between_commas(firm_policy), "all" if regimes else None)


def by_name(files: Sequence[str], scenarios: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Call scenarios by the names of their files without ending, or by whole paths where two of those are alike."""
    if len(set(files)) < len(files):
        twice = [file for file in dict.fromkeys(files) if files.count(file) > 1]
        raise InputError(message("cli.file_twice", files=listing(twice)))
    stems = [Path(file).stem for file in files]
    names = stems if len(set(stems)) == len(stems) else files
    return {name: scenarios[file] for name, file in zip(names, files, strict=True)}


def _wrong_regimes(given: str, policies: Iterable[str]) -> Message:
    """Say what `--regimes` takes, and how to name policies where it was given names."""
    known = list(policies)
    meant = [nearest_name(name.strip(), known, likeness=0.8) for name in given.split(",") if name.strip()]
    if meant and all(meant):
        return message("cli.regimes", value=legible(given), policies=",".join(meant))
    return message("cli.must_be", option="--regimes", value=legible(given), allowed="all")


def parse_precision(given: Sequence[str]) -> dict[str, float]:
    """Read half-widths, each `measure=number`; an InputError names all that cannot be read."""
    found, faults = {}, []
    for each in given:
        name, _, number = each.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            faults.append(message("cli.precision", value=legible(each)))
    if faults:
        raise InputError(*faults)
    return found


def compare_and_save(
    scenarios: Mapping[str, Scenario], out: str | PathLike[str] | None, **options: Any
) -> tuple[ComparisonData, Path | None, tuple[Path, ...]]:
    """Compare, and keep the answer and its pictures where a folder is given.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        What is compared.
    out : str or path, optional
        The folder below which it is kept.
    **options
        The other arguments of `compare`.

    Returns
    -------
    tuple
        The comparison, its folder and the files of its pictures.
    """
    if out is not None:
        check_writable(out)
    found = compare(scenarios, out=out, **options)
    if found.folder is None:
        return found, None, ()
    # a run that failed is made again with the same command: pictures without it are no longer right then
    name = folder_of(f"{PICTURES}-without-{len(found.failed)}-failed" if found.failed else PICTURES)
    with interrupt_message(lambda: str(message("cli.stopped_comparison", folder=str(found.folder)))):
        drawn = write_atomically(found.folder / name, lambda hidden: draw_all(found, hidden), consequence="")
    return found, found.folder, tuple(sorted(drawn.glob("*.png")))


def compare_and_report(
    scenarios: Mapping[str, Scenario],
    out: str | None,
    page: str | None,
    precision: Sequence[str],
    asked: Asked,
    reports: Reports,
    **options: Any,
) -> tuple[ComparisonData, tuple[Path, ...], Wanted | None]:
    """Compare, and say which files were written; the comparison, the files of its pictures, and what is to be shown.

    Of what is asked for by holder all is kept. Months that are not in a run are refused first, and so is a page that
    cannot be written where it is asked for.
    """
    place = place_of(page)
    widths, wanted = parse_precision(precision), wanted_of(asked, FOCAL)
    if wanted is not None:
        periods_of(wanted.month, wanted.year, next(iter(scenarios.values())).months)
        options["holders"] = listed(wanted.holders)
    ensure_compiled(reports.say)
    found, folder, pictures = compare_and_save(
        scenarios, out, precision=widths, on_progress=reports.progress, on_message=reports.say, **options
    )
    reports.say_files((folder, *pictures, *write_report(found, place)))
    return found, pictures, wanted
