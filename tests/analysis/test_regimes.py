"""No regime is privileged: what a policy is called, and where it stands, changes no bit of any run."""

import re
from pathlib import Path

import pytest

from tci_sim.api.compare import compare
from tci_sim.api.run import run
from tci_sim.scenario.load import load, scenario_from_mapping, variant

SMALL = {"market.customers": 300, "months": 15, "burn_in": 6}


@pytest.fixture(scope="module")
def small(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), SMALL)


@pytest.fixture(scope="module")
def before(small):
    return run(small, 3).fingerprint


def renamed(scenario, names, order):
    """Give every policy another name, and set them out in another order."""
    data = scenario.model_dump(mode="json", exclude_none=True)
    data["policies"] = {names[name]: data["policies"][name] for name in order}
    for firm in data["firms"].values():
        firm["policy"] = names[firm["policy"]]
    data["burn_in_policy"] = names[data["burn_in_policy"]]
    return scenario_from_mapping(data)


def test_another_order_of_the_policies_changes_no_bit(small, before):
    same = {name: name for name in small.policies}
    turned = renamed(small, same, list(reversed(small.policies)))
    assert list(turned.policies) != list(small.policies)
    assert run(turned, 3).fingerprint == before


def test_names_that_mean_nothing_change_no_bit(small, before):
    nameless = {name: f"p{k}" for k, name in enumerate(small.policies)}
    assert run(renamed(small, nameless, small.policies), 3).fingerprint == before


def test_names_given_to_each_other_change_no_bit(small, before):
    """Every regime under the name of the next: a rule that asked for a name would ask the wrong one."""
    names = list(small.policies)
    turned = dict(zip(names, [*names[1:], names[0]], strict=True))
    assert run(renamed(small, turned, names), 3).fingerprint == before


def test_a_policy_that_nobody_adopts_changes_no_bit(small, before):
    assert (
        run(
            variant(small, {"policies.another": {"base": "none", "improvement": {"time": 0.3}}}), 3
        ).fingerprint
        == before
    )


def test_other_levers_under_the_same_name_change_the_result(small, before):
    assert run(variant(small, {"policies.tci": small.policies["tqm"].model_dump()}), 3).fingerprint != before


def test_renamed_and_reordered_files_change_no_bit(root, before, tmp_path):
    (tmp_path / "regimes").mkdir()
    text = (root / "scenarios" / "baseline.yaml").read_text(encoding="utf-8")
    for k, path in enumerate(sorted((root / "scenarios" / "regimes").glob("*.yaml"), reverse=True)):
        (tmp_path / "regimes" / f"r{k}.yaml").write_bytes(path.read_bytes())
        text = re.sub(rf"\bregimes/{path.stem}\.yaml", f"regimes/r{k}.yaml", text)
    head, policies = text.split("\npolicies:\n")
    lines = policies.rstrip("\n").splitlines()
    assert all(re.fullmatch(r"  \w+: \S+", line) for line in lines)
    asked = Path(tmp_path / "asked.yaml")
    asked.write_text(f"{head}\npolicies:\n" + "\n".join(reversed(lines)) + "\n", encoding="utf-8")
    assert run(variant(load(asked), SMALL), 3).fingerprint == before


def test_a_comparison_is_the_same_whatever_its_regimes_are_called(small):
    nameless = {name: f"p{k}" for k, name in enumerate(small.policies)}
    first = compare(small, regimes="all", replications=2)
    second = compare(renamed(small, nameless, list(reversed(small.policies))), regimes="all", replications=2)
    assert {nameless[name]: runs for name, runs in first.fingerprints.items()} == dict(second.fingerprints)
    assert nameless[first.reference] == second.reference
