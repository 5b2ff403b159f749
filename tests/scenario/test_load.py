"""What a scenario file may say, how files rest on each other, and what each fault is told as."""

# a fault and what is told of it stand on one line
# ruff: noqa: E501

import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_scenarios import BETWEEN_PARTS, IN_A_FILE, OVERRIDES, SMALL, VARIANTS

from tci_sim.errors import InputError
from tci_sim.scenario.explain import explain
from tci_sim.scenario.load import load, resolve, scenario_from_mapping, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.yaml_file import plain_value

ROOT = Path(__file__).parents[2]
HANG = 2.0  # seconds of processor time that no scenario file may take

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files into a folder of their own, and stand in it; the first one is returned, by its name alone."""
    monkeypatch.chdir(tmp_path)

    def write_files(**files: str | bytes) -> Path:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / f"{name}.yaml").write_bytes(data)
        return Path(f"{next(iter(files))}.yaml")

    return write_files


def faults(path: Path | str, *overrides: str) -> list[str]:
    """Return what is told of a scenario that cannot be used."""
    with pytest.raises(InputError) as caught:
        load(path, overrides)
    return list(caught.value.faults)


# ---------------------------------------------------------------------------------------------- what is read


def test_the_smallest_file_loads_with_defaults_for_the_rest(write: Write) -> None:
    scenario = load(write(mine=SMALL))
    assert scenario.market.customers == 10
    assert scenario.months == 120
    assert scenario.policies["common"].improvement.time == 0.05


def test_an_int_serves_as_a_number_and_a_list_as_a_tuple(write: Write) -> None:
    text = SMALL + "world: {choice: {taste: 1}}\noff: [learning.p_learn]\n"
    scenario = load(write(mine=text))
    assert scenario.world.choice.taste == 1.0
    assert isinstance(scenario.world.choice.taste, float)
    assert scenario.off == ("learning.p_learn",)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"%YAML 1.2\n---\n"])
def test_a_byte_order_mark_or_the_right_version_does_no_harm(write: Write, mark: bytes) -> None:
    assert load(write(mine=mark + SMALL.encode())).market.customers == 10


def test_windows_line_ends_and_chinese_do_no_harm(write: Write) -> None:
    text = SMALL.replace("the smallest market", "最小的市場").replace("\n", "\r\n")
    assert str(load(write(mine=text)).reason) == "最小的市場"


@pytest.mark.parametrize("folder", ["a b", "it's", 'say "x"', "x[1]", "顧客"])
def test_folders_with_odd_names_are_read(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / "mine.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert resolve(path).folder == path.parent.resolve()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("-7", -7), ("+7", 7), ("1.50", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("1E-3", 0.001),
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("yes", "yes"), ("on", "on"), ("True", "True"), ("1_000", "1_000"), ("0o17", "0o17"), ("017", "017"),
        ("0x1F", "0x1F"), ("12:30", "12:30"), ("50%", "50%"), (".", "."), ("e5", "e5"), ("-", "-"), (".e5", ".e5"),
    ],
)  # fmt: skip
def test_a_plain_value_means_what_it_looks_like(text: str, value: object) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


# -------------------------------------------------------------------------------- how files rest on each other


def test_a_file_is_laid_over_its_base_key_by_key(write: Write) -> None:
    path = write(mine="base: other.yaml\nreason: more\nmarket: {customers: 20}\n", other=SMALL)
    scenario = load(path)
    assert (scenario.market.customers, list(scenario.market.attributes)) == (20, ["fit"])
    assert str(scenario.reason) == "more"


def test_a_list_replaces_the_list_of_the_base(write: Write) -> None:
    path = write(
        mine="base: other.yaml\nreason: r\noff: [culture]\n", other=SMALL + "off: [learning, value]\n"
    )
    assert load(path).off == ("culture",)


def test_a_null_takes_away_an_entry_of_an_open_mapping_and_nothing_else(write: Write) -> None:
    other = SMALL.replace("  ours: {policy: common}", "  ours: {policy: common}\n  rival: {policy: common}")
    assert list(load(write(mine="base: other.yaml\nreason: r\nfirms: {ours: ~}\n", other=other)).firms) == [
        "rival"
    ]
    assert faults(write(mine="base: other.yaml\nreason: r\nfirms: {hers: ~}\nmonths: ~\n")) == [
        "mine.yaml:3: firms.hers = null: there is nothing to remove; no base has it.",
        "mine.yaml:4: months = null: must be a whole number.",
    ]


def test_a_null_empties_a_whole_open_mapping_or_list(write: Write) -> None:
    other = SMALL + "off: [learning]\n"
    text = "base: other.yaml\nreason: r\noff:\nnetwork: {roles: , graphml: net.graphml}\nfirms: null\n"
    path = write(mine=text, other=other)
    Path("net.graphml").write_text("")
    scenario = load(path)
    assert (scenario.off, scenario.network.roles, scenario.firms) == ((), {}, {})


def test_a_policy_is_read_from_its_file_and_what_is_laid_over_it_changes_it(write: Write) -> None:
    path = write(
        mine="base: other.yaml\nreason: r\npolicies: {common: {improvement: {time: 0.2}}}\n",
        other=SMALL.replace("common: {}", "common: quick.yaml"),
        quick="reason: r\nbase: slow.yaml\nimprovement: {check: 0.5}\nreasons: {improvement.check: why not}\n",
        slow="reason: r\nimprovement: {time: 0.1, push: 0.9}\n",
    )
    improvement = load(path).policies["common"].improvement
    assert (improvement.time, improvement.check, improvement.push) == (0.2, 0.5, 0.9)


def test_a_policy_file_replaces_the_whole_policy_of_the_base(write: Write) -> None:
    path = write(
        mine="base: other.yaml\nreason: r\npolicies: {common: quick.yaml}\n",
        other=SMALL.replace("common: {}", "common: {improvement: {time: 0.3}}"),
        quick="reason: r\nbase: none\nimprovement: {check: 0.5}\n",
    )
    assert load(path).policies["common"].improvement.time == 0.05


def test_inline_levers_may_rest_on_a_policy_file(write: Write) -> None:
    path = write(
        mine=SMALL.replace("common: {}", "common: {base: quick.yaml, improvement: {time: 0.2}}"),
        quick="reason: r\nimprovement: {check: 0.5}\n",
    )
    improvement = load(path).policies["common"].improvement
    assert (improvement.time, improvement.check) == (0.2, 0.5)


def test_every_value_keeps_the_place_it_came_from(write: Write) -> None:
    path = write(
        mine="base: other.yaml\nreason: r\nmarket: {customers: 20}\n",
        other=SMALL.replace("common: {}", "common: quick.yaml"),
        quick="reason: r\nimprovement:\n  check: 0.5\n",
    )
    asked = resolve(path, ["world.choice.taste=0.7"])
    assert {name: str(asked.origins[name]) for name in asked.origins if "shop" not in name} == {
        "reason": "mine.yaml:2",
        "burn_in_policy": "other.yaml:2",
        "market.customers": "mine.yaml:3",
        "market.attributes.fit": "other.yaml:5",
        "market.segments.all": "other.yaml:6",
        "firms.ours.policy": "other.yaml:11",
        "policies.common.improvement.check": "quick.yaml:3",
        "world.choice.taste": "--set world.choice.taste",
    }
    assert [file.name for file in asked.files] == ["mine.yaml", "other.yaml", "quick.yaml"]
    assert asked.folder == Path.cwd()


def test_a_network_file_is_found_from_the_file_that_names_it(write: Write) -> None:
    path = write(mine="base: far/other.yaml\nreason: r\n")
    Path("far").mkdir()
    Path("far/net.graphml").write_text("")
    Path("far/other.yaml").write_text(
        SMALL.replace("roles:\n    shop: {outlet: true, contributions: {fit: 1}}", "graphml: net.graphml")
    )
    asked = resolve(path)
    assert asked.scenario.network.graphml == str(Path("far/net.graphml").resolve())
    assert asked.files[-1] == Path("far/net.graphml").resolve()


# ------------------------------------------------------------------------------------------------- overrides


def test_an_override_is_laid_over_the_file(write: Write) -> None:
    path = write(mine=SMALL + "shocks: [{month: 3, kind: demand_jump, size: 2}, {month: 9, kind: leavers}]\n")
    asked = load(
        path, ["market.customers=30", "world.choice={taste: 0.7}", "shocks.1.month=10", "question=a: b"[:10]]
    )
    assert (asked.market.customers, asked.world.choice.taste, str(asked.question)) == (30, 0.7, "a")
    assert [shock.month for shock in asked.shocks] == [3, 10]


@pytest.mark.parametrize(("overrides", "told"), OVERRIDES)
def test_a_wrong_override_is_reported_by_its_own_words(write: Write, overrides: list[str], told: str) -> None:
    assert faults(write(mine=SMALL), *overrides)[0] == told


def test_an_override_of_an_entry_that_is_not_there_is_reported(write: Write) -> None:
    path = write(mine=SMALL + "shocks: [{month: 3, kind: demand_jump, size: 2}]\n")
    told = ["--set shocks.1.month: shocks.1 is not an entry of this list: entries run from 0 to 0."]
    assert faults(path, "shocks.1.month=3") == told


# ------------------------------------------------------------------------------------------ faults of one file


@pytest.mark.parametrize(("text", "told"), IN_A_FILE)
def test_a_fault_in_a_file_is_reported_with_line_value_and_what_is_allowed(
    write: Write, text: str | bytes, told: str
) -> None:
    path = write(mine=text)
    begun = time.process_time()
    assert faults(path)[0] == told
    assert time.process_time() - begun < HANG


@pytest.mark.parametrize(("text", "told"), BETWEEN_PARTS)
def test_what_does_not_hold_between_parts_is_reported(write: Write, text: str, told: str) -> None:
    assert faults(write(mine=text)) == [told]


def test_all_faults_are_reported_at_once(write: Write) -> None:
    text = SMALL.replace("10", "-1").replace("policy: common}", "policy: comon}") + "focus: x\n"
    assert faults(write(mine=text), "world.choice.taste=no") == [
        "mine.yaml:4: market.customers = -1: this uncertainty must be at least 0.",
        "--set world.choice.taste = 'no': this uncertainty must be a number.",
        "mine.yaml:14: focus is not a parameter.",
        "mine.yaml:11: firms.ours.policy = 'comon': there is no such policy (known: 'common'). Did you mean 'common'?",
    ]


def test_a_file_of_faults_is_reported_in_a_hundred_lines(write: Write) -> None:
    told = faults(write(mine=SMALL + "".join(f"x{number}: 1\n" for number in range(150))))
    assert len(told) == 101
    assert told[-1] == "50 more errors are not shown."


def test_a_file_of_anchors_is_read_no_further_than_a_hundred(write: Write) -> None:
    told = faults(write(mine="".join(f"k{number}: &a 1\n" for number in range(50_000))))
    assert len(told) == 101
    assert told[-1] == "mine.yaml:101: too many errors; checking stopped here."


def test_a_name_that_could_write_to_the_terminal_is_shown_harmless(write: Write) -> None:
    told = faults(write(mine=SMALL + '"\\e[31mred": 1\nquestion: ["\\u202e"]\nreason: "a\\u3000b"\n'))
    assert told == [
        "mine.yaml:14: contains an invisible character (U+001B); remove it.",
        "mine.yaml:15: contains an invisible character (U+202E); remove it.",
        "mine.yaml:16: 'reason' is given twice: first on line 1.",
    ]


@pytest.mark.parametrize(
    "name", ["a\x1b[31mb.yaml", "a\x9b31mb.yaml", "a\nb.yaml", "\u202eb.yaml", "\udcff.yaml"]
)
def test_the_name_of_a_file_is_shown_harmless(write: Write, name: str) -> None:
    write(mine=SMALL)
    [told] = faults(name)
    assert told.isprintable()
    Path(os.fsencode(name).decode("utf-8", "surrogateescape")).write_text("reason: r\nmonths: x\n")
    assert all(fault.isprintable() for fault in faults(name))


def test_a_long_name_is_shown_short() -> None:
    with pytest.raises(InputError) as caught:
        explain("x" * 100_000)
    assert len(str(caught.value)) < 200


# --------------------------------------------------------------------------------------- faults between files


def test_every_file_must_give_its_reason_even_a_base_and_a_policy(write: Write) -> None:
    path = write(
        mine="base: other.yaml\nreason: r\n",
        other=SMALL.replace("reason: the smallest market\n", "").replace("common: {}", "common: quick.yaml"),
        quick="learning: {p_learn: 0.1}\n",
    )
    assert faults(path) == ["other.yaml:1: reason is required.", "quick.yaml:1: reason is required."]


def test_a_reason_belongs_to_a_lever_that_the_file_sets(write: Write) -> None:
    quick = "reason: r\nlearning: {p_learn: 0.1}\noff: [culture]\nreasons:\n  off: r\n  learning.p_lern: r\n  learning.p_learn: 3\n"
    assert faults(write(mine=SMALL.replace("common: {}", "common: quick.yaml"), quick=quick)) == [
        "quick.yaml:6: reasons.learning.p_lern is not a lever that this file sets. Did you mean 'learning.p_learn'?",
        "quick.yaml:7: reasons.learning.p_learn = 3: must be text.",
    ]


def test_a_fault_in_a_policy_file_is_reported_where_it_is(write: Write) -> None:
    quick = "reason: r\nlearning:\n  p_lern: 0.1\n"
    assert faults(write(mine=SMALL.replace("common: {}", "common: quick.yaml"), quick=quick)) == [
        "quick.yaml:3: policies.common.learning.p_lern is not a parameter. Did you mean 'p_learn', a lever?"
    ]


def test_a_circle_of_bases_is_reported_with_all_its_files(write: Write) -> None:
    path = write(a="base: b.yaml\nreason: r\n", b="base: c.yaml\nreason: r\n", c="reason: r\nbase: a.yaml\n")
    told = "c.yaml:2: base = 'a.yaml': the files form a cycle: a.yaml -> b.yaml -> c.yaml -> a.yaml."
    assert faults(path) == [told]


def test_a_long_row_of_bases_ends(write: Write) -> None:
    files = {f"f{number}": f"reason: r\nbase: f{number + 1}.yaml\n" for number in range(25)}
    told = "f19.yaml:2: base = 'f20.yaml': the chain of bases is too long: must be at most 20 files."
    assert faults(write(**files)) == [told]


def test_a_link_may_not_lead_out_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "other.yaml").write_text(SMALL)
    (tmp_path / "mine" / "link.yaml").symlink_to("../other.yaml")
    (tmp_path / "mine" / "mine.yaml").write_text("base: link.yaml\nreason: r\n")
    monkeypatch.chdir(tmp_path / "mine")
    told = (
        "mine.yaml:1: base = 'link.yaml': must be in the folder '.' (use --allow-outside to lift this limit)."
    )
    assert faults("mine.yaml") == [told]
    assert load("mine.yaml", allow_outside=True).market.customers == 10


def test_files_in_a_folder_called_scenarios_may_name_each_other(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "studies").mkdir(parents=True)
    (tmp_path / "scenarios" / "other.yaml").write_text(SMALL)
    (tmp_path / "scenarios" / "studies" / "mine.yaml").write_text("base: ../other.yaml\nreason: r\n")
    assert load(tmp_path / "scenarios" / "studies" / "mine.yaml").market.customers == 10


# ------------------------------------------------------------------------------------------------- odd files


def test_a_folder_a_missing_file_and_an_impossible_name_are_no_scenarios(write: Write) -> None:
    write(mine=SMALL)
    assert faults(".") == [".: is a folder, not a file."]
    assert faults("none.yaml") == ["none.yaml: there is no such file."]
    assert faults("a\0b")[0].startswith(r"'a\x00b': cannot be read")
    assert faults("/dev/zero") == ["/dev/zero: is a device or a pipe, not a file."]
    assert faults("x" * 5000)[0].endswith("cannot be read: File name too long.")


def test_a_link_to_itself_is_reported(write: Write) -> None:
    write(mine=SMALL + "base: loop.yaml\n")
    Path("loop.yaml").symlink_to("loop.yaml")
    assert len(faults("loop.yaml")) == 1
    assert len(faults("mine.yaml")) == 1


def test_a_file_of_a_gigabyte_is_refused_unread(write: Write) -> None:
    path = write(mine="")
    with path.open("r+b") as file:
        file.truncate(1_000_000_000)
    begun = time.process_time()
    assert faults(path) == ["mine.yaml: is too large: must be at most 1 MB."]
    assert time.process_time() - begun < 0.1


@pytest.mark.skipif(os.geteuid() == 0, reason="the super-user may read everything")
def test_a_file_that_may_not_be_read_is_reported(write: Write) -> None:
    path = write(mine=SMALL)
    path.chmod(0)
    assert faults(path) == ["'mine.yaml': cannot be read: Permission denied."]


def test_an_alias_bomb_does_not_go_off(write: Write) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    begun = time.process_time()
    assert len(faults(write(mine="\n".join(lines)))) == 30 + 29
    assert time.process_time() - begun < HANG


# -------------------------------------------------------------------------------------------------- from Python


def small() -> Scenario:
    """Return the smallest scenario, from Python."""
    data = {
        "reason": "r",
        "burn_in_policy": "common",
        "market": {"attributes": {"fit": {}}, "segments": {"all": {}}},
        "network": {"roles": {"shop": {"outlet": True, "contributions": {"fit": 1}}}, "tiers": [{}, {}]},
        "firms": {"ours": {"policy": "common"}, "theirs": {"policy": "common"}},
        "policies": {"common": {}},
    }
    return scenario_from_mapping(data)


def test_a_variant_differs_where_it_is_changed_and_nowhere_else() -> None:
    before = small()
    changes = {"world.requirements.turbulence": 0.01, "network.tiers.1.count": 4, "firms.theirs": None}
    after = variant(before, changes)
    assert after.world.requirements.turbulence == 0.01
    assert [tier.count for tier in after.network.tiers] == [3, 4]
    assert list(after.firms) == ["ours"]
    back = {
        "world.requirements.turbulence": 0.005,
        "network.tiers.1.count": 3,
        "firms.theirs": {"policy": "common"},
    }
    assert variant(after, back) == before
    assert small() == before


def test_a_variant_takes_parts_and_numpy_numbers() -> None:
    import numpy as np

    after = variant(small(), {"policies.other": small().policies["common"], "market.customers": np.int64(7)})
    assert after.policies["other"] == after.policies["common"]
    assert after.market.customers == 7


@pytest.mark.parametrize(("changes", "told"), VARIANTS)
def test_a_wrong_variant_is_reported_by_its_path(changes: dict[str, object], told: str) -> None:
    with pytest.raises(InputError) as caught:
        variant(small(), changes)
    assert caught.value.faults == (told,)


@pytest.mark.parametrize("focal", ["ours", "north"])
def test_a_lever_alone_is_the_focal_firms_in_python_and_on_the_command_line(focal: str) -> None:
    base = load("baseline", [] if focal == "ours" else [f"focal_firm={focal}"])
    write = f"write 'policies.{base.firms[focal].policy}.culture.autonomy'"
    assert base.burn_in_policy not in write
    with pytest.raises(InputError, match=write):
        variant(base, {"culture.autonomy": 0.3})
    with pytest.raises(InputError, match=write):
        load("baseline", [f"focal_firm={focal}", "culture.autonomy=0.3"])


def test_a_mapping_that_holds_itself_is_refused() -> None:
    data: dict[str, object] = {}
    data["market"] = data
    with pytest.raises(InputError, match="nested too deeply"):
        scenario_from_mapping(data)


def test_a_market_that_one_firm_may_take_is_warned_of(caplog: pytest.LogCaptureFixture, write: Write) -> None:
    two = SMALL.replace("  ours: {policy: common}", "  ours: {policy: common}\n  theirs: {policy: common}")
    path = write(mine=two)
    with caplog.at_level(logging.WARNING, "tci_sim"):
        load(path, ["world.choice.price_weight=20"])  # 20 x 1/2 x .322 x .3 = .966
        assert not caplog.records
        load(path, ["world.choice.price_weight=21"])  # 1.014
    assert [record.name for record in caplog.records] == ["tci_sim"]
    assert "One firm may take the whole market" in caplog.text


def test_loading_leaves_the_heavy_libraries_out() -> None:
    program = (
        "import sys; from tci_sim.scenario.load import load; load('scenarios/baseline.yaml');"
        "print([name for name in ('numba', 'pandas', 'mesa', 'networkx', 'matplotlib', 'duckdb') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def highest_price(scenario: Scenario) -> float:
    """Return the highest price at the start that a scenario may have."""
    with pytest.raises(InputError) as refused:
        variant(scenario, {"world.economy.price": 1e6})
    most = re.search(r"price = .*: this uncertainty must be at most ([\d.e+]+) with", str(refused.value))
    assert most is not None
    return float(most[1])


def test_more_money_than_the_ledger_can_hold_is_refused(root: Path) -> None:
    sales_alone = 212.963
    many = load(root / "scenarios" / "baseline.yaml", ["market.customers=20000000"])
    assert many.world.economy.price < highest_price(many) < sales_alone


FREE = {
    f"world.economy.{name}": 0.0
    for name in ("hour", "holding", "severance", "redesign_cost", "training_cost", "applicant_hours", "start_wages",
                 "meeting_hours", "formation_hours", "sharing_hours", "expert_wages", "supervising_wages", "hire_cost", "amends")
}  # fmt: skip


@pytest.mark.parametrize(
    "prices",
    [
        {"hour": 100.0, "round_hours": 10_000.0},
        {"hour": 100.0, "answer_hours": 100.0},
        {"hour": 100.0, "complaint_hours": 100.0},
        {"hour": 100.0, "panel_hours": 10_000.0},
        {"applicant_hours": 1000.0, "applicants": 1000.0},
        {"formation_hours": 10_000.0},
        {"start_wages": 100.0},
        {"hire_cost": 100.0},
        {"holding": 10.0},
    ],
    ids=lambda prices: list(prices)[-1],
)
def test_what_levers_and_stock_cost_counts_for_what_the_ledger_can_hold(
    root: Path, prices: dict[str, float]
) -> None:
    """At the highest price that is let pass where they are free, they cost more than can be counted."""
    base = load(root / "scenarios" / "baseline.yaml", ["market.customers=500000"])
    highest = 0.99 * highest_price(variant(base, FREE))
    dear = FREE | {f"world.economy.{name}": value for name, value in prices.items()}
    assert variant(base, FREE | {"world.economy.price": highest}).world.economy.price == highest
    with pytest.raises(InputError, match=r"world\.economy\.price = .*: this uncertainty must be at most"):
        variant(base, dear | {"world.economy.price": highest})


@pytest.mark.parametrize(("written", "number"), [("right", 1), ("net", 0), (1, 1), (0, 0)])
def test_how_beliefs_are_compared_is_written_by_name_or_by_number(written: str | int, number: int) -> None:
    changed = variant(small(), {"world.beliefs.compare": written})
    assert changed.world.beliefs.compare == number


@pytest.mark.parametrize("written", ["left", "Right", 2, True])
def test_what_names_no_way_to_compare_is_refused(written: object) -> None:
    with pytest.raises(InputError, match=r"world\.beliefs\.compare"):
        variant(small(), {"world.beliefs.compare": written})
