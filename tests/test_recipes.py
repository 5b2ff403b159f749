"""How many files must be touched: recipes are followed in a copy of the package, and what they add is at work there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

CATALOGUE = "messages/"
"""Where words are, in all languages."""

BASELINE = str(ROOT / "scenarios" / "baseline.yaml")

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
"""What every recipe's check begins with: a small world, a way to live in it, and to read a measure of firms there."""


@dataclass(frozen=True)
class Addition:
    """A text that is written into a file of the package: after one that stands there once, or as a new file."""

    file: str
    after: str
    """What stands before it; nothing where the file is new."""
    text: str


@dataclass(frozen=True)
class Recipe:
    """How something new comes into the package."""

    additions: tuple[Addition, ...]
    check: str
    """Fails where what was added is not at work."""

    @property
    def files(self) -> set[str]:
        """Name the files that are touched, the catalogue of words left out."""
        return {addition.file for addition in self.additions if not addition.file.startswith(CATALOGUE)}


def words(name: str) -> tuple[Addition, ...]:
    """Return the words of a measure, in both languages."""
    english = f'  {name}: {{label: "customers lost", meaning: "Customers who left this month."}}\n'
    chinese = f'  {name}: {{label: "流失顧客數", meaning: "本月離開的顧客人數。"}}\n'
    return (
        Addition("messages/en/names_measures.yaml", "measure:\n", english),
        Addition("messages/zh-Hant/names_measures.yaml", "measure:\n", chinese),
    )


MEASURE = Recipe(
    (
        Addition(
            "engine/measures/customers.py",
            '    ASKED = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)\n',
            '    CUSTOMERS_LOST = measure("customer/month", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)\n',
        ),
        Addition(
            "engine/measures/customers.py",
            "    row[OfCustomers.ASKED] = mean(total[Sum.ASKED], 1.0, count)\n",
            "    row[OfCustomers.CUSTOMERS_LOST] = total[Sum.LEFT]\n",
        ),
        *words("customers_lost"),
    ),
    """
from tci_sim.engine.measures.columns import unit_of
from tci_sim.names import measure_label
world = lived(report=["customers_lost"])
lost = recorded(world, "customers_lost")
assert lost.shape == (3, 6) and np.isfinite(lost).all() and lost.sum() > 0
assert lost[-1].sum() == world.state.sums.by_segment[1, :-1].sum()
assert (unit_of("customers_lost"), str(measure_label("customers_lost"))) == ("customer/month", "customers lost")
""",
)

SUM_OVER_CUSTOMERS = Recipe(
    (
        Addition(
            "engine/state/sums.py",
            '    """Sum of the surplus of the market\'s offer. [1/FIXED price of a unit]"""\n',
            '    LOYAL = 21\n    """Customers who have been with the firm for a year and more."""\n',
        ),
        Addition(
            "engine/phases/customer_sums.py",
            "            table[f, s, Sum.TENURE] += np.int64(customers.tenure[who])\n",
            "            table[f, s, Sum.LOYAL] += 1 if customers.tenure[who] >= 12 else 0\n",
        ),
        Addition(
            "engine/measures/customers.py",
            '    ASKED = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)\n',
            '    LOYAL = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0)\n',
        ),
        Addition(
            "engine/measures/customers.py",
            "    row[OfCustomers.ASKED] = mean(total[Sum.ASKED], 1.0, count)\n",
            "    row[OfCustomers.LOYAL] = mean(total[Sum.LOYAL], 1.0, count)\n",
        ),
        *words("loyal"),
    ),
    """
world = lived()
customers = world.state.customers
for f, loyal in enumerate(recorded(world, "loyal")[-1]):
    assert np.isclose(loyal, (customers.tenure[customers.firm == f] >= 12).mean())
""",
)

SHOCK = Recipe(
    (
        Addition(
            "scenario/shocks.py",
            "SHOCKS: Mapping[str, ShockKind] = MappingProxyType(\n    {\n",
            '        "strike": ShockKind("organisation", most=1.0, lasts=True),\n',
        ),
        Addition(
            "messages/en/names_things.yaml",
            "shock:\n",
            '  strike: {label: "strike", happens: "{target}: {size} of the work stops"}\n',
        ),
        Addition(
            "messages/zh-Hant/names_things.yaml",
            "shock:\n",
            '  strike: {label: "罷工", happens: "{target}有 {size} 的工作停擺"}\n',
        ),
        Addition("engine/shocks.py", "    POLICY_CHANGE = 8\n", "    STRIKE = 9\n"),
        Addition(
            "engine/shocks.py",
            "        for n in range(len(places.firm)):\n"
            "            if lasts(future, shock, Effect.SUPPLIER_FAILURE, month) and hits(future, shock, n):\n"
            "                disruption.broken[n] = min(1.0, max(disruption.broken[n], size))\n",
            "            if lasts(future, shock, Effect.STRIKE, month) and hits(future, shock, places.firm[n]):\n"
            "                disruption.broken[n] = max(disruption.broken[n], size)\n",
        ),
    ),
    """
from tci_sim.errors import InputError
from tci_sim.scenario.labels import shock_sentence
strike = {"kind": "strike", "month": 1, "duration": 2, "target": "ours", "size": 0.5}
world, calm = lived(shocks=(strike,)), lived()
broken, rest = world.state.disruption.broken, calm.state.disruption.broken
ours = world.state.nodes.places.firm == 0
assert (broken[ours] == 0.5).all() and (rest[ours] < 0.5).all() and (broken[~ours] == rest[~ours]).all()
assert str(shock_sentence(world.scenario, world.scenario.shocks[0])) == "ours: 50 % of the work stops"
try:
    lived(shocks=({**strike, "size": 2.0},))
except InputError as error:
    assert "must be at most 1 in strike" in str(error)
else:
    raise AssertionError("a strike of twice the work was let through")
""",
)

LEVER = Recipe(
    (
        Addition(
            "scenario/policy.py",
            '    """Target price over unit cost, as a share of unit cost."""\n',
            '    rebate: float = quantity(0.0, (0.0, 0.2), "-", "assumed", _OURS, allowed=(0, 1), off=0.0)\n'
            '    """Share of the markup that is given back."""\n',
        ),
        Addition(
            "engine/rules/governance.py",
            "from tci_sim.engine.backend.decorators import rule\n",
            "\n\n@rule\ndef markup_left(markup: float, rebate: float) -> float:\n"
            '    """Return what is left of a markup after the rebate. [-]."""\n    return markup * (1.0 - rebate)\n',
        ),
        Addition(
            "engine/phases/decide.py",
            "        markup = policies.in_force[f].value.markup\n",
            "        markup = markup_left(markup, policies.in_force[f].value.rebate)\n",
        ),
        Addition("engine/phases/decide.py", "from tci_sim.engine.rules.governance import ", "markup_left, "),
    ),
    """
plain, given = lived(), lived(**{"policies.tci.value.rebate": 1.0})
assert recorded(given, "price")[-1, 0] < recorded(plain, "price")[-1, 0]
""",
)


PAID_LEVER = Recipe(
    (
        Addition(
            "scenario/policy.py",
            '    """Target price over unit cost, as a share of unit cost."""\n',
            "    promotion: float = quantity(\n"
            '        0.0, (0.0, 0.2), "-", "assumed", _OURS, allowed=(0, 1), off=0.0,\n'
            '        paid_as=("promotion",), cost="promotion_cost",\n    )\n'
            '    """Share of the markup that is promised back in print."""\n',
        ),
        Addition(
            "scenario/policy.py",
            '    """Cost per member and month of a full redesign under way, in month\'s wages."""\n',
            '    promotion_cost: float = quantity(0.1, (0.05, 0.2), "unit price/customer", "assumed", _MODEL)\n'
            '    """Money cost of reaching one customer in a month, in prices of a unit."""\n',
        ),
        Addition(
            "engine/phases/programmes.py",
            '    GAIN_SHARE = "internal"  # suppliers share in what their better deliveries save\n',
            '    PROMOTION = "external"\n',
        ),
        Addition(
            "engine/phases/programmes.py",
            "            pay(ledger, f, outside, Programme.COMPLAINT_HANDLING, to_money(answers))\n",
            "            reached = economy.promotion_cost * paid[f].value.promotion * customers\n"
            "            pay(ledger, f, outside, Programme.PROMOTION, to_money(scale * reached))\n",
        ),
        *(
            Addition(each.file, each.after, each.text.replace("rebate", "promotion"))
            for each in LEVER.additions
            if each.file.startswith("engine")
        ),
        *words("promotion_paid"),
    ),
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
)


COMMAND = Recipe(
    (
        Addition(
            "scenario/counting.py",
            "",
            '"""How many of something a scenario has."""\n\nfrom tci_sim.scenario.load import load\n\n\n'
            'def firms_in(file: str) -> int:\n    """Count the firms of a scenario."""\n'
            "    return len(load(file, allow_outside=True).firms)\n",
        ),
        Addition(
            "faces/cli/commands/count.py",
            "",
            '"""`tci-sim count`."""\n\nimport typer\n\nfrom tci_sim.faces.cli import options\n\n\n'
            "def count(file: options.ScenarioFile) -> None:\n"
            '    """Print how many firms a scenario has."""\n'
            "    from tci_sim.scenario.counting import firms_in\n\n    typer.echo(firms_in(file))\n",
        ),
        *(
            Addition(
                f"messages/{language}/help.yaml",
                "  command:\n",
                f"    count: {{short: {short}, long: {long}}}\n",
            )
            for language, short, long in (
                ("en", "Count the firms of a scenario.", "Suppliers are not counted."),
                ("zh-Hant", "計算情境中的公司家數。", "供應商不計入。"),
            )
        ),
    ),
    f"""
import contextlib, io
from tci_sim.cli import main
from tci_sim.messages import build
assert build.main() == 0
for arguments, told in (
    (["count", {BASELINE!r}], "6"), (["--help"], "count"), (["--lang", "zh-Hant", "count", "--help"], "供應商不計入。")
):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main(arguments) == 0
    assert told in said.getvalue().split()
""",
)


DESIGN = Recipe(
    (
        Addition(
            "designs/diagonal.py",
            "",
            '''"""A diagonal: `size` steps in which all ranges go together from their low to their high ends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from tci_sim.designs.crossed import Crossed, Sampler
from tci_sim.designs.design import DesignKind
from tci_sim.scenario.study import StudyFields
from tci_sim.statistics.paired import Floats


def _drawn(study: StudyFields, parts: Sequence[str]) -> Floats:
    return np.tile(np.linspace(0.0, 1.0, study.size or 0)[:, None], (1, len(parts)))


_SAMPLER = Sampler(count=lambda study, ranges: study.size or 0, draw=_drawn)
DIAGONAL = DesignKind("diagonal", partial(Crossed, sampler=_SAMPLER), needs=("size",), sampled=True)
''',
        ),
        Addition(
            "designs/registry.py",
            "from tci_sim.designs.design import DesignKind\n",
            "from tci_sim.designs.diagonal import DIAGONAL\n",
        ),
        Addition("designs/registry.py", "MORRIS, ABLATION", ", DIAGONAL"),
    ),
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
)

FORMAT = Recipe(
    (
        Addition(
            "views/run_text.py",
            "    return as_text(table_parts(answer.result))\n",
            '''

def as_markdown(answer: Answer) -> str:
    """Write the last year of each firm in Markdown."""
    return "\\n\\n".join(_in_markdown(part) for part in table_parts(answer.result) if part) + "\\n"


def _in_markdown(part: str | Table) -> str:
    if isinstance(part, str):
        return part
    head, *rows = (f"| {' | '.join(row)} |" for row in part.rows)
    return "\\n".join([head, f"|{' --- |' * len(part.rows[0])}", *rows])
''',
        ),
        Addition("views/run_text.py", '"csv": as_csv', ', "markdown": as_markdown'),
    ),
    f"""
import contextlib, io
from tci_sim.cli import main
sets = [word for path, value in {{**tiny, "months": 1}}.items() for word in ("--set", f"{{path}}={{value}}")]
with contextlib.redirect_stdout(io.StringIO()) as said:
    assert main(["run", {BASELINE!r}, *sets, "--allow-outside", "--quiet", "--format", "markdown"]) == 0
head, rule, units, *firms = [line for line in said.getvalue().splitlines() if line.startswith("|")]
assert head.startswith("| firm | policy | share |") and set(rule) == set("| -") and len(firms) == 6
assert all(line.count("|") == head.count("|") for line in (rule, units, *firms))
with contextlib.redirect_stderr(io.StringIO()) as said:
    assert main(["review", {BASELINE!r}, "--format", "markdown"]) == 2
assert "--format markdown: must be one of" in said.getvalue()
""",
)

CHART = Recipe(
    (
        Addition(
            "plots/bars.py",
            "",
            '''"""One bar a name, its value at its end."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from tci_sim.plots.style import colours, new_axes, style


def bars(values: Mapping[str, float], title: str, *, focal: str | None = None) -> Axes:
    """Draw one bar a name."""
    with style():
        ax = new_axes(6.0, 3.0, margins=(1.0, 0.4, 0.5, 0.5))
        colour = colours(list(values), focal)
        drawn = ax.barh(list(values), list(values.values()), color=[colour[name] for name in values])
        ax.bar_label(drawn, fmt="%.3g")
        ax.set_title(title)
    return ax
''',
        ),
        Addition(
            "views/run_pictures.py",
            "from tci_sim.names import measure_label\n",
            "from tci_sim.plots.bars import bars\n",
        ),
        Addition(
            "views/run_pictures.py",
            '    drawn["network"] = value_network(nodes, edges, focal=focal)\n',
            '    drawn["customers"] = bars(result.last_year("customers"), "Customers, last year", focal=focal)\n',
        ),
    ),
    """
from matplotlib.image import imread
from tci_sim.faces.cli.run_command import run_and_save
from tci_sim.plots.bars import bars
found = run_and_save(asked(report=["price"], months=1), 1, "kept")
assert [file.stem for file in found.pictures] == ["customers", "network", "overview", "price"]
customers = found.result.last_year("customers")
drawn = bars(customers, "Customers, last year", focal="ours")
assert [bar.get_width() for bar in drawn.patches] == list(customers.values())
shown = imread(found.pictures[0])
of_ours = np.array([0x00, 0x72, 0xB2]) / 255
assert (np.abs(shown[..., :3] - of_ours).max(axis=-1) < 0.01).sum() > 1000
""",
)

SENTENCE = Recipe(
    (
        Addition(
            "views/run_text.py",
            '    span = f"Means of the last {months} of {result.months} months, seed {result.seed}"\n',
            '    span = f"{span}; this is one history of many."\n',
        ),
    ),
    """
from tci_sim.analysis.answer import Answer
from tci_sim.analysis.run import run
from tci_sim.views.html import run_html
from tci_sim.views.run_text import as_table
result = run(asked(report=["price"], months=1), 1, threads=1)
sentence = "Means of the last 1 of 1 months, seed 1; this is one history of many."
assert as_table(Answer(result, None, (), reused=False)).splitlines()[1] == sentence
assert sentence in run_html(result)
""",
)


@pytest.fixture
def follow(tmp_path: Path) -> Callable[[Recipe], None]:
    """Return a way to follow a recipe in a copy of the package, and to check there that it works."""

    def followed(recipe: Recipe) -> None:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "tci_sim", tmp_path / "tci_sim", ignore=ignored)
        for addition in recipe.additions:
            path = tmp_path / "tci_sim" / addition.file
            source = path.read_text(encoding="utf-8") if addition.after else ""
            assert source.count(addition.after) == 1, (addition.file, addition.after)
            changed = source.replace(addition.after, addition.after + addition.text)
            path.write_text(changed, encoding="utf-8")
        told = subprocess.run(
            [sys.executable, "-c", "from tci_sim.messages.build import main; assert not main()" + SMALL + recipe.check],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"},
        )  # fmt: skip
        assert told.returncode == 0, told.stderr

    return followed


@pytest.mark.parametrize(
    ("recipe", "most"),
    [
        pytest.param(MEASURE, 1, id="measure"),
        pytest.param(SUM_OVER_CUSTOMERS, 3, id="sum over customers and a measure of it"),
        pytest.param(SHOCK, 2, id="shock"),
        pytest.param(LEVER, 3, id="lever without cost"),
        pytest.param(PAID_LEVER, 4, id="lever that is paid for"),
        pytest.param(DESIGN, 2, id="design of a study"),
        pytest.param(COMMAND, 2, id="command"),
        pytest.param(FORMAT, 1, id="output format"),
        pytest.param(CHART, 2, id="chart"),
        pytest.param(SENTENCE, 1, id="sentence"),
    ],
)
def test_a_recipe_touches_few_files_and_works(
    follow: Callable[[Recipe], None], recipe: Recipe, most: int
) -> None:
    follow(recipe)
    assert len(recipe.files) <= most


def test_a_kind_of_shock_without_an_effect_is_an_error_at_import(follow: Callable[[Recipe], None]) -> None:
    told_only = Recipe(SHOCK.additions[:1], "")
    with pytest.raises(AssertionError, match="KeyError: 'STRIKE'"):
        follow(told_only)


@pytest.mark.parametrize("forgotten", ['"customer/month", ', "Join.ANEW, ", "Summary.LAST_YEAR, "])
def test_a_measure_of_which_something_is_not_declared_is_an_error_at_import(
    follow: Callable[[Recipe], None], forgotten: str
) -> None:
    [column, *others] = MEASURE.additions
    assert forgotten in column.text
    lacking = Addition(column.file, column.after, column.text.replace(forgotten, ""))
    with pytest.raises(AssertionError, match="missing 1 required positional argument"):
        follow(Recipe((lacking, *others), MEASURE.check))


@pytest.mark.parametrize(
    ("forgotten", "fault"),
    [
        ('paid_as=("promotion",), ', "promotion: must be paid for a lever."),
        (', cost="promotion_cost"', "promotion_cost: must be a cost of a lever."),
        ('    PROMOTION = "external"\n', "promotion: must be an account of a programme."),
    ],
)
def test_a_paid_lever_of_which_something_is_not_declared_is_an_error_at_import(
    follow: Callable[[Recipe], None], forgotten: str, fault: str
) -> None:
    declared = [each for each in PAID_LEVER.additions if "Programme.PROMOTION" not in each.text]
    lacking = [Addition(each.file, each.after, each.text.replace(forgotten, "")) for each in declared]
    assert sum(one != other for one, other in zip(declared, lacking, strict=True)) == 1
    with pytest.raises(AssertionError, match=fault):
        follow(Recipe(tuple(lacking), ""))
