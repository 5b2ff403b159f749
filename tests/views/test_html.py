"""Results as HTML: what the text says, marked up, with nothing that runs and no colour of its own."""

import base64
import dataclasses
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.comparison import FailedRun
from tci_sim.analysis.sweep import build_experiment
from tci_sim.api.compare import Comparison
from tci_sim.api.run import RunResult
from tci_sim.api.sweep import SweepResult, sweep
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.runs.provenance import provenance
from tci_sim.runs.run_output import failed_output
from tci_sim.runs.table import table_of
from tci_sim.scenario.load import load, variant
from tci_sim.views import comparison_text, run_text, sweep_text
from tci_sim.world.build_network import network_of

SCRIPT = "<script>alert('x')</script> & \"b\""
VOID = {"br", "img"}


class Page(HTMLParser):
    """Tags with their attributes, text, and whether every element is closed by its own end."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.rows, self._open = [], [], [], []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        data = data.replace("\N{MINUS SIGN}", "-")  # which a terminal has not
        self.text.append(data)
        if self._open and self._open[-1] in ("td", "th"):
            self.rows[-1][-1] += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def words(said):
    return " ".join(said.split())


def rows_of_headings(html):
    """How many rows the heads of all tables have."""
    return sum(head.count("<tr>") for head in re.findall(r"<thead>(.*?)</thead>", html, re.DOTALL))


@pytest.fixture(scope="module")
def question(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), {"months": 24})


@pytest.fixture(scope="module")
def result(question):
    """Measure number m of holder h in month t is 100 * m + 10 * h + t / 10."""
    network = network_of(question)
    holders = {"market": ("market",), "firm": network.selling_firms}
    measures = {kind: tuple(measure.name for measure in MEASURES[kind]) for kind in holders}
    values = {}
    for kind, names in holders.items():
        t, h, m = np.indices((24, len(names), len(measures[kind])))
        values[kind] = 100.0 * m + 10.0 * h + t / 10
    return RunResult(question, 1, network, holders, measures, values, provenance(question, 1))


def compared(question, names=("first", "other"), failed=()):
    measures = {"firm": tuple(measure.name for measure in MEASURES["firm"])}
    values = np.arange(2.0 * 3 * 24).reshape(2, 3, 24, 1).repeat(len(measures["firm"]), axis=-1)
    values[1] += values[1, ::-1] ** 2
    for run in failed:
        values[names.index(run.scenario)] = np.nan
    return Comparison(
        questions=dict.fromkeys(names, question), seeds=(1, 2, 3), focal_firms=dict.fromkeys(names, "ours"),
        measures=measures, values={"firm": values},
        fingerprints={name: ("",) * 3 if any(run.scenario == name for run in failed) else ("a", "b", "c")
                      for name in names},
        failed=tuple(failed), precision={}, limit=3, provenance={},
    )  # fmt: skip


def swept(question, asked="What if?", **changes):
    base = variant(question, {"market.customers": 200, "months": 3, "burn_in": 1})
    given = {
        "levers": {"firms.ours.policy": ["tci", "tqm"]},
        "replications": 2,
        "report": ["satisfaction", "profit"],
    }
    return sweep(Study(question=asked, base=base, **(given | changes)))


@pytest.fixture(scope="module")
def cases(question):
    return swept(question)


@pytest.fixture(scope="module")
def worlds(question):
    return swept(question, design="latin_hypercube", size=4, uncertainties={"world.choice": "plausible"})


@pytest.fixture(scope="module")
def faces(result, question, cases, worlds):
    """Each result beside its text."""
    comparison = compared(question)
    return {
        "run": (result, run_text.as_table(Answer(result, None, (), reused=False))),
        "comparison": (comparison, comparison_text.as_table(comparison)),
        "cases": (cases, sweep_text.as_table(cases)),
        "worlds": (worlds, sweep_text.as_table(worlds)),
    }


@pytest.fixture(params=["run", "comparison", "cases", "worlds"])
def face(request, faces):
    held, said = faces[request.param]
    return SimpleNamespace(held=held, said=said, html=held._repr_html_(), page=Page(held._repr_html_()))


def test_the_question_is_the_heading(face):
    [heading] = re.findall(r"<h4>(.*)</h4>", face.html)
    assert heading == face.said.splitlines()[0]


def test_every_word_and_number_of_the_text_is_there_in_its_order(face):
    read, place = words(" ".join(face.page.text)), 0
    for word in face.said.split():
        found = read.find(word, place)
        assert found >= 0, (word, read[place : place + 80])
        place = found + len(word)


def test_cells_head_their_rows_and_columns(face):
    scopes = [cell["scope"] for cell in face.page.all("th")]
    assert {"col", "row"} <= set(scopes)
    assert scopes.count("row") + scopes.count("rowgroup") == len(face.page.rows) - rows_of_headings(face.html)


def test_all_rows_of_a_table_are_of_one_length(face):
    alone = sum("colspan" in cell for cell in face.page.all("th"))
    lengths = [len(row) for row in face.page.rows]
    assert lengths.count(1) == alone
    assert len({length for length in lengths if length > 1}) == 1


def test_it_has_no_colour_and_no_style_sheet_of_its_own(face):
    styles = [attributes["style"] for _, attributes in face.page.tags if "style" in attributes]
    assert styles
    assert not any("color" in style or "background" in style or "#" in style for style in styles)
    assert not {"style", "script", "link", "font"} & {tag for tag, _ in face.page.tags}


def test_the_picture_is_an_image_with_words_for_those_who_cannot_see_it(face):
    [image] = face.page.all("img")
    kind, data = image["src"].split(",")
    assert kind == "data:image/svg+xml;base64"
    assert ElementTree.fromstring(base64.b64decode(data)).tag.endswith("svg")
    assert len(image["alt"]) > 10


def test_the_same_result_gives_the_same_page(face):
    assert face.held._repr_html_() == face.html


def test_a_run_says_how_the_focal_firm_fared(result):
    assert "In the last 12 months of 2 years, our firm has a market share of" in result._repr_html_()


def test_a_comparison_says_its_verdicts(question):
    comparison = compared(question)
    page = words(" ".join(Page(comparison._repr_html_()).text))
    assert len(comparison.verdicts) == 1
    assert all(words(verdict) in page for verdict in comparison.verdicts.values())


def test_what_comes_from_files_never_becomes_markup(question, result):
    asked = variant(question, {"question": SCRIPT})
    faces = [
        dataclasses.replace(result, question=asked)._repr_html_(),
        compared(asked, ("first", SCRIPT))._repr_html_(),
        compared(asked, ("first", SCRIPT), failed=[FailedRun(SCRIPT, 1, SCRIPT)])._repr_html_(),
        swept(question, asked=SCRIPT)._repr_html_(),
    ]
    for html in faces:
        page = Page(html)
        assert "script" not in {tag for tag, _ in page.tags}
        assert SCRIPT in page.text
        [image] = page.all("img")
        assert b"<script" not in base64.b64decode(image["src"].split(",")[1])


def test_a_sweep_without_a_run_that_ended_has_no_picture(cases):
    lost = [
        failed_output(case, replication, "it broke")
        for case in range(len(cases.study.plan))
        for replication in range(cases.replications)
    ]
    page = Page(
        SweepResult(
            cases.study, table_of(lost, build_experiment(cases.study).keep), cases.key, None
        )._repr_html_()
    )
    assert page.all("img") == []
    assert any("it broke" in line for line in page.text)


def test_a_table_over_worlds_groups_its_rows_by_measure(worlds):
    groups = [row[0] for row in Page(worlds._repr_html_()).rows if len(row) == 1]
    assert groups == [
        "customer satisfaction [points of 100; differences: points]",
        "profit [currency units]",
    ]
    assert worlds._repr_html_().count("<tbody>") == 2


def test_sampled_worlds_are_drawn_as_the_table_shows_them_over_worlds_and_not_one_by_one(cases, worlds):
    assert worlds.plot().title.startswith("Customer satisfaction in 4 futures: difference from")
    assert "difference from" in cases.plot().title
