"""A survey as text, CSV or JSON, and the picture of importance against performance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.path_fit import EVERYBODY, SatisfactionData
from tci_sim.analysis.survey import BY_FIRM
from tci_sim.errors import legible
from tci_sim.messages import Text, message
from tci_sim.messages.numbers import interval
from tci_sim.names import label, unit_label
from tci_sim.plots.importance import Importance, importance_and_performance
from tci_sim.plots.picture import Picture, save_both
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.runs.text_files import keep_texts
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.exact import exact_mean
from tci_sim.version import RESULTS_VERSION, program_version

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SHAPE = 1
"""Version of the shape that `survey.schema.yaml` describes."""

PICTURE = "importance"


def table_parts(found: SatisfactionData) -> list[Part]:
    """Return the lines and tables that show a survey: who was asked, the index, and what acts on it."""
    parts = [*_head(found), "", message("survey.index_is"), _index(found)]
    if found.omitted is not None:
        return [*parts, "", message("survey.no_fit", reason=found.omitted)]
    return [
        *parts,
        "", message("survey.paths_are"), _paths(found.paths, ("path", "R2")),
        "", message("survey.importance_is"), _importance(found.importance),
    ]  # fmt: skip


def _head(found: SatisfactionData) -> list[Part]:
    """Say where the answers come from, and whether they are a sample as a firm gets it."""
    about, count = found.about, len(found.respondents)
    if "question" not in about:
        title = (
            message("survey.of_file", file=legible(about["file"]))
            if "file" in about
            else message("survey.given")
        )
        return [title, message("survey.answers", respondents=f"{count:,}")]
    scenario, month = about["question"], about["month"]
    when = {"month": month, "nth": month + 1, "seed": about["seed"], "respondents": f"{count:,}"}
    if about["firm"] is None:
        said = message("survey.asked_all", **when)
    else:
        firm = label_in(scenario, "firm", about["firm"])
        by_firm = about["sample"] == BY_FIRM
        id_ = "survey.asked_by_firm" if by_firm else "survey.asked_by_everyone"
        said = message(id_, firm=firm, **when)
    short = (
        [message("survey.fewer", wanted=f"{about['respondents']:,}")] if count < about["respondents"] else []
    )
    return [scenario.headline, said, *short]


def _index(found: SatisfactionData) -> Table:
    rows: list[list[Cell]] = [
        [message("table.firm"), message("survey.respondents"), message("survey.index")],
        ["", "", _cell(unit_label("points of 100"))],
    ]
    for row in found.index.to_dict("records"):
        shown = [float(row[name]) for name in ("index", "low", "high")]
        rows.append(
            [_firm(found, str(row["firm"])), f"{row['respondents']:,}", interval(shown, 1, sign=False)]
        )
    return Table(rows)


def _firm(found: SatisfactionData, name: str) -> Cell:
    if name == EVERYBODY:
        return message("survey.all")
    scenario = found.about.get("question")
    return legible(name) if scenario is None else label_in(scenario, "firm", name)


def _paths(rows: pd.DataFrame, quantities: Sequence[str]) -> Table:
    table: list[list[Cell]] = [[message("survey.quantity"), message("survey.estimate")]]
    for row in rows[rows["quantity"].isin(quantities)].to_dict("records"):
        ends = {"source": construct(str(row["source"])), "target": construct(str(row["target"]))}
        name = (
            message("survey.path", **ends) if row["source"] else message("survey.r2", target=ends["target"])
        )
        table.append([name, interval([float(row[each]) for each in ("value", "low", "high")], 2, sign=False)])
    return Table(table, headings=1)


def _importance(rows: pd.DataFrame) -> Table:
    table: list[list[Cell]] = [
        [message("survey.construct"), message("survey.importance"), message("survey.performance")],
        ["", "", _cell(unit_label("points of 100"))],
    ]
    for row in rows.to_dict("records"):
        weight = [float(row[name]) for name in ("importance", "low", "high")]
        well = [float(row[name]) for name in ("performance", "performance_low", "performance_high")]
        table.append(
            [construct(str(row["construct"])), interval(weight, 2, sign=False), interval(well, 1, sign=False)]
        )
    return Table(table)


def construct(name: str) -> Cell:
    """Return what a construct is called; one of a user's own as it is written."""
    return _cell(label("construct", name)) if name else ""


def _cell(value: Text | str) -> Cell:
    return legible(value) if isinstance(value, str) else value


def picture(found: SatisfactionData, ax: Axes | None = None) -> Picture:
    """Draw importance against performance; there must be a fit."""
    rows = found.importance
    means = (exact_mean(rows["importance"].to_numpy()), exact_mean(rows["performance"].to_numpy()))
    panel = Importance(
        title=message("survey.picture"),
        names=tuple(construct(str(name)) for name in rows["construct"]),
        importance=rows[["importance", "low", "high"]].to_numpy(float),
        performance=rows[["performance", "performance_low", "performance_high"]].to_numpy(float),
        means=(float(means[0]), float(means[1])),
        across=message("survey.importance_axis"),
        upwards=message("survey.performance_axis"),
        caption=(message("survey.picture_caption", respondents=f"{len(found.respondents):,}"),),
    )
    return Picture(importance_and_performance(panel, ax))


def keep(found: SatisfactionData, out: Path) -> Path:
    """Keep answers, tables and the picture in a folder of their own below `out`; that folder."""
    texts = {
        "respondents.csv": data.as_csv(found.respondents),
        "index.csv": data.as_csv(found.index),
        "paths.csv": data.as_csv(found.paths),
        "importance.csv": data.as_csv(found.importance),
        "survey.json": data.as_json(
            {**_about(found), "results": RESULTS_VERSION, "tci_sim": program_version()}
        ),
    }

    def draw(folder: Path) -> None:
        if found.omitted is None:
            save_both(picture(found).figure, folder, PICTURE)

    return keep_texts(out, "survey", texts, draw)


def _about(found: SatisfactionData) -> dict[str, Any]:
    """Return where answers come from as plain values."""
    about = {name: data.plain(value) for name, value in found.about.items() if name != "question"}
    scenario = found.about.get("question")
    return about if scenario is None else {**about, "scenario": scenario.model_dump(mode="json")}


def as_json(found: SatisfactionData, folder: Path | None = None) -> str:
    """Write it as JSON, in the shape of `survey.schema.yaml` beside this module, but for the answers themselves."""
    asked = found.about
    shown: dict[str, Any] = {
        "command": "survey",
        "version": SHAPE,
        "question": str(asked["question"].question) if "question" in asked else "",
        **{name: data.plain(asked.get(name)) for name in ("file", "seed", "month", "firm", "sample")},
        "respondents": len(found.respondents),
        "index": data.records(found.index),
        "paths": data.records(found.paths),
        "importance": data.records(found.importance),
        "omitted": None if found.omitted is None else str(found.omitted),
        "folder": None if folder is None else str(folder),
    }
    return data.answer_as_json(shown)


FORMATS: Mapping[str, Callable[[SatisfactionData, Path | None], str]] = MappingProxyType(
    {
        "table": lambda found, folder: as_text(table_parts(found)),
        "markdown": lambda found, folder: markdown.as_markdown(table_parts(found)),
        "json": as_json,
        "csv": lambda found, folder: data.as_csv(found.respondents),
    }
)
"""Each takes a survey and the folder in which it is kept, if it is."""
