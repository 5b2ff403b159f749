"""A command is killed at any moment; the same command goes on, and what it leaves in the end is as if it never was."""

import signal
import time

import numpy as np
import pytest
from faults.lives import RUNS, Life, finished, folder_in, living, moments, row_files

from tci_sim.api.sweep import load_sweep

KILLS = {"sweep": 30, "compare": 20, "run": 15}
BLOCK = 5
"""Kills of one test, so that two processors share the work."""


def struck(home, command, out, when, undisturbed, *, pictures=False) -> int:
    """Kill life after life on a folder; where one came to its end first, begin another. How many were killed."""
    whole = undisturbed(command, pictures)
    killed = generation = 0
    for number, moment in enumerate(when):
        name = f"{out}-{generation}"
        how = (signal.SIGKILL, signal.SIGTERM)[number % 3 == 2]
        with living(Life(home, name, command, pictures=pictures)) as (life,):
            time.sleep(moment * whole.seconds)
            alive = life.code is None
            life.kill(how)
        killed += alive and life.code == -how
        if not alive:
            finished(Life(home, name, command, pictures=pictures), whole)
            generation += 1
    finished(Life(home, f"{out}-{generation}", command, pictures=pictures), whole)
    return killed


def test_a_sweep_that_is_killed_goes_on_and_makes_a_file_that_was_cut_off_again(home, undisturbed):
    with living(Life(home, "killed")) as (life,):
        life.wait_for_work()
        life.kill(signal.SIGKILL)
    assert life.code == -signal.SIGKILL
    newest = row_files(life.out)[-1]
    newest.write_bytes(newest.read_bytes()[:-20])
    finished(Life(home, "killed"), undisturbed("sweep"))
    folder = folder_in(life.out)
    assert list(folder.glob(f"damaged/{newest.name}-*"))
    columns = load_sweep(folder).columns
    pairs = np.unique(np.stack([columns["case"], columns["replication"]]), axis=1)
    assert pairs.shape[1] == RUNS
    assert len(columns["case"]) == RUNS * 7 * 7  # 6 months and the whole, 6 firms and the market


@pytest.mark.faults("kills")
@pytest.mark.parametrize(
    ("command", "first"), [(name, first) for name, all_ in KILLS.items() for first in range(0, all_, BLOCK)]
)
def test_a_command_that_is_killed_again_and_again_goes_on(home, undisturbed, tried, command, first):
    when = moments(first, BLOCK)
    killed = struck(
        home, command, f"killed-{command}-{first}", when, undisturbed, pictures=(command, first) == ("run", 0)
    )
    assert killed >= 1
    tried(killed)
