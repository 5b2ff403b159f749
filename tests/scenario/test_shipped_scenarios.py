"""The scenarios that come with the package load, say only what differs, and give their reasons."""

from pathlib import Path

import pytest

from tci_sim.designs.levers import levers_below
from tci_sim.designs.levers import levers_of as levers_of_policy
from tci_sim.designs.study_file import load_study
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.load import load, resolve
from tci_sim.scenario.tree import Path as TreePath
from tci_sim.scenario.tree import dotted, kind_at, leaves
from tci_sim.scenario.yaml_file import read_yaml

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REGIMES = sorted((SCENARIOS / "regimes").glob("*.yaml"))
NAMES = ["command_and_control", "excellence", "iso9000", "satisfaction_management", "tci", "tqm"]


def levers_of(path: Path) -> dict[str, object]:
    """Return the levers that a policy file sets, by dotted path."""
    found = {dotted(where): node.value for where, node in leaves(read_yaml(path))}
    return {lever: value for lever, value in found.items() if not lever.startswith(("reason", "base"))}


def test_the_baseline_is_a_mixture_of_six_firms() -> None:
    scenario = load(SCENARIOS / "baseline.yaml")
    policies = [firm.policy for firm in scenario.firms.values()]
    assert sorted(policies) == NAMES
    assert next(iter(scenario.firms)) == "ours"
    assert scenario.firms["ours"].policy == "tci"
    assert scenario.market.customers == 20_000
    assert 45 <= sum(role.members for role in scenario.network.roles.values()) <= 55


def test_the_baseline_says_nothing_that_is_the_default() -> None:
    asked = resolve(SCENARIOS / "baseline.yaml")
    repeated = []
    for name, origin in asked.origins.items():
        keys: TreePath = tuple(name.split("."))
        general = ".".join(
            "*" if number and _is_free(keys[:number]) else str(keys[number]) for number in range(len(keys))
        )
        parameter = catalogue().get(general)
        if parameter and not parameter.required and origin.file.endswith("baseline.yaml"):
            value: object = asked.scenario
            for key in keys:
                value = (
                    value[key]
                    if isinstance(value, dict)
                    else value[int(key)]
                    if isinstance(value, tuple)
                    else getattr(value, str(key))
                )
            if value == parameter.default:
                repeated.append(name)
    assert repeated == []


def _is_free(path: TreePath) -> bool:
    return str(kind_at(tuple(int(key) if str(key).isdigit() else key for key in path))).startswith(
        ("dict", "tuple")
    )


@pytest.mark.parametrize("path", REGIMES, ids=lambda path: path.stem)
def test_every_lever_of_a_regime_has_its_reason(path: Path) -> None:
    tree = read_yaml(path)
    assert isinstance(tree.value, dict)
    reasons = tree.value["reasons"].value
    assert isinstance(reasons, dict)
    assert set(levers_of(path)) == set(reasons)


@pytest.mark.parametrize("path", REGIMES, ids=lambda path: path.stem)
def test_every_lever_of_a_regime_lies_in_its_plausible_range(path: Path) -> None:
    for lever, value in levers_of(path).items():
        low, high = catalogue()[lever].plausible or (0, 0)
        assert low <= float(str(value)) <= high, lever


def test_the_regimes_are_seven_and_no_two_are_alike() -> None:
    regimes = sorted([*NAMES, "operations"])
    assert [path.stem for path in REGIMES] == regimes
    policies = load(SCENARIOS / "baseline.yaml").policies
    assert len({policies[name].model_dump_json() for name in regimes}) == 7


def test_internal_operations_asks_nobody_and_turns_up_what_is_inside() -> None:
    policies = load(SCENARIOS / "baseline.yaml").policies
    operations, ordered, tci = (policies[name] for name in ("operations", "command_and_control", "tci"))
    asked = operations.listening
    assert asked == ordered.listening
    assert asked.survey.respondents == asked.review.interviews == asked.internal_review.interviews == 0
    assert operations.integration == ordered.integration
    for lever in ("time", "protection", "check", "training"):
        assert getattr(operations.improvement, lever) >= getattr(tci.improvement, lever), lever


def test_total_customer_integration_is_total_quality_management_with_ten_named_differences() -> None:
    study = load_study(SCENARIOS / "studies" / "ablation.yaml")
    assert study.between == ("tqm", "tci")
    assert len(study.mechanisms) == 10
    tqm, tci = (levers_of_policy(study.base.policies[name]) for name in study.between)
    differing = {path for path in tqm if tqm[path] != tci[path]}
    named = {path for paths in study.mechanisms.values() for each in paths for path in levers_below([each])}
    assert differing <= named


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("command_and_control", (12, 0, 0)),
        ("iso9000", (12, 0, 0)),
        ("satisfaction_management", (12, 1, 0)),
        ("excellence", (36, 1, 0)),
        ("tci", (36, 1, 1)),
    ],
)
def test_a_regime_decides_by_the_value_rule_of_its_school(name: str, rule: tuple[int, int, int]) -> None:
    value = load(SCENARIOS / "baseline.yaml").policies[name].value
    assert (value.horizon, value.counts_retention, value.counts_stakeholders) == rule


def test_integration_is_not_had_for_nothing() -> None:
    """The policy that listens most also spends most time: on interviews and on improvement."""
    policies = load(SCENARIOS / "baseline.yaml").policies

    def time(name: str) -> float:
        policy = policies[name]
        interviews = policy.listening.review.interviews + policy.listening.internal_review.interviews
        return policy.improvement.time + 0.0125 * interviews

    assert all(time("tci") > time(name) for name in NAMES if name != "tci")


def test_no_stock_lever_favours_a_regime() -> None:
    """Safety stock and forecast belong to no school: none of the regimes sets them."""
    for path in REGIMES:
        assert not {"value.safety", "value.forecast_months"} & set(levers_of(path))


def test_markups_differ_little_and_the_one_who_leads_on_cost_has_the_lowest() -> None:
    policies = load(SCENARIOS / "baseline.yaml").policies
    markups = {name: policy.value.markup for name, policy in policies.items()}
    assert min(markups, key=markups.__getitem__) == "command_and_control"
    assert max(markups.values()) - min(markups.values()) <= 0.1
