"""A bit flips, or an end is cut off, in any file that is kept: it is seen, and the same result is made again."""

import dataclasses
import json
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from faults.mutants import mutant
from kept_results import DESIGNS, Kept, asked_of, the_run, the_study

from tci_sim.analysis import compare, run, sweep
from tci_sim.api.run import load_result
from tci_sim.errors import TciError
from tci_sim.runs import batches
from tci_sim.runs.digest import BLANK, DIGEST_KEY, digest_matches, label_of, with_digest
from tci_sim.runs.files import FILE
from tci_sim.runs.provenance import FORMAT
from tci_sim.runs.rows import KEY
from tci_sim.runs.store_errors import StoreError


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Keep four runs in a file, so that there are two."""
    monkeypatch.setattr(batches, "LARGEST_BATCH", 4)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def harm(path: Path, chance: np.random.Generator) -> None:
    """Flip a bit of a file; one time in five, cut off its end instead."""
    whole = path.read_bytes()
    if chance.random() < 0.2:
        path.write_bytes(whole[: chance.integers(len(whole))])
    else:
        path.write_bytes(flipped(whole, int(chance.integers(8 * len(whole)))))


def harmed_and_asked_again(kept: Kept, out: Path, times: int, caplog) -> int:
    """Harm each file: it is refused where it is read, set aside and made again where it is asked for; how many."""
    folder = kept.keep(out)
    assert kept.equals(folder)
    chance = np.random.default_rng(7)
    files = files_in(folder) * times
    for path in files:
        assert path.exists()
        harm(path, chance)
        with pytest.raises(StoreError) as refused:
            kept.equals(folder)
        assert str(folder) in str(refused.value)
        assert "\n" not in str(refused.value)
        before = len(list(out.rglob("damaged/*")))
        caplog.clear()
        assert kept.keep(out) == folder
        assert len(list(out.rglob("damaged/*"))) > before
        assert len(caplog.messages) == 1
        assert "set aside in" in caplog.text
        assert kept.equals(folder)
    return len(files)


@pytest.mark.parametrize("design", list(DESIGNS))
def test_what_is_damaged_is_refused_set_aside_and_made_again(result, design, tmp_path, caplog):
    harmed_and_asked_again(DESIGNS[design](result), tmp_path, 1, caplog)


@pytest.mark.faults("mutated files of every kind")
@pytest.mark.parametrize("design", list(DESIGNS))
def test_hundreds_of_damages_give_no_other_number(result, design, tmp_path, caplog, tried):
    tried(harmed_and_asked_again(DESIGNS[design](result), tmp_path, 6, caplog))


@pytest.mark.faults("mutated files of every kind")
@pytest.mark.parametrize("design", list(DESIGNS))
def test_a_manifest_that_is_changed_by_hand_is_read_or_refused(result, design, tmp_path, tried):
    kept = DESIGNS[design](result)
    folder = kept.keep(tmp_path)
    file = folder / FILE
    whole = file.read_bytes()
    open_ = whole.replace(label_of(whole, DIGEST_KEY).encode(), BLANK.encode()).decode()
    for number in range(40):
        changed = mutant(open_, np.random.default_rng(number)).encode("utf-8", "surrogatepass")
        file.write_bytes(with_digest(changed) if BLANK.encode() in changed else changed)
        with suppress(TciError):
            kept.equals(folder)
        shutil.rmtree(folder / "damaged", ignore_errors=True)
        with suppress(TciError):
            kept.keep(tmp_path)
        file.write_bytes(whole)
        assert kept.equals(folder), number
    tried(40)


@pytest.mark.parametrize("design", list(DESIGNS))
def test_a_file_that_is_gone_or_another_is_made_again(result, design, tmp_path):
    kept = DESIGNS[design](result)
    folder = kept.keep(tmp_path)
    for path in files_in(folder):
        path.unlink()
        kept.keep(tmp_path)
        path.write_bytes(max(files_in(folder), key=lambda other: other != path).read_bytes() + b" ")
        assert kept.keep(tmp_path) == folder
        assert kept.equals(folder)


def test_no_bit_of_a_sealed_file_changes_unseen(
    result, tmp_path
):  # every fifth is tried, of each place in a byte
    folder = the_study(result).keep(tmp_path)
    for path in (folder / "manifest.json", *sorted(folder.rglob("000-000000.parquet"))):
        whole = path.read_bytes()
        assert digest_matches(whole)
        unseen = [bit for bit in range(0, 8 * len(whole), 5) if digest_matches(flipped(whole, bit))]
        assert unseen == []
        assert not digest_matches(whole + b"\n")


def test_the_digest_of_a_sealed_file_can_be_checked_by_hand(result, tmp_path):
    import hashlib

    [*files] = the_study(result).keep(tmp_path).rglob("000-000000.parquet")
    assert sorted(file.parent.name for file in files) == ["firm", "firm", "market", "market", "runs"]
    for file in files:
        data = file.read_bytes()
        digest = label_of(data, DIGEST_KEY)
        assert hashlib.sha256(data.replace(digest.encode(), BLANK.encode())).hexdigest() == digest


def test_runs_of_another_study_are_set_aside(result, tmp_path):
    kept = the_study(result)
    folder = kept.keep(tmp_path)
    file = folder / "runs" / "000-000000.parquet"
    data = file.read_bytes()
    key = label_of(data, KEY)
    digest = label_of(data, DIGEST_KEY)
    strange = data.replace(key.encode(), b"f" * 64).replace(digest.encode(), BLANK.encode())
    file.write_bytes(with_digest(strange))
    with pytest.raises(StoreError, match="contains runs of another experiment"):
        kept.equals(folder)
    assert kept.equals(kept.keep(tmp_path))
    assert len(list((folder / "damaged").iterdir())) == 1


def test_a_good_result_is_never_set_aside(result, tmp_path):
    for design in DESIGNS.values():
        kept = design(result)
        for _ in range(3):
            assert kept.equals(kept.keep(tmp_path))
    assert list(tmp_path.rglob("damaged")) == []


def written_by_0_2(folder: Path) -> None:
    """Take from a folder what results of version 1 did not have; a comparison named its version one level down."""
    about = folder / FILE
    told = json.loads(about.read_text(encoding="utf-8"))
    [formerly] = [
        each.legacy_file for each in (run.KIND, compare.KIND, sweep.KIND) if each.label == told["holds"]
    ]
    for name in (DIGEST_KEY, "files", "format", "holds", "key", "keep"):
        del told[name]
    told.get("provenance", told)["format"] = 1
    (folder / formerly).write_text(json.dumps(told), encoding="utf-8")
    about.unlink()
    for kind in folder.glob("[!r]*/000-000000.parquet"):
        kind.rename(folder / f"{kind.parent.name}.parquet")


@pytest.mark.parametrize(
    ("design", "again"),
    [
        ("run", "Run the scenario again"),
        ("compare", "Run the comparison again"),
        ("sweep", "Run the study again"),
    ],
)
def test_what_0_2_wrote_is_refused_in_one_sentence(result, design, again, tmp_path):
    kept = DESIGNS[design](result)
    folder = kept.keep(tmp_path)
    written_by_0_2(folder)
    with pytest.raises(StoreError) as refused:
        kept.equals(folder)
    assert str(refused.value) == (
        f"{folder}: was written with results version 1, but this program reads version {FORMAT}. {again}."
    )


@pytest.mark.parametrize("design", list(DESIGNS))
def test_what_0_2_wrote_blocks_nothing(result, design, tmp_path):
    kept = DESIGNS[design](result)
    written_by_0_2(kept.keep(tmp_path))
    assert kept.equals(kept.keep(tmp_path))


def test_what_lies_in_the_place_of_a_result_blocks_nothing(result, tmp_path):
    kept = the_run(result)
    folder = kept.keep(tmp_path)
    folder.rename(tmp_path / "elsewhere")
    folder.write_text("no folder", encoding="utf-8")
    assert kept.equals(kept.keep(tmp_path))
    [aside] = (tmp_path / "damaged").iterdir()
    assert aside.read_text(encoding="utf-8") == "no folder"


def test_another_result_of_the_same_question_stays(result, tmp_path):
    other = dataclasses.replace(result, values={kind: values + 1.0 for kind, values in result.values.items()})
    folder = other.save(tmp_path)
    assert the_run(result).keep(tmp_path) == folder
    assert load_result(folder) == other


@pytest.mark.parametrize("harm", [written_by_0_2, lambda folder: folder.rename(folder.parent / "elsewhere")])
def test_a_run_that_fails_leaves_no_folder_in_the_place_of_what_was_set_aside(result, tmp_path, harm):
    folder = the_run(result).keep(tmp_path)
    harm(folder)
    with pytest.raises(KeyError):
        asked_of(
            [], "tci_sim.analysis.run.SerialExecutor", lambda: run.run_or_load(result.question, 1, tmp_path)
        )
    assert not folder.exists()


def test_what_belongs_together_is_set_aside_together(result, tmp_path):
    kept = the_study(result)
    folder = kept.keep(tmp_path)
    whole = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("000-000000.parquet")}
    harmed = folder / "figures" / "firm" / "000-000000.parquet"
    harmed.write_bytes(b"harmed")
    kept.keep(tmp_path)
    [aside] = (folder / "damaged").iterdir()
    assert aside.name.startswith("000-000000.parquet-")
    found = {path.relative_to(aside): path.read_bytes() for path in aside.rglob("*") if path.is_file()}
    assert found == {**whole, harmed.relative_to(folder): b"harmed"}
