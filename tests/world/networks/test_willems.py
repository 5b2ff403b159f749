"""The converter of the chains of Willems (2008), on made-up chains and on real ones."""

import itertools
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.errors import InputError
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.read import read_network
from tci_sim.world.networks.willems import DAYS_PER_MONTH, edge_months, read_willems
from tci_sim.world.networks.write import write_network

HEADER = (
    "stage_id,lead_time,max_s_time,cost_rate,risk_pool,"
    "ext_demand_mean,ext_demand_std,ext_demand_thres,up_stages\n"
)


def read_chain(folder: Path, rows: str) -> ValueNetwork:
    (folder / "chain.csv").write_text(HEADER + rows)
    return read_willems(folder / "chain.csv")


def faults_of(folder: Path, rows: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_chain(folder, rows)
    return [fault.replace(f"{folder}/", "") for fault in caught.value.faults]


def test_days_become_whole_months_on_the_edges_that_enter_a_stage(tmp_path: Path) -> None:
    chain = read_chain(tmp_path, "Part,61,,1,,,,\nMake,30.4,,1,,,,,Part,2.5\nShop,0,,1,,7,1,1,Make,1,,\n")
    assert chain.name == ("Part", "Make", "Shop")
    assert chain.edge_lead_time.tolist() == [1, 0]
    assert chain.lead_time.tolist() == [2, 0, 0]  # 61 days are just above two months
    assert chain.milli_units.tolist() == [2500, 1000]


def test_a_stage_that_draws_on_none_is_a_supplier_and_the_rest_are_one_firm(tmp_path: Path) -> None:
    chain = read_chain(tmp_path, "Part,1,,1,,,,\nMake,1,,1,,,,,Part,1\nShop,0,,1,,7,1,1,Make,1\n")
    assert chain.firms == ("chain", "Part")
    assert chain.role == ("supplier", "production", "sales")
    assert chain.tier.tolist() == [1, 0, 0]
    assert chain.front_line.tolist() == [False, False, True]


def test_a_demand_stage_that_feeds_others_gets_an_outlet_of_its_own(tmp_path: Path) -> None:
    chain = read_chain(tmp_path, "Part,1,,1,,,,\nMake,9,,1,,30,1,1,Part,1\nShop,0,,1,,10,1,1,Make,1\n")
    assert chain.name == ("Part", "Make", "Make outlet", "Shop")
    assert chain.outlet.tolist() == [False, False, True, True]
    assert chain.demand_share.tolist() == [0, 0, 0.75, 0.25]
    [edge] = chain.edges_into(2)
    assert (chain.source[edge], chain.edge_lead_time[edge], chain.milli_units[edge]) == (1, 0, 1000)


def test_a_demand_stage_that_draws_on_none_stays_a_supplier_and_feeds_an_outlet(tmp_path: Path) -> None:
    chain = read_chain(tmp_path, "Depot,40,,1,,5,1,1\n")
    assert (chain.name, chain.firm) == (("Depot", "Depot outlet"), ("Depot", "chain"))
    assert chain.lead_time.tolist() == [1, 0]


STAGES = st.lists(st.floats(0, 200), min_size=1, max_size=8)


@given(STAGES, st.randoms(use_true_random=False))
def test_months_along_the_longest_way_to_a_stage_are_its_days_rounded(days: list[float], random: Any) -> None:
    names = [f"s{n}" for n in range(len(days))]
    draws_on = {name: [u for u in names[:n] if random.random() < 0.5] for n, name in enumerate(names)}
    months = edge_months(dict(zip(names, days, strict=True)), draws_on)
    in_days: dict[str, float] = {}
    in_months: dict[str, int] = {}
    for name, own in zip(names, days, strict=True):
        outside, edges = months[name]
        in_days[name] = own + max((in_days[source] for source in edges), default=0.0)
        in_months[name] = outside + max(
            (in_months[source] + edge for source, edge in edges.items()), default=0
        )
        assert in_months[name] == math.floor(in_days[name] / DAYS_PER_MONTH + 0.5)
        assert all(abs(edge - own / DAYS_PER_MONTH) < 1 for edge in edges.values())  # none waits for another


def test_six_stages_of_three_days_are_one_month_not_six() -> None:
    names = [f"s{n}" for n in range(6)]
    months = edge_months(dict.fromkeys(names, 3.0), {b: [a] for a, b in itertools.pairwise(names)})
    assert sum(outside + sum(edges.values()) for outside, edges in months.values()) == 1


def test_real_chains_are_as_long_as_in_the_source(networks_folder: Path) -> None:
    for file, days in (("01", 38), ("03", 79.8), ("10", 162)):
        chain = read_willems(networks_folder / f"willems_{file}.csv")
        longest = chain.lead_time.copy()
        for n in range(len(chain.name)):
            for e in chain.edges_into(n):
                longest[n] = max(longest[n], longest[chain.source[e]] + chain.edge_lead_time[e])
        assert longest.max() == pytest.approx(days / DAYS_PER_MONTH, abs=0.5)


def test_tiny_units_are_rounded_up_to_a_thousandth(tmp_path: Path) -> None:
    chain = read_chain(tmp_path, "Part,1,,1,,,,\nShop,0,,1,,7,1,1,Part,0.00001\n")
    assert chain.milli_units.tolist() == [1]


def test_every_bad_row_names_file_line_and_stage(tmp_path: Path) -> None:
    rows = "Part,soon,,1,,,,\nMake,-1,,1,,-3,,,Part\n,1,,1,,,,\nShop,,,1,,7,1,1,Make,0,Part,x\n"
    assert faults_of(tmp_path, rows) == [
        "chain.csv:2: stage 'Part': lead_time = soon: must be a number of days, at least 0.",
        "chain.csv:3: stage 'Make': lead_time = -1: must be a number of days, at least 0.",
        "chain.csv:3: stage 'Make': ext_demand_mean = -3: must be a number, at least 0, or blank.",
        "chain.csv:3: stage 'Make': up_stages end in 'Part': must be pairs of a stage and its units.",
        "chain.csv:4: stage_id is blank; every stage must have a name.",
        "chain.csv:5: stage 'Shop': lead_time = blank: must be a number of days, at least 0.",
        "chain.csv:5: stage 'Shop': up_stages = Make, 0: must be a stage and its units above 0.",
        "chain.csv:5: stage 'Shop': up_stages = Part, x: must be a stage and its units above 0.",
    ]


def test_an_unknown_stage_and_a_cycle_are_named(tmp_path: Path) -> None:
    unknown = faults_of(tmp_path, "Part,1,,1,,,,\nShop,0,,1,,7,1,1,Prt,1\n")
    assert unknown == [
        "chain.csv:3: edge 'Prt' -> 'Shop': source = 'Prt': there is no node of that name. "
        "Did you mean 'Part'?"
    ]
    (cycle,) = faults_of(tmp_path, "Make,1,,1,,,,,Pack,1\nPack,1,,1,,,,,Make,1\nShop,0,,1,,7,1,1,Pack,1\n")
    assert cycle.endswith("'Make' -> 'Pack' -> 'Make'.")


def test_a_chain_that_lacks_a_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chain.csv").write_text("stage,lead_time,ext_demand_mean,up_stages\n")
    with pytest.raises(InputError, match=r"chain.csv:1: column 'stage_id' is missing; a chain needs it\."):
        read_willems(tmp_path / "chain.csv")
    (tmp_path / "chain.csv").write_text("stage_id,lead_time,up_stages,ext_demand_mean\n")
    with pytest.raises(InputError, match=r"column 'up_stages' must be the last one in the header\."):
        read_willems(tmp_path / "chain.csv")


@pytest.mark.parametrize(
    # counted by hand (01, 03) and with awk (10): stages, pairs, stages with demand, stages without up-stages
    ("number", "stages", "pairs", "outlets", "suppliers"),
    [("01", 8, 10, 3, 3), ("03", 17, 18, 4, 5), ("10", 58, 176, 13, 45)],
)
def test_real_chains_load_whole_and_survive_csv(
    networks_folder: Path, tmp_path: Path, number: str, stages: int, pairs: int, outlets: int, suppliers: int
) -> None:
    chain = read_willems(networks_folder / f"willems_{number}.csv", members_per_node=6, owner="maker")
    assert (len(chain.name), len(chain.source)) == (stages, pairs)
    assert chain.outlet.sum() == outlets
    assert chain.selling_firms == ("maker",)
    assert len(chain.firms) == 1 + suppliers
    assert set(chain.members.tolist()) == {6}
    write_network(chain, tmp_path / "nodes.csv", tmp_path / "edges.csv")
    assert read_network(tmp_path / "nodes.csv", tmp_path / "edges.csv") == chain


def test_the_first_real_chain_has_the_demand_of_its_three_shops(networks_folder: Path) -> None:
    chain = read_willems(networks_folder / "willems_01.csv")
    shops = chain.demand_mean[chain.outlet]
    assert shops.tolist() == [253.0, 45.0, 75.0]
    assert chain.market_weight.tolist() == [373.0]
    assert chain.demand_share[chain.outlet].tolist() == pytest.approx([253 / 373, 45 / 373, 75 / 373])
