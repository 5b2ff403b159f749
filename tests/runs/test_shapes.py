"""Whatever lies in the place of a result, it is read or refused in one sentence, and nothing is waited for."""

import json
import math
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kept_results import the_comparison, the_run, the_study

from tci_sim.analysis import compare, run, sweep
from tci_sim.api.compare import load_comparison
from tci_sim.api.run import load_result
from tci_sim.api.sweep import load_sweep
from tci_sim.errors import InputError, TciError
from tci_sim.runs.digest import BLANK, DIGEST_KEY, with_digest
from tci_sim.runs.files import FILE
from tci_sim.runs.locks import LOCK_FILE, BatchLocks
from tci_sim.runs.parquet import connected, write_parquet_with_digest
from tci_sim.runs.provenance import network_files
from tci_sim.runs.reuse import stored_experiments
from tci_sim.runs.store_errors import StoreError
from tci_sim.scenario.load import load, variant

LOADERS = {"run": load_result, "compare": load_comparison, "sweep": load_sweep}
KINDS = (run.KIND, compare.KIND, sweep.KIND)
WRONG: list[Any] = [
    None,
    True,
    "1",
    1.5,
    -1,
    2**63,
    10**400,
    math.nan,
    math.inf,
    [],
    [1],
    {},
    {"a": 1},
    "x" * 300,
]
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture(scope="module")
def kept(result: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Keep a result of each kind."""
    out = tmp_path_factory.mktemp("kept")
    kinds = {"run": the_run, "compare": the_comparison, "sweep": the_study}
    return {name: make(result).keep(out / name) for name, make in kinds.items()}


def sealed(content: dict[str, Any]) -> bytes:
    """Write what a folder says as whoever knows the format could."""
    text = json.dumps({**content, DIGEST_KEY: BLANK}, indent=1, ensure_ascii=False)
    return with_digest(text.encode())


def places(content: Any, path: tuple[str, ...] = (), depth: int = 2) -> list[tuple[str, ...]]:
    """List the entries of a mapping, and of those in it."""
    if not isinstance(content, dict) or depth == 0:
        return []
    return [p for key in content for p in ((*path, key), *places(content[key], (*path, key), depth - 1))]


def with_value(content: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    key, *rest = path
    return {**content, key: with_value(content[key], tuple(rest), value) if rest else value}


def refused_or_read(load: Callable[[Path], Any], folder: Path) -> None:
    """Read a folder; an error is one sentence that names it."""
    said = str(folder)
    try:
        load(folder)
    except StoreError as error:
        said = str(error)
    assert str(folder) in said
    assert "\n" not in said


def harmed_entry_by_entry(folder: Path, load: Callable[[Path], Any], step: int) -> None:
    """Put wrong values in the place of every entry: of each `step` entries and values one."""
    file = folder / FILE
    whole = file.read_bytes()
    content = json.loads(whole)
    del content[DIGEST_KEY]
    everywhere = [path for path in places(content) if path[0] not in ("scenario", "questions", "files")]
    tried = [(path, value) for path in everywhere for value in WRONG][::step]
    assert len(tried) > 10
    try:
        for path, value in tried:
            file.write_bytes(sealed(with_value(content, path, value)))
            refused_or_read(load, folder)
            stored_experiments(folder.parent, KINDS)
    finally:
        file.write_bytes(whole)
    load(folder)


@pytest.mark.parametrize("kind", list(LOADERS))
def test_a_wrong_type_in_an_entry_is_refused_in_one_sentence_or_harmless(kept, kind):
    harmed_entry_by_entry(kept[kind], LOADERS[kind], 19)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(LOADERS))
def test_every_wrong_type_in_every_entry_is_refused_in_one_sentence_or_harmless(kept, kind):
    harmed_entry_by_entry(kept[kind], LOADERS[kind], 1)


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("run", ("seed",), "1"), ("run", ("seed",), True), ("run", ("seed",), 1.0), ("run", ("seed",), 2**63),
        ("run", ("keep", "months"), [10**9]), ("run", ("keep", "measures"), {"planet": ["x"]}),
        ("run", ("keep", "figures"), "yes"), ("run", ("files",), {"../../x": "0" * 64}),
        ("run", ("files",), {"/dev/zero": "0" * 64}), ("run", ("scenario",), []),
        ("compare", ("limit",), "200"), ("compare", ("precision",), {"satisfaction": "1"}),
        ("compare", ("precision",), {"satisfaction": math.nan}), ("compare", ("seed",), None),
        ("compare", ("replications",), 10**30), ("compare", ("questions",), {}), ("compare", ("provenance",), []),
        ("sweep", ("study", "design"), []), ("sweep", ("study", "size"), 10**9), ("sweep", ("provenance",), {}),
    ],
)  # fmt: skip
def test_what_cannot_be_what_was_written_is_damaged(kept, kind, path, value):
    file = kept[kind] / FILE
    whole = file.read_bytes()
    content = json.loads(whole)
    del content[DIGEST_KEY]
    try:
        file.write_bytes(sealed(with_value(content, path, value)))
        with pytest.raises(StoreError, match=f"^{re.escape(str(kept[kind]))}.*is damaged"):
            LOADERS[kind](kept[kind])
    finally:
        file.write_bytes(whole)


def as_text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text)


IN_ITS_PLACE = {
    "nothing": lambda path: None,
    "folder": lambda path: path.mkdir(),
    "pipe": os.mkfifo,
    "loop": lambda path: path.symlink_to(path),
    "link to nowhere": lambda path: path.symlink_to("nowhere"),
    "link to endless zeros": lambda path: path.symlink_to("/dev/zero"),
    "list": as_text("[1, 2]"),
    "number": as_text("3"),
    "deep": as_text(DEEP),
    "deep in a name": as_text('{"a":' * 100_000 + "1" + "}" * 100_000),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\0"),
    "huge number": as_text('{"format": ' + "9" * 5_000 + "}"),
}


@pytest.mark.parametrize("thing", list(IN_ITS_PLACE))
def test_what_is_no_manifest_is_refused_by_every_loader_and_answers_nothing(tmp_path, thing):
    folder = tmp_path / "result"
    folder.mkdir()
    IN_ITS_PLACE[thing](folder / FILE)
    for load_it in LOADERS.values():
        with pytest.raises(StoreError, match=re.escape(str(folder))) as told:
            load_it(folder)
        assert "\n" not in str(told.value)
    assert stored_experiments(tmp_path, KINDS) == []


@pytest.mark.parametrize("thing", ["folder", "pipe", "loop", "link to endless zeros", "list"])
@pytest.mark.parametrize("kind", list(LOADERS))
def test_what_is_no_file_of_runs_is_refused(kept, kind, thing):
    for file in sorted(kept[kind].rglob("*.parquet")):
        moved = file.rename(file.with_suffix(".aside"))
        try:
            IN_ITS_PLACE[thing](file)
            with pytest.raises(StoreError, match=re.escape(str(file))):
                LOADERS[kind](kept[kind])
        finally:
            file.rmdir() if file.is_dir() else file.unlink()
            moved.rename(file)


def test_a_pipe_as_a_network_file_is_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    named = {f"network.{part}": str(tmp_path / "pipe.csv") for part in ("nodes", "edges")}
    own = {f"network.{part}": None for part in ("roles", "tiers", "supplier_contributions")}
    scenario = variant(load("baseline"), {**own, **named})
    with pytest.raises(InputError, match=r"pipe\.csv"):
        network_files(scenario)
    with pytest.raises(TciError, match=r"pipe\.csv"):
        run.run(scenario)


def test_a_pipe_in_the_place_of_a_claim_is_never_waited_for_and_a_lock_leads_nowhere(tmp_path):
    os.mkfifo(tmp_path / ".claim-0")
    assert BatchLocks(tmp_path).claim("0")
    other = tmp_path / "other"
    other.mkdir()
    (other / LOCK_FILE).symlink_to(tmp_path / "made")
    assert BatchLocks(other).claim("0")
    assert not (tmp_path / "made").exists()


def test_nothing_is_written_where_a_link_leads_out_of_the_folder(tmp_path):
    import pandas as pd

    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir(), outside.mkdir()
    (inside / "runs").symlink_to(outside)
    with connected() as connection, pytest.raises(StoreError, match="leads out of"):
        write_parquet_with_digest(connection, pd.DataFrame({"a": [1]}), inside, "runs/1.parquet", {})
    assert list(outside.iterdir()) == []
    linked = tmp_path / "linked"  # the folder itself may lie anywhere
    linked.symlink_to(outside)
    with connected() as connection:
        write_parquet_with_digest(connection, pd.DataFrame({"a": [1]}), linked, "runs/1.parquet", {})
    assert [path.name for path in (outside / "runs").iterdir()] == ["1.parquet"]
