"""Whatever a user may hold goes through pickle and deepcopy: it comes back equal, frozen, and alive."""

import copy
import multiprocessing
import pickle
from collections.abc import Mapping

import numpy as np
import pytest

from tci_sim.analysis.comparison import FailedRun
from tci_sim.api.compare import Comparison
from tci_sim.api.run import RunResult
from tci_sim.api.sweep import sweep
from tci_sim.designs.study import Study
from tci_sim.errors import ConservationError, InputError
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.statistics.paired import student_interval

WAYS = {
    "pickle": lambda held: pickle.loads(pickle.dumps(held)),
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}


@pytest.fixture(scope="module")
def small(root):
    changes = {"market.customers": 200, "months": 4, "burn_in": 2}
    return variant(load(root / "scenarios" / "baseline.yaml"), changes)


@pytest.fixture(scope="module")
def study(small):
    return Study(
        question="What if?", base=small, levers={"firms.ours.policy": ["tci", "tqm"]}, replications=2,
        precision={"satisfaction": 1.0}, report=["satisfaction", "profit"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def swept(study):
    return sweep(study)


@pytest.fixture(scope="module")
def compared(question, result):
    names = ("first", "other")
    values = np.arange(2.0 * 2 * question.months).reshape(2, 2, -1, 1)
    return Comparison(
        questions=dict.fromkeys(names, question), seeds=(5, 6), focal_firms=dict.fromkeys(names, "ours"),
        measures={"firm": ("profit", "satisfaction")}, values={"firm": values.repeat(2, axis=-1)},
        fingerprints={"first": ("a", "b"), "other": ("c", "")}, failed=(FailedRun("other", 6, "it broke"),),
        precision={"profit": 2.0}, limit=9, provenance=result.provenance,
    )  # fmt: skip


@pytest.fixture(scope="module")
def held(question, result, compared, swept, study):
    return {
        "Scenario": question,
        "RunResult": result,
        "ValueNetwork": result.network,
        "Comparison": compared,
        "SweepResult": swept,
        "Study": study,
        "Interval": student_interval(np.array([1.0, 2.0, 4.0])),
    }


NAMES = ("Scenario", "RunResult", "ValueNetwork", "Comparison", "SweepResult", "Study", "Interval")
FROZEN = ("RunResult", "ValueNetwork", "Comparison", "SweepResult")


@pytest.fixture(params=WAYS)
def way(request):
    return WAYS[request.param]


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_back_is_equal_and_of_its_kind(held, way, name):
    back = way(held[name])
    assert type(back) is type(held[name])
    assert type(back).__name__ == name
    assert back == held[name]
    assert repr(back) == repr(held[name])


def arrays_in(value):
    """Every array in the fields of an object, or in its mappings."""
    if isinstance(value, np.ndarray):
        return [value]
    parts = value if isinstance(value, tuple) else value.values() if isinstance(value, Mapping) else ()
    return [array for part in parts for array in arrays_in(part)]


@pytest.mark.parametrize("name", FROZEN)
def test_what_comes_back_is_frozen_again(held, way, name):
    back = way(held[name])
    fields = {field: getattr(back, field) for field in back.__dataclass_fields__}
    arrays = [array for value in fields.values() for array in arrays_in(value)]
    assert arrays
    assert not any(array.flags.writeable for array in arrays)
    for field, value in fields.items():
        with pytest.raises(AttributeError):
            setattr(back, field, value)
        if type(value).__name__ == "mappingproxy":
            with pytest.raises(TypeError):
                value["another"] = 1
    assert [type(value) for value in fields.values()] == [
        type(getattr(held[name], field)) for field in fields
    ]


def test_cached_properties_work_before_and_after(held, way):
    run, comparison = held["RunResult"], held["Comparison"]
    assert run.policies  # cached now: a mapping that cannot be pickled
    assert comparison.verdicts
    assert dict(way(run).policies) == dict(run.policies)
    assert way(run).fingerprint == run.fingerprint
    assert dict(way(comparison).verdicts) == dict(comparison.verdicts)
    sweep_back, network_back = way(held["SweepResult"]), way(held["ValueNetwork"])
    assert sweep_back.cases.equals(held["SweepResult"].cases)
    assert sweep_back.differences().equals(held["SweepResult"].differences())
    assert network_back.firms == held["ValueNetwork"].firms


def test_a_study_keeps_its_plan(study, way):
    assert [way(study).plan[case] for case in range(2)] == [study.plan[case] for case in range(2)]
    with pytest.raises(Exception, match="frozen"):
        way(study).seed = 2


def test_a_class_derived_from_a_result_comes_back_as_itself(result):
    class Derived(RunResult):
        """As a user may make one."""

    derived = Derived(**{field: getattr(result, field) for field in RunResult.__dataclass_fields__})
    assert type(copy.deepcopy(derived)) is Derived
    assert copy.deepcopy(derived) == derived


@pytest.mark.parametrize(
    "error", [InputError("a: is wrong.", "b: is wrong."), ConservationError(3, "money", -2)]
)
def test_an_error_says_the_same_after_the_journey(way, error):
    assert str(way(error)) == str(error)
    assert vars(way(error)) == vars(error)


@pytest.mark.parametrize("name", ["pickle", "deepcopy"])
def test_a_simulation_goes_on_with_the_same_bits(small, name):
    here = Simulation(small, seed=3)
    here.step(3)
    there = WAYS[name](here)
    here.run()
    there.run()
    assert there.clock == here.clock == 6
    for ours, theirs in zip(here.recording, there.recording, strict=True):
        assert ours.tobytes() == theirs.tobytes()


def test_results_come_back_equal_from_another_process(held):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        back = pool.map(copy.deepcopy, [held[name] for name in NAMES])
    assert back == [held[name] for name in NAMES]
    assert not back[NAMES.index("RunResult")].values["firm"].flags.writeable
