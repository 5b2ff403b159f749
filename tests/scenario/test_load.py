"""What a scenario file may say, how files rest on each other, and what each fault is told as."""

# a fault and what is told of it stand on one line
# ruff: noqa: E501

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tci_sim.errors import InputError
from tci_sim.scenario.explain import explain
from tci_sim.scenario.load import load, resolve, scenario_from_mapping, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.yaml_file import plain_value

ROOT = Path(__file__).parents[2]
HANG = 2.0  # seconds of processor time that no scenario file may take

SMALL = """\
reason: the smallest market
burn_in_policy: common
market:
  customers: 10
  attributes: {fit: {}}
  segments: {all: {}}
network:
  roles:
    shop: {outlet: true, contributions: {fit: 1}}
firms:
  ours: {policy: common}
policies:
  common: {}
"""

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
        "mine.yaml:3: firms.hers = null: there is nothing to take away: no base has it.",
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
        quick="reason: r\nimprovement: {check: 0.5}\n",
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


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (["market.customers=-1"], "--set market.customers = -1: this uncertainty must be at least 0."),
        (["market.customers=1", "market.customers=1"], "--set market.customers: is given twice: give it once."),
        (
            ["world.choice={taste: 0.5}", "world.choice.taste=0.5"],
            "--set world.choice.taste is given twice: give it once.",
        ),
        (["market"], "--set 'market': must be path=value, with the dotted path of a parameter."),
        (["=3"], "--set '=3': must be path=value, with the dotted path of a parameter."),
        (["a..b=3"], "--set 'a..b=3': must be path=value, with the dotted path of a parameter."),
        (["base=x.yaml"], "--set 'base=x.yaml': must be path=value, with the dotted path of a parameter."),
        (["world.choice.tast=1"], "--set world.choice.tast is not a parameter. Did you mean 'taste', an uncertainty?"),
        (["turbulence=1"], "--set turbulence is not a parameter. Did you mean 'world.requirements.turbulence', an uncertainty?"),
        (
            ["policies.common.p_learn=1"],
            "--set policies.common.p_learn is not a parameter. Did you mean 'policies.common.learning.p_learn', a lever?",
        ),
        (["p_learn=1"], "--set p_learn is not a parameter. Did you mean 'policies.*.learning.p_learn', a lever?"),
        (["firms.ours.off=1"], "--set firms.ours.off is not a parameter. Did you mean 'policies.*.off'?"),
        (["world.choice.taste='0.3'"], "--set world.choice.taste = '0.3': this uncertainty must be a number."),
        (["world.choice.taste=yes"], "--set world.choice.taste = 'yes': this uncertainty must be a number."),
        (["world.choice.taste=true"], "--set world.choice.taste = true: this uncertainty must be a number."),
        (["months=12.5"], "--set months = 12.5: must be a whole number."),
        (["months=true"], "--set months = true: must be a whole number."),
        (["off=&a [x]"], "--set off: has an anchor (&a): write the value out where it is needed."),
        (["shocks.0.month=3"], "--set shocks.0.month: shocks = a mapping: must be a list."),
    ],
)  # fmt: skip
def test_a_wrong_override_is_reported_by_its_own_words(write: Write, overrides: list[str], told: str) -> None:
    assert faults(write(mine=SMALL), *overrides)[0] == told


def test_an_override_of_an_entry_that_is_not_there_is_reported(write: Write) -> None:
    path = write(mine=SMALL + "shocks: [{month: 3, kind: demand_jump, size: 2}]\n")
    told = ["--set shocks.1.month: shocks.1 is not an entry of this list: must be from 0 to 0."]
    assert faults(path, "shocks.1.month=3") == told


# ------------------------------------------------------------------------------------------ faults of one file


def changed(old: str, new: str) -> str:
    """Return the smallest file with one thing changed."""
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mine.yaml: is empty: it must at least give a reason."),
        ("# nothing\n", "mine.yaml: is empty: it must at least give a reason."),
        ("\n[1, 2]\n", "mine.yaml:2: must be a mapping of names to values, and is not."),
        ("just words", "mine.yaml:1: must be a mapping of names to values, and is not."),
        ("a:\n\tb: 1\n", "mine.yaml:2: has a tab: indent with blanks."),
        ("reason: \xe9\n".encode("latin-1"), "mine.yaml:1: is not UTF-8 text: save the file as UTF-8."),
        ("a: 1\n".encode("utf-16"), "mine.yaml:1: is not UTF-8 text: save the file as UTF-8."),
        ("a: 1\nb: 2\na: 3\n", "mine.yaml:3: 'a' is given twice: first on line 1."),
        ("a: &x 1\n", "mine.yaml:1: has an anchor (&x): write the value out where it is needed."),
        ("a: 1\nb: *x\n", "mine.yaml:2: has an alias (*x): write the value out."),
        ("a: !!python/object:os.system 1\n", "mine.yaml:1: has a tag (tag:yaml.org,2002:python/object:os.system): write the value alone."),
        ("a: 1\n---\nb: 2\n", "mine.yaml:2: begins a second document: one file holds one scenario."),
        ("%YAML 1.1\n---\na: 1\n", "mine.yaml:2: has a YAML directive: leave it out."),
        ("[a]: 1\n", "mine.yaml:1: has a key that is not a name."),
        ("a: 'x\n", "mine.yaml:2: is not YAML: found unexpected end of stream."),
        ("a: \x00\n", "mine.yaml: is not YAML: unacceptable character #x0000: special characters are not allowed."),
        ('a: "\\U00110000"\n', "mine.yaml: is not YAML: chr() arg not in range(0x110000)."),
        ('a: "\\ud800"\n', "mine.yaml:1: has half a character (U+D800): leave it out."),
        ("a: " + "[" * 3000, "mine.yaml:1: is nested too deeply: must be at most 40 levels."),
        ("{a: " * 3000, "mine.yaml:1: is nested too deeply: must be at most 40 levels."),
        ("- " * 3000, "mine.yaml:1: is nested too deeply: must be at most 40 levels."),
        ("".join(f"k{n}: 1\n" for n in range(100_000)), "mine.yaml:5000: has too many values: must be at most 10000."),
        ("a: [" + "x," * 400_000 + "]", "mine.yaml:1: has too many values: must be at most 10000."),
        (changed("reason: the smallest market\n", ""), "mine.yaml:1: reason is required."),
        (changed("the smallest market", ""), "mine.yaml:1: reason = null: must be text."),
        (changed("the smallest market", "''"), "mine.yaml:1: reason = '': must not be empty."),
        (changed("10", "-1"), "mine.yaml:4: market.customers = -1: this uncertainty must be at least 0."),
        (changed("10", "20_000"), "mine.yaml:4: market.customers = '20_000': this uncertainty must be a whole number."),
        (changed("10", "1" + "0" * 400), "mine.yaml:4: market.customers = 1" + "0" * 56 + "...: this uncertainty must be a finite number."),
        (changed("{fit: {}}", "{fit: {kano: .nan}}"), "mine.yaml:5: market.attributes.fit.kano = .nan: this uncertainty must be a finite number."),
        (changed("{fit: {}}", "{fit: {kano: .inf}}"), "mine.yaml:5: market.attributes.fit.kano = .inf: this uncertainty must be a finite number."),
        (changed("{fit: {}}", "{fit: {kano: 1e400}}"), "mine.yaml:5: market.attributes.fit.kano = 1e400: this uncertainty must be a finite number."),
        (changed("{fit: {}}", "{fit: {inspectable: 1}}"), "mine.yaml:5: market.attributes.fit.inspectable = 1: must be true or false."),
        (changed("{fit: {}}", "{fit: 3}"), "mine.yaml:5: market.attributes.fit = 3: must be a mapping."),
        (changed("{fit: {}}", "{fit: {kanoo: 3}}"), "mine.yaml:5: market.attributes.fit.kanoo is not a parameter. Did you mean 'kano', an uncertainty?"),
        (changed("{all: {}}", "{}"), "mine.yaml:6: market.segments = a mapping: must hold at least 1."),
        (changed("{all: {}}", "{All: {}}"), "mine.yaml:6: market.segments.All: must be a name: lower-case letters, digits and underscores, a letter first, at most 40 characters."),
        (SMALL + "focus: x\n", "mine.yaml:14: focus is not a parameter."),
        (SMALL + "bases: x\n", "mine.yaml:14: bases is not a parameter. Did you mean 'base'?"),
        (SMALL + "question: 3\n", "mine.yaml:14: question = 3: must be text."),
        (SMALL + f"question: {'x' * 401}\n", "mine.yaml:14: question = '" + "x" * 56 + "...: must have at most 400 characters."),
        (SMALL + "shocks: [{month: 3, kind: demand_jmp}]\n", "mine.yaml:14: shocks.0.kind = 'demand_jmp': must be one of 'supplier_failure', 'demand_jump', 'rival_entry', 'leader_loss', 'budget_cut', 'leavers', 'requirement_turn', 'price_cut' or 'policy_change'. Did you mean 'demand_jump'?"),
        (SMALL + "base: 3\n", "mine.yaml:14: base = 3: must be the name of a file."),
        (SMALL + "base: none.yaml\n", "mine.yaml:14: base = 'none.yaml': there is no such file. Did you mean 'mine.yaml'?"),
        (SMALL + "base: .\n", "mine.yaml:14: base = '.': must be a file."),
        (SMALL + "base: ../x.yaml\n", "mine.yaml:14: base = '../x.yaml': must lie in the folder '.' (--allow-outside lifts this)."),
        (SMALL + "base: /etc/passwd\n", "mine.yaml:14: base = '/etc/passwd': must lie in the folder '.' (--allow-outside lifts this)."),
        (SMALL + 'base: "a\\0b"\n', "mine.yaml:14: has a character that nobody sees (U+0000): leave it out."),
        (SMALL + "base: mine.yaml\n", "mine.yaml:14: base = 'mine.yaml': goes round in a circle: mine.yaml -> mine.yaml."),
        (changed("common: {}", "common: none.yaml"), "mine.yaml:13: policies.common = 'none.yaml': there is no such file. Did you mean 'mine.yaml'?"),
        (changed("common: {}", "common: 3"), "mine.yaml:13: policies.common = 3: must be a mapping."),
        (changed("roles:", "graphml: ../net\n  roles:"), "mine.yaml:8: network.graphml = '../net': must lie in the folder '.' (--allow-outside lifts this)."),
    ],
)  # fmt: skip
def test_a_fault_in_a_file_is_reported_with_line_value_and_what_is_allowed(
    write: Write, text: str | bytes, told: str
) -> None:
    path = write(mine=text)
    begun = time.process_time()
    assert faults(path)[0] == told
    assert time.process_time() - begun < HANG


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (changed("burn_in_policy: common", "burn_in_policy: comon"), "mine.yaml:2: burn_in_policy = 'comon': there is no such policy. Did you mean 'common'?"),
        (changed("ours: {policy: common}", "ours: {policy: comon}"), "mine.yaml:11: firms.ours.policy = 'comon': there is no such policy. Did you mean 'common'?"),
        (SMALL + "supplier_policy: x\n", "mine.yaml:14: supplier_policy = 'x': there is no such policy."),
        (SMALL + "focal_firm: our\n", "mine.yaml:14: focal_firm = 'our': there is no such firm. Did you mean 'ours'?"),
        (changed("customers: 10", "friends: 3"), "mine.yaml:4: market.friends = 3: this uncertainty must be an even number."),
        (changed("{all: {}}", "{all: {weights: {fitt: 1}}}"), "mine.yaml:6: market.segments.all.weights.fitt is not an attribute. Did you mean 'fit'?"),
        (changed("{all: {}}", "{all: {weights: {fit: 0}}}"), "mine.yaml:6: market.segments.all.weights: at least one attribute must weigh more than 0."),
        (changed("{all: {}}", "{all: {share: 0}}"), "mine.yaml:6: market.segments: at least one segment must have a share above 0."),
        (changed("ours: {policy: common}", "ours: {policy: common, share: 0}"), "mine.yaml:10: firms: at least one firm must have a share above 0."),
        (changed("fit: 1}", "fit: 0.9}"), "mine.yaml:5: market.attributes.fit: what roles and suppliers contribute to it adds up to 0.9: must add up to 1."),
        (changed("fit: 1}", "fit: 1, fat: 1}"), "mine.yaml:9: network.roles.shop.contributions.fat is not an attribute. Did you mean 'fit'?"),
        (changed("outlet: true, ", ""), "mine.yaml:8: network.roles: at least one role must be an outlet, for there are customers."),
        (changed("outlet: true, ", "outlet: true, goods_from: [shop], "), "mine.yaml:8: network.roles: goods and work go round in a circle: shop -> shop."),
        (changed("outlet: true, ", "outlet: true, work_from: [ship], "), "mine.yaml:9: network.roles.shop.work_from.0 = 'ship': there is no such role. Did you mean 'shop'?"),
        (changed("  ours: {policy: common}", "  {}"), "mine.yaml:10: firms: must have at least one firm, for the network is generated from roles."),
        (changed("  roles:\n    shop: {outlet: true, contributions: {fit: 1}}", "  {}"), "mine.yaml:7: network: must have one source, either roles, nodes and edges, graphml, willems: none of them is given."),
        (changed("  roles:", "  graphml: mine.yaml\n  roles:"), "mine.yaml:7: network: must have one source, either roles, nodes and edges, graphml, willems: given are roles, graphml."),
        (changed("roles:\n    shop: {outlet: true, contributions: {fit: 1}}", "nodes: mine.yaml"), "mine.yaml:8: network.nodes = 'mine.yaml': needs 'edges' beside it."),
        (changed("  roles:", "  tiers: [{links: 3, count: 2}]\n  roles:"), "mine.yaml:8: network.tiers.0.links = 3: this uncertainty must be at most the count of the tier, 2."),
        (SMALL + "off: [world.choice.tast]\n", "mine.yaml:14: off.0 = 'world.choice.tast': there is no such lever or uncertainty. Did you mean 'world.choice.taste'?"),
        (SMALL + "off: [market.customers]\n", "mine.yaml:14: off.0 = 'market.customers': there is no such lever or uncertainty."),
        (SMALL + "off: [listening.survey.delay]\n", "mine.yaml:14: off.0 = 'listening.survey.delay': cannot be switched off: it has no value at which it does nothing."),
        (SMALL + "effects_only: [world.choice]\n", "mine.yaml:14: effects_only.0 = 'world.choice': there is no such lever."),
        (changed("common: {}", "common: {off: [lerning]}"), "mine.yaml:13: policies.common.off.0 = 'lerning': there is no such lever. Did you mean 'learning'?"),
        (changed("common: {}", "common: {effects_only: [value.markup]}"), "mine.yaml:13: policies.common.effects_only.0 = 'value.markup': cannot be switched off: it has no value at which it does nothing."),
    ],
)  # fmt: skip
def test_what_does_not_hold_between_parts_is_reported(write: Write, text: str, told: str) -> None:
    assert faults(write(mine=text)) == [told]


def test_all_faults_are_reported_at_once(write: Write) -> None:
    text = SMALL.replace("10", "-1").replace("policy: common}", "policy: comon}") + "focus: x\n"
    assert faults(write(mine=text), "world.choice.taste=no") == [
        "mine.yaml:4: market.customers = -1: this uncertainty must be at least 0.",
        "--set world.choice.taste = 'no': this uncertainty must be a number.",
        "mine.yaml:14: focus is not a parameter.",
        "mine.yaml:11: firms.ours.policy = 'comon': there is no such policy. Did you mean 'common'?",
    ]


def test_a_file_of_faults_is_reported_in_a_hundred_lines(write: Write) -> None:
    told = faults(write(mine=SMALL + "".join(f"x{number}: 1\n" for number in range(150))))
    assert len(told) == 101
    assert told[-1] == "and 50 more faults."


def test_a_file_of_anchors_is_read_no_further_than_a_hundred(write: Write) -> None:
    told = faults(write(mine="".join(f"k{number}: &a 1\n" for number in range(50_000))))
    assert len(told) == 101
    assert told[-1] == "mine.yaml:101: is read no further: there are too many faults."


def test_a_name_that_could_write_to_the_terminal_is_shown_harmless(write: Write) -> None:
    told = faults(write(mine=SMALL + '"\\e[31mred": 1\nquestion: ["\\u202e"]\nreason: "a\\u3000b"\n'))
    assert told == [
        "mine.yaml:14: has a character that nobody sees (U+001B): leave it out.",
        "mine.yaml:15: has a character that nobody sees (U+202E): leave it out.",
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
        "quick.yaml:6: reasons.learning.p_lern is no lever that this file sets. Did you mean 'learning.p_learn'?",
        "quick.yaml:7: reasons.learning.p_learn = 3: must be text.",
    ]


def test_a_fault_in_a_policy_file_is_reported_where_it_is(write: Write) -> None:
    quick = "reason: r\nlearning:\n  p_lern: 0.1\n"
    assert faults(write(mine=SMALL.replace("common: {}", "common: quick.yaml"), quick=quick)) == [
        "quick.yaml:3: policies.common.learning.p_lern is not a parameter. Did you mean 'p_learn', a lever?"
    ]


def test_a_circle_of_bases_is_reported_with_all_its_files(write: Write) -> None:
    path = write(a="base: b.yaml\nreason: r\n", b="base: c.yaml\nreason: r\n", c="reason: r\nbase: a.yaml\n")
    told = "c.yaml:2: base = 'a.yaml': goes round in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml."
    assert faults(path) == [told]


def test_a_long_row_of_bases_ends(write: Write) -> None:
    files = {f"f{number}": f"reason: r\nbase: f{number + 1}.yaml\n" for number in range(25)}
    told = "f19.yaml:2: base = 'f20.yaml': rests on too many files in a row: must be at most 20."
    assert faults(write(**files)) == [told]


def test_a_link_may_not_lead_out_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "other.yaml").write_text(SMALL)
    (tmp_path / "mine" / "link.yaml").symlink_to("../other.yaml")
    (tmp_path / "mine" / "mine.yaml").write_text("base: link.yaml\nreason: r\n")
    monkeypatch.chdir(tmp_path / "mine")
    told = "mine.yaml:1: base = 'link.yaml': must lie in the folder '.' (--allow-outside lifts this)."
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


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"world.requirements.turbulenc": 0.1}, "world.requirements.turbulenc is not a parameter. Did you mean 'turbulence', an uncertainty?"),
        ({"world.requirements.turbulence": "0.1"}, "world.requirements.turbulence = '0.1': this uncertainty must be a number."),
        ({"world.requirements.turbulence": float("nan")}, "world.requirements.turbulence = nan: this uncertainty must be a finite number."),
        ({"firms.hers": None}, "firms.hers = null: there is nothing to take away: no base has it."),
        ({"firms.ours.policy": "x"}, "firms.ours.policy = 'x': there is no such policy."),
        ({"firms": {"ours": {"policy": "common"}}, "firms.ours.policy": "common"}, "firms.ours.policy is given twice: give it once."),
    ],
)  # fmt: skip
def test_a_wrong_variant_is_reported_by_its_path(changes: dict[str, object], told: str) -> None:
    with pytest.raises(InputError) as caught:
        variant(small(), changes)
    assert caught.value.faults == (told,)


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
    assert "one firm may take the whole market" in caplog.text


def test_loading_leaves_the_heavy_libraries_out() -> None:
    program = (
        "import sys; from tci_sim.scenario.load import load; load('scenarios/baseline.yaml');"
        "print([name for name in ('numba', 'pandas', 'mesa', 'networkx', 'matplotlib', 'duckdb') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_more_money_than_the_ledger_can_hold_is_refused(root):
    many = ["market.customers=20000000", "world.economy.price=100000.0"]
    with pytest.raises(InputError) as refused:
        load(root / "scenarios" / "baseline.yaml", many)
    assert "world.economy.price = 100000.0: this uncertainty must be at most 1111.11" in str(refused.value)
