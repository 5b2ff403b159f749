"""Candidates race under common draws: who is surely beaten leaves, and the best stays whatever the order."""

import numpy as np
import pytest

from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.racing import Runs, beaten_by, judge, race

ROUNDS = (4, 6, 10, 20)


def runs_of(values, excess=None):
    """Return who makes the runs of a table (candidate, history), or (aim, candidate, history)."""
    table = values if values.ndim == 3 else values[None]
    over = np.full(table.shape[1:], -1.0) if excess is None else excess

    def run(members, first, end):
        return Runs(table[:, list(members), first:end], over[list(members), first:end])

    return run


def toy(seed, candidates=40, noise=0.4):
    """Return candidates that differ by what they are, with luck that all share and some of their own."""
    chance = np.random.default_rng(seed)
    each, luck = chance.normal(0.0, 1.0, (candidates, 1)), chance.normal(0.0, 2.0, (1, ROUNDS[-1]))
    return each + luck + chance.normal(0.0, noise, (candidates, ROUNDS[-1]))


def winner(values, order, batch=8):
    """Let batches race one after the other, the best going along; the winner, and the share of runs."""
    best, made = [], 0
    for start in range(0, len(order), batch):
        members = order[start : start + batch]
        rivals = Runs(values[best][None], np.full((len(best), ROUNDS[-1]), -1.0)) if best else None
        raced = race(runs_of(values[members]), len(members), ROUNDS, ["mean"], rivals=rivals)
        made += int(raced.histories.sum())
        left = [member for member, fate in zip(members, raced.fates, strict=True) if fate == "finished"]
        best = [max([*best, *left], key=lambda member: float(exact_mean(values[member])))]
    return best[0], made / values.size


def test_at_least_half_of_the_runs_are_saved_and_the_winner_is_the_same_in_any_order():
    values = toy(seed=5)
    best = int(np.argmax(exact_mean(values, axis=1)))
    raced = [winner(values, np.random.default_rng(order).permutation(len(values))) for order in range(100)]
    assert sum(found == best for found, _ in raced) >= 95
    assert max(share for _, share in raced) <= 0.5


def test_the_truly_best_is_dropped_in_fewer_than_one_race_of_twenty():
    lost = 0
    for seed in range(300):
        chance = np.random.default_rng(seed)
        values = chance.normal(0.0, 1.0, (8, ROUNDS[-1]))
        values[0] += 0.3
        lost += race(runs_of(values), 8, ROUNDS, ["mean"]).fates[0] == "behind"
    assert lost <= 15


def test_whom_all_histories_find_best_is_dropped_in_fewer_than_one_race_of_twenty():
    lost = 0
    for seed in range(300):
        chance = np.random.default_rng(seed)
        values, known = chance.normal(0.0, 1.0, (8, ROUNDS[-1])), chance.normal(0.0, 1.0, (1, ROUNDS[-1]))
        best = int(np.argmax(exact_mean(np.concatenate([values, known]), axis=1)))
        rivals = Runs(known[None], np.full(known.shape, -1.0))
        for between in (None, rivals):
            fates = race(runs_of(values), 8, ROUNDS, ["mean"], rivals=between).fates
            lost += best < 8 and fates[best] == "behind"
    assert lost <= 30


def test_the_fewer_histories_are_to_come_the_surer_it_is_who_is_beaten():
    mine, other = np.zeros((1, 6)), np.array([[[3.0, -1.0, 2.0, 2.5, -0.5, 1.0]]])
    beaten = [beaten_by(mine, other, ["mean"], 0.02, all_) for all_ in (6, 7, 60, np.inf)]
    assert beaten == [True, True, False, False]


def test_candidates_that_are_all_alike_stay():
    values = np.tile(np.arange(20.0), (5, 1))
    raced = race(runs_of(values), 5, ROUNDS, ["mean"])
    assert raced.fates == ("finished",) * 5
    assert raced.histories.tolist() == [20] * 5


def test_who_surely_costs_too_much_leaves_and_beats_nobody():
    values = np.array([[9.0] * 20, [1.0] * 20]) + np.random.default_rng(1).normal(0.0, 0.1, (2, 20))
    excess = np.array([[2.0] * 20, [-1.0] * 20])
    raced = race(runs_of(values, excess), 2, ROUNDS, ["mean"])
    assert raced.fates == ("over", "finished")
    assert raced.histories.tolist() == [4, 20]


def test_who_has_no_value_in_a_history_leaves_at_once():
    values = toy(seed=1, candidates=3)
    values[1, 2] = np.nan
    raced = race(runs_of(values), 3, ROUNDS, ["mean"])
    assert raced.fates[1] == "no_value"
    assert raced.histories[1] == 4


def test_of_two_aims_only_who_is_beaten_in_both_leaves():
    noise = np.random.default_rng(2).normal(0.0, 0.01, (2, 3, 20))
    values = np.array([[3.0, 1.0, 0.0], [1.0, 3.0, 0.0]])[:, :, None] + noise
    assert race(runs_of(values), 3, ROUNDS, ["mean", "mean"]).fates == ("finished", "finished", "behind")


@pytest.mark.parametrize("criterion", ["worst_decile", "regret"])
def test_who_was_ahead_in_any_history_is_not_dropped_where_the_worst_counts(criterion):
    mine, other = np.full((1, 20), 1.0), np.full((1, 1, 20), 3.0)
    other[0, 0] += np.random.default_rng(3).normal(0.0, 0.1, 20)
    assert beaten_by(mine, other, [criterion], 0.01)
    other[0, 0, 7] = 0.5
    assert beaten_by(mine, other, ["mean"], 0.01)
    assert not beaten_by(mine, other, [criterion], 0.01)


def test_where_runs_do_not_suffice_for_all_the_best_go_on():
    values = np.arange(6.0)[:, None] + np.random.default_rng(4).normal(0.0, 5.0, (6, 20))
    raced = race(runs_of(values), 6, (2, 20), ["mean"], room=6 * 2 + 2 * 18)
    assert int(raced.histories.sum()) == 6 * 2 + 2 * 18
    assert {"finished", "stopped"} <= set(raced.fates) <= {"finished", "stopped", "behind"}
    kept = {place for place, fate in enumerate(raced.fates) if fate == "finished"}
    assert kept == set(np.argsort(-exact_mean(values[:, :2], axis=1))[:2].tolist())


def test_the_worst_tenth_of_twenty_is_the_mean_of_the_two_worst():
    assert float(judge(np.arange(20.0), "worst_decile")) == 0.5
