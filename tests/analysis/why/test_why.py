"""What is asked, refused, kept and found again; and all of it on the command line and as pictures, in both tongues."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pytest
from pictured import cut, overlaps
from ruamel.yaml import YAML

import tci_sim
from tci_sim.analysis.why import followed
from tci_sim.analysis.why.parts import PARTS
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.views.why import accounts as accounts_view
from tci_sim.views.why.parts import PARTS as VIEWS
from tci_sim.views.why.pictures import all_pictures, names_of, report
from tci_sim.views.why.text import as_csv, as_json, table_parts

SMALL = {"market.customers": 300, "market.simulated": 200, "months": 16, "burn_in": 6}
POLICIES = ("operations", "tci")


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), SMALL)


@pytest.fixture(scope="module")
def found(base):
    return tci_sim.why(base, firm_policies=POLICIES, replications=3, threads=1)


def test_every_part_is_found_and_shown(found):
    assert list(found.parts) == list(PARTS) == list(VIEWS)
    assert found.names == POLICIES


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenarios", "policies", "asked", "says"),
    [
        (1, ("operations", "tci", "tqm"), {}, "Given: 3. To explain a difference takes two scenarios"),
        (3, (), {}, "Given: 3."),
        (1, POLICIES, {"parts": "chains"}, "Did you mean 'chain'?"),
        (1, POLICIES, {"measures": "profits"}, "profits"),
        (1, POLICIES, {"replications": 1}, "replications"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(base, scenarios, policies, asked, says):
    given = base if scenarios == 1 else [base] * scenarios
    with pytest.raises(InputError, match=re.escape(says)):
        tci_sim.why(given, firm_policies=policies, **asked)


def test_a_picture_that_is_not_there_is_refused(found):
    with pytest.raises(InputError, match="Did you mean 'chain'"):
        found.plot("chains")


def test_answers_about_different_measures_have_different_keys_by_which_their_pictures_are_kept(found):
    assert found.measures == ()
    assert replace(found, measures=("profit",)).key != found.key


# --- odd questions ------------------------------------------------------------------------------------------


def test_a_world_against_itself_differs_nowhere(base):
    same = tci_sim.why([base, base], replications=2, threads=1)
    text = same.to_text()
    assert "every figure is the same to the last bit" in text
    assert "no stage surely differs to the end." in text
    assert not re.search(r"[+-][\d,.]*[1-9]", text.split("no stage")[1].split("Months count")[0])


def test_a_market_without_prices_is_explained_without_them(base):
    unpaid = variant(base, {"market.priced": False})
    found = tci_sim.why(unpaid, firm_policies=POLICIES, replications=2, threads=1)
    assert found.parts["chain"].stage("price").place == "unknown"
    assert "price" in found.to_text()


def test_a_firm_that_nobody_buys_from_is_told(base, monkeypatch):
    real = followed.follow

    def without_customers(*given):
        seen = real(*given)
        seen.levels[1, :, -1, :] = 0.0
        return seen

    monkeypatch.setattr("tci_sim.analysis.why.runs.follow", without_customers)
    found = tci_sim.why(base, firm_policies=POLICIES, replications=2, threads=1, parts="accounts")
    assert "Satisfaction cannot be split" in found.to_text()
    assert "satisfaction" not in names_of(found)
    assert json.loads(as_json(found))["parts"]["accounts"]["satisfaction"] is None


# --- what is kept -------------------------------------------------------------------------------------------


def test_started_again_it_computes_nothing_twice_and_finds_what_a_comparison_kept(
    base, tmp_path, monkeypatch
):
    said = []
    tci_sim.compare(base, firm_policies=POLICIES, replications=3, threads=1, out=tmp_path)
    first = tci_sim.why(
        base,
        firm_policies=POLICIES,
        replications=3,
        threads=1,
        out=tmp_path,
        parts="accounts",
        on_message=said.append,
    )
    assert any("6 of 6 runs were reused" in line for line in said)
    monkeypatch.setattr(Simulation, "run_followed", lambda *_: pytest.fail("it was computed twice"))
    again = tci_sim.why(
        base, firm_policies=POLICIES, replications=3, threads=1, out=tmp_path, parts="accounts"
    )
    for what, account in first.parts["accounts"].accounts.items():
        assert np.array_equal(account.monthly, again.parts["accounts"].accounts[what].monthly)


def test_more_pairs_go_on_from_those_that_are_kept(base, tmp_path, monkeypatch):
    asked = {"firm_policies": POLICIES, "threads": 1, "out": tmp_path, "parts": "accounts"}
    tci_sim.why(base, replications=2, **asked)
    made, real = [], Simulation.run_followed
    monkeypatch.setattr(Simulation, "run_followed", lambda *given: made.append(1) or real(*given))
    tci_sim.why(base, replications=3, **asked)
    assert len(made) == 2


@pytest.mark.parametrize(
    "parts", [("accounts",), ("doors",), ("accounts", "doors"), ("chain",)], ids=" ".join
)
def test_runs_of_both_scenarios_are_made_once_for_all_parts(base, monkeypatch, parts):
    made, real = [], Simulation.__init__
    monkeypatch.setattr(
        Simulation, "__init__", lambda *given, **asked: made.append(1) or real(*given, **asked)
    )
    found = tci_sim.why(base, firm_policies=POLICIES, replications=2, threads=1, parts=parts)
    looked_at = 2 * (("doors" in parts) + ("chain" in parts))  # can they be mixed; where they part
    assert len(made) - looked_at == 2 * 2
    alone = tci_sim.compare(base, firm_policies=POLICIES, replications=2, threads=1)
    assert found.comparison.fingerprints == alone.fingerprints


def test_runs_that_end_when_they_have_settled_are_compared_as_such(root):
    small = {
        "months": 60,
        "network.roles.organisation.members": 7,
        "market.attributes.requirements.dimensions": 5,
    }
    slow = variant(load(root / "scenarios" / "published" / "march1991.yaml"), small)
    pair = {"slow": slow, "fast": variant(slow, {"policies.published.learning.p_learn": 0.9})}
    found = tci_sim.why(pair, replications=2, threads=1, parts="accounts")
    alone = tci_sim.compare(pair, replications=2, threads=1)
    assert np.isfinite(alone.settled_at).any()
    assert found.comparison.settled == alone.settled
    assert found.comparison.fingerprints == alone.fingerprints
    assert found.parts["accounts"].accounts["profit"].left_out == 0


def test_a_run_that_fails_is_left_out_and_told(base, monkeypatch):
    real = Simulation.run_followed

    def fails(world, *follows):
        if world.seed == 2:
            raise ArithmeticError("too large")
        real(world, *follows)

    monkeypatch.setattr(Simulation, "run_followed", fails)
    found = tci_sim.why(base, firm_policies=POLICIES, replications=3, threads=1, parts="accounts")
    assert found.parts["accounts"].accounts["profit"].left_out == 1
    assert "1 pair is left out" in found.to_text()


def test_a_past_that_is_shared_changes_no_bit(base):
    alone = variant(base, {"firms.ours.policy": "tci"})
    question = followed.WhyQuestion(("a", "b"), (alone, alone), 2, 1, threads=1)
    both = followed.follow(question, followed.Lived(question, None, keeps_books=True))
    world = Simulation(alone, seed=1, threads=1)
    books = followed.Books(world, both.attributes)
    world.run_followed(books)
    whole = books.columns()
    columns = followed.columns_of(both.attributes)
    assert np.array_equal(both.units[1, 0], whole[:, columns.index("units_sold")])
    assert np.array_equal(both.levels[0], both.levels[1])
    assert np.array_equal(both.levels[1, 0], whole[:, -both.levels.shape[-1] :])


# --- how it is shown ----------------------------------------------------------------------------------------


def test_json_has_the_shape_that_is_documented(found):
    schema = YAML(typ="safe").load(files("tci_sim.views.why").joinpath("why.schema.yaml").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    shown = json.loads(as_json(found))
    jsonschema.validate(shown, schema)
    for account in shown["parts"]["accounts"].values():
        assert sum(each["steps"] for each in account["parts"]) == account["total"]["steps"]
        for month, total in enumerate(account["months"]):
            assert sum(each["months"][month] for each in account["parts"]) == total


def test_csv_is_one_tidy_table(found):
    lines = as_csv(found).splitlines()
    assert lines[0].startswith("part,what,cause,way,unit,month,value")
    assert {line.split(",")[0] for line in lines[1:]} == set(PARTS)


def shown_numbers(cell):
    return float(str(cell).split(" [")[0].replace(",", "")) if str(cell) else 0.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_add_up_to_the_last_digit_that_is_shown(found, language):
    with using_language(language):
        tables = [
            part for part in VIEWS["accounts"].table(found, found.parts["accounts"]) if hasattr(part, "rows")
        ]
        assert len(tables) == 2
        for table in tables:
            *rows, last = table.rows[table.headings :]
            for column in range(1, len(last)):
                total = sum(shown_numbers(row[column]) for row in rows)
                assert total == pytest.approx(shown_numbers(last[column]), abs=1e-9)
            for row in rows:
                parts = [shown_numbers(cell) for cell in row[1:3]]
                if any(str(cell) for cell in row[1:3]):
                    assert sum(parts) == pytest.approx(shown_numbers(row[3]), abs=1e-9)


def test_sentences_say_what_the_tables_show(found):
    view, accounts = VIEWS["accounts"], found.parts["accounts"]
    of_profit, of_satisfaction = (
        dict(re.findall(r"(\w+) ([+-]?[\d,]+(?:\.\d+)?)", str(said).replace(" points", "")))
        for said in view.said(found, accounts)
    )
    profit, satisfaction = (part for part in view.table(found, accounts) if hasattr(part, "rows"))
    [sales] = [row for row in profit.rows if str(row[0]) == "sales"]
    volume, rate, whole = (shown_numbers(cell) for cell in profit.rows[-1][1:4])
    price = shown_numbers(sales[2])
    assert shown_numbers(of_profit["margin"]) == volume
    assert shown_numbers(of_profit["price"]) == price
    assert shown_numbers(of_profit["tax"]) == pytest.approx(rate - price)
    assert shown_numbers(of_profit["Profit"]) == whole
    quality, surprise, whole = (shown_numbers(cell) for cell in satisfaction.rows[-1][1:4])
    said = {name: shown_numbers(value) for name, value in of_satisfaction.items()}
    assert (said["quality"], said["surprise"], said["Satisfaction"]) == (quality, surprise, whole)
    assert sum(said.values()) - whole == pytest.approx(whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_have_no_text_that_covers_another(found, language):
    with using_language(language):
        drawn = dict(all_pictures(found))
        assert {"profit", "profit_by_month", "satisfaction", "chain"} <= set(drawn)
        for name, picture in drawn.items():
            assert overlaps(picture.figure) == [], name
            assert cut(picture.figure) == [], name
            assert picture.axes.get_xlabel(), name
            assert picture.axes.get_ylabel(), name


def test_in_chinese_nothing_english_is_left_but_what_is_typed(found):
    with using_language("zh-Hant"):
        text = found.to_text()
    typed = re.sub(r"[\w.]+/\w+|\w+\.\w[\w.]*", "", text)
    assert re.findall(r"[A-Za-z]{2,}", typed) == []


def test_a_page_holds_all_of_it(found):
    page = report(found, "tci-sim why baseline")
    assert "tci-sim why baseline" in page.html
    assert page.html.count("<img") == len(names_of(found))
    assert (
        'style="max-width' not in page.html
    )  # the policy of a page lets no other style in than those of cells
    assert "volume at its own margin" in page.html


def test_the_groups_of_profit_are_all_of_it(found):
    account = found.parts["accounts"].accounts["profit"]
    groups = accounts_view.profit_groups(account)
    places = sorted(place for each in groups.values() for place in each)
    left = [k for k in range(len(account.parts)) if k not in places]
    assert not account.whole[:, left].any()
    assert len(set(places)) == len(places)


def test_it_is_a_table_of_html_in_a_notebook_and_names_itself(found):
    assert "<table" in found.to_html()
    assert repr(found) == "<WhyResult: tci against operations\n accounts, chain, groups, doors>"
    assert len(table_parts(found)) > 10


def test_the_command_says_what_it_takes_and_writes_what_it_is_asked_for(tmp_path, capsys):
    small = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
    arguments = [
        "why",
        "baseline",
        "--firm-policy",
        "operations,tci",
        *small,
        "--replications",
        "2",
        "--parts",
        "chain",
    ]
    page = tmp_path / "page.html"
    assert main([*arguments, "--out", str(tmp_path / "kept"), "--page", str(page), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("Making 4 runs at most, about ")
    shown = json.loads(out)
    assert list(shown["parts"]) == ["chain"]
    assert [name for name in shown["pictures"] if name.endswith("chain.png")]
    assert page.read_text(encoding="utf-8").count("<img") == 1


def test_the_command_takes_two_files_and_refuses_one(capsys):
    assert main(["why", "baseline"]) == 2
    assert capsys.readouterr().err.strip()
    assert main(["why", "baseline", "price_war", "mass_market"]) == 2
    assert "takes two scenarios" in capsys.readouterr().err
