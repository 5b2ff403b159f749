"""The package asks for nothing that only Linux has, and gives files names that every file system takes."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from fake_windows import ABSENT

from tci_sim.compile_model import ensure_compiled
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.consistency import MEANS

TESTS = Path(__file__).parent
FORBIDDEN = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)', re.IGNORECASE
)

STUDY = """\
question: What is kept?
reason: A sweep that is over at once.
base: market.yaml
levers: {firms.ours.policy: [common, asking]}
replications: 2
report: [profit]
"""
SESSION = """
import fake_windows
fake_windows.windows()

import logging
import sys
from pathlib import Path

logging.basicConfig(level=logging.WARNING)
import tci_sim as tci
from tci_sim.cli import main

SMALL = ["--set", "market.customers=60", "--set", "months=3", "--set", "burn_in=1"]


def done(*arguments):
    code = main([*arguments, "--quiet"])
    assert code == 0, (arguments, code)


assert main(["new", "market.yaml"]) == 0
for _ in range(2):
    done("run", "market.yaml", *SMALL, "--out", "run")
    done("sweep", "study.yaml", *SMALL, "--out", "sweep", "--threads", "2")
done("review", "market.yaml", *SMALL, "--out", "run", "--firm", "ours")
done("compare", "market.yaml", *SMALL, "--regimes", "all", "--replications", "2", "--out", "compare")

asked = tci.variant(tci.load("market.yaml"), {"market.customers": 60, "months": 3, "burn_in": 1})
result = tci.run(asked, seed=5)
assert tci.load_result(result.save("saved")) == result
[study] = (path.parent for path in Path("sweep").glob("*/manifest.json"))
assert tci.load_sweep(study) == tci.sweep(tci.load_study("study.yaml", [text for text in SMALL if "=" in text]))
[compared] = [path.parent for path in Path("compare").rglob("manifest.json")]
assert len(tci.load_comparison(compared).seeds) == 2

[batch] = (study / "runs").glob("*.parquet")
batch.write_bytes(batch.read_bytes()[:-20])
done("sweep", "study.yaml", *SMALL, "--out", "sweep")
assert list(study.rglob("damaged/*"))
print("absent:", sorted(name for name in fake_windows.ABSENT if name in sys.modules))
"""


@pytest.fixture(scope="module")
def pretended(tmp_path_factory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Run a session in a process that has only what every system has; how it ended, and its folder."""
    ensure_compiled(lambda _: None)
    home = tmp_path_factory.mktemp("session")
    (home / "study.yaml").write_text(STUDY, encoding="utf-8")
    path = os.pathsep.join([str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")])
    ended = subprocess.run(
        [sys.executable, "-c", SESSION], cwd=home, env=os.environ | {"PYTHONPATH": path},
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    return ended, home


def test_everything_runs_and_is_kept_without_what_only_linux_has(pretended):
    ended, _ = pretended
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.endswith("absent: []\n")


def test_every_file_system_takes_the_names_of_what_is_written(pretended):
    _, home = pretended
    written = [path.relative_to(home).as_posix() for path in home.rglob("*")]
    assert len(written) > 20
    assert [name for name in written if FORBIDDEN.search(name)] == []
    assert [name for name, many in Counter(map(str.lower, written)).items() if many > 1] == []


def test_nothing_is_left_open_or_half_written(pretended):
    _, home = pretended
    assert [path.name for path in home.rglob(".*") if path.name != ".lock"] == []


@pytest.mark.parametrize("name", ["con", "a/nul.txt", "a./b", "a /b", "x:y", "a?", "COM1.png"])
def test_a_name_that_windows_refuses_is_seen(name):
    assert FORBIDDEN.search(name)


def test_measures_name_pictures_that_differ_in_more_than_capitals():
    names = {measure.name for measures in MEASURES.values() for measure in measures} | set(MEANS)
    assert len({name.lower() for name in names}) == len(names)
    assert [name for name in names if FORBIDDEN.search(f"{name}.png")] == []


def test_a_clone_can_be_had_on_every_file_system(root):
    if not (root / ".git").exists():
        pytest.skip("no git clone: what is tracked cannot be told")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name]
    assert [name for name in names if FORBIDDEN.search(name)] == []
    assert [name for name, many in Counter(map(str.lower, names)).items() if many > 1] == []


def test_no_module_imports_what_only_some_systems_have(root):
    absent = {*ABSENT, "_posixsubprocess", "posix", "msvcrt", "winreg"}
    found = [
        f"{path.relative_to(root).as_posix()} imports {name}"
        for path in sorted((root / "tci_sim").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if name in absent
    ]
    assert found == []


def test_every_text_is_opened_in_a_named_encoding(root):
    unnamed = [
        f"{path.relative_to(root).as_posix()}:{node.lineno}: {ast.unparse(node)}"
        for path in sorted((root / "tci_sim").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and opens_text(node) and not names_an_encoding(node)
    ]
    assert unnamed == []


def opens_text(call: ast.Call) -> bool:
    """Return whether a call opens a file as text, by its name and its mode."""
    match call.func:
        case ast.Name(id="open") | ast.Attribute(attr="read_text" | "write_text" | "fdopen"):
            by_name = True
        case ast.Attribute(attr="open", value=owner):
            by_name = ast.unparse(owner) not in ("os", "self", "webbrowser")
        case _:
            by_name = False
    modes = [each.value for each in call.args if isinstance(each, ast.Constant)]
    return by_name and not any("b" in str(mode) for mode in modes)


def names_an_encoding(call: ast.Call) -> bool:
    """Return whether a call says in which encoding a text is read or written."""
    said = [ast.unparse(each) for each in call.args]
    return "'utf-8'" in said or "encoding" in {word.arg for word in call.keywords}


@pytest.mark.parametrize(
    ("source", "named"),
    [("open(name, encoding='ascii')", True), ("path.read_text('utf-8')", True), ("path.read_text()", False)],
)
def test_a_named_encoding_is_seen(source, named):
    assert names_an_encoding(ast.parse(source).body[0].value) is named


@pytest.mark.parametrize(
    ("source", "opens"),
    [
        ("open(name)", True),
        ("path.open('x')", True),
        ("path.read_text()", True),
        ("os.fdopen(told)", True),
        ("open(name, 'rb')", False),
        ("os.open(path, flags)", False),
        ("read_text(path)", False),
    ],
)
def test_what_opens_a_text_is_seen(source, opens):
    assert opens_text(ast.parse(source).body[0].value) is opens
