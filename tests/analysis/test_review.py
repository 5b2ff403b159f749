"""The review process is shown as what it is: eight steps, a reconstruction, round by round, for both sides."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.review import Step, review, review_process
from tci_sim.api.run import RunResult, run
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.messages.width import width
from tci_sim.names import is_measure
from tci_sim.scenario.explain import below
from tci_sim.scenario.load import load, variant
from tci_sim.views.review_pictures import draw, panels
from tci_sim.views.review_text import as_table

ROOT = Path(__file__).parents[2]
SMALL = {"market.simulated": 400, "months": 30, "burn_in": 12}


@pytest.fixture(scope="module")
def result() -> RunResult:
    return run(variant(load(ROOT / "scenarios" / "baseline.yaml"), SMALL))


@pytest.fixture(scope="module")
def frame(result: RunResult) -> pd.DataFrame:
    return result.review()


def line(frame: pd.DataFrame, firm: str, measure: str) -> np.ndarray:
    own = frame[(frame["firm"] == firm) & (frame["measure"] == measure)]
    return own.sort_values("round")["value"].to_numpy()


def test_the_process_has_eight_steps_in_the_order_of_plan_do_check_act() -> None:
    process = review_process()
    assert [step.number for step in process.steps] == list(range(1, 9))
    assert "".join(step.pdca for step in process.steps) == "PPDDCCAA"
    assert [step.number for step in process.steps if step.published] == [2, 3, 4]
    assert str(process.reconstruction).startswith("The eight steps are a reconstruction.")


BUSY = {
    "market.simulated": 400, "months": 30, "burn_in": 0, "world.economy.hour": 0.01,
    "policies.tci.listening.review.authority": 1.0, "policies.tci.listening.review.interviews": 4.0,
}  # fmt: skip
"""A market in which few customers come to each person who meets them, and who asks acts."""


def shown(changes: dict[str, float], measure: str) -> np.ndarray:
    return run(variant(load(ROOT / "scenarios" / "baseline.yaml"), changes)).table(measure)["ours"].to_numpy()


@pytest.fixture(scope="module")
def busy() -> RunResult:
    return run(variant(load(ROOT / "scenarios" / "baseline.yaml"), BUSY))


@pytest.mark.parametrize("step", review_process().steps, ids=lambda step: str(step.number))
def test_each_step_has_one_lever_and_what_it_shows_is_0_where_the_lever_is(
    busy: RunResult, step: Step
) -> None:
    [parameter] = below(step.lever)
    assert parameter.kind == "lever"
    assert busy.table(step.observable)["ours"].to_numpy().any()
    nothing = 0 if parameter.type == "whole number" else 0.0
    assert (shown({**BUSY, f"policies.tci.{step.lever}": nothing}, step.observable) == 0.0).all()


def test_no_two_steps_share_a_lever_or_what_shows_them() -> None:
    steps = review_process().steps
    assert len({step.lever for step in steps}) == len({step.observable for step in steps}) == len(steps)


def test_every_line_of_the_process_is_a_measure_that_has_its_words() -> None:
    lines = [line for step in review_process().steps for line in step.lines]
    assert all(is_measure(line.measure) for line in lines)
    assert {line.about for line in lines} == {"heard", "decided", "cost", "brought"}
    assert {line.side for line in lines} == {"external", "internal", "both"}
    seven = {"revenue", "profit", "share", "productivity", "unit_cost", "cycle_time", "defects"}
    assert seven <= {line.measure for line in lines if line.about == "brought"}


def test_rounds_are_years_and_the_last_one_may_be_short(frame: pd.DataFrame) -> None:
    months = frame.drop_duplicates("round").set_index("round")["months"]
    assert months.to_dict() == {1: 12, 2: 12, 3: 6}


def test_a_round_holds_sums_means_or_the_last_month(result: RunResult, frame: pd.DataFrame) -> None:
    interviews, satisfaction, customers = (
        result.table(name)["ours"].to_numpy() for name in ("interviews", "satisfaction", "customers")
    )
    assert line(frame, "ours", "interviews").tolist() == [
        interviews[:12].sum(), interviews[12:24].sum(), interviews[24:].sum()
    ]  # fmt: skip
    assert line(frame, "ours", "satisfaction")[1] == pytest.approx(satisfaction[12:24].mean())
    assert line(frame, "ours", "customers").tolist() == [customers[11], customers[23], customers[29]]


def test_change_is_from_the_round_before(frame: pd.DataFrame) -> None:
    own = frame[(frame["firm"] == "ours") & (frame["measure"] == "satisfaction")]
    assert np.isnan(own["change"].iloc[0])
    assert own["change"].iloc[1] == own["value"].iloc[1] - own["value"].iloc[0]


def test_a_firm_that_asks_hears_and_pays_and_one_that_does_not_does_neither(frame: pd.DataFrame) -> None:
    assert (line(frame, "ours", "interviews") > 0).all()
    assert (line(frame, "ours", "internal_interviews") > 0).all()
    assert (line(frame, "ours", "interviews_paid") > 0).all()
    assert (line(frame, "north", "interviews") == 0).all()
    assert (line(frame, "north", "interviews_paid") == 0).all()
    assert line(frame, "ours", "needs_known")[0] > line(frame, "north", "needs_known")[0] + 0.2


def test_effort_and_weights_of_a_firm_are_shares(frame: pd.DataFrame) -> None:
    for measure in ("effort", "estimated_weight", "weight"):
        sums = frame[frame["measure"] == measure].groupby(["firm", "round"])["value"].sum()
        assert sums.to_numpy() == pytest.approx(1.0, abs=1e-9), measure


def test_what_the_firm_heard_is_too_good_where_it_asks_face_to_face(result: RunResult) -> None:
    """Courtesy: whoever is asked by those who serve him is polite."""
    heard, felt = panels(review(result, "ours"), result.question)[2].table.to_numpy().T
    assert heard.mean() < felt.mean()


def test_a_firm_that_is_not_there_is_refused_with_the_nearest(result: RunResult) -> None:
    with pytest.raises(InputError, match=r"^nort is not a firm that sells: .* Did you mean 'north'\?$"):
        result.review("nort")


def test_the_table_names_every_step_and_says_that_it_is_a_reconstruction(result: RunResult) -> None:
    table = as_table(Answer(result, None, (), reused=False), "ours")
    assert "The eight steps are a reconstruction." in table
    for step in review_process().steps:
        mark = "" if step.published else " (reconstructed)"
        assert f"\n{step.number} {step.pdca}: {step.name}{mark}\n" in table
    assert "nan" not in table


def test_the_table_names_the_lever_of_each_step_as_part_of_the_reconstruction(result: RunResult) -> None:
    table = as_table(Answer(result, None, (), reused=False), "ours")
    before, after = table.split("Each step, as reconstructed, has one lever", 1)
    assert "reconstruction" in before
    assert "\n4: lever: authority to act; figure: service recoveries\n" in after
    assert after.count(": lever: ") == len(review_process().steps)


def test_the_chinese_table_lines_up_and_holds_no_english(result: RunResult) -> None:
    table = result.review_text("west", lang="zh-Hant")
    asked, title, *_ = table.splitlines()
    assert title == "「西方公司」（全面品質管理）的顧客滿意評審流程，單次模擬，亂數種子 1。"
    assert "外：關於外部顧客；內：關於下一個流程步驟；＊：只有模型知道。" in table
    head, *rows = table.partition("\n\n")[2].splitlines()
    inside = [row for row in rows if not row[0].isdigit()]
    assert len({width(line) for line in (head, *inside)}) == 1
    assert len(rows) - len(inside) == 8
    assert re.findall("[A-Za-z]{2,}", table.removeprefix(asked)) == ["NPS"]
    assert not re.search("[{}]|nan", table)


def test_the_picture_says_that_it_is_a_reconstruction(result: RunResult) -> None:
    figure = draw(result, "ours")
    words = [text.get_text() for text in figure.texts]
    assert str(review_process().reconstruction) in words
    assert len(figure.axes) == 6


@pytest.fixture
def small_file(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(
        f"reason: small\nbase: {ROOT / 'scenarios' / 'baseline.yaml'}\nmonths: 12\nburn_in: 6\n"
        "market: {customers: 300}\n"
    )
    return str(file)


def test_the_command_prints_json_in_its_shape_and_keeps_its_picture(
    small_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "kept"), "--allow-outside", "-q"]
    assert main(["review", small_file, "--firm", "west", "--format", "json", *out]) == 0
    answered = json.loads(capsys.readouterr().out)
    schema = YAML(typ="safe", pure=True).load(
        (ROOT / "tci_sim" / "views" / "review.schema.yaml").read_text(encoding="utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(answered, schema)
    assert (answered["firm"], answered["policy"]) == ("west", "tqm")
    [picture] = answered["pictures"]
    assert Path(picture).stat().st_size > 50_000
    assert main(["review", small_file, "--format", "csv", *out]) == 0
    assert capsys.readouterr().out.startswith("firm,round,months,step,pdca,side,about,known_to,measure,")


def test_a_wrong_firm_is_reported_before_anything_is_run(
    small_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", small_file, "--firm", "wets", "--allow-outside"]) == 2
    assert capsys.readouterr().err.endswith(
        "--firm wets: must be one of ours, north, south, east, west or centre. Did you mean 'west'?\n"
    )
