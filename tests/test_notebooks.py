"""Every notebook runs from top to bottom, explains itself, and is kept without what it showed."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


class ThisInterpreter(AsyncKernelManager):
    """Starts the kernel with the Python that runs the tests, whatever kernels are installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="tests", language="python")


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def smaller(source: str) -> str:
    """Make the market of a cell so small, its years, its cases and its runs so few that it takes moments."""
    fewer = re.sub(
        r'"market\.simulated": [\d_]+', '"market.simulated": 200, "months": 24, "burn_in": 12', source
    )
    fewer = re.sub(r'(?<=200, "months": 24, "burn_in": 12)((, "(months|burn_in)": \d+)*)', "", fewer)
    fewer = re.sub(r"(?<=months=)48|(?<=burn_in=)24", "12", fewer)
    fewer = re.sub(r"(?<=replications=)20\b", "2", fewer).replace("range(1, 11)", "range(1, 3)")
    return re.sub(
        r"(?<= size=)(\d+)", lambda size: {"6": "2", "32": "8", "40": "12", "200": "60"}[size[1]], fewer
    )


def lived(path: Path, change: Callable[[str], str] = str) -> NotebookNode:
    """Run all cells of a notebook, each changed in some way before."""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = change(cell.source)
    client = NotebookClient(
        notebook, kernel_manager_class=ThisInterpreter, kernel_name="python3", timeout=600,
        resources={"metadata": {"path": path.parent}},
    )  # fmt: skip
    client.execute()  # and the kernel ends with it, which one that was handed over would not
    return notebook


def check_what_is_shown(notebook: NotebookNode) -> None:
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= sum(
        ".plot(" in cell.source for cell in notebook.cells if cell.cell_type == "code"
    )
    assert pictures


def test_there_are_notebooks() -> None:
    assert "first_look" in [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_defines_nothing(path: Path) -> None:
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell for cell in code if cell.outputs or cell.execution_count] == []
    assert [
        cell.source for cell in code if re.search(r"^\s*(def|class|lambda)\b", cell.source, re.MULTILINE)
    ] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_words_stand_before_every_piece_of_code(path: Path) -> None:
    kinds = [cell.cell_type for cell in read(path).cells]
    assert kinds[0] == "markdown"
    assert not any(a == b == "code" for a, b in itertools.pairwise(kinds))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_a_small_market_and_every_cell_that_should_shows_something(path: Path) -> None:
    cells = [cell.source for cell in read(path).cells]
    assert [cell for cell in cells if smaller(cell) != cell]
    assert [cell for cell in cells if "market.simulated" in cell and smaller(cell) == cell] == []
    check_what_is_shown(lived(path, smaller))


def test_each_published_experiment_takes_under_thirty_lines_and_says_what_was_met() -> None:
    [path] = [path for path in NOTEBOOKS if path.stem == "reproduce"]
    lines: dict[str, list[str]] = {}
    experiment = ""
    for cell in read(path).cells:
        for heading in re.findall(r"^## (.*)", cell.source, re.MULTILINE):
            experiment = heading
        if cell.cell_type == "code" and experiment:
            lines.setdefault(experiment, []).extend(filter(str.strip, cell.source.splitlines()))
    assert {name: len(code) for name, code in lines.items() if len(code) >= 30} == {}
    assert [" ".join(name.split(":")[1].split()[-1:]) for name in lines] == ["(1991)", "(2000)", "(2002)"]
    assert all("are met." in "\n".join(code) for code in lines.values())


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_as_it_is_and_every_cell_that_should_shows_something(path: Path) -> None:
    check_what_is_shown(lived(path))
