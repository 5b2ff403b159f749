"""How many files must be touched: CONTRIBUTING.md's recipes are followed in a copy of the project, and work there."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

CATALOGUES = re.compile(r"tci_sim/messages/.*\.yaml")
"""Words, in all languages: not counted among the files of a recipe."""

NUMBERS = {"one file": 1, "two files": 2, "three files": 3, "four files": 4}

BASELINE = "scenarios/baseline.yaml"

BUILT = """
from tci_sim.messages import build
assert build.main() == 0
"""
"""The catalogues, as `make messages` builds them."""

SMALL = f"""
import numpy as np
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

tiny = {{"market.customers": 60, "months": 3, "burn_in": 0}}

def asked(**changes):
    return variant(load({BASELINE!r}, allow_outside=True), {{**tiny, **changes}})

def lived(**changes):
    question = asked(**changes)
    world = Simulation(question, network_of(question), 1, threads=1)
    world.run()
    return world

def recorded(world, name):
    from tci_sim.engine.measures.columns import MEASURES
    return world.recording.firm[..., [each.name for each in MEASURES["firm"]].index(name)]
"""
"""What every recipe's check begins with: a small world, a way to run it, and to read a measure of firms there."""


NAMED = f"""
from tci_sim.engine.measures.columns import DECLARED, unit_of_run
from tci_sim.messages.catalogue import texts
from tci_sim.names import PARAMETERS, names_of
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.shocks import SHOCKS
known = catalogue().values()
units = {{each.unit for each in (*known, *DECLARED.values())}} | {{unit_of_run(name) for name in DECLARED}}
assert set(names_of("measure")) == set(DECLARED) and set(names_of("shock")) == set(SHOCKS)
assert {{name for kind in PARAMETERS for name in names_of(kind)}} == {{each.path for each in known}}
assert {{f"{{each.kind}}.{{each.path}}.meaning" for each in known}} <= texts("zh-Hant").keys()
assert units <= set(names_of("unit"))
assert set(load({BASELINE!r}).policies) <= set(names_of("policy"))
"""
"""What every recipe's check ends with: all that has a name has its words."""


@dataclass(frozen=True)
class Change:
    """One place of one file, before and after."""

    file: str
    before: str
    """The lines that stand there; nothing where the file is new."""
    after: str


def changes_in(block: str) -> tuple[Change, ...]:
    """Read one block of changes to one file, as the page writes it."""
    head, *hunks = re.split(r"^@@\n", block, flags=re.MULTILINE)
    _, named, *new = head.splitlines()
    file = named.removeprefix("+++ ")
    if not hunks:
        return (Change(file, "", "".join(f"{line[1:]}\n" for line in new)),)
    found = []
    for hunk in hunks:
        lines = [(line[:1] or " ", f"{line[1:]}\n") for line in hunk.splitlines()]
        before = "".join(text for sign, text in lines if sign in " -")
        found.append(Change(file, before, "".join(text for sign, text in lines if sign in " +")))
    return tuple(found)


def in_a_catalogue(change: Change) -> bool:
    """Return whether a change is one of words."""
    return CATALOGUES.fullmatch(change.file) is not None


def recipes_in(page: str) -> dict[str, tuple[int, tuple[Change, ...]]]:
    """Return the recipes of a page by title: how many files it says they take, and the changes."""
    [section] = re.findall(r"^## Recipes\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)
    found = {}
    for each in re.split(r"^### ", section, flags=re.MULTILINE)[1:]:
        title, number = each.partition("\n")[0].split(": ")
        blocks = re.findall(r"^```diff\n(.*?)^```$", each, re.MULTILINE | re.DOTALL)
        found[title] = (NUMBERS[number], tuple(change for block in blocks for change in changes_in(block)))
    return found


RECIPES = recipes_in(PAGE)

CHECKS: dict[str, tuple[int, str]] = {
    "A rule": (
        2,
        """
import doctest
import tci_sim.engine.rules.governance as governance
assert governance.price_on_tag(104.6, step=0.5) == 104.5
assert doctest.testmod(governance, extraglobs={"np": np}).failed == 0
price = recorded(lived(), "price")
assert (price % 0.5 == 0.0).all() and len(np.unique(price)) > 1
""",
    ),
    "A regime": (
        2,
        f"""
import contextlib, io
from tci_sim.cli import main
from tci_sim.designs.variants import variants_of
told = load({BASELINE!r})
named = variants_of([told], None, "all")
assert "standard_work" in named and len(named) == 8
inspecting = lived(**{{"firms.ours.policy": "standard_work"}}).scenario.policies["standard_work"]
assert inspecting.culture.autonomy == 0.05
with contextlib.redirect_stdout(io.StringIO()) as said:
    assert main(["library"]) == 0
assert "standard_work" in said.getvalue()
""",
    ),
    "A lever without cost": (
        3,
        """
plain, given = lived(), lived(**{"policies.tci.value.rebate": 1.0})
assert recorded(given, "price")[-1, 0] < recorded(plain, "price")[-1, 0]
""",
    ),
    "A lever that is paid for": (
        4,
        """
from tci_sim.analysis.review import review_process
from tci_sim.engine.measures.columns import unit_of, unit_of_run
from tci_sim.scenario.explain import explain
promoted = {"policies.tci.value.promotion": 0.5}
plain, given = lived(), lived(**promoted)
assert recorded(given, "price")[-1, 0] < recorded(plain, "price")[-1, 0]
paid, customers = recorded(given, "promotion_paid"), recorded(given, "customers")
assert np.allclose(paid[:, 0], 0.1 * 0.5 * 100.0 * customers[:, 0], rtol=1e-9) and (paid[:, 0] > 0).all()
assert not paid[:, 1:].any() and not recorded(plain, "promotion_paid").any()
dearer = lived(**promoted, **{"world.economy.promotion_cost": 0.2})
assert np.allclose(recorded(dearer, "promotion_paid")[0], 2.0 * paid[0])
off = lived(**promoted, **{"policies.tci.effects_only": ("value.promotion",)})
assert recorded(off, "promotion_paid")[0, 0] == paid[0, 0]
assert recorded(off, "price")[-1, 0] == recorded(plain, "price")[-1, 0]
assert (unit_of("promotion_paid"), unit_of_run("promotion_paid")) == ("currency/month", "currency")
lines = [line for step in review_process().steps for line in step.lines]
assert [line.side for line in lines if line.measure == "promotion_paid"] == ["external"]
[lever], [cost] = explain("value.promotion"), explain("promotion_cost")
assert (lever.paid_as, lever.cost) == (("promotion",), "world.economy.promotion_cost")
assert (cost.path, cost.acts_through) == (lever.cost, (lever.path,))
""",
    ),
    "A measure": (
        1,
        """
from tci_sim.engine.measures.columns import unit_of
from tci_sim.names import measure_label
world = lived(report=["looked_round"])
looked = recorded(world, "looked_round")
assert looked.shape == (3, 6) and np.isfinite(looked).all() and looked.sum() > 0
assert looked[-1].sum() == world.state.sums.by_segment[3, :-1].sum()
assert unit_of("looked_round") == "customer/month"
assert str(measure_label("looked_round")) == "customers considering alternatives"
""",
    ),
    "A sum over customers": (
        3,
        """
world = lived()
customers = world.state.customers
for f, loyal in enumerate(recorded(world, "loyal")[-1]):
    assert np.isclose(loyal, (customers.tenure[customers.firm == f] >= 60).mean())
""",
    ),
    "A phase": (
        3,
        """
from tci_sim.compile_model import PARTS
world = lived()
lost, won = world.state.sums.by_segment[1, :-1].sum(axis=1), world.state.sums.by_segment[2, :-1].sum(axis=1)
import tci_sim.engine.month as month
month.mark_down = lambda firms, sums: None
without = lived()
price, before = recorded(world, "price"), recorded(without, "price")
assert (price <= before).all() and (price[-1] < before[-1]).any()
assert "mark_down" in {name for part in PARTS for name in part}
""",
    ),
    "A kind of shock": (
        2,
        """
from tci_sim.errors import InputError
from tci_sim.scenario.labels import shock_sentence
strike = {"kind": "strike", "month": 1, "duration": 2, "target": "ours", "size": 0.5}
world, calm = lived(shocks=(strike,)), lived()
broken, rest = world.state.disruption.broken, calm.state.disruption.broken
ours = world.state.nodes.places.firm == 0
assert (broken[ours] == 0.5).all() and (rest[ours] < 0.5).all() and (broken[~ours] == rest[~ours]).all()
said = shock_sentence(world.scenario, world.scenario.shocks[0])
assert said.text("en") == "our firm: 50 % of the work stops" and said.text("zh-Hant").endswith("有 50% 的工作停擺")
try:
    lived(shocks=({**strike, "size": 2.0},))
except InputError as error:
    assert "must be at most 1 for strike" in str(error)
else:
    raise AssertionError("a strike of twice the work was let through")
""",
    ),
    "A study design": (
        2,
        f"""
import json
import jsonschema
from pathlib import Path
from ruamel.yaml import YAML
import tci_sim.views.study as views
from tci_sim.analysis.sweep import sweep
from tci_sim.designs.study_file import load_study
from tci_sim.errors import InputError
ranges = {{"culture.autonomy": {{"low": 0.25, "high": 0.75}}, "value.markup": {{"low": 0.1, "high": 0.3}}}}
told = {{
    "question": "What if all grows?", "reason": "To try a design.", "base": {BASELINE!r},
    "set": {{**tiny, "months": 1}}, "design": "diagonal", "size": 3, "levers": ranges,
    "replications": 1, "report": ["price"],
}}
Path("study.yaml").write_text(json.dumps(told), encoding="utf-8")
study = load_study("study.yaml", allow_outside=True)
assert [list(study.plan[number].levers.values()) for number in range(3)] == [[0.25, 0.1], [0.5, 0.2], [0.75, 0.3]]
result = sweep(study, "kept", threads=1)
assert not result.failed and (np.diff(result.figures()["value"]) > 0).all()
shape = YAML(typ="safe").load(Path(views.__file__).with_name("sweep.schema.yaml").read_text(encoding="utf-8"))
answer = json.loads(views.as_json(result))
jsonschema.validate(answer, shape)
assert answer["design"] == "diagonal" and "What if all grows?" in views.as_table(result)
assert [file.name for file in views.draw_all(result, Path("pictures"))] == ["price.png"]
try:
    study.replace(design="diagonl")
except InputError as error:
    assert "Did you mean 'diagonal'?" in str(error)
else:
    raise AssertionError("a design that there is not was let through")
""",
    ),
    "A command": (
        2,
        f"""
import contextlib, io
from tci_sim.cli import main
for arguments, told in (
    (["count", {BASELINE!r}], "6"), (["--help"], "count"), (["--lang", "zh-Hant", "count", "--help"], "供應商不計入。")
):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main(arguments) == 0
    assert told in said.getvalue().split()
""",
    ),
    "An output format": (
        1,
        f"""
import contextlib, io
from tci_sim.cli import main
sets = [word for path, value in {{**tiny, "months": 1}}.items() for word in ("--set", f"{{path}}={{value}}")]
with contextlib.redirect_stdout(io.StringIO()) as said:
    assert main(["run", {BASELINE!r}, *sets, "--allow-outside", "--quiet", "--format", "tsv"]) == 0
head, units, *firms = [line.split(chr(9)) for line in said.getvalue().splitlines()]
assert head[:3] == ["firm", "policy", "market share"] and len(firms) == 6
assert all(len(line) == len(head) for line in (units, *firms))
with contextlib.redirect_stderr(io.StringIO()) as said:
    assert main(["review", {BASELINE!r}, "--format", "tsv"]) == 2
assert "--format tsv: must be one of" in said.getvalue()
""",
    ),
    "A chart": (
        2,
        """
from matplotlib.image import imread
from tci_sim.faces.cli.run_command import run_and_save
from tci_sim.messages import message
from tci_sim.views.run_pictures import draw_customers
found = run_and_save(asked(report=["price"], months=1), 1, "kept")
assert [file.stem for file in found.pictures] == ["customers", "network", "overview", "price"]
customers = found.result.last_year("customers")
drawn = draw_customers(found.result)
assert [bar.get_width() for bar in drawn.patches] == list(customers.values())
assert drawn.get_title(loc="left") == "Customers in the last year"
assert message("charts.run.customers").text("zh-Hant") == "最後一年的顧客數"
shown = imread(found.pictures[0])
of_ours = np.array([0x00, 0x72, 0xB2]) / 255
assert (np.abs(shown[..., :3] - of_ours).max(axis=-1) < 0.01).sum() > 1000
""",
    ),
    "A sentence": (
        1,
        """
from tci_sim.citation import citation
from tci_sim.messages import using_language
for language, sentence in (("en", "Report the seeds"), ("zh-Hant", "亂數種子")):
    with using_language(language):
        assert sentence in citation().splitlines()[2]
""",
    ),
}
"""By the title of each recipe: the most files that the design allows, and what fails without the addition."""

Follow = Callable[..., None]


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    """Return a way to make changes in a copy of the project, and to check there that they work.

    The catalogues are built where `words` is true; by default, where the changes are some of words.
    """

    def followed(changes: tuple[Change, ...], check: str, words: bool | None = None) -> None:
        for name in ("tci_sim", "scenarios"):
            shutil.copytree(ROOT / name, tmp_path / name)  # with the byte code of what does not change
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        for change in changes:
            path = tmp_path / change.file
            assert path.exists() == bool(change.before), change.file
            source = path.read_text(encoding="utf-8") if change.before else ""
            assert not change.before or source.count(change.before) == 1, (change.file, change.before)
            changed = source.replace(change.before, change.after) if change.before else change.after
            path.write_text(changed, encoding="utf-8")
        words = any(map(in_a_catalogue, changes)) if words is None else words
        told = subprocess.run(
            [sys.executable, "-c", (BUILT if words else "") + SMALL + check + NAMED],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"},
        )  # fmt: skip
        assert told.returncode == 0, told.stderr

    return followed


def test_the_page_has_a_recipe_for_everything_that_is_counted() -> None:
    assert RECIPES.keys() == CHECKS.keys()


@pytest.mark.parametrize("title", CHECKS)
def test_a_recipe_touches_few_files_and_works(follow: Follow, title: str) -> None:
    (said, changes), (most, check) = RECIPES[title], CHECKS[title]
    files = {change.file for change in changes if not in_a_catalogue(change)}
    assert len(files) == said <= most
    follow(changes, check)


@pytest.mark.slow
@pytest.mark.parametrize("title", CHECKS)
def test_a_check_fails_where_the_recipe_was_not_followed(follow: Follow, title: str) -> None:
    with pytest.raises(AssertionError, match="Error"):
        follow((), CHECKS[title][1])


@pytest.mark.slow
@pytest.mark.parametrize("title", [title for title in CHECKS if any(map(in_a_catalogue, RECIPES[title][1]))])
def test_a_recipe_fails_without_its_words(follow: Follow, title: str) -> None:
    changes, check = RECIPES[title][1], CHECKS[title][1]
    with pytest.raises(AssertionError, match="Error"):
        follow(tuple(each for each in changes if not in_a_catalogue(each)), check, words=True)


def without(text: str, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return the changes without a text that they add once."""
    lacking = tuple(dataclasses.replace(each, after=each.after.replace(text, "")) for each in changes)
    assert sum(one != other for one, other in zip(changes, lacking, strict=True)) == 1
    return lacking


def test_a_kind_of_shock_without_an_effect_is_an_error_at_import(follow: Follow) -> None:
    declared = tuple(each for each in RECIPES["A kind of shock"][1] if "scenario" in each.file)
    assert declared
    with pytest.raises(AssertionError, match="KeyError: 'STRIKE'"):
        follow(declared, "")


@pytest.mark.parametrize("forgotten", ['"customer/month", ', "Join.ANEW, ", "Summary.LAST_YEAR, "])
def test_a_measure_of_which_something_is_not_declared_is_an_error_at_import(
    follow: Follow, forgotten: str
) -> None:
    column, *others = RECIPES["A measure"][1]
    [declared] = re.findall(r"^    LOOKED_ROUND = .*$", column.after, re.MULTILINE)
    lacking = column.after.replace(declared, declared.replace(forgotten, ""))
    assert lacking != column.after
    with pytest.raises(AssertionError, match="missing 1 required positional argument"):
        follow((dataclasses.replace(column, after=lacking), *others), CHECKS["A measure"][1])


@pytest.mark.parametrize(
    ("forgotten", "fault"),
    [
        ('paid_as=("promotion",), ', "promotion: must be paid for a lever."),
        (', cost="promotion_cost"', "promotion_cost: must be a cost of a lever."),
        ('    PROMOTION = "external"\n', "promotion: must be an account of a programme."),
    ],
)
def test_a_paid_lever_of_which_something_is_not_declared_is_an_error_at_import(
    follow: Follow, forgotten: str, fault: str
) -> None:
    recipe = RECIPES["A lever that is paid for"][1]
    declared = tuple(each for each in recipe if "Programme.PROMOTION" not in each.after)
    with pytest.raises(AssertionError, match=fault):
        follow(without(forgotten, declared), "")
