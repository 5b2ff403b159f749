"""How well a search for policies does: proposals by optuna beside chance, both raced alike, checked in fresh draws.

`PYTHONPATH=. python tests/benchmarks/search.py FOLDER [RUNS]` prints a line for each of five seeds of the proposals and
either sampler, as it ends. It goes on where it stopped.

Results version 5, 600 runs each (20 minutes of two cores), lead over the best policy within the budget in 20
fresh draws, in thousands: optuna +626, +555, +560, +621, +737 (median +621), all above zero by their 95 %
intervals; chance +603, +437, +342, +599, +582 (median +582). Racing saved 46 to 53 % of the runs of what optuna
proposed, which is hard to tell apart, and 74 to 78 % of the runs of what chance did.
"""

import sys
from pathlib import Path

from tci_sim.analysis.optimise_runs import Histories
from tci_sim.analysis.optimise_search import Searching
from tci_sim.analysis.optimise_values import goods_of, judged, mean_cost
from tci_sim.designs.study_file import load_study
from tci_sim.statistics.optimism import lead

FRESH = 20


def main(folder: str, runs: int = 160) -> None:
    """Search, check and print."""
    study = load_study("optimise_within_budget")
    at, policies = f"firms.{study.focal}.policy", study.plan.policies
    ends = (study.replications, study.replications + FRESH)
    for seed in range(1, 6):
        for sampler in ("tpe", "random"):
            asked = {**study.search.model_dump(), "runs": runs, "sampler": sampler, "proposals": seed}
            mine = study.replace(search=asked)
            histories = Histories(mine, Path(folder), threads=2, cluster=None, share_past=True)
            fresh = histories.of({name: {at: name} for name in policies}, *ends)
            known = judged(goods_of(fresh, fresh, mine.search.aims), mine.search.aims)[:, 0]
            within = [place for place, cost in enumerate(mean_cost(fresh)) if cost <= mine.search.budget]
            best = max(within, key=lambda place: known[place])
            searching = Searching(mine, histories)
            searching.search()
            goodness = {name: searching.goodness(searching.finished[name])[0] for name in searching.within()}
            if not goodness:
                print(sampler, seed, "nothing within the budget", flush=True)
                continue
            chosen = max(goodness, key=lambda name: goodness[name])
            levers = next(each.values for each in searching.candidates if each.name == chosen)
            checked = histories.of({chosen: levers}, *ends)
            apart = lead(checked.aims[0, 0], fresh.aims[0, best])
            print(
                f"{sampler} {seed}: {chosen} of {len(searching.candidates)}, {searching.runs} runs,"
                f" {searching.saved:.0%} saved; searched {goodness[chosen] / 1e3:,.0f}, fresh"
                f" {float(checked.aims[0, 0].mean()) / 1e3:,.0f} thousand at {mean_cost(checked)[0]:.1f} %;"
                f" over {policies[best]} {apart.mean / 1e3:+,.0f} [{apart.low / 1e3:+,.0f}, {apart.high / 1e3:+,.0f}]",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
