"""Counts what the fault harness tried, by kind; `make faults` prints the sums at its end.

A test of the harness is marked `faults`, with the kind of what it tries: `@pytest.mark.faults("kills")`. It counts
as one, unless it says through the fixture `tried` how many it tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

_PROPERTY = "tried"


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Return a way to say how many a test tried, and of which kind where that is not the kind of its marker."""

    def count(how_many: int, kind: str = "") -> None:
        request.node.user_properties.append((_PROPERTY, [kind or _kind_of(request.node), how_many]))

    return count


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count a marked test that does not count for itself."""
    yield
    if item.get_closest_marker("faults") and not any(name == _PROPERTY for name, _ in item.user_properties):
        item.user_properties.append((_PROPERTY, [_kind_of(item), 1]))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many of each kind were tried; nothing where no test of the harness ran."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == _PROPERTY:
                kind, how_many = value
                counts[kind] += how_many
    if counts:
        terminalreporter.section("tried by the fault harness")
        for kind, how_many in sorted(counts.items()):
            terminalreporter.write_line(f"{how_many:>6,} {kind}")


def _kind_of(item: Any) -> str:
    """Return the kind that the marker of a test names, or what its file is called."""
    marker = item.get_closest_marker("faults")
    return (
        str(marker.args[0])
        if marker and marker.args
        else item.path.stem.removeprefix("test_").replace("_", " ")
    )
