"""Every notebook runs from top to bottom, explains itself, and is kept without what it showed."""

from __future__ import annotations

import itertools
import re
import sys
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


@pytest.fixture(scope="session", params=NOTEBOOKS, ids=lambda path: path.stem)
def lived(request: pytest.FixtureRequest) -> NotebookNode:
    """A notebook after all its cells have run."""
    path: Path = request.param
    notebook = read(path)
    manager = ThisInterpreter(kernel_name="python3")
    NotebookClient(notebook, km=manager, timeout=600, resources={"metadata": {"path": path.parent}}).execute()
    return notebook


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


def test_a_notebook_runs_and_every_cell_that_should_shows_something(lived: NotebookNode) -> None:
    outputs = [output for cell in lived.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= sum(".plot(" in cell.source for cell in lived.cells if cell.cell_type == "code")
    assert pictures
