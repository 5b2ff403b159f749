"""Worlds in which total customer integration loses are shipped, and it does lose there."""

import pytest

import tci_sim as tci


def lead(root, world, rival, measure):
    """What a rival policy brings our firm beyond TCI in ten years, with its 95 % interval, in ten pairs of runs."""
    question = tci.load(root / "scenarios" / "worlds" / f"{world}.yaml")
    found = tci.compare(question, firm_policies=["tci", rival], replications=10)
    row = found.differences(measure).set_index("scenario").loc[rival]
    return row["low"], row["difference"], row["high"]


@pytest.mark.slow
def test_where_nothing_that_is_improved_lasts_who_improves_less_earns_or_brings_more(root):
    low, difference, _ = lead(root, "stubborn_processes", "iso9000", "profit")
    assert 0.0 < low < difference
    low, difference, _ = lead(root, "stubborn_processes", "command_and_control", "value_total")
    assert 0.0 < low < difference


@pytest.mark.slow
def test_where_the_price_comes_first_excellence_brings_more_to_all(root):
    low, difference, _ = lead(root, "price_first", "excellence", "value_total")
    assert 0.0 < low < difference
