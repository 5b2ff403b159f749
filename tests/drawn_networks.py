"""Networks that hypothesis draws."""

from hypothesis import strategies as st

from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.cells import is_blank

NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8).filter(
    lambda name: not is_blank(name)
)
DEMANDS = st.floats(1e-6, 1e6)


@st.composite
def networks(draw: st.DrawFn) -> ValueNetwork:
    """Draw any sound network: rows in any order, firms and suppliers mixed, both kinds between a pair."""
    names = draw(st.lists(NAMES, min_size=2, max_size=7, unique=True))
    firm = {name: draw(st.sampled_from(["A", "B", "C"])) for name in names}
    pairs = [(s, t) for j, t in enumerate(names) for s in names[:j]]
    joined = draw(
        st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(["goods", "work"])), unique=True)
    )
    edges = [
        {
            "source": source,
            "target": target,
            "kind": kind,
            "lead_time": draw(st.integers(0, 5)),
            "units": draw(st.integers(1, 5_000)) / 1000,
        }
        for (source, target), kind in joined
    ]
    giving = {edge["source"] for edge in edges if edge["kind"] == "goods"}
    nodes = []
    for name in names:
        row = {"name": name, "firm": firm[name], "members": draw(st.integers(0, 9)), "role": draw(NAMES)}
        outlet = name not in giving and (name == names[-1] or draw(st.booleans()))
        row |= {"outlet": outlet, "front_line": draw(st.booleans()), "lead_time": draw(st.integers(0, 5))}
        nodes.append(row | ({"demand_share": draw(DEMANDS), "demand_mean": draw(DEMANDS)} if outlet else {}))
    return ValueNetwork.build(draw(st.permutations(nodes)), edges)
