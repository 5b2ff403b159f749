"""A phase is linked without being run, and a wrong order of calls is an error with a sentence, never a crash."""

from __future__ import annotations

import pytest

COLD = "compiled anew"
WARM = "found in the cache"
TRY = """
def attempt(call, *args):
    try:
        call(*args)
    except RuntimeError as error:
        print(error)
"""
SENTENCE = "{} is not linked for these arguments: call link() for it before what calls it runs."
LET_GROW = SENTENCE.format("tci_sim.engine.phases.let_grow")
LET_AGE = SENTENCE.format("tci_sim.engine.other.let_age")


@pytest.fixture(params=[COLD, WARM])
def started(request, model):
    """Return a small model whose machine code is in the cache, or is not."""
    return request.getfixturevalue("compiled_model") if request.param == WARM else model


def test_a_caller_says_which_phase_is_not_linked(started):
    told = started.told(
        TRY + "attempt(simulate_months, trees, 1)\nlink(let_grow, trees)\nattempt(simulate_months, trees, 1)"
    )
    assert told.splitlines() == [LET_GROW, LET_AGE]


def test_a_caller_may_be_linked_before_what_it_calls(started):
    told = started.told(
        "link(simulate_months, trees, 1)\nlink(advance, trees)\nsimulate_months(trees, 3)\nprint(trees.height[0])"
    )
    assert told == "3.0"


def test_linking_runs_nothing(started):
    told = started.told(
        "link(advance, trees)\nlink(simulate_months, trees, 1)\nprint(trees.height.sum(), trees.age.sum())"
    )
    assert told == "0.0 0.0"


def test_calling_a_phase_from_python_links_it(started):
    told = started.told(
        "let_grow(trees)\nlet_age(trees)\nsimulate_months(trees, 1)\nprint(trees.height[0], trees.age[0])"
    )
    assert told == "2.0 2.0"


def test_a_phase_that_is_linked_for_other_types_is_not_called(started):
    told = started.told(
        TRY + "short = Trees(np.zeros(3, np.float32), np.zeros(3, np.float32))\n"
        "link(advance, short)\nattempt(simulate_months, trees, 1)\nprint(trees.height[0])\n"
        "link(advance, trees)\nattempt(simulate_months, trees, 1)\nprint(trees.height[0])"
    )
    assert told.splitlines() == [LET_GROW, "0.0", "1.0"]


def test_only_some_phases_can_be_linked_and_each_is_named(started):
    told = started.told(
        TRY + "link(advance, trees, only=['let_grow'], on_linked=print)\nattempt(simulate_months, trees, 1)"
    )
    assert told.splitlines() == ["let_grow", LET_AGE]


def test_an_error_in_linking_leaves_phases_that_can_be_called(started):
    told = started.told(
        "try:\n    link(let_grow, 'no trees')\nexcept Exception as error:\n    print(type(error).__name__)\n"
        "let_grow(trees)\nprint(trees.height[0])"
    )
    assert told.splitlines() == ["TypingError", "1.0"]


def test_an_error_inside_a_phase_reaches_the_caller(started):
    started.change("other.py", "        trees.age[i] += 1.0", "        raise ValueError('too old')")
    told = started.told(
        "link(advance, trees)\ntry:\n    simulate_months(trees, 1)\nexcept ValueError as error:\n    print(error)"
    )
    assert told == "too old"


def test_where_types_stay_the_same_they_are_looked_at_once(started):
    told = started.told(
        "from tci_sim.engine.backend.decorators import same_types\nwith same_types():\n    let_grow(trees)\n"
        "    looks, let_grow._native = let_grow._native, None\n    let_grow(trees)\nlet_grow._native = looks\n"
        "let_grow(trees)\nprint(trees.height[0])"
    )
    assert told == "3.0"


def test_a_phase_for_several_types_looks_at_them_each_time(started):
    told = started.told(
        "from tci_sim.engine.backend.decorators import same_types\n"
        "short = Trees(np.zeros(3, np.float32), np.zeros(3, np.float32))\nlet_grow(short)\nlet_grow(trees)\n"
        "with same_types():\n    for each in (trees, short, trees):\n        let_grow(each)\n"
        "print(trees.height[0], short.height[0])"
    )
    assert told == "3.0 2.0"


def test_a_phase_declared_again_is_linked_again(started):
    told = started.told(
        TRY
        + "link(advance, trees)\nimport importlib, tci_sim.engine.phases as phases\nimportlib.reload(phases)\n"
        "attempt(simulate_months, trees, 1)\nphases.let_grow(trees)\nsimulate_months(trees, 1)\nprint(trees.height[0])"
    )
    assert told.splitlines() == [LET_GROW, "2.0"]


def test_with_the_compiler_off_linking_does_nothing(model):
    told = model.told(
        "import numba\nassert numba.config.DISABLE_JIT\nlink(advance, trees)\nadvance(trees)\nprint(trees.height[0])",
        NUMBA_DISABLE_JIT="1",
    )
    assert told == "1.0"
    assert model.files() == {}
