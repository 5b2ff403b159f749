"""A file of another kind than is wanted is told what it is, and what takes it."""

import contextlib

import pytest

from tci_sim.designs.study_file import load_study
from tci_sim.errors import InputError
from tci_sim.scenario.library import NETWORK, POLICY, PUBLISHED, SCENARIO, STUDY, files
from tci_sim.scenario.load import load

OTHERS = [
    (files(POLICY)["tci"], "is a policy", "use it with `policies:` in a scenario."),
    (files(SCENARIO)["march1991"].with_suffix(PUBLISHED.ending), "is a file of targets", "use it with `validate`."),
    (files(NETWORK)["bicycle_nodes"], "is a network", "use it with `--network`."),
]  # fmt: skip


@pytest.mark.parametrize(("read", "wanted"), [(load, "a scenario"), (load_study, "a study")])
@pytest.mark.parametrize(("file", "kind", "use"), OTHERS)
def test_a_file_of_another_kind_says_what_takes_it(read, wanted, file, kind, use):
    with pytest.raises(InputError) as refused:
        read(file)
    assert str(refused.value) == f"{file}: {kind}, not {wanted}; {use}"


@pytest.mark.parametrize("policy", ["reason: r\nbase: tci\nreasons: {culture.autonomy: r}\n", "reason: r\n"])
def test_a_policy_is_known_by_its_levers(tmp_path, policy):
    mine = tmp_path / "mine.yaml"
    mine.write_text(policy + "culture: {autonomy: 0.1}\n")
    with pytest.raises(InputError, match="is a policy, not a scenario"):
        load(mine)
    mine.write_text("reason: r\nbase: baseline\nculture: {autonomy: 0.1}\n")
    with pytest.raises(InputError, match="culture: a lever stands in a policy"):
        load(mine)


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("mine.yml", "mine.yaml"),
        ("folder/other", "folder/other.yaml"),
        ("folder/othr.yaml", "folder/other.yaml"),
        ("price_war.yml", "price_war"),
        ("zzz.yaml", None),
    ],
)
def test_a_file_that_is_not_there_names_the_nearest(tmp_path, given, near):
    (tmp_path / "folder").mkdir()
    for name in ("mine.yaml", "folder/other.yaml"):
        (tmp_path / name).touch()
    with contextlib.chdir(tmp_path), pytest.raises(InputError) as refused:
        load(given)
    suggestion = f" Did you mean '{near}'?" if near else ""
    assert str(refused.value) == f"{given}: there is no such file.{suggestion}"


def test_a_study_that_is_not_there_is_looked_for_among_studies():
    with pytest.raises(InputError, match="Did you mean 'ablation'"):
        load_study("ablation.yml")
    assert "ablation" in files(STUDY)
