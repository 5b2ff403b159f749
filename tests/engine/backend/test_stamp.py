"""The stamp that says "compiled" holds only while it is true, and only what is ours and not needed is removed."""

from __future__ import annotations

import os
import shutil

import pytest

from tci_sim.engine.backend.source_hash import PYTHON

FORGET = "stamp.forget_old_versions(under_way=0.0)"
NOW = 2_000_000_000


def compile_version(model, number):
    """Compile the model as it is with another step; and write down that this was some seconds ago."""
    text = (model.engine / "constants.py").read_text().splitlines()
    (model.engine / "constants.py").write_text("\n".join([*text[:-1], f"STEP = {number}.0\n"]))
    model.run()
    return folders(model)


def folders(model):
    return {path for path in model.machine_code.iterdir() if path.name != "versions"}


def stamps(model):
    return sorted((model.machine_code / "versions").glob("py*.json"), key=lambda path: path.stat().st_mtime)


def test_a_new_model_is_not_compiled_and_a_compiled_one_is(model):
    assert not model.is_compiled()
    model.run()
    assert model.is_compiled()


def test_every_single_file_is_vouched_for(compiled_model):
    for path in compiled_model.files():
        content = path.read_bytes()
        path.unlink()
        assert not compiled_model.is_compiled(), path
        path.write_bytes(content)
    assert compiled_model.is_compiled()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"gone": ["x.code"]}'])
def test_a_stamp_that_says_nothing_is_none(compiled_model, content):
    [stamp] = stamps(compiled_model)
    stamp.write_text(content)
    assert not compiled_model.is_compiled()


def test_nothing_is_stamped_that_could_not_be_kept(model):
    full = (
        "from tci_sim.engine.backend import cache\ndef full(path, data): raise OSError(28, 'No space left')\n"
    )
    model.told(full + "cache.write_atomically = full\nlink(advance, trees)\nstamp.set_stamp(ROOTS)")
    assert model.files() == {}
    assert not model.is_compiled()


def test_the_newest_three_versions_stay_and_what_they_share(model):
    seen, kept = [], []
    for number in range(1, 6):
        before = folders(model) if model.machine_code.exists() else set()
        seen.append(compile_version(model, number) - before)
    # the first has all modules, the others only those that see the step: one for each version
    shared = {path for path in seen[0] if path.name.startswith("other-")}
    model.told(FORGET)
    kept = folders(model)
    assert kept == shared | seen[2] | seen[3] | seen[4]
    assert len(stamps(model)) == 3
    assert model.run() == "10.0 2.0"


def test_two_checkouts_used_in_turn_do_not_disown_each_other(model, second_model):
    compile_version(model, 2)
    for number in range(5, 9):  # the second one is edited, the first one used now and then
        compile_version(second_model, number)
        assert model.is_compiled()
        model.told(FORGET)
    assert model.run() == "4.0 2.0"


def test_what_another_process_may_be_compiling_stays(model):
    model.told("link(advance, trees)")
    before = model.files()
    model.told("stamp.forget_old_versions()")
    assert model.files() == before
    model.told(FORGET)
    assert model.files() == {}
    assert folders(model) == set()


def test_each_python_keeps_its_own_three(model):
    for number in range(1, 3):
        compile_version(model, number)
    [first, second] = stamps(model)
    for other in {"py311", "py312", "py313"} - {PYTHON}:
        for number in range(2):
            shutil.copy(first, first.with_name(f"{other}-{number:024}-0.json"))
    model.told(FORGET)
    assert len(stamps(model)) == 6
    assert second.exists()


def test_what_carries_no_mark_stays(model):
    compile_version(model, 1)
    results = model.cache / "tci_sim" / "results"  # where version 0.2 kept machine code, and removed all else
    older = model.cache / "tci_sim" / "0123456789abcdef" / "stages"
    unmarked = model.machine_code / "thesis"
    for folder in (results, older, unmarked):
        folder.mkdir(parents=True)
        (folder / "kept.code").write_text("years of work")
        os.utime(folder, (0, 0))
    model.told(FORGET)
    assert [(folder / "kept.code").read_text() for folder in (results, older, unmarked)] == [
        "years of work"
    ] * 3


def test_a_file_of_the_users_in_a_marked_folder_stays(model):
    model.told("link(advance, trees)")
    folder = next(iter(model.files())).parent
    mine = [folder / "notes.txt", folder / "deeper" / "kept.code"]
    mine[1].parent.mkdir()
    for path in mine:
        path.write_text("years of work")
    model.told(FORGET)
    left = {path for path in model.machine_code.rglob("*") if path.is_file()}
    assert {path for path in left if path.parent.name != "versions"} == set(mine)


def test_no_link_is_followed(model, tmp_path):
    model.told("link(advance, trees)")
    elsewhere = tmp_path / "precious"
    elsewhere.mkdir()
    for name in ("made-by-tci_sim.txt", "precious.code"):
        (elsewhere / name).write_text("years of work")
    folder = next(iter(model.files())).parent
    (model.machine_code / "link").symlink_to(elsewhere)
    (folder / "link").symlink_to(elsewhere)
    (folder / "link.code").symlink_to(elsewhere / "precious.code")
    model.told(FORGET)
    assert sorted(path.name for path in elsewhere.iterdir()) == ["made-by-tci_sim.txt", "precious.code"]
    assert (elsewhere / "precious.code").read_text() == "years of work"
    assert (model.machine_code / "link").is_symlink()
    assert not (folder / "link.code").is_symlink()
