"""Runs the scripts of a page in V8 without a browser: by the package mini-racer, or by `node`."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from typing import Any

import pytest

from tci_sim.views.page.document import FOLDER

NOT_A_NUMBER = "\ue000"  # stands for NaN on the way there and back, which JSON does not have


def run_scripts(names: tuple[str, ...], function: str, *given: Any) -> Any:
    """Read some scripts of a page, call a function that is written in JavaScript, and return what it returns."""
    scripts = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in names)
    arguments = json.dumps(json.dumps(_there(given), ensure_ascii=False))
    mark = json.dumps(NOT_A_NUMBER)
    lost = "typeof value === 'number' && !Number.isFinite(value)"
    call = (
        f"const given = JSON.parse({arguments}, (key, value) => value === {mark} ? NaN : value);"
        f"const found = ({function})(...given);"
        f"const told = JSON.stringify(found, (key, value) => {lost} ? {mark} : value);"
    )
    if find_spec("py_mini_racer") is not None:
        from py_mini_racer import MiniRacer

        return _back(json.loads(MiniRacer().eval(f"{scripts}\n{call}\ntold ?? 'null'")))
    if node := shutil.which("node"):
        program = f"{scripts}\n{call}\nprocess.stdout.write(told ?? 'null');"
        ran = subprocess.run(
            [node, "-"], input=program, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert ran.returncode == 0, ran.stderr[-2000:]
        return _back(json.loads(ran.stdout))
    pytest.skip("no V8: pip install mini-racer, or install node")


def _there(value: Any) -> Any:
    if isinstance(value, float) and value != value:
        return NOT_A_NUMBER
    if isinstance(value, dict):
        return {key: _there(each) for key, each in value.items()}
    return [_there(each) for each in value] if isinstance(value, list | tuple) else value


def _back(value: Any) -> Any:
    if value == NOT_A_NUMBER:
        return float("nan")
    if isinstance(value, dict):
        return {key: _back(each) for key, each in value.items()}
    return [_back(each) for each in value] if isinstance(value, list) else value
