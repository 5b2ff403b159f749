"""A folder with a study, and what the commands leave in it that nobody disturbs."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest
from faults.lives import STUDY, Life, Undisturbed, measure, ready_to_fork

from tci_sim.compile_model import ensure_compiled


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """Make the folder in which the commands of all tests live."""
    ensure_compiled(lambda _: None)  # no life shall be spent on that
    ready_to_fork()
    folder = tmp_path_factory.mktemp("lives")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def undisturbed(home) -> Callable[..., Undisturbed]:
    """Return what a command leaves that nobody disturbs: with `pictures=True` also what it draws."""

    @cache
    def made(command: str, pictures: bool = False) -> Undisturbed:
        begin = partial(Life, home, command=command, pictures=pictures)
        return measure(lambda out: begin(out), f"undisturbed-{command}-{pictures}")

    return made
