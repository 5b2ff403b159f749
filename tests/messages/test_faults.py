"""Every fault of a scenario, of a study and of their files is said in both languages, with its place unchanged."""

import contextlib
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from faulty_lessons import WRONG, changed, small, written
from faulty_queries import ALONE, MODEL, TOLD, file_of_targets
from faulty_scenarios import BETWEEN_PARTS, IN_A_FILE, OVERRIDES, SHOCKS, SMALL, VARIANTS
from faulty_studies import FAULTS, MECHANISMS, TABLES, TOGETHER, searched

from tci_sim.analysis.lessons.file import load_lesson
from tci_sim.analysis.optimise import optimise
from tci_sim.analysis.sweep import sweep
from tci_sim.analysis.validation.questions import Worlds, questions_of
from tci_sim.analysis.validation.targets import read_published
from tci_sim.designs.proposals import optuna
from tci_sim.designs.salib import salib
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.designs.variants import variants_of
from tci_sim.errors import InputError
from tci_sim.messages import Listing, Message
from tci_sim.messages.catalogue import texts
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.library import SCENARIO, find
from tci_sim.scenario.load import load, scenario_from_mapping, variant
from tci_sim.scenario.starter import write_starter

HAN = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"(?:\b[a-z]+ ){2,}[a-z]+")
"""Three and more words of English in a row."""

NOT_OURS = ("fault.file.not_yaml", "fault.file.unreadable", "fault.new.unwritable")
"""Faults that quote what YAML's parser or the system says, in its words."""

UNREACHED = {
    "fault.other": "no type of error that the schema can raise is unknown: see test_schema_faults",
}
"""Messages that no input here brings about, and why."""

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STUDY = "question: q\nreason: r\nbase: mine.yaml\nlevers: {culture.autonomy: [0.1, 0.5]}\nreport: [profit]\n"
TARGETS = """\
title: t
source: s
probe: p
not_validated: n
replications: {quick: 2, full: 4}
targets:
  - {quantity: q, statement: s, source: s, mark: recalled, level: numerical, ENTRY}
"""

FILES = [
    *(text for text, _ in (*IN_A_FILE, *BETWEEN_PARTS)),
    SMALL.replace("{all: {}}", "{all: {weights: {zzz: 1}}}"),
    SMALL.replace("{outlet: true", "{outlet: true, work_from: [zzz]"),
    SMALL.replace("common: {}", "common: {base: tci, off: [lerning], reasons: {zzz: r}}"),
    SMALL.replace("common: {}", "common: {base: tci, reasons: 3}"),
    SMALL.replace(
        "common: {}", "common: {base: tci, culture: {autonomy: 0.1}, reasons: {zzzzz: r, culture.autonom: r}}"
    ),
    SMALL + "base: zzzzzzzzz.q\n",
    SMALL + "focal_firm: zzz\n",
    SMALL + f"  other: {{off: {[f'zzz{number}' for number in range(100)]}, effects_only: [zzz]}}\n",
    SMALL + "question: {fr: q, zh_Hant: q}\n",
    SMALL + f"report: {['profit'] * 13}\n",
    SMALL + "report: [profti, x]\n",
    SMALL + "shocks: [{month: 3, kind: x}, 3]\n",
    SMALL + "".join(f"x{number}: 1\n" for number in range(150)),
    "".join(f"k{number}: &a 1\n" for number in range(200)),
    "#" * 1_000_001,
    STUDY,
]
MORE_OVERRIDES = [
    ["shocks=[{month: 3, kind: leavers}]", "world.choice={taste: 1, taste: 1}"],
    ["market.customers=20000000", "world.economy.price=100000.0"],
]
LISTS = [("shocks: []\n", "shocks.0.month=3"), ("shocks: [{month: 3, kind: leavers}]\n", "shocks.7.month=3")]

LHS = {"design": "latin_hypercube", "size": 2}
ENDS = ["command_and_control", "tci"]
STUDIES = [
    *(parts for parts, _ in (*FAULTS, *TOGETHER)),
    *({"design": "list", "cases": rows} for rows, _ in TABLES),
    {"seed": 2**62, "levels": 65, "zzzz": 1},
    {"precision": {"satisfaction": math.inf}},
    {"precision": {"satisfaction": "x"}},
    {"precision": {"satisfacton": 1.0}},
    {"precision": {"satisfaction": 1.0}, "replications": 1},
    {"precision": {"satisfaction": 1.0}, "replications": 9, "limit": 2},
    {"report": ["satisfaction", "satisfaction"]},
    {"design": "morris", "size": 4, "levels": 3, "uncertainties": {"world.choice": "plausible"}},
    {
        "design": "ablation",
        "between": ENDS,
        "mechanisms": {"a": ["culture"], "b": ["culture.autonomy"], "c": ["zzz"]},
    },
    {
        "design": "ablation",
        "between": ENDS,
        "mechanisms": {f"m{number}": ["learning"] for number in range(11)},
    },
    {"design": "ablation", "between": ENDS, "mechanisms": MECHANISMS, "off": True},
    {"levers": {"culture.autonomy": [number / 1_001 for number in range(1_001)]}, "replications": 10_000},
    {**LHS, "levers": {"firms.ours.policy": {"low": 1, "high": 2}}},
    {**LHS, "levers": {"firms.ours.policy": "plausible"}, "uncertainties": {"market.captive": "plausible"}},
    {**LHS, "levers": {"culture": "plausible", "culture.autonomy": [0.1]}},
    {"between": ["a", "b", "c"], "months": 3},
]
ENTRIES = [
    "published: 0.5",
    "tolerance: 1",
    "published: [.1], tolerance: 1, grid: {a.b: [1, 2]}",
    "published: [.1], tolerance: 1",
    "published: [.1], tolerance: 1, grid: {a.b: [1]}, quick: {a.d: [1], zzzz: [1]}",
    "published: x, zzzz: 1, tolerence: 1",
    "published: [.1], tolerance: 1, baseline: {a.b: 1}, over: {a.b: 2}",
    "published: 1, tolerance: 1, why_not: x}\n"
    "  - {quantity: q, statement: s, source: s, mark: expected, level: numerical, published: 1, tolerance: 1,"
    " calibrated: true",
]


def tries(folder: Path) -> Iterator[Callable[[], object]]:
    """Yield calls that fail, each to be made before the next is asked for."""
    mine = folder / "mine.yaml"
    for text in FILES:
        mine.write_bytes(text if isinstance(text, bytes) else text.encode())
        yield lambda: load("mine.yaml")
    mine.write_text(SMALL)
    for overrides in (*(each for each, _ in OVERRIDES), *MORE_OVERRIDES):
        yield lambda overrides=overrides: load("mine.yaml", overrides)
    for changes, _ in VARIANTS:
        yield lambda changes=changes: variant(load("mine.yaml"), changes)
    for text, override in LISTS:
        mine.write_text(SMALL + text)
        yield lambda override=override: load("mine.yaml", [override])
    for shock, _ in SHOCKS:
        mine.write_text(f"reason: r\nbase: baseline\nshocks:\n  - {{month: 3, {shock}}}\n")
        yield lambda: load("mine.yaml")
    (folder / "sector.yaml").write_text("reason: r\nmonths: 3\npublished: {}\n")
    mine.write_text(SMALL)
    yield lambda: load("mine.yaml", sector="sector.yaml")
    yield lambda: variant(load("mine.yaml"), {"sector": "bank"})
    (folder / "many.yaml").write_text("reason: r\n" + "".join(f"k{number}: 1\n" for number in range(4_000)))
    mine.write_text(SMALL + "".join(f"  p{number}: many.yaml\n" for number in range(13)))
    yield lambda: load("mine.yaml")
    for number in range(22):
        (folder / f"f{number}.yaml").write_text(f"reason: r\nbase: f{number + 1}.yaml\n")
    for name in ("f0.yaml", ".", "none.yaml", "mine.yml", "a\0b", "/dev/zero", "baselin", "zzz", "tci"):
        yield lambda name=name: load(name)
    yield lambda: find("f0", SCENARIO)
    loop: dict[str, object] = {}
    loop["market"] = loop
    yield lambda: scenario_from_mapping(loop)
    yield lambda: scenario_from_mapping({"reason": "r", "base": "baseline", "supplier_policy": "\ud800"})
    for name in ("", "mine.yaml", "no/such.yaml", "zzz", "price_wra"):
        yield lambda name=name: write_starter(name)
    for entry in ENTRIES:
        (folder / "mine.targets.yaml").write_text(TARGETS.replace("ENTRY", entry))
        yield lambda: read_published(mine)
    for place, value, _ in WRONG:
        changed(plain := small(), place, value)
        yield lambda plain=plain: load_lesson(written(folder, plain))
    yield from tries_of_queries(folder)
    yield from tries_of_studies(folder)


def tries_of_queries(folder: Path) -> Iterator[Callable[[], object]]:
    own = folder / "own.yaml"
    own.write_text(MODEL)
    own.with_name("alone.yaml").write_text(ALONE)
    (folder / "elsewhere.yaml").symlink_to("/etc/hostname")
    for query, also, _ in TOLD:
        own.with_suffix(".targets.yaml").write_text(file_of_targets(query, also))
        yield lambda: questions_of((model := read_published(own)).targets, Worlds(model))


def tries_of_studies(folder: Path) -> Iterator[Callable[[], object]]:
    base = variant(load("baseline"), {"market.customers": 200, "months": 6, "burn_in": 2})
    asked = {"question": "?", "base": base, "report": ["satisfaction"]}
    for parts in STUDIES:
        yield lambda parts=parts: Study(**{**asked, **parts})
    own = variant(base, {"policies.as_studied": base.policies["tci"], "policies.tci.off": ["culture"]})
    yield lambda: Study(**{**asked, "base": own})
    yield lambda: Study(
        **asked | {"base": own, "design": "ablation", "between": ENDS, "mechanisms": MECHANISMS}
    )
    bound = variant(base, {"market.captive": True})
    yield lambda: Study(**asked | {"base": bound, "report": ["retention"], "precision": {"retention": 0.1}})
    (folder / "nodes.csv").write_text("name,firm\nmill,maker\nshop,maker\n")
    (folder / "edges.csv").write_text("source,target\nmill,shop\n")
    files = {f"network.{part}": str(folder / f"{part}.csv") for part in ("nodes", "edges")}
    nobody = {f"firms.{name}": None for name in base.firms if name != "ours"}
    generated = {f"network.{part}": None for part in ("roles", "tiers", "supplier_contributions")}
    alone = variant(base, {**generated, **nobody, **files})
    yield lambda: Study(**asked | {"base": alone, "holders": ["focal", "supplier"]})
    yield lambda: Study(**asked | {"base": base.model_copy(update={"firms": {}})})
    yield lambda: focal_firm(base.model_copy(update={"firms": {}}))
    yield lambda: salib("no_such_part")
    yield lambda: optuna("no_such_module")
    yield lambda: sweep(Study(**asked | searched()))
    yield lambda: optimise(Study(**asked | {"levers": {"culture.autonomy": [0.1]}}))
    (folder / "mine.yaml").write_text(STUDY.replace("mine.yaml", "baseline") + "set: 3\nzzzz: 1\n")
    yield lambda: load_study("mine.yaml", ["size=12"])
    (folder / "mine.yaml").write_text(SMALL)
    yield lambda: load_study("mine.yaml")
    yield lambda: variants_of(base)
    yield lambda: variants_of([base, variant(base, {"months": 7})])
    yield lambda: variants_of([base, base], ["tci"])
    yield lambda: variants_of(base, ["tci", "tci", "tcq", "zzzz"])
    yield lambda: variants_of(base, ["tci"], "all")
    yield lambda: variants_of(base, (), "some")
    yield lambda: variants_of([base] * 101)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """Return the faults of all inputs of the tables."""
    folder = tmp_path_factory.mktemp("faulty")
    said: dict[Message, None] = {}
    with contextlib.chdir(folder):
        for attempt in tries(folder):
            try:
                attempt()
            except InputError as error:
                for each in error.messages:
                    assert isinstance(each, Message), each
                    said[each] = None
    return list(said)


def ids_in(value: object) -> Iterator[str]:
    """List the ids of a message and of all in it."""
    if isinstance(value, Message):
        yield value.id
        for _, each in value.values:
            yield from ids_in(each)
    elif isinstance(value, Listing):
        for each in value.items:
            yield from ids_in(each)


def test_every_fault_is_brought_about_by_some_input_or_is_listed(found):
    english = [id_.removesuffix(".one") for id_ in texts("en") if id_.startswith("fault.")]
    known = {id_ if id_ == "fault.other" else id_.removesuffix(".other") for id_ in english}
    reached = {id_ for each in found for id_ in ids_in(each)}
    assert sorted(known - reached) == sorted(UNREACHED)


def test_in_chinese_a_fault_has_the_same_place_and_then_no_english(found):
    wrong = []
    for each in found:
        said, quotes = each.text("zh-Hant"), bool(set(ids_in(each)) & set(NOT_OURS))
        places = [f"{value}: " for name, value in each.values if name in ("where", "place")]
        place = next(filter(said.startswith, places), "")
        rest = said.removeprefix(place)
        placed = not places or (place and each.text("en").startswith(place.removesuffix(": ")))
        chinese = HAN.search(rest) and rest.endswith(("。", "？")) and "{" not in rest.replace("{low:", "")
        if not placed or not chinese or (SENTENCE.search(rest) and not quotes):
            wrong.append(said)
    assert wrong == []


def test_the_place_is_plain_text_that_editors_jump_to(found):
    assert all(str(dict(each.values).get("place", "")).isascii() for each in found)
