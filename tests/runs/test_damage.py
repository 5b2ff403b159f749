"""A bit flips, or an end is cut off, in any file that is kept: it is seen, and the same result is made again."""

import dataclasses
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from tci_sim.runs.comparison_store import kept_comparisons, opened
from tci_sim.runs.result_store import stored
from tci_sim.runs.sweep_rows import columns_of
from tci_sim.runs.sweep_store import Store, batches_of

from tci_sim.analysis.sweep_result import result_of
from tci_sim.api import Comparison, load_comparison, load_result, load_sweep
from tci_sim.designs.study import Study
from tci_sim.designs.study_key import study_key
from tci_sim.runs import sweep_store
from tci_sim.runs.damage import ResultError
from tci_sim.runs.digest import BLANK, SEAL, is_whole, label_of, sealed
from tci_sim.runs.holders import Holder
from tci_sim.runs.one_run import RunRows
from tci_sim.runs.provenance import FORMAT

HOLDERS = (Holder("ours", "firm", 0), Holder("market", "market", 0))


class Kept(NamedTuple):
    """One design of results on disk, and how to ask for it."""

    keep: Callable[[Path], Path]
    """Make what is not there below a folder, as the commands do; the folder of the result."""
    equals: Callable[[Path], bool]
    """Read a folder; whether it holds what was kept. An error where it cannot be read."""


def the_run(result) -> Kept:
    def keep(out):
        stored(result.question, result.seed, out)
        return result.save(out)

    return Kept(keep, lambda folder: load_result(folder) == result)


def the_comparison(result) -> Kept:
    kinds = ("firm", "market")
    compared = Comparison(
        questions={"first": result.question, "other": result.question},
        seeds=(5, 6),
        focal_firms={"first": "ours", "other": "ours"},
        measures={kind: result.measures[kind] for kind in kinds},
        values={kind: np.stack([[result.values[kind][:, 0]] * 2] * 2) for kind in kinds},
        fingerprints={"first": ("a", "b"), "other": ("c", "d")},
        failed=(),
        precision={"profit": 0.5},
        limit=200,
        provenance={"tci_sim": "0", "keys": {"first": "a", "other": "b"}},
    )

    def keep(out):
        for folder, *_ in kept_comparisons(out):
            opened(folder)
        return compared.save(out)

    return Kept(keep, lambda folder: load_comparison(folder) == compared)


def the_study(result) -> Kept:
    study = Study(
        question="?", base=result.question, uncertainties={"world.choice.price_weight": {"low": 1, "high": 5}},
        design="latin_hypercube", size=3, replications=2, report=["profit"], holders=["focal", "market"],
        months=[0, 5],
    )  # fmt: skip
    rows = [
        RunRows(case, replication, HOLDERS, 10.0 * case + replication + np.arange(6.0).reshape(3, 2, 1), "")
        for replication in range(2)
        for case in range(3)
    ]
    batches = list(batches_of(study, 0, range(2)))

    def keep(out):
        with closing(Store(study, out)) as store:
            for batch in batches:
                if store.read(batch) is None:
                    chosen = [row for row in rows if (row.case, row.replication) in batch.runs]
                    store.write(batch, chosen)
            return store.folder

    whole = result_of(study, [columns_of(study, rows)], None, study_key(study))
    return Kept(keep, lambda folder: load_sweep(folder) == whole)


DESIGNS = {"run": the_run, "compare": the_comparison, "sweep": the_study}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Keep four runs in a file, so that there are two."""
    monkeypatch.setattr(sweep_store, "LARGEST_BATCH", 4)


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


def harmed_and_asked_again(kept: Kept, out: Path, times: int, caplog) -> None:
    """Harm each file: it is refused where it is read, set aside and made again where it is asked for."""
    folder = kept.keep(out)
    assert kept.equals(folder)
    chance = np.random.default_rng(7)
    for path in files_in(folder) * times:
        assert path.exists()
        harm(path, chance)
        with pytest.raises(ResultError) as refused:
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


@pytest.mark.parametrize("design", list(DESIGNS))
def test_what_is_damaged_is_refused_set_aside_and_made_again(result, design, tmp_path, caplog):
    harmed_and_asked_again(DESIGNS[design](result), tmp_path, 2, caplog)


@pytest.mark.slow
@pytest.mark.parametrize("design", list(DESIGNS))
def test_hundreds_of_damages_give_no_other_number(result, design, tmp_path, caplog):
    harmed_and_asked_again(DESIGNS[design](result), tmp_path, 30, caplog)


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
    for path in (folder / "study.json", *sorted((folder / "runs").iterdir())[:1]):
        whole = path.read_bytes()
        assert is_whole(whole)
        unseen = [bit for bit in range(0, 8 * len(whole), 5) if is_whole(flipped(whole, bit))]
        assert unseen == []
        assert not is_whole(whole + b"\n")


def test_the_digest_of_a_sealed_file_can_be_checked_by_hand(result, tmp_path):
    import hashlib

    [file, *_] = sorted((the_study(result).keep(tmp_path) / "runs").iterdir())
    data = file.read_bytes()
    digest = label_of(data, SEAL)
    assert hashlib.sha256(data.replace(digest.encode(), BLANK.encode())).hexdigest() == digest


def test_runs_of_another_study_are_set_aside(result, tmp_path):
    kept = the_study(result)
    folder = kept.keep(tmp_path)
    file = folder / "runs" / "000-000000.parquet"
    data = file.read_bytes()
    study = label_of(data, "tci_sim.study")
    digest = label_of(data, SEAL)
    strange = data.replace(study.encode(), b"f" * 64).replace(digest.encode(), BLANK.encode())
    file.write_bytes(sealed(strange))
    with pytest.raises(ResultError, match="holds runs of another study"):
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
    [about] = folder.glob("*.json")
    told = json.loads(about.read_text(encoding="utf-8"))
    for name in (SEAL, "files", "format"):
        del told[name]
    told.get("provenance", told)["format"] = 1
    about.write_text(json.dumps(told), encoding="utf-8")
    for kind in folder.glob("*/rows.parquet"):
        kind.rename(folder / f"{kind.parent.name}.parquet")
        kind.parent.rmdir()


@pytest.mark.parametrize(
    ("design", "again"),
    [
        ("run", "run the question again"),
        ("compare", "compare again"),
        ("sweep", "sweep again, into another folder"),
    ],
)
def test_what_0_2_wrote_is_refused_in_one_sentence(result, design, again, tmp_path):
    kept = DESIGNS[design](result)
    folder = kept.keep(tmp_path)
    written_by_0_2(folder)
    with pytest.raises(ResultError) as refused:
        kept.equals(folder)
    assert str(refused.value) == (
        f"{folder}: was written in version 1 of the results, and this program reads version {FORMAT}: {again}."
    )


@pytest.mark.parametrize("design", ["run", "compare"])
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
