"""Every quantity that is shown has its words, in both languages, and there are no words for nothing."""

import re
from itertools import pairwise

import pytest

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.declaration import Join
from tci_sim.errors import InputError
from tci_sim.glossary import ENTRIES, GROUPS, entry
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.world import World

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = {measure.name for measures in MEASURES.values() for measure in measures}


def parameter_groups(part: type[Part], prefix: str) -> set[str]:
    """Name the parts directly below a part."""
    return {
        f"{prefix}.{name}"
        for name, field in part.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Part)
    }


def test_every_measure_has_an_entry_and_every_entry_a_measure():
    assert set(ENTRIES) == NAMES


def test_every_group_of_parameters_has_an_entry_and_every_entry_a_group():
    assert set(GROUPS) == parameter_groups(World, "world") | parameter_groups(Policy, "policy")


@pytest.mark.parametrize("words", [*ENTRIES.values(), *GROUPS.values()], ids=lambda words: words.name)
def test_words_are_there_in_both_languages(words):
    assert words.label.strip()
    assert not CHINESE.search(words.label + words.meaning)
    assert words.meaning.endswith(".")
    assert CHINESE.search(words.label_zh)
    assert CHINESE.search(words.meaning_zh)
    assert words.meaning_zh.endswith("。")


def test_no_two_measures_share_a_label():
    for labels in (sorted(e.label for e in ENTRIES.values()), sorted(e.label_zh for e in ENTRIES.values())):
        assert all(first != second for first, second in pairwise(labels))


def test_a_misspelt_measure_is_answered_with_the_nearest():
    with pytest.raises(InputError) as error:
        entry("netpromoter_score")
    assert str(error.value) == "netpromoter_score is not a measure. Did you mean 'net_promoter_score'?"


def test_what_is_added_up_over_firms_has_a_unit_that_can_be_added():
    for measure in MEASURES["firm"]:
        if measure.declared.joins == Join.SUM:
            assert measure.declared.unit.split("/")[0] in {
                "currency", "unit", "member", "customer", "interview", "voice", "need", "month"
            }  # fmt: skip
