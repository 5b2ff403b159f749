"""No figure has changed: every array, every recorded measure and every answer is what is stored of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden import store, write
from golden.places import names_in, names_of, places
from golden.reading import digests_of, new_world
from golden.store import differences, read_digests
from golden.worlds import REFERENCE, WORLDS, scenario_of
from tci_sim import RESULTS_VERSION


@pytest.mark.parametrize("world", WORLDS)
def test_no_figure_of_a_world_has_changed(world: str) -> None:
    version, stored = read_digests(world)
    gone = {f"array {place.old}" for place in places("arrays") if not place.now}
    expected = {name: digest for name, digest in stored.items() if name not in gone}
    found = differences(expected, digests_of(scenario_of(world)))
    assert not found, f"in {world}:\n" + "\n".join(found)
    assert version == RESULTS_VERSION


def test_no_row_for_an_array_that_is_digested_has_been_lost() -> None:
    _, stored = read_digests(REFERENCE)
    rows = [f"array {place.old}" for place in places("arrays") if place.old]
    assert sorted(rows) == sorted(name for name in stored if name.startswith("array "))


def test_every_array_and_every_field_has_a_row() -> None:
    state = new_world(scenario_of(REFERENCE)).state
    rows = [name for place in places("arrays") if place.now for name in names_of(place)]
    assert sorted(rows) == sorted(names_in(state))


def test_what_is_new_or_gone_says_why_and_no_field_is_gone() -> None:
    rows = [*places("arrays"), *places("fields")]
    assert [row for row in rows if bool(row.why) == bool(row.old and row.now)] == []
    assert [field for field in places("fields") if not field.now] == []


def test_a_difference_is_named() -> None:
    stored = {"array a": "1", "array b": "2", "array c": "3"}
    now = {"array a": "1", "array b": "4", "array d": "5"}
    assert differences(stored, now) == [
        "array b: differs",
        "array c: is stored, and is not there now",
        "array d: is there now, and is not stored",
    ]


@pytest.mark.parametrize(("risen", "written"), [(0, {"a": "old", "b": "new"}), (1, {"a": "new", "b": "new"})])
def test_a_stored_digest_changes_only_when_the_results_version_rises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, risen: int, written: dict[str, str]
) -> None:
    monkeypatch.setattr(store, "_FOLDER", tmp_path)
    store.write_digests(REFERENCE, {"a": "old"})
    for module in (store, write):
        monkeypatch.setattr(module, "RESULTS_VERSION", RESULTS_VERSION + risen)
    monkeypatch.setattr(write, "WORLDS", (REFERENCE,))
    monkeypatch.setattr(write, "digests_of", lambda scenario: {"a": "new", "b": "new"})
    write.main()
    assert read_digests(REFERENCE) == (RESULTS_VERSION + risen, written)
