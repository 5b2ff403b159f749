"""A study says what is varied and how; what it cannot mean is told at once, with its line."""

import shutil

import numpy as np
import pytest
from faulty_studies import FAULTS, MECHANISMS, TOGETHER
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.analysis.sweep import as_study
from tci_sim.designs.latin_hypercube import latin_hypercube
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.errors import InputError
from tci_sim.runs.holders import select_holders
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.load import load, variant
from tci_sim.world.build_network import network_of


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 200, "months": 6, "burn_in": 2}
    return variant(load(root / "scenarios" / "baseline.yaml"), small)


@pytest.fixture(scope="module")
def asked(base):
    """Make a study."""
    return lambda **parts: Study(
        **{"question": "What if?", "base": base, "report": ["satisfaction"], **parts}
    )


def faults_of(asked, **parts):
    with pytest.raises(InputError) as told:
        asked(**parts)
    return str(told.value)


TWO = {"firms.ours.policy": ["tci", "tqm"]}


def scenario_of(study, number):
    return variant(study.base, study.plan.changes(number), drawn=True)


# --- what the cases are -----------------------------------------------------------------------------------


def test_a_grid_holds_every_combination_once_and_levers_vary_fastest(asked):
    study = asked(
        levers={**TWO, "culture.autonomy": [0.1, 0.5]},
        uncertainties={"world.choice.price_weight": [1.0, 2.0]},
    )
    cases = [
        (*case.levers.values(), *case.uncertainties.values())
        for case in map(study.plan.__getitem__, range(8))
    ]
    assert len(study.plan) == len(set(cases)) == 8
    assert cases[:3] == [("tci", 0.1, 1.0), ("tci", 0.5, 1.0), ("tqm", 0.1, 1.0)]
    assert [study.plan.reference(number) for number in range(8)] == [0, 0, 0, 0, 4, 4, 4, 4]


def test_what_changes_on_the_timeline_is_varied_as_anything_else(base):
    shocks = (
        {"month": 2, "kind": "world_change", "world": {"choice": {"taste": 2.0}}},
        {"month": 3, "kind": "lever_change", "target": "ours", "levers": {"improvement": {"time": 0.2}}},
    )
    study = Study(
        question="What if?",
        base=variant(base, {"shocks": shocks}),
        levers={"shocks.1.levers.improvement.time": [0.1, 0.3], "shocks.1.month": [1, 4]},
        uncertainties={"shocks.0.world.choice.taste": [2.0, 4.0], "shocks.0.duration": [2, 3]},
        report=["satisfaction"],
    )
    cases = [scenario_of(study, number).shocks for number in range(len(study.plan))]
    found = {
        (world.world.choice.taste, world.duration, levers.levers.improvement.time, levers.month)
        for world, levers in cases
    }
    assert len(found) == len(cases) == 16


def test_the_plausible_range_of_what_changes_is_that_of_the_uncertainty(base):
    shocks = ({"month": 2, "kind": "world_change", "world": {"choice": {"taste": 3.0}}},)
    study = Study(
        question="What if?",
        base=variant(base, {"shocks": shocks}),
        uncertainties={"shocks.0.world.choice.taste": "plausible"},
        design="latin_hypercube",
        size=8,
        report=["satisfaction"],
    )
    tastes = [scenario_of(study, number).shocks[0].world.choice.taste for number in range(8)]
    assert (round(min(tastes)), round(max(tastes))) == (2, 4)
    assert len(set(tastes)) == 8


def test_a_study_without_levers_has_one_case_the_base_itself(asked):
    study = asked()
    assert len(study.plan) == 1
    assert scenario_of(study, 0) == study.base


def test_a_lever_with_one_value_makes_one_case(asked):
    study = asked(levers={"improvement.time": [0.2]})
    assert len(study.plan) == 1
    assert scenario_of(study, 0).policies["tci"].improvement.time == 0.12


def test_a_lever_without_a_policy_is_the_focal_firms_whatever_it_runs_and_nobody_elses(asked):
    study = asked(levers={"firms.ours.policy": ["tci", "tqm"], "improvement.time": [0.21]})
    for number, policy in enumerate(("tci", "tqm")):
        found = scenario_of(study, number)
        ours = found.policies[found.firms["ours"].policy]
        assert ours.improvement.time == 0.21
        assert ours.learning == study.base.policies[policy].learning
        assert found.policies["tqm"] == study.base.policies["tqm"]
        assert found.firms["west"].policy == "tqm"


def test_a_lever_of_a_named_policy_changes_it_for_all_who_run_it(asked):
    study = asked(uncertainties={"policies.tqm.improvement.time": [0.02]})
    assert scenario_of(study, 0).policies["tqm"].improvement.time == 0.02


def test_a_list_has_the_cases_that_it_names_in_order(asked):
    study = asked(design="list", cases={"now": {}, "later": {"burn_in": 5, "firms.ours.policy": "tqm"}})
    assert [study.plan[number].name for number in range(2)] == ["now", "later"]
    assert scenario_of(study, 1).burn_in == 5
    assert study.plan.reference(1) == 0


def test_a_plausible_group_brings_every_uncertainty_below_it(asked):
    study = asked(design="latin_hypercube", size=4, uncertainties={"world.choice": "plausible"})
    assert "world.choice.price_weight" in study.plan.uncertainties
    assert all(path.startswith("world.choice.") for path in study.plan.uncertainties)
    drawn = [study.plan[number].uncertainties["world.choice.price_weight"] for number in range(4)]
    low, high = catalogue()["world.choice.price_weight"].plausible
    assert [int(4 * (value - low) / (high - low)) for value in sorted(drawn)] == [0, 1, 2, 3]


def test_what_is_listed_is_tried_at_every_point_of_a_sample(asked):
    study = asked(design="latin_hypercube", size=3, levers=TWO, uncertainties={"world.choice": "plausible"})
    assert len(study.plan) == 6
    for number in (0, 2, 4):
        one, other = study.plan[number], study.plan[number + 1]
        assert one.uncertainties == other.uncertainties
        assert (one.world, one.levers, other.levers) == (
            other.world, {"firms.ours.policy": "tci"}, {"firms.ours.policy": "tqm"},
        )  # fmt: skip


def test_whole_numbers_are_drawn_whole_and_all_of_them(asked):
    study = asked(design="latin_hypercube", size=60, uncertainties={"market.friends": "plausible",
                  "world.requirements.lead": {"low": 1, "high": 6}})  # fmt: skip
    drawn = [study.plan[number].uncertainties for number in range(60)]
    assert {each["market.friends"] for each in drawn} == {2, 4, 6, 8}
    assert {each["world.requirements.lead"] for each in drawn} == {1, 2, 3, 4, 5, 6}
    assert all(type(each["market.friends"]) is int for each in drawn)


FORMS = {
    "world.choice.price_weight": {"mean": 8, "sd": 2},
    "world.choice.inertia": {"low": 0.5, "mode": 1, "high": 3},
    "world.choice.half_known": {"low": 0.01, "high": 0.1, "scale": "log"},
    "world.requirements.lead": {"low": 1, "high": 4, "integer": True},
    "firms.west.policy": {"values": ["tci", "tqm", "iso9000"]},
}


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol", "morris"])
def test_every_form_of_range_is_held_in_every_sampled_design(asked, design):
    if design != "latin_hypercube":
        pytest.importorskip("SALib")
    study = asked(design=design, size=8, uncertainties=FORMS)
    drawn = [study.plan[number].uncertainties for number in range(len(study.plan))]
    assert {each["firms.west.policy"] for each in drawn} == {"tci", "tqm", "iso9000"}
    assert {type(each["world.requirements.lead"]) for each in drawn} == {int}
    weights = np.array([each["world.choice.price_weight"] for each in drawn])
    assert 1 < weights.min() < 8 < weights.max() < 15
    assert all(0.5 <= each["world.choice.inertia"] <= 3 for each in drawn)
    assert Study(**study.to_dict(), base=study.base).plan[3] == study.plan[3]


def test_a_grid_tries_the_values_of_a_range_and_compares_alternatives_among_them(asked):
    study = asked(levers={"culture.autonomy": {"low": 0.1, "high": 0.5, "points": 3}},
                  uncertainties={"firms.west.policy": {"values": ["tci", "tqm"]}})  # fmt: skip
    assert [study.plan[number].levers["culture.autonomy"] for number in range(3)] == [0.1, 0.3, 0.5]
    assert len(study.plan) == 6
    assert study.plan.choices == ("culture.autonomy",)


def test_ranges_that_are_drawn_together_are_so_in_the_cases(asked):
    names = ("world.choice.price_weight", "world.choice.inertia")
    ranges = dict.fromkeys(names, "plausible")
    study = asked(design="latin_hypercube", size=64, uncertainties=ranges,
                  correlations=[{"between": names, "rank": 0.8}])  # fmt: skip
    drawn = np.array([[study.plan[n].uncertainties[name] for name in names] for n in range(64)])
    assert np.corrcoef(np.argsort(np.argsort(drawn, axis=0), axis=0).T)[0, 1] == pytest.approx(0.8, abs=0.06)
    assert Study(**study.to_dict(), base=study.base) == study


def test_a_policy_that_may_be_drawn_is_known_to_share_levers_with_a_named_one(asked):
    said = faults_of(
        asked, design="latin_hypercube", size=4, uncertainties={"policies.iso9000.culture.autonomy": [0.5]},
        levers={"culture.autonomy": "plausible", "firms.ours.policy": {"values": ["tci", "iso9000"]}},
    )  # fmt: skip
    assert "policies.iso9000.culture.autonomy: stands for the same value as culture.autonomy" in said


@given(st.integers(1, 40), st.integers(1, 5), st.integers(0, 2**40))
def test_a_latin_hypercube_meets_every_part_of_every_range_once(points, ranges, seed):
    drawn = latin_hypercube(seed, points, ranges)
    parts = np.sort(np.floor(drawn * points).astype(int), axis=0)
    assert (parts == np.arange(points)[:, None]).all()


@pytest.mark.parametrize(("design", "size", "points"), [("sobol", 8, 8 * 4), ("morris", 5, 5 * 3)])
def test_sobol_and_morris_have_as_many_points_as_they_need(asked, design, size, points):
    pytest.importorskip("SALib")
    ranges = {"world.choice.price_weight": "plausible", "world.choice.inertia": "plausible"}
    study = asked(design=design, size=size, uncertainties=ranges)
    assert study.plan.points.shape == (points, 2)
    assert len(study.plan) == points


def test_the_same_study_draws_the_same_points(asked):
    ranges = {"design": "latin_hypercube", "size": 9, "uncertainties": {"world": "plausible"}}
    assert (asked(**ranges).plan.points == asked(**ranges).plan.points).all()
    assert (asked(**ranges).plan.points != asked(**ranges, seed=2).plan.points).any()


# --- what is reported where nothing is asked for -----------------------------------------------------------


def test_a_study_reports_the_usual_measures_that_mean_something_in_its_base(base):
    parts = {"question": "?", "base": base}
    assert Study(**parts).report == ("profit", "satisfaction", "share", "value_total")
    assert Study(question="?", base=variant(base, {"market.priced": False})).report == (
        "profit", "satisfaction", "share",
    )  # fmt: skip
    assert Study(**parts, holders=["segment"]).report == ("satisfaction", "share")
    asked = variant(base, {"report": ["satisfaction", "turnover"]})
    assert Study(question="?", base=asked).report == ("satisfaction", "turnover")


def test_a_study_of_those_who_have_none_of_the_usual_measures_must_say_what_it_reports(base):
    with pytest.raises(InputError, match="report is required"):
        Study(question="?", base=base, holders=["node"])


def test_a_sweep_of_a_scenario_with_parts_is_a_study_of_it(base):
    study = as_study(base, {"cases": [{"burn_in": 1}, {"burn_in": 2}], "replications": 3})
    assert (study.design, study.base, study.replications) == ("list", base, 3)
    assert study.question == base.question
    assert str(as_study(variant(base, {"question": "Why?"}), {"seed": 4}).question) == "Why?"
    assert as_study(study, {"seed": 4}) == study.replace(seed=4)


# --- what an ablation is ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ablation(asked):
    return asked(design="ablation", between=["command_and_control", "tci"], mechanisms=MECHANISMS)


def test_an_ablation_goes_from_one_policy_to_the_other(ablation):
    last = len(ablation.plan) - 1
    assert len(ablation.plan) == 8
    for number, policy in ((0, "command_and_control"), (last, "tci")):
        found = scenario_of(ablation, number)
        assert found.policies[found.firms["ours"].policy] == ablation.base.policies[policy]


def test_a_mechanism_brings_its_levers_and_no_others(ablation):
    numbers = {ablation.plan[number].name: number for number in range(8)}
    found = scenario_of(ablation, numbers["command_and_control + culture"])
    ours = found.policies[found.firms["ours"].policy]
    assert ours.culture == ablation.base.policies["tci"].culture
    assert ours.learning == ablation.base.policies["command_and_control"].learning
    assert found.firms["north"] == ablation.base.firms["north"]


def test_a_lever_that_differs_and_is_in_no_mechanism_is_named(asked):
    said = faults_of(asked, design="ablation", between=["command_and_control", "tci"],
                     mechanisms={k: v for k, v in MECHANISMS.items() if k != "learning"})  # fmt: skip
    assert "the two policies also differ in levers that are in no mechanism: " in said
    assert "learning.p_learn" in said


def test_a_lever_in_two_mechanisms_is_named(asked):
    twice = {**MECHANISMS, "autonomy": ["culture.autonomy"]}
    said = faults_of(asked, design="ablation", between=["command_and_control", "tci"], mechanisms=twice)
    assert "contains culture.autonomy, which is also in culture" in said


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("parts", "said"), FAULTS)
def test_what_a_study_cannot_mean_is_said(asked, parts, said):
    assert said in faults_of(asked, **parts)


def test_a_kind_that_is_nobody_in_the_base_is_refused_unless_the_network_is_varied(base, tmp_path):
    (tmp_path / "nodes.csv").write_text("name,firm\nmill,maker\nshop,maker\n")
    (tmp_path / "edges.csv").write_text("source,target\nmill,shop\n")
    files = {f"network.{part}": str(tmp_path / f"{part}.csv") for part in ("nodes", "edges")}
    none = {"network.roles": None, "network.tiers": None, "network.supplier_contributions": None}
    one_firm = {f"firms.{name}": None for name in ("north", "south", "east", "west", "centre")}
    alone = variant(base, {**none, **files, **one_firm})
    parts = {"question": "?", "base": alone, "report": ["profit"], "holders": ["focal", "supplier"]}
    with pytest.raises(InputError, match=r"holders\.1 = 'supplier': there is no supplier in the base\."):
        Study(**parts)
    varied = Study(**parts, uncertainties={"network.nodes": [files["network.nodes"]]})
    assert varied.holders == ("focal", "supplier")


def two_firms(base, folder, **changes):
    """Lay out two firms of which `north` only supplies `ours`, and the customers are those of `ours`."""
    nodes, edges = folder / "nodes.csv", folder / "edges.csv"
    nodes.write_text("name,firm\nmill,north\nshop,ours\n")
    edges.write_text("source,target\nmill,shop\n")
    generated = {"network.roles": None, "network.tiers": None, "network.supplier_contributions": None}
    others = {f"firms.{name}": None for name in base.firms if name not in ("ours", "north")}
    files = {"network.nodes": str(nodes), "network.edges": str(edges)}
    return variant(base, {**generated, **others, **files, **changes})


def test_a_focal_firm_that_sells_to_nobody_is_refused(base, asked, tmp_path):
    base = two_firms(base, tmp_path, focal_firm="north")
    assert "focal_firm = north: this firm sells to no customers." in faults_of(asked, base=base)
    assert len(asked(base=base, holders=["north"], report=["profit"]).plan) == 1


def test_the_one_firm_of_a_scenario_may_have_another_name_in_its_network(base, asked, tmp_path):
    base = two_firms(base, tmp_path, **{"firms.north": None})
    (tmp_path / "nodes.csv").write_text("name,firm\nmill,mill\nshop,shop\n")
    base = variant(base, {"focal_firm": "ours"})
    assert [holder.name for holder in select_holders(["focal"], base, network_of(base))] == ["shop"]
    assert len(asked(base=base).plan) == 1


def test_a_base_may_not_have_a_policy_of_the_name_that_a_study_gives(base, asked):
    with_one = {
        "policies.as_studied": base.policies["tqm"].model_dump(),
        "firms.north.policy": "as_studied",
    }
    said = faults_of(asked, base=variant(base, with_one), levers={"culture.autonomy": [0.1, 0.9]})
    assert said == (
        "base: must have no policy called as_studied; a study uses that name for the policy that it changes."
    )


def test_precision_of_what_means_nothing_in_the_base_is_refused_unless_cases_vary_it(base, asked):
    wanted = {
        "base": variant(base, {"market.priced": False}),
        "report": ["price"],
        "precision": {"price": 1.0},
    }
    assert faults_of(asked, **wanted) == (
        "precision.price = 1.0: is not defined in the base, because customers do not pay."
    )
    assert len(asked(**wanted, uncertainties={"market.priced": [True, False]}).plan) == 2
    assert len(asked(**wanted, holders=["supplier"]).plan) == 1


@pytest.mark.parametrize(
    ("parts", "varied"),
    [
        ({}, False),
        ({"levers": TWO}, False),
        ({"uncertainties": {"network.inside_lead_time": [1, 2]}}, True),
        ({"design": "list", "cases": {"a": {}, "b": {"network.inside_lead_time": 2}}}, True),
    ],
)
def test_the_network_is_varied_where_a_part_of_it_is(asked, parts, varied):
    assert asked(**parts).varies_network == varied


def test_the_network_is_varied_where_it_is_given_as_a_whole(base, asked):
    assert asked(levers={"network": [base.network.model_dump()]}).varies_network


def test_everybody_in_the_base_may_be_asked_for_by_name(asked):
    names = ("market", "ours", "ours.value", "ours/design", "supplier 1.1")
    assert asked(holders=names, report=["satisfaction", "profit"]).holders == names


def test_a_billion_runs_are_refused_with_their_number(asked):
    thousand = [number / 1000 for number in range(1000)]
    names = ("culture.autonomy", "culture.meetings", "culture.hiring_fit")
    said = faults_of(asked, levers=dict.fromkeys(names, thousand), replications=1)
    assert "1,000,000,000 runs" in said
    assert "must have at most 10,000,000" in said


HUNDREDTHS = [number / 100 for number in range(100)]


@pytest.mark.parametrize(
    "parts",
    [
        {"levers": {"culture.autonomy": HUNDREDTHS, "improvement.time": HUNDREDTHS}, "replications": 1001},
        {"design": "list", "cases": {f"case_{number}": {"burn_in": number} for number in range(1001)},
         "replications": 10_000},
    ],
)  # fmt: skip
def test_runs_are_counted_before_any_value_is_tried(asked, parts, monkeypatch):
    for module in ("study_faults", "listed"):
        monkeypatch.setattr(
            f"tci_sim.designs.{module}.build_error", lambda *_: pytest.fail("a value was tried")
        )
    assert "The study asks for 10,010,000 runs" in faults_of(asked, **parts)


def test_all_faults_are_reported_at_once(asked):
    said = faults_of(
        asked, levers={"culture.autonomy": [2.0], "improvement.time": [-1]}, report=["satisfaction"]
    )
    assert said.count("\n") == 1


@pytest.mark.parametrize(("parts", "lines"), TOGETHER)
def test_a_fault_in_one_part_hides_no_fault_in_another_and_makes_up_none(asked, parts, lines):
    said = faults_of(asked, **parts).splitlines()
    assert len(said) == len(lines)
    assert all(any(line in each for each in said) for line in lines)


def test_burn_in_may_differ_between_cases(asked):
    study = asked(levers={"burn_in": [0, 2]})
    assert [scenario_of(study, number).burn_in for number in range(2)] == [0, 2]


# --- files ------------------------------------------------------------------------------------------------

TEXT = """\
question: How much autonomy?
reason: To try it.
base: {base}
set: {{months: 6, burn_in: 2, market.customers: 200}}
levers:
  culture.autonomy: [0.1, 0.5]
report: [satisfaction]
"""


@pytest.fixture
def written(root, tmp_path):
    """Write a study file beside a scenario."""
    (tmp_path / "world.yaml").write_text(f"reason: A copy.\nbase: {root / 'scenarios' / 'baseline.yaml'}\n")

    def write(text=TEXT, base="world.yaml"):
        path = tmp_path / "mine.yaml"
        path.write_text(text.format(base=base))
        return path

    return write


def test_a_file_says_what_python_says(written, base):
    study = load_study(written(), allow_outside=True)
    same = Study(question="How much autonomy?", reason="To try it.", base=study.base,
                 levers={"culture.autonomy": [0.1, 0.5]}, report=["satisfaction"])  # fmt: skip
    assert study == same
    assert study.base.months == 6


def test_the_command_line_has_the_last_word(written):
    study = load_study(written(), ["months=4"], allow_outside=True)
    assert (study.base.months, study.base.burn_in) == (4, 2)


@pytest.mark.parametrize(
    ("laid", "override", "path", "value"),
    [
        ("{{market: {{customers: 700}}}}", "market.customers=200", "market.customers", 200),
        ("{{market.customers: 700}}", "market={{customers: 200}}", "market.customers", 200),
        ("{{firms.north: null}}", "firms.north.policy=tqm", "firms.north.policy", "tqm"),
        ("{{firms.north.policy: tci}}", "firms.north=null", "firms.north", None),
        (
            "{{firms: {{another: {{policy: tqm}}}}}}",
            "firms.another.policy=tci",
            "firms.another.policy",
            "tci",
        ),
    ],
)
def test_the_command_line_is_laid_over_what_the_study_sets(written, laid, override, path, value):
    text = TEXT.replace("{{months: 6, burn_in: 2, market.customers: 200}}", laid)
    study = load_study(written(text), [override.replace("{{", "{").replace("}}", "}")], allow_outside=True)
    found = study.base.model_dump()
    for name in path.split("."):
        found = found.get(name)
    assert found == value


def test_what_is_wrong_on_the_command_line_is_reported_as_such_beside_what_is_set(written):
    with pytest.raises(InputError) as told:
        load_study(written(), ["monts=3", "market.customers=-1", "size=12"], allow_outside=True)
    assert sorted(str(told.value).splitlines()) == [
        "--set market.customers = -1: this uncertainty must be at least 0.",
        "--set monts is not a parameter. Did you mean 'months'?",
        "--set size is of the study, and --set changes its scenario: write it in the study file. (`tci-sim new NAME` "
        "copies one of the library.)",
    ]


def test_a_base_that_cannot_be_read_hides_no_other_fault_of_the_file(written):
    text = TEXT.replace("[satisfaction]", "[satisfacton]").replace("culture.autonomy", "culture.autonom")
    with pytest.raises(InputError) as told:
        load_study(written(text, base="wurld.yaml"), allow_outside=True)
    said = str(told.value).splitlines()
    assert [line[line.index("mine.yaml") :][:13] for line in said] == [
        "mine.yaml:3: ",
        "mine.yaml:7: ",
        "mine.yaml:6: ",
    ]
    assert all("Did you mean" in line for line in said)


@pytest.mark.parametrize(
    ("line", "other", "said"),
    [
        ("  culture.autonomy: [0.1, 0.5]", "  culture.autonomy: [0.1, 5]", "mine.yaml:6: "),
        ("reason: To try it.\n", "", "mine.yaml:1: reason is required."),
        ("report: [satisfaction]", "reprot: [satisfaction]", "mine.yaml:7: reprot is not a part of a study."),
        (
            "set: {{months: 6,",
            "set: {{monts: 6,",
            "mine.yaml:4: set: monts is not a parameter. Did you mean 'months'?",
        ),
        ("base: {base}", "base: elsewhere.yaml", "there is no such file"),
    ],
)
def test_a_fault_in_a_file_is_reported_with_its_line(written, line, other, said):
    with pytest.raises(InputError) as told:
        load_study(written(TEXT.replace(line, other)), allow_outside=True)
    assert said in str(told.value)


def test_a_base_outside_the_folder_is_refused_unless_it_is_the_librarys(written, root, tmp_path_factory):
    shipped = root / "scenarios" / "baseline.yaml"
    assert load_study(written(base=str(shipped))).base.question == load(shipped).question
    elsewhere = shutil.copy(
        root / "tci_sim" / "scenario" / "starter.yaml", tmp_path_factory.mktemp("elsewhere")
    )
    with pytest.raises(InputError, match="must be in the folder"):
        load_study(written(base=str(elsewhere)))


def test_every_shipped_study_can_be_asked(root):
    pytest.importorskip("SALib")
    studies = sorted((root / "scenarios" / "studies").glob("*.yaml"))
    assert studies
    for path in studies:
        study = load_study(path)
        assert study.reason
        assert scenario_of(study, len(study.plan) - 1).months == study.base.months
