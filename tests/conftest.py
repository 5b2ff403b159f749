"""What every test stands on: hypothesis profiles, no windows, real supply chains, a result, counts of faults."""

import os
import signal
from pathlib import Path

import pytest
from by_hand import made, question, result
from faults.counting import pytest_runtest_call, pytest_terminal_summary, tried
from hypothesis import settings

# pictures are drawn into files: no test may need a screen
os.environ["MPLBACKEND"] = "Agg"

# what is started in the background ignores Ctrl-C, and so would all that it starts itself
signal.signal(signal.SIGINT, signal.default_int_handler)

# `quick` draws the same examples every time; `--hypothesis-profile thorough` looks further
settings.register_profile("quick", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile("quick")

__all__ = [  # fixtures and hooks
    "made", "pytest_runtest_call", "pytest_terminal_summary", "question", "result", "tried",
]  # fmt: skip

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder that holds the project."""
    return ROOT


@pytest.fixture(scope="session")
def networks_folder() -> Path:
    """Return the folder of real supply chains, which lies beside the project and is no part of it."""
    folder = ROOT.parent / "shared" / "data" / "networks"
    if not folder.is_dir():
        pytest.skip(
            f"no real supply chains here: {folder.relative_to(ROOT.parent)} is absent beside the project"
        )
    return folder
