"""Everything that has a name has its label in both languages, and there are no labels for nothing."""

import re
from itertools import pairwise

import pytest

from tci_sim.analysis.review import review_process
from tci_sim.engine.ledger import Stakeholder
from tci_sim.engine.measures.columns import DECLARED, MEASURES, unit_of_run
from tci_sim.engine.measures.declaration import Join
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, Message
from tci_sim.messages.catalogue import texts
from tci_sim.messages.width import width
from tci_sim.names import (
    IN_PERCENT,
    PARAMETERS,
    as_written,
    check_measure,
    label,
    measure_label,
    names_of,
    parameter_label,
    quoted,
    source_text,
    unit_label,
)
from tci_sim.scenario import library
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.load import load
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.views.measure_units import measure_unit

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
UNITS = {each.unit for each in catalogue().values()} | {each.unit for each in DECLARED.values()}


def shipped() -> list:
    return [load(path, allow_outside=True) for path in library.files(library.SCENARIO).values()]


def labels(kind: str, language: str) -> list[str]:
    return [Message(f"{kind}.{name}.label").text(language) for name in names_of(kind)]


def test_measures_have_labels_and_labels_have_measures():
    assert set(names_of("measure")) == set(DECLARED)


@pytest.mark.parametrize("kind", PARAMETERS)
def test_parameters_have_labels_and_labels_have_parameters(kind):
    assert set(names_of(kind)) == {each.path for each in catalogue().values() if each.kind == kind}


def test_groups_are_what_is_above_parameters():
    above = {path.rpartition(".")[0] for path in catalogue()} | {
        path.partition(".")[0] for path in catalogue()
    }
    above = {path.removesuffix(".*") for path in above if path} - set(catalogue())
    assert set(names_of("group")) == above


def test_units_shocks_steps_and_stakeholders_have_labels():
    runs = {unit_of_run(name) for name in DECLARED}
    assert UNITS | runs <= set(names_of("unit"))
    assert set(names_of("shock")) == set(SHOCKS)
    assert set(names_of("shocked")) <= set(names_of("holder"))
    assert {kind.target_kind for kind in SHOCKS.values()} - {None} <= set(names_of("shocked"))
    assert set(names_of("step")) == {str(step.number) for step in review_process().steps}
    assert set(names_of("stakeholder")) == {each.name.lower() for each in Stakeholder}
    assert {each.evidence for each in catalogue().values()} - {""} == set(names_of("evidence"))
    assert {each.acts_only_on for each in catalogue().values()} - {""} == set(names_of("object"))


def test_what_the_shipped_scenarios_name_has_labels():
    for scenario in shipped():
        assert set(scenario.firms) <= set(names_of("firm"))
        assert set(scenario.market.attributes) <= set(names_of("attribute"))
        assert set(scenario.market.segments) <= set(names_of("segment"))
        assert set(scenario.network.roles) <= set(names_of("role"))
        unlabelled = {name for name, policy in scenario.policies.items() if policy.label is None}
        assert unlabelled <= set(names_of("policy"))
    assert set(library.files(library.POLICY)) <= set(names_of("policy"))


def test_chinese_has_a_meaning_for_all_that_is_explained():
    chinese = texts("zh-Hant")
    for each in catalogue().values():
        assert chinese[f"{each.kind}.{each.path}.meaning"].endswith("。"), each.path
    for kind in ("measure", "group"):
        for name in names_of(kind):
            assert texts("en")[f"{kind}.{name}.meaning"].endswith("."), name
            assert chinese[f"{kind}.{name}.meaning"].endswith("。"), name


@pytest.mark.parametrize(
    "kind", ["measure", *PARAMETERS, "group", "policy", "firm", "role", "attribute", "shock"]
)
def test_labels_are_in_their_language_and_fit(kind):
    for name in names_of(kind):
        english, chinese = (Message(f"{kind}.{name}.label").text(language) for language in LANGUAGES)
        assert english, name
        assert not CHINESE.search(english), name
        assert CHINESE.search(chinese), name
        assert not LATIN_WORDS.search(chinese), name
        assert width(chinese) <= 24, name
        assert width(english) <= (45 if kind == "measure" else 32), name


def test_chinese_meanings_of_levers_are_one_line():
    for name in names_of("lever"):
        assert len(texts("zh-Hant")[f"lever.{name}.meaning"]) <= 31, name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["measure", "policy", "firm", "lever"])
def test_no_two_of_a_kind_share_a_label(kind, language):
    assert all(first != second for first, second in pairwise(sorted(labels(kind, language))))


def test_a_parameter_is_called_the_same_whosever_it_is():
    assert str(parameter_label("policies.ours.culture.autonomy")) == "autonomy of units"
    assert parameter_label("culture.autonomy").text("zh-Hant") == "單位自主權"
    assert parameter_label("network.tiers.0.lead_time").text("zh-Hant") == "供應前置時間"
    assert str(parameter_label("policies.ours.off")) == "levers switched off"
    assert parameter_label("no.such.path") == "no.such.path"


def test_what_a_user_named_is_shown_as_written():
    assert label("firm", "my_own_firm") == "my_own_firm"
    assert measure_label("of_mine") == "of_mine"
    assert quoted(label("policy", "iso9000")).text("zh-Hant") == "「ISO 9000 品質管理系統」"
    assert str(quoted("my_own")) == "my_own"


def test_a_unit_is_shown_in_one_way_in_each_language():
    assert [unit_label("customer/round").text(language) for language in LANGUAGES] == [
        "customers/round",
        "人／輪",
    ]
    for unit in UNITS:
        for language in LANGUAGES:
            shown = unit_label(unit).text(language)
            assert shown.startswith("%") == (unit in IN_PERCENT), unit
            written = as_written("1", unit)
            assert "{" not in (written if isinstance(written, str) else written.text(language))


def test_the_unit_read_from_the_source_is_the_one_that_is_declared():
    assert {name: measure_unit(name) for name in DECLARED} == {
        name: each.unit for name, each in DECLARED.items()
    }


def test_a_misspelt_measure_is_answered_with_the_nearest():
    with pytest.raises(InputError) as error:
        check_measure("netpromoter_score")
    assert str(error.value) == "netpromoter_score is not a measure. Did you mean 'net_promoter_score'?"


def test_what_is_added_up_over_firms_has_a_unit_that_can_be_added():
    for measure in MEASURES["firm"]:
        if measure.declared.joins == Join.SUM:
            assert measure.declared.unit.split("/")[0] in {
                "currency", "unit", "member", "customer", "interview", "voice", "need", "month", "firm",
                "lot", "ticket",
            }  # fmt: skip


def test_a_source_that_is_no_citation_is_said_in_both_languages():
    english = {each.source for each in catalogue().values() if each.source}
    translated = {id_.removeprefix("source.") for id_ in texts("zh-Hant") if id_.startswith("source.")}
    assert translated <= english
    words = {
        text for text in english - translated if re.search(r"[a-z]{3,} [a-z]{3,}", text.replace("et al", ""))
    }
    assert words == set()
    assert source_text("a choice, not a fact").text("zh-Hant") == "由公司選擇，並非事實"
