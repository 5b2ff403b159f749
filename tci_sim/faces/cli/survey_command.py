"""What the command line asks of a survey: a simulated market, or answers from a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tci_sim.analysis.path_fit import SCALE, SatisfactionData, fit
from tci_sim.analysis.survey import survey
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError, legible
from tci_sim.faces.cli.reporting import Reports
from tci_sim.messages import message
from tci_sim.runs.folders import check_writable
from tci_sim.scenario.network_option import load_with_network
from tci_sim.views.survey import keep


def survey_and_report(
    file: str,
    loading: Mapping[str, Any],
    asked: Mapping[str, Any],
    shared: Mapping[str, Any],
    out: str | None,
    reports: Reports,
) -> tuple[SatisfactionData, Path | None]:
    """Ask, fit and keep; the survey, and the folder where one is asked for.

    Parameters
    ----------
    file : str
        A scenario, or a CSV of answers.
    loading : mapping
        How a scenario is loaded; what was not given is None.
    asked : mapping
        Who is asked and what; what was not given is None.
    shared : mapping
        resamples, scale, seed and threads.
    out : str, optional
        The folder below which it is kept.
    reports : Reports
        Takes what is said on the way.
    """
    if out is not None:
        check_writable(out)
    given = {name: value for name, value in asked.items() if value is not None}
    if file.lower().endswith(".csv"):
        _refuse({**given, **{name: value for name, value in loading.items() if value}})
        scale = SCALE if shared["scale"] is None else tuple(shared["scale"].split(":"))
        found = fit(file, scale=_numbers(scale), resamples=shared["resamples"], seed=shared["seed"])
    else:
        if shared["scale"] is not None:
            raise InputError(message("survey.scale_of_answers"))
        how = {"allow_outside": loading["allow_outside"], "sector": loading["sector"]}
        scenario = load_with_network(file, loading["set"], loading["network"], **how)
        ensure_compiled(reports.say)
        found = survey(
            scenario, shared["seed"], resamples=shared["resamples"], threads=shared["threads"],
            on_progress=reports.progress, **given,
        )  # fmt: skip
    folder = None if out is None else keep(found, Path(out))
    reports.say_files((folder,))
    return found, folder


def _refuse(given: Mapping[str, Any]) -> None:
    """Refuse options that mean nothing to answers from a file."""
    if given:
        options = [f"--{name.replace('_', '-')}" for name in given]
        raise InputError(*(message("survey.not_of_answers", option=option) for option in options))


def _numbers(scale: tuple[Any, ...]) -> tuple[float, ...]:
    try:
        return tuple(map(float, scale))
    except ValueError:
        raise InputError(message("survey.scale", scale=legible(":".join(scale)))) from None
