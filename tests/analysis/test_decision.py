"""What a comparison comes to for those who decide: each outcome, each question of the page, and how it is written."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

import tci_sim
from tci_sim.analysis.decision import decide, find_why
from tci_sim.cli import main
from tci_sim.engine.state.types import MICRO
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.render.table import Table
from tci_sim.scenario.load import load, variant
from tci_sim.views.decision import (
    Typed,
    _whom,
    as_html,
    as_json,
    as_markdown,
    as_text,
    panel,
    sections,
    what_to_do,
)

FILES = Typed({"tqm": "baseline", "tci": "baseline"}, ("--set", "months=13"))


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 200, "months": 13, "burn_in": 1}
    return variant(load(root / "scenarios" / "baseline.yaml"), small)


@pytest.fixture(scope="module")
def compared(base):
    return tci_sim.compare(base, firm_policies=("tqm", "tci"), replications=12, threads=1)


@pytest.fixture(scope="module")
def of_three(base):
    return tci_sim.compare(base, firm_policies=("tqm", "tci", "iso9000"), replications=3, threads=1)


def with_leads(comparison, leads, measure="value_owners", name="tci"):
    """Let an alternative have so much more of a measure than the reference in the first month of each pair."""
    values = {kind: array.copy() for kind, array in comparison.values.items()}
    column = comparison.measures["firm"].index(measure)
    place = list(comparison.questions).index(name)
    values["firm"][place, ..., column] = values["firm"][0, ..., column]
    values["firm"][place, :, 0, column] += leads
    return dataclasses.replace(comparison, values=values)


def first_pairs(comparison, count):
    """Keep the first pairs of runs only."""
    return dataclasses.replace(
        comparison, seeds=comparison.seeds[:count],
        values={kind: array[:, :count] for kind, array in comparison.values.items()},
        fingerprints={name: runs[:count] for name, runs in comparison.fingerprints.items()},
        settled={name: months[:count] for name, months in comparison.settled.items()},
    )  # fmt: skip


SURE = np.linspace(90.0, 110.0, 12) * 1e3


@pytest.mark.parametrize(
    ("leads", "outcome", "says"),
    [
        (SURE, "choose", "Choose total customer integration: in 13 months it brings "),
        (-SURE, "stay", "Stay with total quality management: in 13 months the best of the others"),
        (np.linspace(-90.0, 100.0, 12) * 1e3, "open", "These runs do not decide between"),
        (np.zeros(12), "same", "Nothing depends on the choice"),
    ],
)
def test_what_follows_depends_on_the_sign_and_on_how_sure_it_is(compared, leads, outcome, says):
    found = decide(with_leads(compared, leads))
    assert found.outcome == outcome
    assert str(what_to_do(found)).startswith(says)


def test_one_pair_decides_nothing_and_none_says_nothing(compared):
    one = decide(first_pairs(compared, 1))
    assert one.outcome == "one_pair"
    assert "nan" not in as_text(one)
    lost = dataclasses.replace(compared, fingerprints={name: ("",) * 12 for name in compared.questions})
    nothing = np.full(12, np.nan)
    none = decide(with_leads(lost, nothing))
    assert none.outcome == "no_pair"
    assert "nan" not in as_text(none)


def test_where_nothing_differs_no_command_is_named_that_would_find_nothing(compared):
    alike = with_leads(compared, np.zeros(12))
    said = as_text(decide(alike), FILES)
    assert "No difference in the result of these runs is there to be explained." in said
    assert "As things are neither leads, so no order can change." in said
    assert "tci-sim flip" not in said
    assert "tci-sim why" not in said
    assert "<svg" not in as_html(decide(alike))
    with pytest.raises(InputError, match="Nothing depends on the choice"):
        tci_sim.answer(alike, why=False).plot()
    assert "tci-sim flip" in as_text(decide(compared), FILES)


def test_the_difference_is_what_the_comparison_finds(compared):
    found = decide(compared)
    row = compared.differences("value_owners").iloc[0]
    assert float(found.best.difference.mean) == pytest.approx(row["discounted_difference"], rel=1e-12)
    assert found.payback == compared.payback("tci", "value_owners")
    assert found.loss == compared.chance_of_loss("tci", "value_owners")


def test_the_picture_comes_to_the_difference_that_is_said_and_is_in_every_page(of_three):
    found = decide(of_three)
    shown = panel(found)
    assert list(shown.table) == list(of_three.others)
    for each in found.standings:
        drawn = [end[each.name].iloc[-1] for end in (shown.table, *shown.band)]
        assert drawn == pytest.approx([float(end) for end in each.difference])
    assert str(shown.caption[-1]) == "Money is discounted at 10 % a year."
    page = as_html(found)
    assert (
        page.index("</section>") < page.index("<figure>") < page.index("</section>", page.index("<figure>"))
    )
    assert (
        tci_sim.answer(of_three, why=False).plot().title.endswith("difference from total quality management")
    )


def test_a_picture_without_money_is_of_monthly_values(compared):
    shown = panel(decide(compared, "satisfaction"))
    apart = compared.monthly("tci", "satisfaction")
    assert shown.table["tci"].to_numpy() == pytest.approx(apart.mean(axis=0))
    assert not any("discounted" in str(each) for each in shown.caption)


def test_of_several_the_best_is_named_and_all_are_shown_with_adjusted_p_values(of_three):
    found = decide(of_three)
    means = [float(each.difference.mean) for each in found.standings]
    assert means == sorted(means, reverse=True)
    assert len(means) == 2
    assert "p (adjusted)" in as_text(found)
    assert f"--firm-policy tqm,{found.best.name}" in as_text(found)
    assert "All below is about" in as_text(found)


def test_an_amount_is_set_beside_revenue_and_beside_what_customers_notice(compared):
    twentieth = np.full(12, decide(compared).revenue / 20.0)
    found = decide(with_leads(compared, twentieth))
    assert "In size that is 5 % of the revenue of total quality management. Satisfaction: " in as_text(found)
    assert "market share: " in as_text(found)
    assert "of the revenue" not in as_text(decide(with_leads(compared, np.zeros(12))))


def test_owners_of_all_firms_are_told_from_those_of_the_firm_that_is_asked_about(compared):
    found = decide(compared)
    rows = {
        str(row[0]): row[1] for row in next(part for part in _whom(found) if isinstance(part, Table)).rows
    }
    assert str(found.ours.difference.mean > 0.0) == str(rows["of these, owners of our firm"].startswith("+"))
    assert rows["owners of all firms"] != rows["of these, owners of our firm"]
    assert found.ours.difference == found.best.difference


def test_why_on_the_page_is_discounted_as_its_first_sentence_is_and_shows_no_state(base, compared):
    few = first_pairs(compared, 2)
    found = dataclasses.replace(decide(few), why=find_why(decide(few), threads=1))
    account = found.why.parts["accounts"].accounts["profit_discounted"]
    assert account.over_pairs()[1] / MICRO == pytest.approx(float(found.best.difference.mean), rel=1e-6)
    text = as_text(found)
    assert text.count("Profit, discounted, ") == 1
    assert "They part first" not in text
    assert "not discounted:\nWhat each group brings" in text


def test_accounts_add_up_to_what_all_programmes_cost(compared):
    found = decide(compared)
    accounts = [each for each in found.accounts if each.name.endswith("_paid")]
    assert len(accounts) > 3
    total = sum(float(each.difference.mean) for each in accounts)
    assert total == pytest.approx(float(found.programme.difference.mean), rel=1e-9)


def test_when_it_pays_is_said_with_how_sure_that_is(compared):
    behind = np.full(12, -1e4)
    late = with_leads(compared, behind)
    column = late.measures["firm"].index("value_owners")
    values = {kind: array.copy() for kind, array in late.values.items()}
    values["firm"][1, :, 5, column] += 3e4
    paid = decide(dataclasses.replace(late, values=values))
    assert (
        "On average over the runs, it stays ahead from month 5 on. The month from which it leads is between 5 and 5"
        in as_text(paid)
    )
    assert "does not pay back within 13 months" in as_text(decide(late))
    assert "too few pairs for an interval" in as_text(decide(first_pairs(paid.comparison, 3)))
    with using_language("zh-Hant"):
        assert "自第 6 個月起持續領先" in as_text(paid)


def test_the_chance_of_a_loss_has_an_exact_interval(compared):
    leads = SURE.copy()
    leads[:3] = -leads[:3]
    said = as_text(decide(with_leads(compared, leads)))
    assert "In 3 of 12 pairs of runs" in said
    assert "25 % [5 % to 57 %]" in said


def test_without_money_satisfaction_decides_and_nothing_is_said_of_costs(compared):
    money = [name for name in compared.measures["firm"] if "value_" in name or name == "profit"]
    values = {kind: array.copy() for kind, array in compared.values.items()}
    for name in money:
        values["firm"][..., compared.measures["firm"].index(name)] = 0.0
    found = decide(dataclasses.replace(compared, values=values))
    assert found.measure == "satisfaction"
    assert as_text(found).count("No money moves in this scenario") == 2
    assert found.accounts == ()
    assert "points" in str(what_to_do(found))


def test_where_customers_do_not_pay_their_value_is_no_sum_of_money(root):
    office = load(root / "scenarios" / "stories" / "public_office.yaml")
    small = variant(office, {"market.customers": 200, "months": 13, "burn_in": 1})
    found = tci_sim.answer(small, regimes="all", replications=2, threads=1)
    assert "value_customers" not in [each.name for each in found.stakeholders]
    assert len(found.stakeholders) == 4
    with pytest.raises(InputError, match="means nothing in this scenario"):
        decide(found.comparison, "value_total")


def test_every_question_has_an_answer_or_the_command_that_finds_it(compared):
    found = decide(compared)
    said = {str(each.heading): each.parts for each in sections(found, FILES)}
    assert list(said) == [
        "What to do", "What it costs, and when it pays", "Chance of a loss", "Why", "For whom",
        "What would change the answer", "What to find out first", "What it rests on", "Versions",
    ]  # fmt: skip
    assert all(said.values())
    for heading, command in (("Why", "why"), ("What would change the answer", "flip")):
        wanted = f"tci-sim {command} baseline --firm-policy tqm,tci --set months=13"
        assert any(wanted in str(part) for part in said[heading])


def test_json_has_the_shape_that_is_documented(root, compared):
    schema = YAML(typ="safe", pure=True).load((root / "tci_sim/views/answer.schema.yaml").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    lost = dataclasses.replace(compared, fingerprints={name: ("",) * 12 for name in compared.questions})
    for comparison in (compared, first_pairs(compared, 1), with_leads(lost, np.full(12, np.nan))):
        jsonschema.validate(json.loads(as_json(decide(comparison))), schema)


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_names_are_text_in_every_format(base, language):
    label = "<b>*ours*</b> | [x](y)"
    firms = {"firms.ours.label": {"en": label, "zh-Hant": label}}
    found = tci_sim.answer(variant(base, firms), firm_policies=("tqm", "tci"), replications=2, threads=1)
    with using_language(language):
        assert "<b>*ours*" not in as_html(found)
        assert "&lt;b&gt;*ours*" in as_html(found)
        assert r"\<b\>\*ours\*" in as_markdown(found)
        assert label in as_text(found)


def test_the_page_is_the_same_to_the_byte_and_asks_for_nothing_from_outside(compared, base):
    again = tci_sim.compare(base, firm_policies=("tqm", "tci"), replications=12, threads=2)
    pages = {as_html(decide(each)) for each in (compared, again)}
    assert len(pages) == 1
    assert "default-src 'none'" in pages.pop()


def test_the_command_writes_either_page_and_reads_what_is_kept(root, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = [
        "answer", str(root / "scenarios" / "baseline.yaml"), "--firm-policy", "tqm,tci", "--set",
        "market.customers=200", "--set", "months=13", "--set", "burn_in=1", "--replications", "2", "--threads", "1",
    ]  # fmt: skip
    assert main([*asked, "--out", "why.md"]) == 0
    takes = capsys.readouterr().err
    assert takes.startswith("4 runs (2 cases x 2 replications)")
    assert "Making " in takes
    told = (tmp_path / "why.md").read_text("utf-8")
    assert "volume at its own margin" in told
    assert "tci-sim why" not in told
    monkeypatch.chdir(tmp_path / "results")
    asked.append("--no-why")
    assert main([*asked, "--out", "page.html"]) == 0
    assert main([*asked, "--out", "page.md"]) == 0
    assert "4 of 4 runs were reused" in capsys.readouterr().err
    assert Path("page.html").read_text("utf-8").startswith("<!doctype html>")
    assert Path("page.md").read_text("utf-8").startswith("# ")
    assert "![" in Path("page.md").read_text("utf-8")
    assert Path("page-difference.png").read_bytes().startswith(b"\x89PNG")
    [folder] = Path("results").iterdir()
    assert main(["answer", str(folder)]) == 0
    assert "tci-sim flip SCENARIO --firm-policy tqm,tci" in capsys.readouterr().out
    for wrong, says in (
        ([str(folder), "--firm-policy", "tqm,tci"], "give it alone"),
        ([str(folder), "--replications", "5"], "--replications has no effect on a comparison"),
        ([*asked[1:], "--out", "page.txt"], "must end in .md or .html"),
        ([*asked[1:2]], "compare"),
        ([*asked[1:], "--measure", "proft"], "profit"),
    ):
        assert main(["answer", *wrong]) == 2
        assert says in capsys.readouterr().err
    Path("other-difference.png").write_bytes(b"of somebody else")
    assert main([*asked, "--out", "other.md"]) == 2
    assert "other-difference.png" in capsys.readouterr().err
    assert not Path("other.md").exists()
    assert main(["answer", *asked[1:], "--study", str(folder)]) == 1
    assert "contains a comparison, not a study" in capsys.readouterr().err


def test_what_is_wrong_is_told_before_anything_runs(root, tmp_path, monkeypatch, capsys):
    for place in ("faces.cli.answer_command", "api.answer"):
        monkeypatch.setattr(f"tci_sim.{place}.compare", None)
    asked = ["answer", str(root / "scenarios" / "baseline.yaml"), "--firm-policy", "tqm,tci"]
    assert main([*asked, "--measure", "complaints"]) == 2
    assert "complaints: less of it is better" in capsys.readouterr().err
    assert main([*asked, "--measure", "proft"]) == 2
    assert "Did you mean 'profit'" in capsys.readouterr().err
    assert main([*asked, "--study", str(tmp_path)]) == 1
    assert "contains no study" in capsys.readouterr().err
    with pytest.raises(InputError, match="Did you mean 'profit'"):
        tci_sim.answer("baseline", "proft", firm_policies=("tqm", "tci"))


def test_options_that_mean_nothing_to_a_comparison_are_refused(compared):
    with pytest.raises(InputError, match="replicatons has no effect on runs that are made already"):
        tci_sim.answer(compared, replicatons=5)


def test_what_is_kept_of_what_would_flip_it_stands_on_the_page(base, tmp_path):
    flips = tci_sim.flip(
        base, parameters="world.choice.taste", firm_policies=("tqm", "tci"), replications=2, few=2, out=tmp_path,
        threads=1,
    )  # fmt: skip
    options = {"firm_policies": ("tqm", "tci"), "replications": 2, "threads": 1}
    found = tci_sim.answer(base, out=tmp_path, **options)
    assert "Tried in 2 pairs of runs, money not discounted." in found.to_text()
    assert found.flips.looked_into[0].path == flips.looked_into[0].path == "world.choice.taste"
    assert "The 1 assumption that was looked into changes the order nowhere" in found.to_text()
    assert "lasting taste for one firm 3 (assumed)" in found.to_text()
    assert tci_sim.answer(base, **options).flips is None


def test_the_alternatives_of_a_study_are_answered_from_its_folder(base, tmp_path):
    study = tci_sim.Study(
        question="which", base=base, design="grid", levers={"firms.ours.policy": ["tqm", "tci"]},
        replications=2, report=["profit"], months="none",
    )  # fmt: skip
    swept = tci_sim.sweep(study, tmp_path, threads=1)
    found = tci_sim.answer(swept.folder, replications=2, threads=1)
    assert list(found.comparison.questions) == ["tqm", "tci"]
    other = study.replace(levers={}, uncertainties={"world.choice.taste": [2.0, 3.0]})
    alone = tci_sim.sweep(other, tmp_path, threads=1)
    with pytest.raises(InputError, match="compares no alternatives"):
        tci_sim.answer(alone.folder)
