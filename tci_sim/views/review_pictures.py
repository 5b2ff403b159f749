"""The picture of the review process: what was heard, decided, paid and brought, round by round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis.review import review, review_process
from tci_sim.names import measure_label
from tci_sim.plots.rounds import Rounds, page
from tci_sim.runs.names import file_name
from tci_sim.runs.result import RunData
from tci_sim.statistics.exact import exact_sum

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_DOTS_PER_INCH = 130


def draw(result: RunData, firm: str) -> Figure:
    """Draw the page of one firm; errors are those of `review`."""
    frame, process = review(result, firm), review_process()
    versions = result.provenance
    return page(
        panels(frame),
        title=f"The customer satisfaction review process of {firm}, round by round",
        subtitle=str(result.question.headline),
        note=str(process.reconstruction),
        source=(
            f"tci_sim {versions.get('tci_sim', '?')}, model {str(versions.get('model', '?'))[:12]}, seed"
            f" {result.seed}, policy {result.policies.get(firm, 'none')}. Simulated and not observed."
        ),
    )


def panels(frame: pd.DataFrame) -> list[Rounds]:
    """Return what the six pictures show, from the lines of one firm."""
    import pandas as pd

    cost = frame[(frame["about"] == "cost") & frame["measure"].str.endswith("_paid")]
    paid = cost.pivot_table(index="round", columns="side", values="value", aggfunc="sum")
    spent = pd.DataFrame(
        {
            "programmes, outside": paid["external"],
            "programmes, inside": paid["internal"],
            "own time, at wages": _of(frame, "own_time_at_wages"),
        }
    )
    returns = ("estimated_return_on_quality", "return_on_quality")
    known = [measure for measure in returns if (frame["measure"] == measure).any()]
    last = (
        Rounds(
            "7 A  Decide: return on quality",
            _beside(frame, known),
            "gain less cost, per unit of cost",
            "beside",
        )
        if known
        else Rounds("6 C  Link: what is left", _beside(frame, ["profit"]), "currency", "beside")
    )
    return [
        Rounds(
            "3 D  Interview: who was asked",
            _beside(frame, ["interviews", "respondents", "internal_interviews"]),
            "interviews and answers in a round",
            "beside",
        ),
        Rounds(
            "4 D  Act: where the effort goes",
            _by_attribute(frame, "effort"),
            "% of improvement effort",
            "stacked",
        ),
        Rounds(
            "5 C  Aggregate: the gap, as heard and as felt",
            _gaps(frame),
            "quality, weighted over attributes",
            "lines",
        ),
        Rounds("6 C  Link: what it cost", spent, "currency in a round", "stacked"),
        Rounds(
            "6 C  Link: what the served and the servers think",
            _beside(frame, ["satisfaction", "internal_satisfaction"]),
            "points of 100",
            "lines",
        ),
        last,
    ]


def draw_into(result: RunData, firm: str, folder: Path) -> Path:
    """Draw the page of one firm into a folder, which is made where it is absent; the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"review_{file_name(firm)}.png"
    # no date and no version in the file: the same result gives the same bytes
    draw(result, firm).savefig(file, dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return file


def _of(frame: pd.DataFrame, measure: str) -> pd.Series[float]:
    """Give one measure of the firm, by round."""
    return frame[frame["measure"] == measure].set_index("round")["value"]


def _beside(frame: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({str(measure_label(measure)): _of(frame, measure) for measure in measures})


def _by_attribute(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Give one measure of each attribute, in per cent, in the order of the attributes."""
    own = frame[frame["measure"] == measure]
    table = own.pivot_table(index="round", columns="attribute", values="value")
    return 100.0 * table[list(own["attribute"].drop_duplicates())]


def _added_up(table: pd.DataFrame) -> pd.Series[float]:
    """Add up each row over what is known."""
    import pandas as pd

    return pd.Series(exact_sum(table.fillna(0.0).to_numpy(float)), table.index)


def _gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Weigh the gaps of the attributes: those heard as the firm weighs them, those felt as customers do."""
    import pandas as pd

    pairs = {
        "as the firm heard it, courtesy and all": ("estimated_weight", "estimated_gap"),
        "as customers feel it": ("weight", "felt_gap"),
    }
    return pd.DataFrame(
        {
            name: _added_up(_by_attribute(frame, weight) / 100.0 * _by_attribute(frame, gap) / 100.0)
            for name, (weight, gap) in pairs.items()
        }
    )
