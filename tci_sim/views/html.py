"""Results as HTML, for a notebook: the question, the tables and sentences of the text, and a picture."""

from __future__ import annotations

from collections.abc import Sequence

from tci_sim.analysis.adoption import AdoptionData
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.controlled_return import ReturnData
from tci_sim.analysis.decision import DecisionData
from tci_sim.analysis.flip_result import FlipData
from tci_sim.analysis.optimise import OptimiseData
from tci_sim.analysis.path_fit import SatisfactionData
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.plots.picture import Picture
from tci_sim.render import html
from tci_sim.render.table import Part
from tci_sim.runs.result import RunData
from tci_sim.views import (
    adoption_pictures,
    adoption_text,
    comparison_pictures,
    comparison_text,
    controlled_return_text,
    decision,
    decision_page,
    flip,
    flip_pictures,
    optimise,
    optimise_pictures,
    run_pictures,
    run_text,
    study,
    survey,
)
from tci_sim.views.selection import select_measures, select_single_measures


def run_html(result: RunData) -> str:
    """Return a run as HTML: how the focal firm fared, the last year of each firm, and a picture."""
    parts = [*run_text.table_parts(result), "", run_pictures.finding(result)]
    measures = select_measures(result.question, run_pictures.SHOWN)
    return _section(parts, run_pictures.picture(result, measures[0]) if measures else None)


def comparison_html(comparison: ComparisonData) -> str:
    """Return a comparison as HTML: differences from the reference, verdicts, and a picture."""
    measures = select_single_measures(comparison.questions[comparison.reference], comparison_pictures.SHOWN)
    picture = comparison_pictures.picture(comparison, measures[0]) if measures else None
    return _section(comparison_text.table_parts(comparison), picture)


def controlled_return_html(found: ReturnData) -> str:
    """Return a return on quality with its control as HTML: what it cost and brought, and by what."""
    return _section(controlled_return_text.table_parts(found), None)


def adoption_html(found: AdoptionData) -> str:
    """Return an evaluation as HTML: what estimators find beside the truth, and a picture."""
    return _section(adoption_text.table_parts(found), adoption_pictures.picture(found))


def decision_html(found: DecisionData) -> str:
    """Return the page for those who decide as HTML, for a notebook."""
    said = [decision.title(found), decision.lede(found), "", *decision.parts(found)]
    return _section(said, decision_page.picture(found))


def flip_html(found: FlipData) -> str:
    """Return where two alternatives change places as HTML: the table, the sentences, and the picture."""
    picture = flip_pictures.picture(found) if found.looked_into else None
    return _section(flip.table_parts(found), picture)


def sweep_html(result: SweepData) -> str:
    """Return a sweep as HTML: what its design asks for, and a picture."""
    picture = study.picture(result) if result.holders else None  # there are none where every run failed
    return _section(study.table_parts(result), picture)


def optimise_html(found: OptimiseData) -> str:
    """Return what a search for policies found as HTML: alternatives and levers, and a picture."""
    return _section(optimise.table_parts(found), optimise_pictures.picture(found))


def survey_html(found: SatisfactionData) -> str:
    """Return a survey as HTML: the index, what acts on it, and a picture where paths could be fitted."""
    return _section(survey.table_parts(found), None if found.omitted else survey.picture(found))


def over_futures_html(parts: Sequence[Part], picture: Picture) -> str:
    """Return an answer over many futures as HTML: what it says, and its picture."""
    return _section(parts, picture)


def _section(parts: Sequence[Part], picture: Picture | None) -> str:
    """Write the question as a heading, then what is said of it, and the picture below."""
    return html.section(parts, html.image(picture.svg(), picture.title) if picture else "")
