"""The picture of the review process: what was heard, decided, paid and brought, round by round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis.review import review, review_process
from tci_sim.messages import Value, message
from tci_sim.names import measure_label
from tci_sim.plots.page import Named, Page
from tci_sim.plots.picture import save_both
from tci_sim.plots.rounds import Rounds, page
from tci_sim.runs.names import file_name
from tci_sim.runs.result import RunData
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import exact_sum
from tci_sim.views.policy_looks import policies_of, policy_colours

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_ROUND = message("charts.review.round")


def draw(result: RunData, firm: str) -> Figure:
    """Draw the page of one firm; errors are those of `review`."""
    frame, process = review(result, firm), review_process()
    versions, name = result.provenance, label_in(result.question, "firm", firm)
    policy = result.policies.get(firm, firm)
    colour = policy_colours([*policies_of([result.question]), policy])[policy]
    return page(
        panels(frame, result.question),
        Page(
            title=message("charts.review.title", firm=name),
            finding=result.question.headline,
            notes=(process.reconstruction,),
            key=(Named(name, label_in(result.question, "policy", policy), colour),),
            source=(
                message(
                    "charts.review.source",
                    version=str(versions.get("tci_sim", "?")), model=str(versions.get("model", "?"))[:12],
                    seed=str(result.seed),
                ),
            ),
        ),
    )  # fmt: skip


def panels(frame: pd.DataFrame, question: Scenario) -> list[Rounds]:
    """Return what the six pictures show, from the lines of one firm in a scenario."""
    return [_asked(frame), _effort(frame, question), _gap(frame), _cost(frame), _minds(frame), _return(frame)]


def draw_into(result: RunData, firm: str, folder: Path) -> Path:
    """Draw the page of one firm into a folder, which is made where it is absent.

    Returns
    -------
    Path
        The PNG file; beside it stands an SVG file of the same name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return save_both(draw(result, firm), folder, f"review_{file_name(firm)}")


def _asked(frame: pd.DataFrame) -> Rounds:
    measures = ["interviews", "respondents", "internal_interviews"]
    return Rounds(
        message("charts.review.asked"), _table(frame, measures), "", "beside",
        message("charts.review.asked_axis"), _ROUND, _labels(measures),
    )  # fmt: skip


def _effort(frame: pd.DataFrame, question: Scenario) -> Rounds:
    table = _by_attribute(frame, "effort")
    return Rounds(
        message("charts.review.effort"), table, "-", "stacked", message("charts.review.effort_axis"), _ROUND,
        {str(name): label_in(question, "attribute", str(name)) for name in table.columns},
    )  # fmt: skip


def _gap(frame: pd.DataFrame) -> Rounds:
    labels: dict[str, Value] = {
        "heard": message("charts.review.heard"),
        "felt": message("charts.review.felt"),
    }
    return Rounds(
        message("charts.review.gap"), _gaps(frame), "", "lines", message("charts.review.gap_axis"), _ROUND, labels
    )  # fmt: skip


def _cost(frame: pd.DataFrame) -> Rounds:
    import pandas as pd

    cost = frame[(frame["about"] == "cost") & frame["measure"].str.endswith("_paid")]
    paid = cost.pivot_table(index="round", columns="side", values="value", aggfunc="sum")
    spent = pd.DataFrame(
        {
            "outside": paid["external"],
            "inside": paid["internal"],
            "own_time": _of(frame, "own_time_at_wages"),
        }
    )
    labels: dict[str, Value] = {
        "outside": message("charts.review.outside"),
        "inside": message("charts.review.inside"),
        "own_time": message("charts.review.own_time"),
    }
    return Rounds(
        message("charts.review.cost"), spent, "currency", "stacked", message("charts.review.cost_axis"), _ROUND,
        labels,
    )  # fmt: skip


def _minds(frame: pd.DataFrame) -> Rounds:
    measures = ["satisfaction", "internal_satisfaction"]
    return Rounds(
        message("charts.review.minds"), _table(frame, measures), "points of 100", "lines",
        message("charts.review.minds_axis"), _ROUND, _labels(measures),
    )  # fmt: skip


def _return(frame: pd.DataFrame) -> Rounds:
    """Return what the programmes brought for their cost; what is left, where no return is known."""
    returns = ("estimated_return_on_quality", "return_on_quality")
    known = [measure for measure in returns if (frame["measure"] == measure).any()]
    if known:
        return Rounds(
            message("charts.review.return"), _table(frame, known), "", "beside",
            message("charts.review.return_axis"), _ROUND, _labels(known),
        )  # fmt: skip
    return Rounds(
        message("charts.review.left"), _table(frame, ["profit"]), "currency", "beside",
        message("charts.review.left_axis"), _ROUND, _labels(["profit"]),
    )  # fmt: skip


def _labels(measures: list[str]) -> dict[str, Value]:
    return {measure: measure_label(measure) for measure in measures}


def _of(frame: pd.DataFrame, measure: str) -> pd.Series[float]:
    """Return one measure of the firm, by round."""
    return frame[frame["measure"] == measure].set_index("round")["value"]


def _table(frame: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({measure: _of(frame, measure) for measure in measures})


def _by_attribute(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return one measure of each attribute, in the order of the attributes."""
    own = frame[frame["measure"] == measure]
    table = own.pivot_table(index="round", columns="attribute", values="value")
    return table[list(own["attribute"].drop_duplicates())]


def _added_up(table: pd.DataFrame) -> pd.Series[float]:
    """Add up each row over what is known."""
    import pandas as pd

    return pd.Series(exact_sum(table.fillna(0.0).to_numpy(float)), table.index)


def _gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Weigh the gaps of the attributes: those heard as the firm weighs them, those felt as customers do."""
    import pandas as pd

    pairs = {"heard": ("estimated_weight", "estimated_gap"), "felt": ("weight", "felt_gap")}
    return pd.DataFrame(
        {
            name: _added_up(_by_attribute(frame, weight) * _by_attribute(frame, gap))
            for name, (weight, gap) in pairs.items()
        }
    )
