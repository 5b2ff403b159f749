"""Those who asked act: for customers, for next steps, by tickets to the step that caused it; and trust that is lost."""

import numpy as np
import pytest
from engine.phases.test_experience import bits, live, live_in_parts, market_of
from engine.phases.test_listen import felt, hear, market, node
from worlds import arrays_of, lived, play, same_bits, whole_market

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.act import contact_felt
from tci_sim.engine.phases.customer_acts import FOUND, MENDED, NOTHING, PASSED_ON, act_for_customers
from tci_sim.engine.phases.customer_block import Block
from tci_sim.engine.phases.customer_terms import customer_terms
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.state.firms import Act
from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import COLLABORATION, FIXED
from tci_sim.world.records import put

CUSTOMERS = 1000


def asked_customers(interviewed=1.0, mends=1.0, passes_on=0.0, satisfaction=50.0, usual=70.0):
    """Let customers of the first firm be asked, all of one satisfaction, and see what follows."""
    s = market()
    terms = customer_terms(2, 2, 2, len(s.nodes.places.firm))
    s.customers.firm[:] = 0
    s.customers.satisfaction[:] = satisfaction
    for name, value in (
        ("interviewed", interviewed),
        ("usual", usual),
        ("mends", mends),
        ("passes_on", passes_on),
    ):
        getattr(terms.treatment, name)[0] = value
    block = Block(s.run.seed[0], np.uint64(3), np.uint64(0), CUSTOMERS)
    act, gap = np.full(CUSTOMERS, MENDED, np.uint8), np.zeros((2, CUSTOMERS))
    act_for_customers(block, s.run.world[0].acting, terms.treatment, gap, s.customers, act)
    return act, s.customers.satisfaction[:CUSTOMERS]


def test_all_who_are_asked_and_well_below_the_mean_are_won_back_where_everybody_may_and_can_act():
    act, after = asked_customers()
    assert (act == MENDED).all()
    # .6 of the way from 50 to 70
    assert after == pytest.approx(np.full(CUSTOMERS, 62.0))


def test_nobody_is_found_who_was_not_asked_or_is_content():
    for act, after in (asked_customers(interviewed=0.0), asked_customers(satisfaction=65.0)):
        assert (act == NOTHING).all()
        assert set(after.tolist()) <= {50.0, 65.0}


def test_without_authority_troubles_are_found_and_nothing_follows():
    act, after = asked_customers(mends=0.0)
    assert (act == FOUND).all()
    assert (after == 50.0).all()


def test_each_is_helped_wholly_or_not_at_all_and_as_many_as_chances_say():
    act, after = asked_customers(interviewed=0.5, mends=0.4, passes_on=0.3)
    assert set(after.tolist()) == {50.0, 62.0}
    assert (act == MENDED).mean() == pytest.approx(0.2, abs=0.05)
    assert (act == PASSED_ON).mean() == pytest.approx(0.15, abs=0.05)
    # a share .2 of them 12 points up: mean 52.4, variance .2 x .8 x 144
    assert after.mean() == pytest.approx(52.4, abs=0.6)
    assert after.std() == pytest.approx(4.8, abs=0.4)


def review_of(authority, sharing=1.0, interviews=1.0, inside=0.0, cadence=1, time=0.1):
    s = market({"survey": {"respondents": 0}, "review": {"interviews": interviews}})
    for levers in (s.firms.policies.in_force, s.firms.policies.paid):
        put(levers, "listening.review.authority", authority)
        put(levers, "listening.internal_review.interviews", inside)
        put(levers, "learning.sharing", sharing)
        put(levers, "improvement.cadence", cadence)
    s.nodes.work.improvement_time[:] = time
    s.nodes.competence.commitment[:] = 1.0
    s.nodes.competence.culture[:, COLLABORATION] = 1.0
    return s


def pass_on(s, count, attribute=0, missed=0.6):
    s.sums.by_attribute[SumOfAttribute.PASSED_ON, 0, attribute] = count
    s.sums.by_attribute[SumOfAttribute.PASSED_ON_GAP, 0, attribute] = round(count * missed * FIXED)


def test_a_ticket_goes_to_the_step_that_most_of_it_arises_in_and_is_heard_there():
    s = review_of(1.0)
    making, selling = node(s, 0, False), node(s, 0, True)
    s.firms.estimates.gap[0] = [0.2, 0.1]
    pass_on(s, 10)
    hear(s)
    # only making has a hand in fit
    assert s.nodes.tickets.open[:, 0].tolist()[making] == 10
    assert s.nodes.tickets.open[selling, 0] == 0
    keep = s.run.world[0].voices.evidence_keep
    assert s.nodes.heard.gap[making, 0] == pytest.approx(0.6 + (0.2 - 0.6) * keep**10, abs=1e-6)
    # of the rest the step thinks what the centre thinks
    assert s.nodes.heard.gap[making, 1] == pytest.approx(0.1, abs=0.02)
    assert s.nodes.heard.weight[making] == 10.0
    assert s.firms.follow_up.acts[0, Act.OPENED] == 10


def test_a_ticket_is_closed_in_the_next_plan_by_those_who_have_time_to_improve():
    for time, closed in ((0.1, 10), (0.0, 0)):
        s = review_of(1.0, cadence=3, time=time)
        pass_on(s, 10)
        hear(s, month=1)
        pass_on(s, 0)
        hear(s, month=2)
        assert s.firms.follow_up.acts[0, Act.CLOSED] == 0
        hear(s, month=3)
        assert s.firms.follow_up.acts[0, Act.CLOSED] == closed
        assert s.nodes.tickets.open[:, 0].sum() == 10 - closed


def test_the_lot_of_which_a_next_step_complains_is_reworked_next_month():
    s = review_of(1.0, sharing=0.0, interviews=0.0, inside=2.0)
    making = node(s, 0, False)
    s.nodes.quality.defect_in[:] = 1.0
    hear(s)
    # ten members make 20 lots each, and ask about two each; all have something wrong
    assert s.firms.follow_up.acts[0].tolist() == [20, 20, 0, 0, 0, 0]
    assert s.nodes.tickets.reworks[making] == pytest.approx(20 / 200)
    assert s.nodes.tickets.reworks[node(s, 0, True)] == 0.0
    s.market.attributes.inspectable[:] = True
    put(s.firms.policies.in_force, "improvement.inspection", 0.0)
    play(deliver, s, month=1)
    with_rework = s.nodes.quality.defect_out[making].copy()
    s.nodes.tickets.reworks[:] = 0.0
    play(deliver, s, month=1)
    sent = s.nodes.quality.defect_out[making]
    assert with_rework == pytest.approx(sent * 0.9)
    assert s.nodes.quality.reworked[making] == 0.0


def test_what_the_step_before_cannot_put_right_is_its_ticket():
    s = review_of(0.5, sharing=1.0, interviews=0.0, inside=2.0)
    s.nodes.competence.commitment[:] = 0.0
    s.nodes.quality.defect_in[:] = 1.0
    hear(s)
    found, mended, _, opened, *_ = s.firms.follow_up.acts[0].tolist()
    assert (found, mended) == (20, 0)
    assert 3 <= opened <= 17
    assert s.nodes.tickets.open[node(s, 0, False), 1] == opened
    assert (s.nodes.tickets.reworks == 0.0).all()


def test_without_authority_nothing_in_the_world_differs_but_the_count_of_what_was_found():
    s, silent = review_of(0.0, inside=2.0), review_of(0.0, inside=2.0, sharing=0.0)
    for each in (s, silent):
        hear(each)
    assert same_bits(s, silent, ("firms.policies",)) == []
    assert (s.nodes.tickets.open == 0).all()
    assert (s.nodes.tickets.reworks == 0.0).all()
    assert s.firms.follow_up.acts[:, Act.MENDED_INSIDE :].sum() == 0


def test_acting_takes_the_time_of_the_front_line():
    s = review_of(1.0, interviews=1.0)
    felt(s)
    hear(s)
    before = s.nodes.work.interview_time.copy()
    s.sums.by_segment[Sum.MENDED, 0, 0] = 32
    hear(s, month=1)
    # 32 x 1.5 hours of ten people with 160 each
    more = s.nodes.work.interview_time - before
    assert more[node(s, 0, True)] == pytest.approx(32 * 1.5 / 1600)
    assert more[node(s, 1, True)] == pytest.approx(0.0)


def test_contact_turns_round_where_nothing_follows_and_only_where_the_world_says_so():
    s = review_of(0.0, interviews=1.0)
    hear(s)
    selling = node(s, 0, True)
    s.firms.follow_up.followed[0] = [0.0, 1.0]
    turned = []
    for in_vain in (0.0, 0.5, 1.0):
        put(s.run.world, "acting.heard_in_vain", in_vain)
        felt_now = contact_felt(
            s.run.world[0].acting, s.nodes.places.firm, s.staff.headcount, s.nodes.heard,
            s.firms.follow_up.followed,
        )  # fmt: skip
        turned.append(felt_now[selling])
    assert turned == [1.0, 0.0, -1.0]


def test_customers_asked_in_vain_consider_others_sooner_than_those_whom_nobody_asked():
    considering = []
    for interviews, in_vain in ((0.0, 1.0), (8.0, 0.0), (8.0, 1.0)):
        s = lived(
            whole_market(
                {
                    "world.economy.hour": 0.01,
                    "world.acting.asked_in_vain": in_vain,
                    "world.acting.below": 0.0,
                    "policies.tci.listening.review.interviews": interviews,
                    "policies.tci.listening.internal_review.interviews": 0.0,
                    "policies.tci.value.investment_step": 0.0,
                }
            )
        )
        asked = s.state.customers.asked[s.state.customers.firm == 0]
        considering.append(asked.mean())
        assert (asked < 0.0).any() == (interviews * in_vain > 0.0)
    nobody, trusted, in_vain = considering
    assert trusted > nobody
    assert in_vain < trusted


def test_authority_whose_effect_is_switched_off_costs_and_changes_nothing_but_money():
    changes = {"world.economy.hour": 0.01, "policies.tci.listening.review.interviews": 4.0}
    without = lived(whole_market({**changes, "policies.tci.listening.review.authority": 0.0}))
    paid = lived(
        whole_market(
            {
                **changes,
                "policies.tci.listening.review.authority": 1.0,
                "policies.tci.effects_only": ("listening.review.authority",),
            }
        )
    )
    money = ("books", "firms.policies.paid", "firms.survival", "run", "future")
    assert same_bits(without.state, paid.state, money) == []
    assert paid.state.books.ledger.balance[0] < without.state.books.ledger.balance[0]
    assert list(arrays_of(paid.state))


# --- the same bits, the same market ---------------------------------------------------------------------------


def interviewing(customers):
    s = market_of(customers)
    s.firms.contacts.interviews[:2] = customers / 20
    s.firms.follow_up.ability[:] = 0.5
    put(s.firms.policies.in_force, "listening.review.authority", 0.8)
    put(s.firms.policies.in_force, "learning.sharing", 0.8)
    return s


def test_any_cut_into_parts_and_threads_helps_the_same_customers():
    cut = live_in_parts(interviewing(2500), (0, 1, 700, 1025, 2500), months=3)
    whole = live(interviewing(2500), months=3)
    assert bits(cut) == bits(whole)
    found, mended = (whole.sums.by_segment[each].sum() for each in (Sum.FOUND, Sum.MENDED))
    assert found > mended > 0
    assert 0 < whole.sums.by_attribute[SumOfAttribute.PASSED_ON].sum() <= found - mended


def test_a_tenth_of_the_customers_simulated_are_helped_as_often_as_all():
    helped = []
    for simulated in (6000, 600):
        s = lived(whole_market({**FEW_FOR_EACH, "market.customers": 6000, "market.simulated": simulated}))
        helped.append(measure(s, "recoveries").sum() / measure(s, "interviews").sum())
    assert helped[0] == pytest.approx(helped[1], rel=0.15)


# --- how many customers there are for each who asks ---------------------------------------------------------

FEW_FOR_EACH = {
    "market.captive": True, "world.economy.hour": 0.01, "policies.tci.listening.review.interviews": 4.0,
    "policies.tci.listening.review.authority": 1.0, "policies.tci.listening.internal_review.interviews": 0.0,
    "policies.tci.learning.sharing": 0.0, "policies.tci.value.investment_step": 0.0,
}  # fmt: skip
"""Customers who cannot leave, so that runs differ by what acting does to them alone, and no tickets."""


def measure(world, name):
    return world.recording.firm[:, 0, [each.name for each in MEASURES["firm"]].index(name)]


def gained(customers_per_person, interviews):
    """Mean satisfaction that full authority adds over the first two years."""
    size = {"market.customers": 20_000, "market.simulated": 1000}
    # .28 is the price of an hour at which there are 670 customers for each
    hour = {"world.economy.hour": 0.28 * customers_per_person / 670.0}
    asks = {"policies.tci.listening.review.interviews": float(interviews)}
    means = []
    for authority in (0.0, 1.0):
        acts = {"policies.tci.listening.review.authority": authority}
        means.append(
            measure(lived(whole_market({**FEW_FOR_EACH, **size, **hour, **asks, **acts})), "satisfaction")
        )
    return (means[1] - means[0]).mean()


def test_what_acting_does_falls_with_customers_for_each_person_and_rises_with_interviews():
    gains = np.array([[gained(k, rate) for rate in (1, 4, 10)] for k in (10, 30, 100, 300, 670)])
    assert (np.diff(gains, axis=0) < 0.0).all(), gains
    assert (np.diff(gains, axis=1) >= 0.0).all(), gains
    assert gains[0, 2] > 2.0
    assert gains[-1, 0] < 0.1


def test_dear_amends_cost_more_than_they_keep():
    profits = []
    for authority in (0.0, 1.0):
        open_market = {
            **FEW_FOR_EACH, "market.captive": False, "months": 36, "world.economy.amends": 1.0,
            "policies.tci.listening.review.authority": authority,
        }  # fmt: skip
        profits.append(measure(lived(whole_market(open_market)), "profit").sum())
    assert profits[1] < profits[0]


def test_amends_are_booked_for_every_recovery_and_counted_with_the_time_it_takes():
    world = lived(whole_market({**FEW_FOR_EACH, "world.complaints.rate": 0.0}))
    helped = measure(world, "recoveries")
    amends = 0.3 * helped * measure(world, "price")
    assert helped.sum() > 0.0
    assert measure(world, "complaint_handling_paid") == pytest.approx(amends, abs=1e-5)
    assert measure(world, "external_failure_cost").sum() >= amends.sum()
    # a person earns 160 hours a month at .01 of a price of 100
    assert measure(world, "acting_cost") == pytest.approx(amends + helped * 1.5, rel=1e-9)
