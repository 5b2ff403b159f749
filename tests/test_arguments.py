"""Seeds, replications, months and other counts are read by one reader: the same words wherever a number is given."""

import numpy as np
import pandas as pd
import pytest

import tci_sim as tci
from tci_sim.analysis.calibrate import calibrate
from tci_sim.analysis.ecsi import ecsi, survey_at_month_0
from tci_sim.analysis.validation.validate import validate
from tci_sim.arguments import number_or_fault, whole_number, whole_numbers
from tci_sim.errors import InputError
from tci_sim.messages import Message

NO_WHOLE_NUMBERS = [
    (1.5, "1.5"), (2.0, "2.0"), (np.float64(2.0), "2.0"), (True, "true"), (np.True_, "true"), ("1", "'1'"),
    (None, "null"), (float("nan"), "nan"), (np.array([1]), "array([1])"), ([1], "[1]"),
]  # fmt: skip


@pytest.fixture(scope="module")
def small(root):
    changes = {"market.customers": 200, "months": 3, "burn_in": 2}
    return tci.variant(tci.load(root / "scenarios" / "baseline.yaml"), changes)


def study(base, **parts):
    given = {"question": "?", "base": base, "levers": {"culture.autonomy": [0.5]}, "report": ["profit"]}
    return tci.Study(**given, **parts)


def hypercube(base, size):
    return study(
        base, design="latin_hypercube", size=size, uncertainties={"world.choice.inertia": "plausible"}
    )


WHOLE = {"2.0": "2", "'1'": "1"}
"""What a file that has this meant."""

DOORS = {
    "run": ("seed", lambda base, given: tci.run(base, seed=given)),
    "simulation": ("seed", lambda base, given: tci.Simulation(base, seed=given)),
    "step": ("months", lambda base, given: tci.Simulation(base).step(given)),
    "step_shared": ("months", lambda base, given: tci.Simulation(base).step_shared(given)),
    "survey": ("respondents", lambda base, given: tci.Simulation(base).survey_customers(given)),
    "compare_seed": ("seed", lambda base, given: tci.compare([base, base], seed=given)),
    "compare": ("replications", lambda base, given: tci.compare([base, base], replications=given)),
    "limit": ("limit", lambda base, given: tci.compare([base, base], precision={"profit": 1.0}, limit=given)),
    "study_seed": ("seed", lambda base, given: study(base, seed=given)),
    "study": ("replications", lambda base, given: study(base, replications=given)),
    "study_limit": ("limit", lambda base, given: study(base, limit=given)),
    "levels": ("levels", lambda base, given: study(base, levels=given)),
    "months": ("months", lambda base, given: tci.variant(base, {"months": given})),
    "ecsi": ("seeds.1", lambda base, given: ecsi(base, [1, given])),
    "survey_at_month_0": ("seed", survey_at_month_0),
    "calibrate": ("fit_seeds.0", lambda base, given: calibrate(base, (), fit_seeds=[given])),
    "rounds": ("rounds", lambda base, given: calibrate(base, (), rounds=given)),
}
NOTHING_GIVEN = {
    "size": ("size", hypercube),
    "run_threads": ("threads", lambda base, given: tci.run(base, threads=given)),
    "simulation_threads": ("threads", lambda base, given: tci.Simulation(base, threads=given)),
    "compare_threads": ("threads", lambda base, given: tci.compare([base, base], threads=given)),
    "sweep_threads": ("threads", lambda base, given: tci.sweep(study(base), threads=given)),
    "validate_threads": ("threads", lambda base, given: validate("march1991", threads=given)),
}
"""Where nothing is allowed too, and has a meaning of its own."""


@pytest.mark.parametrize(
    ("door", "given", "seen"),
    [
        pytest.param(door, given, seen, id=f"{door}-{seen}")
        for door in (*DOORS, *NOTHING_GIVEN)
        for given, seen in NO_WHOLE_NUMBERS
        if given is not None or door in DOORS
    ],
)
def test_what_only_looks_like_a_whole_number_is_refused_in_one_sentence(small, door, given, seen):
    name, ask = (DOORS | NOTHING_GIVEN)[door]
    with pytest.raises(InputError) as refused:
        ask(small, given)
    [said] = refused.value.faults
    in_a_file = "[...]" if isinstance(given, list | np.ndarray) else seen  # as scenarios and studies show it
    refusals = [f"{name} = {each}: must be a whole number" for each in (seen, in_a_file)]
    assert said.removesuffix(".") in {*refusals, *(f"{each}; write {WHOLE.get(seen)}" for each in refusals)}


@pytest.mark.parametrize("rng", [each for each, _ in NO_WHOLE_NUMBERS])
def test_the_seed_of_a_mesa_model_is_read_in_the_same_way(small, rng):
    with pytest.raises(InputError, match="must be a seed, a whole number from 0"):
        tci.TCIModel(small, rng=rng)


def test_whole_numbers_of_any_library_are_plain_ones_afterwards(small):
    compared = tci.compare([small, small], replications=np.int16(2), seed=np.uint64(4), threads=np.int64(1))
    assert [type(seed) for seed in compared.seeds] == [int, int]
    assert compared.seeds == (4, 5)
    assert type(tci.Simulation(small, seed=np.int32(4)).seed) is int
    made = study(small, replications=np.int64(2), seed=np.int64(4))
    assert (made.replications, made.seed) == (2, 4)
    assert [type(each) for each in (made.replications, made.seed)] == [int, int]


@pytest.mark.parametrize(
    "given", [range(2), [0, 1], (0, 1), np.arange(2), pd.Series([0, 1]), pd.Index([0, 1])]
)
def test_seeds_may_be_in_any_list(given):
    found = whole_numbers("seeds", given)
    assert found == (0, 1)
    assert [type(each) for each in found] == [int, int]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (5, "seeds = 5: must be a list."),
        ("12", "seeds = '12': must be a list."),
        ([], "seeds: has too few entries"),
    ],
)
def test_what_is_no_list_of_seeds_is_refused(given, said):
    with pytest.raises(InputError) as refused:
        whole_numbers("seeds", given)
    assert str(refused.value).startswith(said)


def test_all_seeds_that_are_none_are_told_at_once():
    with pytest.raises(InputError) as refused:
        whole_numbers("seeds", [1, 1.5, -1, True])
    assert refused.value.faults == (
        "seeds.1 = 1.5: must be a whole number.",
        "seeds.2 = -1: must be at least 0.",
        "seeds.3 = true: must be a whole number.",
    )


def test_all_that_is_wrong_with_a_comparison_is_told_at_once(small):
    with pytest.raises(InputError) as refused:
        tci.compare(
            [small, small], replications="2", seed=-1, limit=2.5, precision={"profit": True, "share": 0}
        )
    assert refused.value.faults == (
        "precision.profit = true: must be a number.",
        "precision.share = 0: must be more than 0.",
        "replications = '2': must be a whole number.",
        "seed = -1: must be at least 0.",
        "limit = 2.5: must be a whole number.",
    )


def test_bounds_are_told_in_full():
    for given, said in ((-1, "must be at least 0."), (2**63, f"must be at most {2**63 - 1}.")):
        with pytest.raises(InputError) as refused:
            whole_number("seed", given, 0, 2**63 - 1)
        assert str(refused.value) == f"seed = {given}: {said}"


def test_a_first_seed_leaves_room_for_those_that_follow(small):
    for ask in (lambda: study(small, seed=2**62), lambda: tci.compare([small, small], seed=2**62)):
        with pytest.raises(InputError, match=rf"seed = {2**62}: must be at most {2**62 - 1}\."):
            ask()


@pytest.mark.parametrize("given", [np.float32(0.5), np.float64(0.5), 0.5, np.array(0.5)])
def test_numbers_of_any_library_are_plain_ones_afterwards(given):
    found = number_or_fault("precision.profit", given)
    assert found == 0.5
    assert type(found) is float


@pytest.mark.parametrize("given", ["1", None, True, np.True_, float("inf"), 10**400, [1.0]])
def test_what_only_looks_like_a_number_is_none(given):
    assert isinstance(number_or_fault("precision.profit", given), Message)


@pytest.mark.parametrize("given", ["0.5", None, True, float("nan"), [0.5]])
def test_a_lever_that_is_set_on_the_way_is_a_number(small, given):
    world = tci.Simulation(small)
    with pytest.raises(InputError, match=r"culture\.autonomy = .*must be"):
        world.set_levers("ours", {"culture.autonomy": given})
    world.set_levers("ours", {"culture.autonomy": np.float32(0.5)})
