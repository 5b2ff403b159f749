"""Every regime, and every piece of total customer integration, loses in a world that is shipped and plausible."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tci_sim.analysis import losing
from tci_sim.analysis.losing import Worth
from tci_sim.designs.study_file import load_study
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import as_data
from tci_sim.scenario.yaml_file import read_yaml

TABLE = losing.shipped()
WORLDS = sorted(set(TABLE.worlds.values()))
BURN_IN = "common"


def written_values(path: Path) -> Iterator[tuple[str, Any]]:
    """What a file says of its market, its network and its world: dotted path and value."""

    def below(value: Any, place: str) -> Iterator[tuple[str, Any]]:
        inside = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
        )
        if not isinstance(value, dict | tuple):
            yield place, value
        for key, part in inside:
            yield from below(part, f"{place}.{key}")

    for part in ("market", "network", "world"):
        yield from below(as_data(read_yaml(path)).get(part, {}), part)


@pytest.fixture
def tiny() -> Scenario:
    """The reference market with few customers and little time."""
    return variant(load("baseline"), {"market.customers": 60, "months": 3, "burn_in": 1})


def test_every_regime_and_every_piece_names_one_world() -> None:
    regimes = set(load("baseline").policies) - {BURN_IN}
    pieces = set(load_study("ablation").mechanisms)
    assert len(pieces) == 10
    assert set(TABLE.worlds) == regimes | pieces
    assert not regimes & pieces


@pytest.mark.parametrize("world", WORLDS)
def test_all_that_such_a_world_sets_lies_within_what_is_plausible(root: Path, world: str) -> None:
    values = dict(written_values(root / "scenarios" / "worlds" / f"{world}.yaml"))
    assert values
    for path, value in values.items():
        known = catalogue()[general_name(path)]
        assert known.plausible is not None
        low, high = known.plausible
        assert low <= value <= high, path


@pytest.mark.parametrize("world", WORLDS)
def test_such_a_world_changes_no_policy_and_nobody_who_runs_one(world: str) -> None:
    there, reference = load(world), load("baseline")
    assert there.policies == reference.policies
    assert there.firms == reference.firms


def test_a_piece_is_judged_by_what_goes_with_it(tiny: Scenario) -> None:
    worlds = losing.without_pieces(tiny)
    whole = worlds["tci"]
    policies = {name: each.policies[each.firms["ours"].policy] for name, each in worlds.items()}
    assert policies["tci"].model_dump(exclude={"label"}) == tiny.policies["tci"].model_dump(exclude={"label"})
    assert policies["platform"].integration.platform == tiny.policies["tqm"].integration.platform
    assert policies["platform"].listening == policies["tci"].listening
    assert {name: each.world for name, each in worlds.items()} == dict.fromkeys(worlds, whole.world)


def test_what_a_regime_is_worth_is_what_it_adds_and_a_piece_what_is_lost_without_it(
    tiny: Scenario,
) -> None:
    from tci_sim.analysis.compare import compare

    found = losing.worths(tiny, 2, 5, ["tqm", "platform"])
    assert list(found) == ["tqm", "platform"]
    regime = compare(tiny, firm_policies=["common", "tqm"], replications=2, seed=5).differences(
        "value_owners"
    )
    assert found["tqm"].mean == regime["discounted_difference"].item()
    less = compare({"tci": tiny, "without": losing.without_pieces(tiny)["platform"]}, replications=2, seed=5)
    without = less.differences("value_owners")
    assert found["platform"].mean == -without["discounted_difference"].item()
    assert found["platform"].low == -without["discounted_high"].item()
    assert found["platform"].low <= found["platform"].mean <= found["platform"].high


def test_a_search_draws_the_same_worlds_from_one_seed_and_others_from_another() -> None:
    one, again, other = (losing.draw_world(4, seed, 2)[0] for seed in (1, 1, 2))
    assert one == again != other
    assert 2000 <= one["market.customers"] <= 100000


def test_regimes_and_pieces_can_be_tried_in_a_drawn_world() -> None:
    changes, world = losing.draw_world(4, 1, 0)
    assert sum(firm.share for firm in world.firms.values()) != 1.0  # sizes beside each other, not yet shares
    tried = [*losing.regimes(world).values(), *losing.without_pieces(world).values()]
    assert {each.firms["ours"].share for each in tried} == {changes["firms.ours.share"]}
    assert len(tried) == 8 + 11


def test_the_search_says_how_often_each_loses_and_where_most() -> None:
    found = [{"tqm": Worth(mean, mean - 1e3, mean + 1e3)} for mean in (5e3, -7e3, -2e3, 1e3)]
    printed = losing.format_search(found, seed=3, replications=2).splitlines()
    assert "4 plausible worlds, drawn from seed 3, with 2 pairs" in printed[0]
    [row] = [line for line in printed if "total quality management" in line]
    assert row.split()[-5:] == ["50", "1", "-7.0", "-8.0", "-6.0"]


def test_the_search_says_with_which_assumptions_each_loses() -> None:
    worth = (4e3, 3e3, -2e3, float("nan"))
    worlds = pd.DataFrame({"wages": [1.0, 2.0, 3.0, 0.0], "share": [0.3, 0.2, 0.1, 0.4], "fixed": [1.0] * 4})
    worlds["market.customers"] = 2000
    found = [{"tqm": Worth(mean, mean, mean)} for mean in worth]
    printed = losing.format_causes(found, worlds)
    rows = {line.split()[3]: line.split()[4:] for line in printed.splitlines() if "total quality" in line}
    assert rows == {"wages": ["upper", "end", "-1.00"], "share": ["lower", "end", "1.00"]}


def costs(values: dict[str, Any]) -> Worth:
    """What something is worth where a dear price, much turbulence and few customers each cost it something."""
    dear = 4e3 * (values.get("world.choice.price_weight", 5.0) == 12.0)
    turning = 3e3 * (values.get("world.requirements.turbulence", 0.0) > 0.01)
    few = 2e3 * (values.get("market.customers", 20000) == 2000)
    mean = 5e3 - dear - turning - few
    return Worth(mean, mean - 1e3, mean + 1e3)


def test_a_corner_is_what_costs_most_moved_together_until_it_loses(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(losing, "_worth_where", lambda name, values, replications, seed: costs(values))
    alone = losing.moves("tqm", 2, 1)
    assert [(move.path, move.worth.mean) for move in alone[:3]] == [
        ("world.choice.price_weight", 1e3), ("world.requirements.turbulence", 2e3), ("market.customers", 3e3),
    ]  # fmt: skip
    assert {move.worth.mean for move in alone[3:]} == {5e3}
    assert not any(move.path.startswith("firms.") for move in alone)
    moved = losing.together("tqm", alone, 2, 1)
    assert {count: worth.mean for count, worth in moved.items()} == {1: 1e3, 2: -2e3}
    assert losing.main(["--corner", "tqm"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["world.choice.price_weight", "12", "1.0", "0.0", "2.0"] in rows
    assert ["the", "first", "2", "together", "-2.0", "-3.0", "-1.0"] in rows


def test_what_never_loses_is_moved_to_the_end_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(losing, "_worth_where", lambda *_: Worth(1.0, 0.5, 1.5))
    chosen = [losing.Move(str(number), 0.0, Worth(1.0, 0.5, 1.5)) for number in range(5)]
    assert list(losing.together("tqm", chosen, 2, 1)) == [1, 2, 4, 5]


def test_a_search_can_look_at_some_only(tiny: Scenario, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(
        losing, "draw_world", lambda worlds, seed, which: ({"market.customers": 60 + which}, tiny)
    )
    assert losing.main(["--worlds", "2", "--adopted", "iso9000"]) == 0
    printed = capsys.readouterr().out
    assert "ISO 9000" in printed
    assert "excellence" not in printed


def test_it_tells_who_asks_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    assert losing.main(["--adopted", "tqn", "platform"]) == 2
    assert "tqn: losing.yaml has no such regime or piece. Did you mean 'tqm'?" in capsys.readouterr().err
    assert losing.main(["--worlds", "0"]) == 2
    assert losing.main(["--worlds", "3", "--show", "3"]) == 2
    assert losing.main(["--worlds", "3", "--show", "-1"]) == 2
    assert capsys.readouterr().err.count("\n") == 3


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_it_loses_there_beyond_chance(world: str) -> None:
    adopted = [name for name, place in TABLE.worlds.items() if place == world]
    found = losing.worths(load(world), TABLE.replications, TABLE.seed, adopted)
    assert {name: worth for name, worth in found.items() if not worth.loses} == {}
    assert list(found) == adopted


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    asked = [sys.executable, "-m", "tci_sim.analysis.losing", "--show", "0", "--worlds", "2"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (141, b"")
