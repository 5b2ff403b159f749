"""Texts in scenario files may be in several languages; they and labels are shown, and decide no result."""

import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from tci_sim.designs.study_file import load_study
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.runs.provenance import run_key
from tci_sim.scenario import library
from tci_sim.scenario.from_result import scenario_from_dict
from tci_sim.scenario.json_schema import policy_schema, scenario_schema
from tci_sim.scenario.labels import label_in, shock_sentence
from tci_sim.scenario.load import load, resolve, variant
from tci_sim.scenario.report import every_value
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.words import Words

LABELLED = """
base: baseline
reason: {en: Why not?, zh-Hant: 有何不可？}
question:
  en: Who wins?
  zh-Hant: 誰勝出？
firms:
  ours: {label: {en: Our shop, zh-Hant: 本店}}
  mine: {policy: own, label: The third}
policies:
  own: {base: none, label: {zh-Hant: 自訂策略}, learning: {p_learn: 0.2}}
market:
  attributes: {fit: {label: {en: suits me, zh-Hant: 合用}}}
  segments: {care: {label: Those who care}}
network:
  roles: {sales: {label: counter}}
shocks:
  - {month: 3, kind: price_cut, target: ours, size: 0.2, duration: 6}
  - {month: 5, kind: policy_change, target: mine, policy: own}
  - {month: 6, kind: requirement_turn, size: 0.5}
  - {month: 7, kind: leader_loss, duration: 1}
  - {month: 8, kind: lever_change, target: ours, levers: {improvement: {time: 0.2}, culture: {peers: 1}}}
  - {month: 9, kind: world_change, world: {requirements: {turbulence: 0.02}}}
  - month: 10
    kind: world_change
    market: {attributes: {fit: {half_life: 12}}, segments: {care: {weights: {fit: 2}, purchase_interval: 3}}}
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def labelled(write: Callable[[str], Path]) -> Scenario:
    return load(write(LABELLED))


def test_a_text_is_said_in_the_language_in_use_and_else_in_one_that_it_has(labelled: Scenario) -> None:
    assert (str(labelled.question), labelled.reason.text("zh-Hant")) == ("Who wins?", "有何不可？")
    with using_language("zh-Hant"):
        assert str(labelled.headline) == "誰勝出？"
    assert str(Words.of("Why\n  so?")) == Words.of("Why so?").text("zh-Hant") == "Why so?"
    assert str(Words.of({"zh-Hant": "為何？"})) == "為何？"
    assert not Words.of("")


def test_what_is_named_is_called_by_its_own_label_then_by_ours_then_as_written(labelled: Scenario) -> None:
    called = {
        ("firm", "ours"): ("Our shop", "本店"),
        ("firm", "mine"): ("The third", "The third"),
        ("firm", "north"): ("north", "北方公司"),
        ("policy", "own"): ("自訂策略", "自訂策略"),
        ("policy", "tqm"): ("total quality management", "全面品質管理"),
        ("attribute", "fit"): ("suits me", "合用"),
        ("segment", "care"): ("Those who care", "Those who care"),
        ("role", "sales"): ("counter", "counter"),
        ("firm", "nobody_here"): ("nobody_here", "nobody_here"),
    }
    for (kind, name), texts in called.items():
        found = label_in(labelled, kind, name)
        english = chinese = found
        if not isinstance(found, str):
            english, chinese = found.text("en"), found.text("zh-Hant")
        assert (english, chinese) == texts, name


def test_what_happens_is_said_with_labels(labelled: Scenario) -> None:
    said = [shock_sentence(labelled, shock) for shock in labelled.shocks]
    assert [str(each) for each in said] == [
        "Our shop: the price is cut by 20 %",
        "The third: changes to 自訂策略",
        "all attributes: 50 % of requirements change",
        "all organisations: the leader is absent for 1 month",
        "Our shop: peers met now 1 firm, improvement time now 0.2",
        "the world changes: turnover of requirements now 0.02 per month",
        "the world changes: half-life of shortfalls (suits me) now 12 months, weights of the attributes (Those who "
        "care, suits me) now 2, purchase cycle (Those who care) now 3 months",
    ]
    assert [each.text("zh-Hant") for each in said] == [
        "「本店」降價 20%",
        "「The third」改採「自訂策略」",
        "所有屬性有 50% 的顧客需求轉向",
        "所有組織的領導者離任，1 個月內職位懸缺",
        "「本店」調整槓桿：標竿同儕變為 1 家、改進時間變為 0.2",
        "市場環境改變：需求轉變率變為每月 0.02",
        "市場環境改變：半衰期（「合用」）變為 12 個月、屬性權重（「Those who care」、「合用」）變為 2、"
        "購買週期（「Those who care」）變為 3 個月",
    ]


def test_texts_and_labels_decide_no_result(labelled: Scenario) -> None:
    plain = variant(
        labelled,
        {
            "question": "Another?",
            "reason": "Another.",
            "firms.ours.label": None,
            "policies.own.label": "x",
            "market.attributes.fit.label": "y",
            "market.segments.care.label": {"en": "z"},
            "network.roles.sales.label": None,
        },
    )
    assert run_key(plain, 1) == run_key(labelled, 1)
    assert run_key(variant(labelled, {"market.customers": 2}), 1) != run_key(labelled, 1)


def test_what_a_result_holds_of_a_scenario_reads_back_equal(labelled: Scenario) -> None:
    assert scenario_from_dict(labelled.model_dump(mode="json")) == labelled
    assert variant(labelled, {}) == labelled
    assert labelled.model_dump(mode="json")["question"] == {"en": "Who wins?", "zh-Hant": "誰勝出？"}


def test_a_text_replaces_that_of_the_base_in_all_languages(write: Callable[[str], Path]) -> None:
    path = write("{base: baseline, reason: mine, question: {en: Mine alone?}}")
    assert load(path).question.written == {"en": "Mine alone?"}
    assert load(path, ["question.zh-Hant=只有我？"]).question.written == {"zh-Hant": "只有我？"}
    assert load(path, ["question=Plain?"]).question.written == "Plain?"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "question: {en: a, zh-hant: b}",
            "mine.yaml:3: question.zh-hant is not a language: must be en or zh-Hant. Did you mean 'zh-Hant'?",
        ),
        ("question: {fr: a}", "mine.yaml:3: question.fr is not a language: must be en or zh-Hant."),
        ("question: {en: 3}", "mine.yaml:3: question.en = 3: must be text."),
        ("question: {en: ''}", "mine.yaml:3: question.en = '': must not be empty."),
        ("question: {}", "mine.yaml:3: question = {}: must be text."),
        ("question: [a]", "mine.yaml:3: question = [...]: must be text."),
        (f"question: {'x' * 401}", "must have at most 400 characters."),
        (f"question: {{en: {'x' * 401}}}", "must have at most 400 characters."),
        ("firms: {ours: {label: {de: a}}}", "mine.yaml:3: firms.ours.label.de is not a language"),
        ("firms: {ours: {label: ''}}", "mine.yaml:3: firms.ours.label = '': must not be empty."),
        ("policies: {own: {base: none, label: 3}}", "mine.yaml:3: policies.own.label = 3: must be text."),
        (
            "policies: {own: {base: tci, reasons: {off: {xx: a}}, off: [culture]}}",
            "reasons.off.xx is not a language",
        ),
    ],
)
def test_a_wrong_text_is_a_fault_with_its_line(write: Callable[[str], Path], text: str, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        load(write(f"base: baseline\nreason: mine\n{text}\n"))
    assert len(caught.value.faults) == 1
    assert fault in str(caught.value)


def test_a_reason_in_an_unknown_language_is_one_fault(write: Callable[[str], Path]) -> None:
    with pytest.raises(InputError) as caught:
        load(write("base: baseline\nreason: {zh_Hant: mine}\n"))
    assert [fault.partition(": ")[2] for fault in caught.value.faults] == [
        "reason.zh_Hant is not a language: must be en or zh-Hant. Did you mean 'zh-Hant'?"
    ]


def test_a_policy_file_may_give_its_reasons_and_its_label_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "reason: {en: why, zh-Hant: 理由}\nbase: none\nlabel: {en: ours, zh-Hant: 自訂}\n"
        "learning: {p_learn: 0.2}\nreasons: {learning.p_learn: {en: slow, zh-Hant: 慢}}\n",
        encoding="utf-8",
    )
    (tmp_path / "mine.yaml").write_text(
        "base: baseline\nreason: x\npolicies: {own: own.yaml}\n", encoding="utf-8"
    )
    assert label_in(load(tmp_path / "mine.yaml"), "policy", "own").text("zh-Hant") == "自訂"


def test_editors_know_texts_in_languages_and_labels(labelled: Scenario) -> None:
    schema = scenario_schema()
    texts = {"reason": {"en": "a"}, "question": {"zh-Hant": "b"}, "firms": {"ours": {"label": {"en": "c"}}}}
    jsonschema.validate(texts, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**texts, "question": {"fr": "b"}}, schema)
    jsonschema.validate(
        {"reason": {"zh-Hant": "a"}, "label": "b", "reasons": {"off": {"en": "c"}}}, policy_schema()
    )


def test_labels_that_are_not_given_are_not_shown(write: Callable[[str], Path]) -> None:
    shown = {path: value for path, value, *_ in every_value(resolve(write(LABELLED)))}
    assert shown["firms.ours.label.zh-Hant"] == "本店"
    assert "firms.north.label" not in shown


def test_every_shipped_question_is_asked_in_both_languages() -> None:
    asked = [load(path, allow_outside=True).question for path in library.files(library.SCENARIO).values()]
    asked += [load_study(path).question for path in library.files(library.STUDY).values()]
    asked = [question for question in asked if question]
    assert len(asked) > 24
    for question in asked:
        assert not re.search(r"[\u4e00-\u9fff]", question.text("en"))
        assert re.fullmatch(r"[^a-z]*？", question.text("zh-Hant")), question
