"""Kinds of fault that users of other tools report: numbers of other libraries, copies, columns as values."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

import tci_sim as tci
from tci_sim.designs.study_key import study_key


@pytest.fixture(scope="module")
def small(root):
    changes = {"market.customers": 200, "months": 3, "burn_in": 2}
    return tci.variant(tci.load(root / "scenarios" / "baseline.yaml"), changes)


@pytest.fixture(scope="module")
def result(small):
    return tci.run(small, seed=3)


@pytest.mark.parametrize("seed", [np.int64(3), np.uint8(3), np.arange(4)[3], np.array(3)])
def test_a_whole_number_of_numpy_is_a_seed(small, result, seed):
    found = tci.run(small, seed=seed)
    assert type(found.seed) is int
    assert found == result
    assert found.provenance["key"] == result.provenance["key"]


@pytest.mark.parametrize("seed", pd.Series([3]))
def test_a_column_gives_seeds(small, result, seed):
    assert tci.run(small, seed=seed) == result


def test_results_go_through_pickle_and_deepcopy(result):
    assert pickle.loads(pickle.dumps(result)) == result == copy.deepcopy(result)


def study(base, values):
    return tci.Study(
        question="?", base=base, levers={"culture.autonomy": values}, replications=1, report=["profit"]
    )


@pytest.mark.parametrize(
    "values",
    [
        np.linspace(0, 1, 3),
        pd.Series([0.0, 0.5, 1.0]),
        pd.DataFrame({"autonomy": [0.0, 0.5, 1.0]})["autonomy"],
        pd.Index([0.0, 0.5, 1.0]),
        pd.array([0.0, 0.5, 1.0]),
        (0.0, np.float32(0.5), np.float64(1.0)),
        np.array([0.0, 0.5, 1.0], object),
    ],
    ids=lambda values: type(values).__name__,
)
def test_arrays_and_columns_are_values_of_a_lever_like_a_list(small, values):
    listed = study(small, [0.0, 0.5, 1.0])
    found = study(small, values)
    assert len(found.plan) == 3
    assert [type(value) for value in found.levers["culture.autonomy"]] == [float] * 3
    assert found.to_dict() == listed.to_dict()
    assert study_key(found) == study_key(listed)


def test_a_range_gives_whole_numbers(small):
    given = {"question": "?", "base": small, "replications": 1, "report": ["profit"]}
    found = tci.Study(**given, levers={"improvement.cadence": range(1, 4)}, months=np.array([0, 2]))
    assert found.levers["improvement.cadence"] == (1, 2, 3)
    assert found.months == (0, 2)
    assert study_key(found) == study_key(
        tci.Study(**given, levers={"improvement.cadence": [1, 2, 3]}, months=[0, 2])
    )


def test_a_row_of_a_frame_changes_a_scenario(small):
    row = pd.DataFrame({"policies.tci.culture.autonomy": [0.25], "world.choice.inertia": [2.0]}).iloc[0]
    assert tci.variant(small, row) == tci.variant(small, dict(row))
