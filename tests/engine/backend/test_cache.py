"""Machine code is found again by whoever has the same model, and never by who has another."""

from __future__ import annotations

import os

import numba
import numpy as np
import pytest

from tci_sim.engine.backend.cache import describe

ALL = "let_grow let_age simulate_months"
RUN_ON = """
link(advance, trees)
link(simulate_months, trees, 1)
simulate_months(trees, 2)
print(trees.height[0], trees.age[0])
"""


def test_a_new_process_compiles_nothing(model):
    assert model.run() == f"2.0 2.0 {ALL}"
    written = model.files()
    assert model.run() == "2.0 2.0"
    assert model.files() == written


def test_a_copy_in_another_folder_compiles_nothing(compiled_model, second_model):
    written = compiled_model.files()
    assert second_model.is_compiled()
    assert second_model.run() == "2.0 2.0"
    assert compiled_model.files() == written


def test_touching_every_source_compiles_nothing(compiled_model):
    for path in compiled_model.engine.rglob("*.py"):
        os.utime(path)
    assert compiled_model.is_compiled()
    assert compiled_model.run() == "2.0 2.0"


def test_a_comment_and_a_docstring_compile_nothing(compiled_model):
    compiled_model.change(
        "rules/growth.py", '"""Grow."""', '"""Become higher by a step."""\n    # as trees do'
    )
    compiled_model.change("constants.py", "What the model assumes", "Assumptions")
    assert compiled_model.is_compiled()
    assert compiled_model.run() == "2.0 2.0"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("rules/growth.py", "size + STEP", "size + STEP + 1.5"), ("constants.py", "1.0", "2.5")],
)
def test_what_changed_in_another_file_compiles_its_callers_again_and_nothing_else(
    compiled_model, name, old, new
):
    compiled_model.change(name, old, new)
    assert not compiled_model.is_compiled()
    assert compiled_model.run() == "5.0 2.0 let_grow simulate_months"


def test_another_sentence_about_where_it_is_kept_compiles_nothing(compiled_model):
    compiled_model.change("backend/cache_folder.py", "by others, or", "by others or")
    assert compiled_model.is_compiled()
    assert compiled_model.run() == "2.0 2.0"


def test_another_way_of_linking_compiles_everything(compiled_model):
    compiled_model.change("backend/linking.py", "_ADDRESS, _TYPES = range(2)", "_TYPES, _ADDRESS = range(2)")
    assert not compiled_model.is_compiled()
    assert compiled_model.run() == f"2.0 2.0 {ALL}"


def test_what_is_imported_for_type_checkers_only_compiles_nothing(compiled_model):
    compiled_model.change("phases.py", "import Trees\n", "import Trees as Forest\n")
    assert compiled_model.run() == "2.0 2.0"


def test_fields_that_change_places_are_never_taken_for_each_other(model):
    # numba's own name of the type is the same: two arrays in a tuple called Trees; and no phase imports that class
    model.change("constants.py", "1.0", "2.0")  # so that the two grow apart
    model.run()
    model.change(
        "state.py",
        "    height: np.ndarray\n    age: np.ndarray",
        "    age: np.ndarray\n    height: np.ndarray",
    )
    assert model.told("trees = Trees(height=np.zeros(3), age=np.ones(3))\n" + RUN_ON) == "4.0 3.0"


def test_record_layouts_distinguish_types():
    def told(fields):
        return describe(numba.typeof(np.zeros(1, np.dtype(fields))))

    one = told([("a", "f8"), ("b", "i8")])
    others = [
        told([("b", "i8"), ("a", "f8")]), told([("a", "f8"), ("c", "i8")]), told([("a", "f8"), ("b", "i4")]),
        told({"names": ["a", "b"], "formats": ["f8", "i8"], "offsets": [0, 16]}),
        told([("a", [("a", "f8"), ("b", "i8")])]),
    ]  # fmt: skip
    assert len({one, *others}) == 6
    assert told([("a", "f8"), ("b", "i8")]) == one


def test_arrays_that_may_not_be_written_or_lie_otherwise_are_distinguished():
    square = np.zeros((3, 3))
    frozen = square.copy()
    frozen.setflags(write=False)
    assert len({describe(numba.typeof(a)) for a in (square, square.T, square[::2, ::2], frozen)}) == 4


def test_another_processor_has_machine_code_of_its_own(compiled_model):
    other = {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": ""}
    assert not compiled_model.is_compiled(**other)
    assert compiled_model.run(**other) == f"2.0 2.0 {ALL}"
    assert compiled_model.is_compiled()
    assert compiled_model.is_compiled(**other)


def test_six_processes_may_compile_into_an_empty_cache_at_once(model):
    six = [model.start("link(advance, trees)\n" + RUN_ON) for _ in range(6)]
    assert [model.ended(process) for process in six] == ["2.0 2.0"] * 6
    assert model.run() == "2.0 2.0"
    assert not list(model.machine_code.rglob("*.unfinished"))


def test_a_file_that_is_cut_off_is_compiled_again(compiled_model):
    for path in compiled_model.files():
        path.write_bytes(path.read_bytes()[:-10])
    assert compiled_model.run() == f"2.0 2.0 {ALL}"
    assert compiled_model.run() == "2.0 2.0"


def test_a_source_that_is_edited_while_it_runs_is_not_kept_under_its_new_key(model):
    edit = f"""
from pathlib import Path
path = Path({str(model.engine / "constants.py")!r})
path.write_text(path.read_text().replace("1.0", "2.5"))
"""
    assert model.told(edit + RUN_ON) == "2.0 2.0"
    assert model.run() == "5.0 2.0 let_grow simulate_months"


def test_nothing_is_written_into_the_folder_of_the_program(model):
    before = sorted(model.folder.rglob("*"))
    model.run()
    assert sorted(model.folder.rglob("*")) == before


def test_importing_compiles_nothing_and_touches_no_folder(model):
    model.told("from tci_sim.engine.rules.growth import grow\nassert grow(1.0) == 2.0")
    assert not model.cache.exists()


def test_without_a_cache_that_can_be_written_the_model_runs_all_the_same(model, tmp_path):
    home = tmp_path / "home"
    for path in (model.cache, home):
        path.write_text("not a folder")
    before = sorted(tmp_path.rglob("*"))
    assert model.run(HOME=str(home)) == f"2.0 2.0 {ALL}"
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_declared_outside_of_the_package_is_not_kept(model):
    told = model.told(
        "from tci_sim.engine.backend.decorators import compiled\n"
        "@compiled\ndef double(x):\n    return 2 * x\n"
        "print(double(21), double._from_python._cache.cache_path)"
    )
    assert told == "42"
    assert model.files() == {}
