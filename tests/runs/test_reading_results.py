"""The page on reading results is right: its lines run, without our code, and give the numbers that were kept."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

import duckdb
import numpy as np
import pandas as pd
import pytest

from tci_sim.analysis.sweep import CASES, POINTS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.runs.digest import DIGEST_KEY
from tci_sim.runs.rows import FIGURES, KEY, RUNS
from tci_sim.runs.store_errors import DAMAGED_FOLDER
from tci_sim.runs.table import RUN


@pytest.fixture(scope="module")
def page(root):
    return (root / "tci_sim" / "reading_results.md").read_text(encoding="utf-8")


def lines_for(page, tool):
    [section] = re.findall(rf"^## {tool}$(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    [block] = re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)
    return block


@pytest.mark.parametrize("tool", ["DuckDB", "pandas"])
def test_the_lines_run_without_our_code_and_give_what_was_kept(page, result, tmp_path, tool):
    result.save(tmp_path / "results" / "baseline")
    code = "import sys; sys.modules['tci_sim'] = None\n" + lines_for(page, tool)
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    measure = result.measures["firm"].index("satisfaction")
    means = np.nanmean(result.values["firm"][:, :, measure], axis=0)
    for firm, mean in zip(result.firms, means, strict=True):
        [shown] = re.findall(rf"\b{firm}\b\W+([\d.]+)", told.stdout)
        assert float(shown) == pytest.approx(mean, rel=1e-6)


@pytest.mark.skipif(
    not (shutil.which("Rscript") and shutil.which("duckdb")), reason="needs Rscript and the duckdb command"
)
@pytest.mark.parametrize("folder", ["baseline", "a b", "結果"])
def test_the_lines_for_r_give_what_was_kept(page, result, tmp_path, folder):
    result.save(tmp_path / "results" / folder)
    lines = tmp_path / "lines.R"
    lines.write_text(lines_for(page, "R").replace("baseline", folder), encoding="utf-8")
    told = subprocess.run(
        ["Rscript", "--vanilla", str(lines)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    measure = result.measures["firm"].index("satisfaction")
    means = np.nanmean(result.values["firm"][:, :, measure], axis=0)
    for firm, mean in zip(result.firms, means, strict=True):
        [shown] = re.findall(rf"\b{firm}\b\s+([\d.]+)", told.stdout)
        assert float(shown) == pytest.approx(mean, rel=1e-5)  # R prints seven digits


def test_pandas_with_pyarrow_gives_the_same_frame(result, tmp_path):
    pytest.importorskip("pyarrow")
    folder = result.save(tmp_path) / "firm"
    plain = pd.read_parquet(folder, engine="pyarrow")
    ours = duckdb.read_parquet([str(folder / "000-000000.parquet")]).df()
    assert list(plain.columns) == list(ours.columns)
    np.testing.assert_array_equal(plain.drop(columns="holder"), ours.drop(columns="holder"))
    assert plain["holder"].astype(str).tolist() == ours["holder"].tolist()


@pytest.mark.parametrize("tool", ["DuckDB", "pandas", "R"])
def test_three_lines_do_for_each_tool(page, tool):
    assert len(lines_for(page, tool).splitlines()) == 3
    assert "firm/*.parquet" in lines_for(page, tool)


def test_it_names_every_kind_and_every_file(page, result, tmp_path):
    named = set(re.findall(r"`([\w.-]+)`", page))
    assert set(MEASURES) <= named
    assert {RUNS, FIGURES, CASES, POINTS, DAMAGED_FOLDER, DIGEST_KEY, KEY, *RUN} <= named
    others = {path.name for path in result.save(tmp_path).rglob("*") if path.is_file()}
    assert others <= named


def test_it_names_the_columns_of_what_was_kept(page, result, tmp_path):
    folder = result.save(tmp_path)
    named = set(re.findall(r"`([\w.-]+)`", page))
    rows = duckdb.read_parquet(str(folder / "firm" / "*.parquet")).columns
    runs = duckdb.read_parquet(str(folder / "runs" / "*.parquet")).columns
    assert set(rows) - set(result.measures["firm"]) == {"case", "replication", "month", "holder"}
    assert set(rows) - set(result.measures["firm"]) <= named
    assert set(runs) <= named


def test_what_it_says_of_digests_is_right(page, result, tmp_path):
    folder = result.save(tmp_path)
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in about["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    batches = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))
    assert sorted([*about["files"], *batches, "manifest.json"]) == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    for name in batches:
        found = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{folder / name}')").fetchall()
        told = {key.decode(): value.decode() for key, value in found}
        whole = (folder / name).read_bytes()
        blank = whole.replace(told["tci_sim.sha256"].encode(), b"0" * 64)
        assert hashlib.sha256(blank).hexdigest() == told["tci_sim.sha256"]
        assert told["tci_sim.key"] == about["key"]
