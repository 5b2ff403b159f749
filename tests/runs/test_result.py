"""A result says what was asked, cannot be changed, and gives its numbers in two shapes."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tci_sim.api.run import RunResult
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, RunError
from tci_sim.runs.experiment import all_output
from tci_sim.runs.holders import select_holders
from tci_sim.runs.result import result_of
from tci_sim.runs.run_output import run_output


def test_its_repr_states_the_question(result):
    assert str(result.question.question) in repr(result)
    assert "seed 1" in repr(result)
    assert result.fingerprint[:12] in repr(result)


def test_nothing_in_it_can_be_changed(result):
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.seed = 2
    with pytest.raises(ValueError, match="read-only"):
        result.values["firm"][0, 0, 0] = 1.0
    with pytest.raises(TypeError):
        result.values["firm"] = np.zeros(1)


def test_the_array_it_was_made_of_does_not_reach_into_it(result):
    mine = {kind: array.copy() for kind, array in result.values.items()}
    made = dataclasses.replace(result, values=mine)
    mine["firm"][0, 0, 0] += 1
    assert made.fingerprint == result.fingerprint


def test_values_of_the_wrong_shape_are_refused(result):
    with pytest.raises(ValueError, match="values of kind 'firm' have shape"):
        dataclasses.replace(result, values={**result.values, "firm": result.values["firm"][:-1]})


def test_a_measure_is_tidy(result):
    frame = result.to_frame("profit", kind="firm")
    assert list(frame.columns) == ["month", "kind", "holder", "measure", "value"]
    assert len(frame) == result.months * len(result.firms)
    m = result.measures["firm"].index("profit")
    row = frame[(frame.month == 7) & (frame.holder == "south")].squeeze()
    assert row.value == 100.0 * m + 10.0 * result.firms.index("south") + 0.7
    assert [frame[name].dtype.name for name in ("kind", "holder", "measure")] == ["category"] * 3


def test_several_measures_come_at_once(result):
    frame = result.to_frame(["price", "share"], kind="firm", holder=["north", "ours"])
    assert set(frame.measure.unique()) == {"price", "share"}
    assert set(frame.holder.unique()) == {"north", "ours"}
    assert len(frame) == result.months * 4


def test_a_measure_of_several_kinds_comes_for_all_of_them(result):
    assert set(result.to_frame("profit").kind.unique()) == {"market", "firm", "supplier"}


def test_the_whole_frame_holds_every_number_once(result):
    frame = result.to_frame()
    assert len(frame) == sum(array.size for array in result.values.values())
    assert not frame.duplicated(["month", "kind", "holder", "measure"]).any()
    total = sum(np.nansum(array) for array in result.values.values())
    assert frame.value.sum() == pytest.approx(total, rel=1e-12)


def test_tidy_and_wide_hold_the_same(result):
    wide = result.wide("node").melt(["month", "holder"], var_name="measure").dropna()
    tidy = result.to_frame(kind="node").dropna()
    by = ["month", "holder", "measure"]
    wide, tidy = (f[[*by, "value"]].astype(dict.fromkeys(by[1:], str)).sort_values(by) for f in (wide, tidy))
    pd.testing.assert_frame_equal(wide.reset_index(drop=True), tidy.reset_index(drop=True))


def test_the_last_year_is_its_mean(result):
    m = result.measures["firm"].index("share")
    months = np.arange(result.months - 12, result.months)
    assert result.last_year("share")["ours"] == pytest.approx(100.0 * m + (months / 10).mean())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"measure": "satisfacton"}, "satisfacton is not a measure. Did you mean 'satisfaction'?"),
        ({"holder": "nort"}, "nort is not a holder. Did you mean 'north'?"),
        ({"kind": "frim"}, "frim is not a kind of holder. Did you mean 'firm'?"),
        ({"measure": "share", "kind": "node"}, "share is not a measure."),
    ],
)
def test_a_wrong_name_is_reported_with_the_nearest_right_one(result, asked, told):
    with pytest.raises(InputError) as error:
        result.to_frame(**asked)
    assert told in str(error.value)


def test_one_bit_changes_the_fingerprint(result):
    values = {kind: array.copy() for kind, array in result.values.items()}
    values["node"][3, 2, 1] = np.nextafter(values["node"][3, 2, 1], np.inf)
    assert dataclasses.replace(result, values=values).fingerprint != result.fingerprint


def test_a_name_changes_the_fingerprint(result):
    holders = {**result.holders, "firm": ("others", *result.holders["firm"][1:])}
    assert dataclasses.replace(result, holders=holders).fingerprint != result.fingerprint


def test_any_nan_has_one_fingerprint(result):
    values = {kind: np.where(np.isnan(array), -np.nan, array) for kind, array in result.values.items()}
    assert dataclasses.replace(result, values=values).fingerprint == result.fingerprint


def test_equal_means_equal_to_the_last_bit(result, made):
    assert made() == result
    assert made(shift=1e-9) != result
    assert made(seed=2) != result


def test_a_result_is_no_larger_than_its_numbers():
    assert {field.name for field in dataclasses.fields(RunResult)} == {
        "question", "seed", "network", "holders", "measures", "values", "provenance", "settled_at",
    }  # fmt: skip


@pytest.fixture
def recording(result):
    """What a run writes down, numbered in order."""
    shapes = {
        "market": (), "firm": (6,), "supplier": (len(result.holders["supplier"]),),
        "segment": (6, len(result.question.market.segments)),
        "attribute": (6, len(result.question.market.attributes)), "node": (len(result.network.name),),
    }  # fmt: skip
    arrays = {}
    for kind, holders in shapes.items():
        shape = (result.months, *holders, len(MEASURES[kind]))
        arrays[kind] = np.arange(np.prod(shape), dtype=float).reshape(shape)
    return SimpleNamespace(**arrays)


def picked(result, recording):
    """The result of a run in which this was recorded."""
    question, network = result.question, result.network
    keep = all_output(question.months)
    holders = select_holders(keep.holders, question, network)
    return result_of(
        question, 1, network, run_output(0, 0, recording, holders, keep, (question, network)), keep, {}
    )


def test_what_was_recorded_stands_under_the_name_of_its_holder(result, recording):
    made = picked(result, recording)
    f, g = 2, 1
    firm, segment = made.firms[f], list(made.question.market.segments)[g]
    m = made.measures["segment"].index("satisfaction")
    np.testing.assert_array_equal(
        made.table("satisfaction", "segment")[f"{firm}.{segment}"], recording.segment[:, f, g, m]
    )
    p = made.measures["firm"].index("profit")
    np.testing.assert_array_equal(made.table("profit")[firm], recording.firm[:, f, p])
    np.testing.assert_array_equal(made.table("share", "market")["market"], recording.market[:, 1])


def test_a_month_that_was_not_recorded_fails_the_run(result, recording):
    recording.market[7] = np.nan
    with pytest.raises(RunError, match="Month 7 was not recorded"):
        picked(result, recording)
