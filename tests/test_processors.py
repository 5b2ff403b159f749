"""How many processors there are is asked in the best way that a Python and a system have."""

import os

import pytest

from tci_sim.processors import usable_processors


@pytest.fixture
def without(monkeypatch):
    """Return a way to take functions away from `os`."""

    def take(*names):
        for name in names:
            monkeypatch.delattr(os, name, raising=False)

    return take


def test_python_is_tried_first(monkeypatch):
    monkeypatch.setattr(os, "process_cpu_count", lambda: 3, raising=False)
    assert usable_processors() == 3


def test_where_python_does_not_know_the_affinity_mask_is_used(without, monkeypatch):
    without("process_cpu_count")
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 5, 7, 9}, raising=False)
    assert usable_processors() == 4


@pytest.mark.parametrize(("counted", "expected"), [(8, 8), (None, 1)])
def test_elsewhere_the_cpu_count_is_used(without, monkeypatch, counted, expected):
    without("process_cpu_count", "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: counted)
    assert usable_processors() == expected
