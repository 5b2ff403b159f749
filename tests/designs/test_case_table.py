"""Cases come from a CSV file or a frame: a row for each; what is wrong is told with its line and its column."""

import numpy as np
import pandas as pd
import pytest
from faulty_studies import TABLES

from tci_sim.designs.case_table import cases_of
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.tree import as_data

STUDY = """\
question: Which of them?
reason: To try a table.
base: baseline
set: {months: 6, burn_in: 2, market.customers: 200}
design: list
cases: CASES
report: [satisfaction]
"""


@pytest.fixture(scope="module")
def base(root):
    return variant(
        load(root / "scenarios" / "baseline.yaml"), {"market.customers": 200, "months": 6, "burn_in": 2}
    )


@pytest.fixture
def written(tmp_path):
    """Write a study beside a table of its cases."""

    def write(table, cases="mine.csv"):
        (tmp_path / "mine.csv").write_text(table, encoding="utf-8")
        (tmp_path / "study.yaml").write_text(STUDY.replace("CASES", cases), encoding="utf-8")
        return tmp_path / "study.yaml"

    return write


def faults_of(file, **options):
    with pytest.raises(InputError) as told:
        load_study(file, **options)
    return [line.rpartition("/")[2] for line in str(told.value).splitlines()]


def test_a_file_a_frame_rows_and_names_make_the_same_study(written, base):
    named = {"now": {}, "free": {"culture.autonomy": 0.5, "firms.west.policy": "tci"}, "late": {"burn_in": 3}}
    frame = pd.DataFrame(
        {
            "name": ["now", "free", "late"],
            "culture.autonomy": [np.nan, 0.5, np.nan],
            "firms.west.policy": [None, "tci", None],
            "burn_in": [np.nan, np.nan, 3],  # a whole number, which pandas keeps as 3.0
        }
    )
    text = "name,culture.autonomy,firms.west.policy,burn_in\nnow,,,\nfree,0.5,tci,\nlate,,,3\n"
    parts = {"question": "?", "base": base, "design": "list", "report": ["satisfaction"]}
    asked = [Study(**parts, cases=each) for each in (named, frame, frame.to_dict("records"))]
    assert [study.cases for study in asked] == [named] * 3
    assert load_study(written(text)).cases == named
    assert type(asked[1].cases["late"]["burn_in"]) is int
    assert Study(**parts, cases=str(written(text).with_name("mine.csv"))) == asked[0]


def test_spreadsheets_with_semicolons_and_decimal_commas_are_read(written):
    study = load_study(written("name;culture.autonomy\nlow;0,25\nhigh;0,5\n"))
    assert study.cases == {"low": {"culture.autonomy": 0.25}, "high": {"culture.autonomy": 0.5}}


def test_cases_without_names_are_numbered():
    rows = [{"culture.autonomy": place / 20} for place in range(12)]
    assert list(as_data(cases_of(rows)))[::11] == ["case_01", "case_12"]


def test_all_faults_of_a_table_are_told_at_once_with_line_and_column(written):
    said = faults_of(written("name,culture.autonom,burn_in,burn_in,\nnow,1,2,3,4\nnow,1,2,3,\n,1,2,3,\n"))
    assert said == [
        "mine.csv:1: culture.autonom is not a parameter. Did you mean 'culture.autonomy'?",
        "mine.csv:1: burn_in: names two columns; give each thing that is changed one.",
        "mine.csv:1: column 5 has values but no name; write the dotted path of what they change above them.",
        "mine.csv:3: name = 'now': is the name of an earlier case too; give each its own.",
        "mine.csv:4: name is required.",
    ]


def test_who_calls_the_column_of_names_otherwise_is_told_what_it_is_called(written):
    [said] = faults_of(written("case,culture.autonomy\nold,0.1\n"))
    assert said.startswith("mine.csv:1: case is not a parameter. A column has the dotted path")
    assert said.endswith("is called 'name'.")


def test_values_that_cannot_be_are_told_with_their_line(written):
    said = faults_of(written("name,culture.autonomy,firms.west.policy\na,0.5,tci\nb,5,tcq\nBad,0.1,tci\n"))
    assert any(line.startswith("mine.csv:3: cases.b") and "must be at most 1" in line for line in said)
    assert any(line.startswith("mine.csv:3: cases.b") and "Did you mean 'tqm'?" in line for line in said)
    assert any(line.startswith("mine.csv:4: cases.Bad") and "must be a name" in line for line in said)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("name,burn_in\n", "mine.csv:1: has no rows; each row is a case."),
        ("", "mine.csv: is empty; the first row must name the columns."),
        ("name,burn_in\na,1,2,3\n", "mine.csv:2: row 'a' has 4 cells: must be at most 2, as in the header."),
        ('name,burn_in\n"a,1\n', "mine.csv:2: is not a CSV table: unexpected end of data."),
    ],
)
def test_what_is_no_table_is_refused(written, table, said):
    assert faults_of(written(table)) == [said]


def test_a_table_of_too_many_cells_is_refused_before_any_case_is_tried(monkeypatch):
    monkeypatch.setattr("tci_sim.designs.case_table.MOST_CELLS", 20)
    with pytest.raises(
        InputError, match=r"has 11 rows and 22 cells; a table of cases may have at most 10,000 rows"
    ):
        cases_of([{"burn_in": row, "culture.autonomy": 0.1} for row in range(11)])


def test_a_fault_in_a_table_hides_no_fault_of_the_study(written):
    file = written("name,burn_inn\na,1\n")
    file.write_text(file.read_text().replace("[satisfaction]", "[satisfacton]"), encoding="utf-8")
    said = faults_of(file)
    assert len(said) == 2
    assert any("burn_inn is not a parameter" in line for line in said)
    assert any("report.0 = 'satisfacton'" in line for line in said)


def test_a_table_outside_the_folder_needs_leave(written, tmp_path):
    (tmp_path / "below").mkdir()
    file = written("name,burn_in\na,1\nb,2\n", cases="../mine.csv")
    inner = tmp_path / "below" / "study.yaml"
    inner.write_text(file.read_text(), encoding="utf-8")
    with pytest.raises(InputError, match=r"study.yaml:6: cases = '../mine.csv': must be in the folder"):
        load_study(inner)
    assert list(load_study(inner, allow_outside=True).cases) == ["a", "b"]


def test_a_table_that_is_not_there_is_named(written):
    [said] = faults_of(written("name\na\n", cases="mime.csv"))
    assert said == "study.yaml:6: cases = 'mime.csv': there is no such file. Did you mean 'mine.csv'?"


@pytest.mark.parametrize(("rows", "said"), TABLES)
def test_rows_that_mean_nothing_are_refused(rows, said):
    with pytest.raises(InputError) as told:
        cases_of(rows)
    assert said in str(told.value)


def test_what_is_no_table_at_all_is_refused(base):
    with pytest.raises(InputError, match="cases: must be a list of rows"):
        Study(question="?", base=base, design="list", cases=5)
