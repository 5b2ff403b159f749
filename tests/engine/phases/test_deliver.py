"""Phase 3: what people hold in common, and who is new, in the quality of what a node sends out this month."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from worlds import play, small_market

from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.rules.culture import execution_error
from tci_sim.engine.state import State
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

SERVICE = 3
AUTONOMY = 0.6


def delivered(prepare: Callable[[State], None] = lambda s: None, month: int = 4, **people: float) -> State:
    """A market after one month of making and sending, which was prepared before it."""
    scenario = small_market({f"world.people.{name}": value for name, value in people.items()})
    s = build(scenario, network_of(scenario), seed=7)
    s.firms.policies.in_force.culture.autonomy[:] = AUTONOMY
    prepare(s)
    play(deliver, s, month=month)
    return s


def agreeing(agreement: float, held: float = 1.0) -> Callable[[State], None]:
    def prepare(s: State) -> None:
        s.nodes.minds.agreement[:], s.nodes.minds.agreement_around[:] = agreement, agreement
        s.nodes.minds.held[:] = held

    return prepare


def sources(s: State) -> np.ndarray:
    """Nodes that are given nothing by any other."""
    links = s.edges.links
    given = links.target[links.source >= 0]
    return ~np.isin(np.arange(len(s.nodes.places.firm)), given)


def test_each_node_has_a_good_or_bad_month_of_its_own_and_its_ability_stays() -> None:
    plain, shaken = delivered(), delivered(agreeing(0.5, 0.5), execution_error=0.03)
    assert shaken.nodes.quality.shortfall.tobytes() == plain.nodes.quality.shortfall.tobytes()
    n = int(np.flatnonzero(sources(plain))[0])
    drawn = draw(7, Decision.EXECUTION, 4, [n])[0]
    now = plain.nodes.quality.shortfall[n] + execution_error(0.03, 0.6, 0.5, 0.5, drawn)
    hand = plain.nodes.places.contribution[n]
    assert np.allclose(1.0 - shaken.nodes.quality.first_pass_yield[n], 1.0 - np.prod(1.0 - hand * now))
    assert (shaken.nodes.quality.defect_out[n] != plain.nodes.quality.defect_out[n])[hand > 0.0].all()


def test_agreement_steadies_and_does_nothing_where_values_are_apart_or_the_code_is_unknown() -> None:
    first = {}
    for steadying in (0.0, 0.6):
        for name, prepare in {
            "both": agreeing(1.0),
            "values": agreeing(1.0, 0.0),
            "code": agreeing(0.0),
        }.items():
            s = delivered(prepare, execution_error=0.03, steadying=steadying)
            first[steadying, name] = s.nodes.quality.first_pass_yield
    assert (first[0.0, "values"] == first[0.6, "values"]).all()
    assert (first[0.0, "code"] == first[0.6, "code"]).all()
    still = delivered().nodes.quality.first_pass_yield
    far, near = (np.abs(first[s, "both"] - still) for s in (0.0, 0.6))
    assert (near < far).all()


def test_units_that_decide_for_themselves_and_disagree_spoil_what_they_hand_over_inside() -> None:
    plain = delivered()
    spoilt = delivered(agreeing(0.5), mis_hand_over=0.1)
    links, firm = plain.edges.links, plain.nodes.places.firm
    inside = (links.source >= 0) & (firm[links.source] == firm[links.target])
    receives = np.isin(np.arange(len(firm)), links.target[inside])
    assert 0 < receives.sum() < len(firm)
    # .1 x .5 x .6 of what would have been good, at the first node that a unit of its own organisation serves
    n = int(np.flatnonzero(receives)[0])
    good = 1.0 - plain.nodes.quality.defect_in[n]
    assert np.allclose(1.0 - spoilt.nodes.quality.defect_in[n], good * 0.97)
    assert (spoilt.nodes.quality.defect_in >= plain.nodes.quality.defect_in).all()
    alone = ~receives & sources(plain)
    assert (spoilt.nodes.quality.defect_in[alone] == plain.nodes.quality.defect_in[alone]).all()


def test_who_agrees_on_all_spoils_nothing_however_autonomous() -> None:
    plain, agreed = delivered(), delivered(agreeing(1.0), mis_hand_over=0.1)
    assert agreed.nodes.quality.defect_in.tobytes() == plain.nodes.quality.defect_in.tobytes()


def test_newcomers_spoil_what_they_touch_and_no_other_attribute() -> None:
    def new(s: State) -> None:
        s.nodes.minds.newcomers[:] = 0.5
        s.market.attributes.newcomers[SERVICE] = 0.1

    plain, spoilt = (delivered(prepare).nodes.quality.defect_out for prepare in (lambda s: None, new))
    others = [a for a in range(plain.shape[1]) if a != SERVICE]
    assert (spoilt[:, others] == plain[:, others]).all()
    assert (spoilt[:, SERVICE] >= plain[:, SERVICE]).all()
    assert spoilt[:, SERVICE].max() > plain[:, SERVICE].max()
