"""Let the examples in docstrings write `np` without importing it."""

from typing import Any

import numpy
import pytest


@pytest.fixture(autouse=True)
def _np_in_examples(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace["np"] = numpy
