"""Where a scenario, a study or a network is expected, a file, a mapping or a table serves; else one sentence tells."""

import contextlib

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import tci_sim as tci
from tci_sim.errors import InputError
from tci_sim.messages import using_language

SMALL = {"base": "baseline", "reason": "for a test", "market": {"customers": 200}, "months": 3, "burn_in": 2}
NODES = pd.DataFrame({"name": ["mill", "plant", "shop"], "members": [4, 5, None]})
EDGES = pd.DataFrame({"source": ["mill", "plant"], "target": ["plant", "shop"], "lead_time": [2, None]})


@pytest.fixture(scope="module")
def small():
    return tci.variant("baseline", {"market.customers": 200, "months": 3, "burn_in": 2})


@pytest.fixture(scope="module")
def chain(small):
    """Return a market of one firm, which is whatever firm the network has."""
    return tci.variant(
        small, {f"firms.{name}": None for name in small.firms if name != "ours"} | {"focal_firm": None}
    )


def test_a_file_a_path_and_a_mapping_are_scenarios(tmp_path, small):
    file = tmp_path / "mine.yaml"
    file.write_text("base: baseline\nreason: for a test\nmarket: {customers: 200}\nmonths: 3\nburn_in: 2\n")
    fingerprint = tci.run(small).fingerprint
    for given in (str(file), file, SMALL):
        assert tci.run(given).fingerprint == fingerprint
        assert tci.Simulation(given).scenario.months == 3
        assert tci.TCIModel(given).question.months == 3
        assert tci.variant(given, {"months": 4}).months == 4
    assert tci.compare({"mine": file, "same": SMALL}, replications=2).reference == "mine"
    assert tci.compare(SMALL, firm_policies=["tci", "tqm"], replications=2).others == ("tqm",)


def test_the_base_of_a_study_is_any_scenario(small):
    given = {"question": "?", "levers": {"culture.autonomy": [0, 1]}, "report": ["profit"], "replications": 1}
    assert tci.Study(**given, base="baseline").base == tci.load("baseline")
    swept = tci.sweep({**given, "base": SMALL})
    assert swept.fingerprint == tci.sweep(tci.Study(**given, base=small)).fingerprint


NO_SCENARIOS = [5, [1], pd.DataFrame({"months": [3]}), np.zeros(2)]


def base_of_a_study(given):
    return tci.Study(question="?", base=given, levers={"culture.autonomi": [0]}, report=["profit"])


@pytest.mark.parametrize("given", [None, *NO_SCENARIOS], ids=lambda given: type(given).__name__)
@pytest.mark.parametrize("ask", [tci.run, tci.Simulation, tci.TCIModel, lambda each: tci.variant(each, {})])
def test_what_is_no_scenario_is_told_what_to_write(given, ask):
    with pytest.raises(InputError) as refused:
        ask(given)
    [said] = refused.value.faults
    assert said.startswith("scenario = ")
    assert "must be a scenario: a tci_sim.Scenario, the name of a scenario file, or a mapping" in said
    with using_language("zh-Hant"):
        assert refused.value.faults[0].endswith("鍵值對。")


@pytest.mark.parametrize("given", NO_SCENARIOS, ids=lambda given: type(given).__name__)
def test_what_is_no_base_hides_no_other_fault_of_a_study(given):
    with pytest.raises(InputError) as refused:
        base_of_a_study(given)
    base, lever = refused.value.faults
    assert base.startswith("base = ")
    assert "must be a scenario: a tci_sim.Scenario" in base
    assert "Did you mean 'culture.autonomy'?" in lever


def test_a_study_and_a_scenario_in_each_others_place_name_the_right_function(small):
    study = tci.Study(question="?", base=small, levers={"culture.autonomy": [0, 1]}, report=["profit"])
    with pytest.raises(InputError, match=r"scenario: is a study of many runs; use tci_sim\.sweep\."):
        tci.run(study)
    with pytest.raises(InputError, match=r"study: is a scenario; use tci_sim\.run"):
        tci.sweep(small)
    with pytest.raises(InputError, match="study = 5: must be a study"):
        tci.sweep(5)


@pytest.mark.parametrize("ask", [tci.load, tci.load_study])
@pytest.mark.parametrize("given", [SMALL, None, 5])
def test_what_is_loaded_is_a_file(ask, given):
    with pytest.raises(InputError, match="must be the name of a file"):
        ask(given)


def test_all_that_are_no_scenarios_are_told_at_once():
    with pytest.raises(InputError) as refused:
        tci.compare({"one": 1, "two": "no_such_scenario", "three": SMALL})
    assert [said.split(" ")[0] for said in refused.value.faults] == ["one", "no_such_scenario:"]


def test_changes_that_are_no_mapping_and_policies_in_one_text_are_told(small):
    with pytest.raises(InputError, match="changes = list: must be a mapping"):
        tci.variant(small, [("months", 3)])
    with pytest.raises(InputError, match="tci,tqm is not a policy of the scenario"):
        tci.compare(small, firm_policies="tci,tqm")


def networks(folder):
    """Return one network in every way in which it may be given."""
    nodes, edges, graphml = (folder / name for name in ("nodes.csv", "edges.csv", "chain.graphml"))
    nodes.write_text("name,members\nmill,4\nplant,5\nshop,\n")
    edges.write_text("source,target,lead_time\nmill,plant,2\nplant,shop,\n")
    graph = nx.DiGraph()
    graph.add_nodes_from([("mill", {"members": 4}), ("plant", {"members": 5}), "shop"])
    graph.add_edge("mill", "plant", lead_time=2)
    graph.add_edge("plant", "shop")
    nx.write_graphml(graph, graphml)
    rows = [
        [{k: v for k, v in row.items() if v == v} for row in table.to_dict("records")]
        for table in (NODES, EDGES)
    ]
    return {
        "graph": graph,
        "frames": (NODES, EDGES),
        "list of frames": [NODES, EDGES],
        "named frames": {"nodes": NODES, "edges": EDGES},
        "names as index": (NODES.set_index("name"), EDGES.set_index(["source", "target"])),
        "rows": tuple(rows),
        "tables in files": (nodes, str(edges)),
        "file": graphml,
        "name of a file": str(graphml),
    }


def test_every_way_to_give_a_network_gives_the_same(chain, tmp_path):
    given = networks(tmp_path)
    expected = tci.ValueNetwork.from_networkx(given["graph"])
    assert expected.edge_lead_time.tolist() == [2, 1]
    for way, each in given.items():
        assert tci.Simulation(chain, each).network == expected, way
    result = tci.run(chain, network=given["frames"])
    assert result.network == expected
    assert result == tci.run(chain, network=expected)
    assert tci.TCIModel(chain, network=given["named frames"]).network == expected


@pytest.mark.parametrize(
    "given",
    [5, EDGES, {"a": ["b"]}, (NODES,), (NODES, 5), [], {"nodes": NODES}],
    ids=lambda g: type(g).__name__,
)
def test_what_is_no_network_is_told_what_to_write(chain, given):
    for ask in (
        lambda: tci.run(chain, network=given),
        lambda: tci.Simulation(chain, given),
        lambda: tci.TCIModel(chain, network=given),
    ):
        with pytest.raises(InputError) as refused:
            ask()
        [said] = refused.value.faults
        assert said.startswith("network = ")
        assert "or a pair (nodes, edges) of files or tables." in said


@pytest.mark.parametrize("frames", [(EDGES, NODES), (EDGES.to_dict("records"), NODES.to_dict("records"))])
def test_tables_in_each_others_place_are_told_in_one_sentence(chain, frames):
    with pytest.raises(InputError) as caught:
        tci.run(chain, network=frames)
    assert caught.value.faults == (
        "nodes: is a table of edges, and edges is none. Give the table of nodes first, then the table of edges.",
    )


def test_a_network_without_the_firms_of_the_scenario_is_refused_however_it_is_given(small, tmp_path):
    for way, each in networks(tmp_path).items():
        with pytest.raises(InputError) as refused:
            tci.run(small, network=each)
        assert "firms.ours is not a firm in the network, which has chain, mill." in refused.value.faults, way


def test_a_picture_of_what_is_no_single_measure_says_what_to_write(small):
    result = tci.run(small)
    compared = tci.compare([small, small], replications=2)
    parts = "learning_culture, collaboration_culture, improvement_culture and shared_value_culture"
    with pytest.raises(
        InputError, match=f"culture is shown as the mean of several measures; ask for one of them: {parts}"
    ):
        compared.plot("culture")
    with pytest.raises(InputError, match=f"ask for one of them: {parts}"):
        result.to_frame("culture")
    with pytest.raises(InputError, match=r"Profit is not a measure\. Did you mean 'profit'\?"):
        compared.plot("Profit")
    for given in (["profit"], 5):
        for answer in (result, compared):
            with pytest.raises(InputError, match=r"measure = .*: must be text\."):
                answer.plot(given)
    with contextlib.suppress(ImportError):
        assert result.plot("culture").figure is not None
