"""How much racing saves on real runs, and whether the order in which they come matters.

`PYTHONPATH=. python tests/benchmarks/orders.py FOLDER [CANDIDATES]` makes all histories of candidates that chance
proposes for the shipped example, and lets them race in 100 shuffled orders of candidates and of histories.
"""

import sys
from pathlib import Path

import numpy as np

from tci_sim.analysis.optimise_runs import Histories
from tci_sim.analysis.optimise_values import excess_of, goods_of
from tci_sim.designs.axes import read_axes
from tci_sim.designs.proposals import Proposer
from tci_sim.designs.study_file import load_study
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.racing import Runs, race

ORDERS = 100


def main(folder: str, candidates: int = 40) -> None:
    """Run, race and print."""
    study = load_study("optimise_within_budget")
    search = study.search.model_copy(update={"sampler": "random"})
    proposer = Proposer(read_axes(study)[0], search)
    cases = {f"c{number}": proposer.ask().values for number in range(candidates)}
    histories = Histories(study, Path(folder), threads=2, cluster=None, share_past=True)
    found = histories.of(cases, 0, study.replications)
    all_ = Runs(goods_of(found, found, search.aims), excess_of(found, search))
    best = best_of(all_, range(candidates))
    rounds = (*search.rounds, study.replications)
    raced = [in_order(all_, np.random.default_rng(order), rounds, search.batch) for order in range(ORDERS)]
    same, shares = sum(winner == best for winner, _ in raced), [share for _, share in raced]
    mean, least = 1.0 - np.mean(shares), 1.0 - max(shares)
    print(f"same winner in {same} of {ORDERS} orders; saved: mean {mean:.0%}, least {least:.0%}")


def best_of(runs: Runs, members) -> int | None:
    """Return who is best of those that keep to the budget, by all histories."""
    within = [member for member in members if float(exact_mean(runs.excess[member])) <= 0.0]
    return max(within, key=lambda member: float(exact_mean(runs.values[0, member])), default=None)


def in_order(all_: Runs, chance: np.random.Generator, rounds, batch: int) -> tuple[int | None, float]:
    """Let candidates race in an order that chance sets: who wins, and the share of runs that are made."""
    histories = chance.permutation(all_.excess.shape[1])
    runs = Runs(all_.values[:, :, histories], all_.excess[:, histories])
    order = chance.permutation(len(runs.excess)).tolist()
    best, made = None, 0
    for start in range(0, len(order), batch):
        members = order[start : start + batch]

        def run(places, first, end, members=members):
            chosen = [members[place] for place in places]
            return Runs(runs.values[:, chosen, first:end], runs.excess[chosen, first:end])

        rivals = None if best is None else Runs(runs.values[:, [best]], runs.excess[[best]])
        raced = race(run, len(members), rounds, ["mean"], rivals=rivals)
        made += int(raced.histories.sum())
        left = [member for member, fate in zip(members, raced.fates, strict=True) if fate == "finished"]
        best = best_of(runs, left if best is None else [best, *left])
    return best, made / runs.excess.size


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
