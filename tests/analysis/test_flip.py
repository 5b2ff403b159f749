"""Where two alternatives change places: the runs behind it, known roots, and what is said of them."""

from __future__ import annotations

import json
import math
import re

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

import tci_sim
from tci_sim.analysis import flip as analysis
from tci_sim.analysis.flip import alternatives_of, find, read_kept
from tci_sim.analysis.flip_runs import AS_IT_IS, NotKeptError, PairedRuns
from tci_sim.api.flip import FlipResult
from tci_sim.api.shown import fields_of
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.plots.flip import Stretch
from tci_sim.scenario.load import load, variant
from tci_sim.statistics import flip as statistics
from tci_sim.statistics.flip import Flips
from tci_sim.views.flip import as_csv, as_json, as_markdown, as_table
from tci_sim.views.flip_pictures import stretches_of

POLICIES = ("tqm", "tci")
PATH, WHOLE = "world.choice.taste", "culture.peers"


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 200, "months": 13, "burn_in": 1}
    return variant(load(root / "scenarios" / "baseline.yaml"), small)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def found(base, kept):
    """What is found of two assumptions in few real runs, all of which are kept."""
    return tci_sim.flip(
        base, "profit", ("world.choice.price_weight", PATH), firm_policies=POLICIES, replications=3, few=2,
        largest=1, seed=5, out=kept, threads=1,
    )  # fmt: skip


def simulated(monkeypatch, lead):
    """Let a function of what is changed and a generator give the leads of each replicate, in place of the model."""

    def want(self, points, replications, on_message=None):
        for point in points:
            self.leads[point] = np.array(
                [lead(dict(point), np.random.default_rng(place)) for place in range(replications)]
            )

    monkeypatch.setattr(PairedRuns, "want", want)
    monkeypatch.setattr(PairedRuns, "seconds_of_run", lambda self: 0.0)


def of_curve(monkeypatch, base, curve, parameters=(PATH,), **options):
    """Find where a curve over the taste changes sign; every replicate is shifted by its luck."""
    usual = base.world.choice.taste
    simulated(monkeypatch, lambda changed, luck: curve(changed.get(PATH, usual)) + luck.normal(0.0, 0.1))
    return find(base, "profit", parameters, firm_policies=POLICIES, **options)


# --- the runs -----------------------------------------------------------------------------------------------


def test_leads_are_paired_differences_of_a_comparison_in_the_changed_world(base, found):
    [each] = found.looked_into
    assert each.found.places.tolist() == [5.0, 6.75, 8.0, 8.5, 10.25, 12.0] or each.path == PATH
    for place in (0, len(each.found.places) - 1):
        world = variant(base, {each.path: float(each.found.places[place])})
        compared = tci_sim.compare(world, firm_policies=POLICIES, replications=3, seed=5, threads=1)
        assert each.found.differences[place].tolist() == compared.paired("tci", "profit").tolist()
    as_it_is = tci_sim.compare(base, firm_policies=POLICIES, replications=3, seed=5, threads=1)
    assert float(found.lead.mean) == pytest.approx(float(as_it_is.paired("tci", "profit").mean()), rel=1e-12)


def test_those_that_move_the_lead_less_have_both_ends_and_nothing_else(found):
    [rest] = [each for each in found.assumptions if each.found is None]
    assert math.isfinite(rest.at_low.mean)
    assert rest.pairs == 2
    assert len(found.assumptions) == 2


def test_asked_again_nothing_is_run(base, found, kept):
    again = find(
        base, "profit", ("world.choice.price_weight", PATH), firm_policies=POLICIES, replications=3, few=2,
        largest=1, seed=5, out=kept, threads=1, kept_only=True,
    )  # fmt: skip
    assert again.assumptions[0].found.differences.tolist() == found.assumptions[0].found.differences.tolist()
    assert again.runs == found.runs
    with pytest.raises(NotKeptError):
        find(
            base,
            "profit",
            (PATH,),
            firm_policies=POLICIES,
            replications=4,
            few=2,
            seed=5,
            out=kept,
            kept_only=True,
        )


def test_what_a_folder_keeps_of_a_question_is_read_by_its_alternatives(found, kept, tmp_path):
    read = read_kept(found.asked.scenarios, "profit", 5, kept)
    assert [each.path for each in read.assumptions] == [each.path for each in found.assumptions]
    assert read_kept(found.asked.scenarios, "satisfaction", 5, kept) is None
    assert read_kept(found.asked.scenarios, "profit", 5, tmp_path) is None


def test_two_files_are_two_studies_with_the_same_leads_as_a_comparison(base, tmp_path):
    dear = variant(base, {"world.economy.price": base.world.economy.price * 1.1})
    found = find(
        {"as_it_is": base, "dear": dear}, "profit", (PATH,), replications=2, few=2, seed=5, threads=1
    )
    assert not found.asked.one_base
    compared = tci_sim.compare({"as_it_is": base, "dear": dear}, replications=2, seed=5, threads=1)
    assert float(found.lead.mean) == pytest.approx(float(compared.paired("dear", "profit").mean()), rel=1e-12)


# --- known roots --------------------------------------------------------------------------------------------


def test_a_known_root_is_found_between_the_five_values(monkeypatch, base):
    found = of_curve(monkeypatch, base, lambda taste: 10.0 * (taste - 2.7), replications=12)
    [each] = found.assumptions
    [flip] = each.found.flips
    assert flip.place == pytest.approx(2.7, abs=0.01)
    assert flip.low <= 2.7 <= flip.high
    assert (flip.side, flip.share, each.found.share) == (1, 1.0, 1.0)
    assert len(each.found.places) > 5


def test_of_100_known_roots_90_are_covered(monkeypatch, base):
    monkeypatch.setattr(statistics, "RESAMPLES", 200)
    asked = analysis.alternatives_of(base, POLICIES, "profit", None, 1)
    [axis], _ = analysis._axes(asked, (PATH,))
    usual, held = base.world.choice.taste, 0
    for seed in range(100):
        draws = np.random.default_rng(seed).normal(0.0, 0.3, (20, 2))

        def want(self, points, replications, on_message=None, draws=draws):
            for point in points:
                taste = dict(point).get(PATH, usual)
                self.leads[point] = 2.0 * (taste - 2.6) + (draws @ [1.0, taste - 3.0])[:replications]

        monkeypatch.setattr(PairedRuns, "want", want)
        runs = PairedRuns(asked, None, {})
        search = analysis._Search(axis, runs, asked)
        runs.want([AS_IT_IS, *search.points], 20)
        analysis._look_between([search], runs, 20)
        held += any(flip.low <= 2.6 <= flip.high for flip in search.found.flips)
    assert held >= 90


def test_whole_numbers_are_tried_at_whole_numbers_only(monkeypatch, base):
    tried = []

    def lead(changed, luck):
        tried.append(changed.get(WHOLE))
        return 3.3 - changed.get(WHOLE, 3.0)

    simulated(monkeypatch, lead)
    found = find(base, "profit", (WHOLE,), firm_policies=POLICIES, replications=10)
    [each] = found.assumptions
    assert each.whole
    assert all(value is None or isinstance(value, int) for value in tried)
    assert "between" in as_table(found)


def test_replicates_without_the_measure_are_left_out_at_every_value_and_said(monkeypatch, base):
    def lead(changed, luck):
        value = luck.normal(0.0, 0.1)
        return math.nan if value > 0.1 and PATH in changed else 10.0 * (changed.get(PATH, 3.0) - 2.5) + value

    simulated(monkeypatch, lead)
    found = find(base, "profit", (PATH,), firm_policies=POLICIES, replications=20)
    [each] = found.assumptions
    assert 2 <= each.pairs < 20
    assert f"{each.pairs} of 20 pairs" in as_table(found)
    assert np.isfinite(each.found.differences).all()


def test_where_no_pair_has_the_measure_nothing_is_said_of_it(monkeypatch, base):
    simulated(monkeypatch, lambda changed, luck: math.nan)
    found = find(base, "profit", (PATH,), firm_policies=POLICIES, replications=10)
    assert not found.looked_into
    assert "nothing is said of it" in as_table(found)


# --- pairs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("together", "says"), [(True, "Only together"), (False, "No pair of the 2 strongest")]
)
def test_what_only_two_assumptions_change_together_is_said(monkeypatch, base, together, says):
    other = "world.choice.inertia"

    def lead(changed, luck):
        both = changed.get(PATH) == 4.0 and changed.get(other) == 3.0
        return 1.0 + 0.1 * (PATH in changed) + luck.normal(0.0, 0.01) - (3.0 if both and together else 0.0)

    simulated(monkeypatch, lead)
    found = find(base, "profit", (PATH, other), firm_policies=POLICIES, replications=10, pairs=2)
    [pair] = found.together
    assert not pair.alone
    assert [pair.corners[number].values for number in pair.flips] == ([(4.0, 3.0)] if together else [])
    assert says in as_table(found)


# --- what is said -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("curve", "english", "chinese"),
    [
        (lambda x: 10.0 * (x - 2.7), "change places at 2.7", "時互換名次，高於此值時由"),
        (
            lambda x: 40.0 * (x - 2.3) * (3.6 - x),
            "(above it total customer integration leads) and ", "時互換名次。範圍",
        ),
        (lambda x: 5.0, "nothing in its range, 2 to 4, changes the order; total customer integration leads", "都由「"),
        (lambda x: 0.01, "not clear", "並不明確"),
    ],
)  # fmt: skip
def test_each_assumption_is_a_sentence_with_its_evidence(monkeypatch, base, curve, english, chinese):
    found = of_curve(monkeypatch, base, curve, replications=12)
    assert english in as_table(found)
    assert "lasting taste for one firm (assumed)" in as_table(found)
    with using_language("zh-Hant"):
        assert chinese in as_table(found)
        assert "固定偏好（假定）" in as_table(found)


def test_of_many_that_change_nothing_there_is_one_sentence(monkeypatch, base):
    parameters = (PATH, "world.choice.inertia", "world.choice.purchase_rate", "world.choice.price_weight")
    said = as_table(of_curve(monkeypatch, base, lambda x: 5.0, parameters, replications=12))
    assert said.count("changes the order") == 2  # that sentence, and the verdict
    assert "lasting taste for one firm (assumed, 2 to 4)" in said


def test_where_both_are_the_same_at_every_value_that_is_said(monkeypatch, base):
    simulated(monkeypatch, lambda changed, luck: 0.0)
    said = as_table(find(base, "profit", (PATH,), firm_policies=POLICIES, replications=10))
    assert "both alternatives are the same at every value" in said


def test_few_pairs_have_a_place_and_no_interval(monkeypatch, base):
    found = of_curve(monkeypatch, base, lambda x: 10.0 * (x - 2.7), replications=4)
    [flip] = found.assumptions[0].found.flips
    assert math.isnan(flip.low)
    assert "resamples" not in as_table(found).splitlines()[-1]
    assert "nan" not in as_table(found)


def test_json_has_the_shape_that_is_documented(root, monkeypatch, base):
    schema = YAML(typ="safe", pure=True).load((root / "tci_sim/views/flip.schema.yaml").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    parameters = (PATH, "world.choice.inertia", "world.choice.purchase_rate")
    for options in ({"replications": 12, "pairs": 2, "largest": 2}, {"replications": 3}):
        found = of_curve(monkeypatch, base, lambda x: 10.0 * (x - 2.7), parameters, **options)
        shown = json.loads(as_json(found))
        jsonschema.validate(shown, schema)
        assert len(shown["assumptions"]) == 3
        assert as_csv(found).count("\n") == 4
    assert as_markdown(found).startswith("# At which value")


def test_a_range_is_cut_where_it_is_not_clear_any_more_who_leads():
    flip = statistics.Flip(2.5, 2.2, 2.8, 1, 1.0)
    curves = np.array([[-2.0, -1.0], [-1.0, -1.0], [1.0, 1.0], [2.0, 1.0]])
    found = Flips((flip,), 1.0, np.array([1.0, 2.0, 3.0, 4.0]), curves, np.array([-1, -1, 1, 1]))
    assert list(stretches_of(found)) == [
        Stretch(1.0, 2.0, -1, True), Stretch(2.0, 2.2, -1, True), Stretch(2.2, 2.5, -1, False),
        Stretch(2.5, 2.8, 1, False), Stretch(2.8, 3.0, 1, True), Stretch(3.0, 4.0, 1, True),
    ]  # fmt: skip


def test_the_picture_names_each_range_and_both_leaders(monkeypatch, base):
    found = of_curve(monkeypatch, base, lambda x: 10.0 * (x - 2.7), replications=12)
    svg = FlipResult(*fields_of(found)).plot().svg()
    for text in (
        "(2 to 4)",
        "total quality management leads",
        "total customer integration leads",
        "as shipped",
    ):
        assert text in svg


# --- what cannot be asked -----------------------------------------------------------------------------------


def test_what_is_not_two_alternatives_that_differ_is_refused(base):
    with pytest.raises(InputError, match="3 alternatives are given"):
        find(base, firm_policies=("tqm", "tci", "iso9000"))
    with pytest.raises(InputError, match="are the same scenario"):
        find({"one": base, "other": base})
    with pytest.raises(InputError):
        find(base)


def test_the_command_takes_parameters_between_commas_and_names_its_folder(
    root, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    asked = [
        "flip", str(root / "scenarios" / "baseline.yaml"), "--firm-policy", "tqm,tci", "--measure", "profit",
        "--set", "market.customers=300", "--set", "months=13", "--set", "burn_in=1", "--replications", "2",
        "--first", "2", "--largest", "1", "--parameters", "world.choice.taste,world.choice.inertia", "--threads", "1",
    ]  # fmt: skip
    assert main([*asked, "--page", "page.md", "--format", "json"]) == 0
    out, said = capsys.readouterr()
    assert len(json.loads(out)["assumptions"]) == 2
    assert "First all assumptions (2)" in said
    assert (tmp_path / "page-flip.png").is_file()
    assert "page-flip.png" in (tmp_path / "page.md").read_text("utf-8")
    assert main([*asked, "--page", "page.md", "--format", "json"]) == 0
    again, said = capsys.readouterr()
    assert again == out
    assert said.count("are already saved") == 2
    assert main([*asked[:2]]) == 2


def test_what_is_moved_alone_is_what_acts_in_either_alternative(base, monkeypatch):
    acts = {"tqm": ("a", "b"), "tci": ("b", "c")}
    tried = []

    def acting(each, seed, on_search, known):
        tried.append((each.firms["ours"].policy, *known))
        return acts[each.firms["ours"].policy]

    monkeypatch.setattr(analysis, "acting", acting)
    asked = alternatives_of(base, POLICIES, "profit", None, 1)
    assert analysis.acting_in(asked) == ("a", "b", "c")
    assert tried == [("tqm",), ("tci", "a", "b")]


def test_what_acts_is_looked_for_once(base, monkeypatch, tmp_path):
    said = []
    monkeypatch.setattr(analysis, "acting", lambda each, *rest: ("world.choice.taste",))
    asked = alternatives_of(base, POLICIES, "profit", None, 1)
    found = analysis.acting_in(asked, tmp_path, on_message=said.append)
    assert re.match(r"First \d+ assumptions are tried in small and short runs", said.pop())
    monkeypatch.setattr(analysis, "acting", None)
    assert analysis.acting_in(asked, tmp_path, on_message=said.append) == found == ("world.choice.taste",)
    assert not said
    other_seed = alternatives_of(base, POLICIES, "profit", None, 2)
    with pytest.raises(TypeError):
        analysis.acting_in(other_seed, tmp_path)


def test_what_is_as_it_is_anyway_is_no_run_of_its_own(monkeypatch, base):
    wanted = []
    monkeypatch.setattr(PairedRuns, "seconds_of_run", lambda self: 0.0)

    def want(self, points, replications, on_message=None):
        wanted.extend(points)
        self.leads |= {point: np.ones(replications) for point in points}

    monkeypatch.setattr(PairedRuns, "want", want)
    find(variant(base, {PATH: 2.0}), "profit", (PATH,), firm_policies=POLICIES)
    assert AS_IT_IS in wanted
    assert ((PATH, 2.0),) not in wanted
