"""Real respondents: who is asked, who answers, what is made of it, who left since, and what it costs."""

import numpy as np
import pytest
from plain_world import at_rest
from worlds import BASELINE, arrays_of, play, whole_market

from tci_sim.engine.phases.ask import ask
from tci_sim.engine.phases.evidence import mean_weight
from tci_sim.engine.phases.respondents import LOST, OWN
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum
from tci_sim.scenario.load import load, scenario_from_mapping
from tci_sim.simulation import Simulation
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

EXACT = {
    "weight_noise": 0.0, "respondent_noise": 0.0, "item_noise": 0.0,
    "courtesy_face_to_face": 0.0, "courtesy_third_party": 0.0,
}  # fmt: skip
REAL = {"real_respondents": 1, "response_rate": 1.0, "extremes_answer": 0.0}
OURS, THEIRS, NONE = 0, 1, 2


def market(survey=None, asking=None, voices=None, customers=2000, simulated=0, seed=5) -> State:
    """Two firms with half of the customers each; what was experienced is what is delivered."""
    survey = {"respondents": 100, "interval": 12, "delay": 0, "depth": 0.0, **(survey or {})}
    asked = at_rest(
        {
            "reason": "to ask",
            "burn_in_policy": "only",
            "market": {
                "customers": customers,
                "simulated": simulated,
                "attributes": {"fit": {"dimensions": 4}, "service": {"dimensions": 4}},
                "segments": {"one": {"weights": {"fit": 3.0}}, "other": {"weights": {"service": 3.0}}},
            },
            "network": {
                "roles": {
                    "selling": {
                        "members": 10, "outlet": True, "front_line": True,
                        "contributions": {"fit": 1.0, "service": 1.0},
                    },
                },
            },
            "firms": {"ours": {"policy": "only"}, "theirs": {"policy": "only"}},
            "policies": {"only": {"listening": {"survey": survey}}},
            "world": {
                "voices": {**EXACT, **(voices or {})},
                "asking": {**REAL, **(asking or {})},
                "satisfaction": {
                    "experience_noise": 0.0, "leniency": 0.0, "leniency_of_attribute": 0.0, "assimilation": 0.0,
                },
                "requirements": {"lead_customers": 0.0},
            },
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    state = build(scenario, network_of(scenario), seed)
    state.market.needs.voiced[:] = 1.0
    state.customers.tenure[:] = 24
    state.firms.survival.age[:] = 24
    count_customers(state)
    return state


def count_customers(s: State) -> None:
    """Let firms have the customers that there are."""
    people = len(s.customers.firm)
    for f in range(NONE):
        own = np.count_nonzero(s.customers.firm == f) * s.books.checks.customers[0] // people
        s.sums.by_segment[Sum.CUSTOMERS, f] = (own, 0)


def hold(s: State, month: int = 0) -> None:
    play(ask, s, month=month)


def who_answered(s: State, f: int = OURS) -> np.ndarray:
    """Own customers who answered and are followed, in order."""
    return s.firms.answers.followed[f, : s.firms.answers.following[f, 1], 0]


def spread_out(s: State, low=60.0, high=100.0) -> np.ndarray:
    """Let customers of each firm be satisfied evenly between two ends; return ours."""
    for f in range(NONE):
        mine = s.customers.firm == f
        s.customers.satisfaction[mine] = np.linspace(low, high, mine.sum())
    return s.customers.satisfaction[s.customers.firm == OURS]


def test_where_respondents_are_not_real_nothing_happens():
    s = market(asking={"real_respondents": 0})
    before = {name: array.copy() for name, array in arrays_of(s).items()}
    hold(s)
    assert [name for name, array in arrays_of(s).items() if array.tobytes() != before[name].tobytes()] == []
    assert s.firms.leavers.firm.size == s.firms.answers.followed.size == 0


def test_as_many_of_its_own_answer_as_a_firm_pays_for_each_of_them_once():
    s = market(asking={"response_rate": 0.5})
    hold(s)
    assert s.firms.answers.given.tolist() == [[100, 0, 0], [100, 0, 0]]
    assert s.firms.contacts.respondents.tolist() == [100.0, 100.0]
    assert s.firms.answers.approached[OURS] == pytest.approx(200, abs=4 * (100 * 0.5) ** 0.5 / 0.5)
    assert len(set(who_answered(s))) == 100
    assert (s.customers.firm[who_answered(s)] == OURS).all()


def test_only_in_the_month_of_a_round_is_anybody_asked():
    s = market()
    hold(s, 1)
    assert s.firms.answers.held.sum() == 0
    hold(s, 12)
    assert s.firms.answers.held[OURS].sum() == 100
    hold(s, 13)
    assert s.firms.answers.held.sum() == 0
    assert s.firms.answers.given[OURS].sum() == 100


def test_when_everybody_has_been_approached_a_round_ends_with_fewer_answers():
    s = market({"respondents": 1000}, {"response_rate": 0.2}, customers=600)
    hold(s)
    own = np.count_nonzero(s.customers.firm == OURS)
    assert s.firms.answers.approached[OURS] == own
    assert s.firms.answers.given[OURS, OWN] == pytest.approx(0.2 * own, abs=4 * (0.16 * own) ** 0.5)


def test_people_behind_a_simulated_customer_answer_each_for_himself():
    s = market({"respondents": 1000}, voices={"item_noise": 5.0}, customers=6000, simulated=60)
    hold(s)
    assert s.firms.answers.given[OURS, OWN] == 1000
    assert np.unique(who_answered(s)).size <= 60
    # 100 people behind each, about a third of whom are asked
    assert 10 < np.bincount(who_answered(s)).max() < 60


def test_nobody_answers_where_nobody_would():
    s = market(asking={"response_rate": 0.0})
    hold(s)
    assert s.firms.answers.given.sum() == 0
    assert not s.firms.surveys.due.any()
    assert s.firms.answers.approached.sum() == 0


@pytest.mark.parametrize(("extremes", "sign"), [(0.0, 0), (1.5, 1)])
def test_heard_satisfaction_is_wrong_where_extremes_answer_more(extremes, sign):
    s = market({"respondents": 300, "interval": 1}, {"response_rate": 0.25, "extremes_answer": extremes})
    true = spread_out(s)
    heard = []
    for month in range(40):
        hold(s, month)
        heard.append(s.firms.answers.satisfaction[OURS])
    error = true.std() / (300 * 40) ** 0.5
    assert np.mean(heard) == pytest.approx(true.mean() + sign * (np.mean(heard) - true.mean()), abs=4 * error)
    assert (np.mean(heard) - true.mean() > 3.0) == (sign > 0)


def test_courtesy_is_heard_and_a_third_party_hears_less_of_it():
    heard = {}
    for third_party in (0.0, 1.0):
        s = market(
            {"respondents": 1000, "third_party": third_party},
            voices={"courtesy_face_to_face": 6.0, "courtesy_third_party": 2.0},
        )
        spread_out(s, 50.0, 80.0)
        hold(s)
        heard[third_party] = s.firms.answers.satisfaction[OURS]
    assert heard[0.0] - heard[1.0] == pytest.approx(4.0)  # the same people, asked by others


@pytest.mark.parametrize("simulated", [0, 500])
def test_the_error_of_a_sample_is_that_of_so_many_people_whomever_simulated_ones_stand_for(simulated):
    s = market(
        {"respondents": 50, "interval": 1}, customers=100_000 if simulated else 4000, simulated=simulated
    )
    true = spread_out(s, 40.0, 100.0)
    heard = []
    for month in range(300):
        hold(s, month)
        heard.append(s.firms.answers.satisfaction[OURS])
    # 300 means: their standard deviation is known to a twentieth
    assert np.std(heard) == pytest.approx(true.std() / 50**0.5, rel=0.15)


def test_asking_nearly_everybody_leaves_nearly_no_error():
    s = market({"respondents": 190, "interval": 1}, customers=400)
    s.customers.firm[:200], s.customers.firm[200:] = OURS, THEIRS
    count_customers(s)
    true = spread_out(s, 40.0, 100.0)
    heard = []
    for month in range(60):
        hold(s, month)
        heard.append(s.firms.answers.satisfaction[OURS])
    assert np.std(heard) < 0.3 * true.std() / 190**0.5


def leave(s: State, who: np.ndarray, month: int, to: int = THEIRS) -> None:
    """Let customers leave for another firm in a month, and the world see it."""
    hold(s, month - 1)
    s.customers.firm[who] = to
    s.customers.tenure[who] = 0
    count_customers(s)
    hold(s, month)


def test_lost_customers_and_those_of_others_are_asked_as_often_as_the_firm_wants_them():
    s = market({"respondents": 200, "lost": 0.25, "outside": 0.5, "interval": 3})
    ours = np.flatnonzero(s.customers.firm == OURS)
    leave(s, ours[:60], month=2)
    s.customers.tenure[:] += 1
    hold(s, 3)
    assert s.firms.answers.held[OURS].tolist() == [50, 50, 100]
    assert s.firms.contacts.respondents[OURS] == 50.0


def test_who_left_long_ago_or_came_back_is_not_asked_why():
    s = market({"respondents": 200, "lost": 1.0, "interval": 2})
    ours = np.flatnonzero(s.customers.firm == OURS)
    leave(s, ours[:60], month=1)
    s.customers.firm[ours[:20]] = OURS
    hold(s, 2)
    assert s.firms.answers.held[OURS, LOST] == 40
    hold(s, 12)
    assert s.firms.answers.held[OURS, LOST] == 40
    hold(s, 14)
    assert s.firms.answers.held[OURS, LOST] == 0


def test_lost_customers_speak_of_what_made_them_go_and_of_nothing_else_at_no_depth():
    s = market({"respondents": 20, "lost": 1.0, "interval": 2}, voices={"right_sign": 1.0})
    s.market.segments.should[:] = (0.5, 0.9)
    s.nodes.quality.defect_out[:] = 0.3
    s.nodes.quality.defect_out[:, 1] = 0.4
    leave(s, np.flatnonzero(s.customers.firm == OURS)[:60], month=1)
    hold(s, 2)
    told = s.firms.surveys.voice_weight[OURS, 2]
    assert (told[s.market.needs.attribute == 0] == 0.0).all()
    assert (told[s.market.needs.attribute == 1] == 20.0).all()


def test_others_customers_tell_what_rivals_give_and_it_counts_once_more():
    gaps = {}
    for outside in (0.0, 0.5):
        s = market({"outside": outside})
        nodes = s.nodes.places.firm
        s.nodes.quality.defect_out[nodes == OURS] = (0.2, 0.2)
        s.nodes.quality.defect_out[nodes == THEIRS] = (0.1, 0.3)
        hold(s)
        gaps[outside] = s.firms.surveys.gap[OURS, 0]
    assert gaps[0.0] == pytest.approx([0.2, 0.2])
    assert gaps[0.5] == pytest.approx([0.3, 0.2])


def test_stated_weights_are_too_alike_and_those_of_who_is_asked():
    stated = {}
    for alike in (0.0, 0.5):
        s = market({"respondents": 300}, {"stated_alike": alike})
        s.customers.segment[:] = 0
        hold(s)
        stated[alike] = s.firms.surveys.weight[OURS, 0]
    assert stated[0.0] == pytest.approx([0.75, 0.25])
    assert stated[0.5] == pytest.approx([0.625, 0.375])


def vary(s: State, weights=(0.8, 0.2)) -> None:
    """Let customers see each attribute in their own way, and be satisfied by a weighted mean of both."""
    chance = np.random.default_rng(1)
    world = s.run.world[0].satisfaction
    world.leniency_of_attribute = 0.1
    seen = chance.normal(0.0, 1.0, (2, len(s.customers.firm)))
    s.customers.traits[-2:] = np.round(seen * 4096)
    s.nodes.quality.defect_out[:] = 0.3
    s.customers.satisfaction[:] = 70.0 + 10.0 * (weights[0] * seen[0] + weights[1] * seen[1])


def test_derived_weights_are_those_that_satisfaction_goes_with_as_far_as_the_firm_relies_on_them():
    weights = {}
    for derived in (0.0, 0.5, 1.0):
        s = market({"respondents": 500, "derived": derived}, {"stated_alike": 1.0})
        vary(s)
        hold(s)
        weights[derived] = s.firms.surveys.weight[OURS, 0]
    assert weights[0.0] == pytest.approx([0.5, 0.5])
    assert weights[1.0] == pytest.approx([0.8, 0.2], abs=0.01)
    assert weights[0.5] == pytest.approx((weights[0.0] + weights[1.0]) / 2)


def test_from_a_handful_of_noisy_answers_statistics_are_further_from_the_truth_than_what_is_stated():
    errors = []
    s = market({"respondents": 12, "interval": 1}, voices={"item_noise": 11.0, "weight_noise": 0.2})
    s.customers.segment[:] = 0
    vary(s, (0.75, 0.25))
    answers = s.firms.answers
    for month in range(100):
        hold(s, month)
        errors.append([abs(answers.derived[OURS, 0] - 0.75), abs(answers.stated[OURS, 0] - 0.75)])
    derived, stated = np.mean(np.square(errors), axis=0) ** 0.5
    assert derived > 2.0 * stated


def test_after_half_a_year_it_is_seen_who_left_and_not_before():
    s = market({"respondents": 40, "interval": 60})
    hold(s, 0)
    gone = who_answered(s)[:10].copy()
    s.customers.firm[gone[:5]] = THEIRS
    s.customers.firm[gone[5:]] = NONE
    s.customers.tenure[gone] = 0
    for month in range(1, 6):
        hold(s, month)
    assert s.firms.answers.classes[OURS].sum() == 0.0
    hold(s, 6)
    assert s.firms.answers.classes[OURS].sum(axis=0).tolist() == [40.0, 10.0]
    assert s.firms.answers.following[OURS, 1] == 0
    hold(s, 7)
    kept = 1.0 - s.run.world[0].voices.expected_turning
    assert s.firms.answers.classes[OURS].sum(axis=0) == pytest.approx([40.0 * kept, 10.0 * kept])


def test_who_left_and_came_back_counts_as_having_left():
    s = market({"respondents": 40, "interval": 60})
    hold(s, 0)
    s.customers.tenure[who_answered(s)[:10]] = 3
    hold(s, 6)
    assert s.firms.answers.classes[OURS].sum(axis=0).tolist() == [40.0, 10.0]


FROM_ANSWERS = {"slope_from_answers": 1, "half_trusted": 200.0}


def slope_seen(answers: int, asking=None, loses=lambda satisfaction: satisfaction < 60.0) -> float:
    """What a firm thinks a point keeps, where half a year after a round those who are not satisfied have left."""
    s = market({"respondents": answers, "interval": 60}, {**FROM_ANSWERS, **(asking or {})})
    spread_out(s, 40.0, 100.0)
    hold(s, 0)
    s.customers.firm[(s.customers.firm == OURS) & loses(s.customers.satisfaction)] = NONE
    for month in range(1, 7):
        assert s.firms.estimates.retention[OURS] == 0.0
        hold(s, month)
    return float(s.firms.estimates.retention[OURS])


def test_without_answers_of_which_the_end_is_known_a_point_keeps_nobody():
    s = market(asking=FROM_ANSWERS)
    for month in range(6):
        hold(s, month)
    assert (s.firms.estimates.retention == 0.0).all()
    assert (s.firms.surveys.slope < 0.0).all()


def test_where_the_dissatisfied_leave_a_point_keeps_some_the_more_the_more_answers_say_so():
    few, many = slope_seen(50), slope_seen(600)
    assert 0.0 < few < many
    trusted = slope_seen(200, {"half_trusted": 0.0})
    assert slope_seen(200, {"half_trusted": 200.0}) == pytest.approx(trusted / 2)


def test_where_leaving_has_nothing_to_do_with_satisfaction_a_point_keeps_next_to_nobody():
    by_chance = np.random.default_rng(2).random(2000) < 0.3
    assert slope_seen(600, loses=lambda satisfaction: by_chance) < 0.1 * slope_seen(600)


def test_unless_it_follows_its_respondents_a_firm_sets_the_months_loss_beside_what_it_hears():
    s = market()
    spread_out(s, 75.0, 75.0)
    s.sums.by_segment[Sum.LEFT, OURS] = (20, 0)
    hold(s)
    before = s.sums.by_segment[Sum.CUSTOMERS, OURS].sum() + 20
    assert s.firms.surveys.slope[OURS, 0] == pytest.approx(20 / before / 25)


def test_of_more_respondents_than_can_be_followed_the_newest_are():
    s = market({"respondents": 200, "interval": 1})
    room = s.firms.answers.followed.shape[1]
    s.firms.answers.following[OURS] = (room - 300, room - 100)  # a hundred places are free
    s.firms.answers.followed[:, :, 2] = -1
    hold(s, 0)
    assert s.firms.answers.following[OURS].tolist() == [room - 200, room]
    assert (s.firms.answers.followed[OURS, :, 2] == 0).sum() == 200


def test_others_answers_are_numbered_apart_from_own_ones():
    s = market({"respondents": 300, "outside": 0.3, "lost": 0.2, "depth": 0.3})
    s.market.needs.voiced[:] = 0.5
    hold(s)
    assert s.firms.answers.held[OURS].tolist() == [150, 0, 90]
    assert s.firms.surveys.voice_weight[OURS, 0] == pytest.approx(
        np.full(8, 240 * 0.15), abs=4 * (240 * 0.15) ** 0.5
    )


def test_an_entrant_knows_no_answers_of_the_firm_before_it():
    s = market(asking=FROM_ANSWERS)
    hold(s, 0)
    s.firms.answers.classes[OURS, 5] = (100.0, 20.0)
    s.firms.survival.age[OURS] = 0
    hold(s, 6)
    assert s.firms.answers.following.tolist() == [[0, 0], [100, 0]]
    assert s.firms.answers.classes[OURS].sum() == 0.0
    assert s.firms.answers.classes[THEIRS].sum() > 0.0
    assert s.firms.answers.given.tolist() == [[0, 0, 0], [100, 0, 0]]


PRONOUNCED = {"fit": 2.0, "reliability": 1.5, "service": 0.6, "delivery": 1.0, "customisation": 1.0}


def errors_by_size(sizes, weights=None, seeds=(1,), months=3) -> np.ndarray:
    """Root mean square errors of derived and of stated weights, and how often each names a wrong first, (size, 4).

    In the market as it ships, after two years, with stated weights half too alike: every month each firm of 5,000
    customers or more asks once for each size.
    """
    segments = load(BASELINE).market.segments
    changes = {f"market.segments.{name}.weights": weights for name in segments} if weights else {}
    size = {"market.customers": 200_000, "market.simulated": 3000, "burn_in": 24, "months": months}
    asked = whole_market(
        {**size, **changes, "world.asking.real_respondents": 1, "world.asking.stated_alike": 0.5}
    )
    squares = [[] for _ in sizes]
    for seed in seeds:
        world = Simulation(asked, network_of(asked), seed, threads=1)
        world.step(24)
        for _ in range(months):
            world.step()
            s, customers = world.state, world.state.sums.by_segment[Sum.CUSTOMERS]
            levers = s.firms.policies.in_force.listening.survey
            levers.interval[:] = 1
            for k, answers in enumerate(sizes):
                levers.respondents[:] = answers
                hold(s, world.clock - 1)
                for f in np.flatnonzero(customers[:-1].sum(axis=1) >= 5000):
                    true = np.array(
                        [mean_weight(s.market.segments.weight, customers, f, a) for a in range(5)]
                    )
                    found = s.firms.answers.derived[f], s.firms.answers.stated[f]
                    wrong = [each.argmax() != true.argmax() for each in found]
                    squares[k].append([*(((each - true) ** 2).mean() for each in found), *wrong])
            levers.respondents[:] = 0
    means = np.array([np.mean(each, axis=0) for each in squares])
    return np.column_stack([means[:, :2] ** 0.5, means[:, 2:]])


def test_derived_weights_come_nearer_with_every_answer_and_stated_ones_stop_where_they_are_alike():
    few, some, many = errors_by_size((30, 200, 2000), PRONOUNCED)
    derived, stated, wrong, _ = zip(few, some, many, strict=True)
    assert derived[0] > 1.5 * derived[1] > 1.5 * derived[2]
    assert wrong[0] > wrong[2]
    # half of the distance to equal weights is lost, however many answer: .039
    shares = np.array(list(PRONOUNCED.values())) / sum(PRONOUNCED.values())
    assert stated[2] == pytest.approx(0.5 * shares.std(), rel=0.05)
    # below 200 answers statistics hurt
    assert derived[0] > 1.5 * stated[0]
    assert derived[1] > stated[1]


def test_where_attributes_weigh_much_the_same_statistics_never_pay():
    few, many = errors_by_size((200, 2000))
    assert few[0] > 2.0 * few[1]
    assert many[0] > many[1]
