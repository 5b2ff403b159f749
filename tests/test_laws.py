"""The laws of the house, read off the syntax tree: who imports whom, what a rule knows, what a function sees."""

from __future__ import annotations

import ast
import importlib
import re
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tci_sim"

RUNS_THE_WORLD = ("tci_sim.engine.month", "tci_sim.engine.phases", "tci_sim.engine.measures.observe")
"""What simulates and records months."""

WRITES = {
    "write_text", "write_bytes", "writelines", "write_parquet", "to_parquet", "copyfile", "copy2", "rmtree", "unlink",
    "NamedTemporaryFile", "mkstemp",
}  # fmt: skip
"""Calls that make, change or remove files."""
OF_A_MODULE = {"os": {"replace", "rename"}, "shutil": {"move", "copy"}, "json": {"dump"}}
"""The same where the word has other meanings too."""

WRITES_NO_RESULTS = (
    "tci_sim.engine.backend",  # machine code
    "tci_sim.messages.build",  # what runs read of the catalogues
    "tci_sim.safe_files",  # whole files, where a user names them: scenarios, networks, pages, pictures
    "tci_sim.wasm",  # the engine for pages
    "tci_sim.analysis.selfcheck.figures",  # digests of the release, by which a machine is checked
)
"""Modules that write files, none of which is a result."""

MOST_ARGUMENTS, MOST_ARRAYS, MOST_LINES = 7, 25, 25


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.Module) -> set[str]:
    """Modules that a module imports, inside functions and for type checkers as well."""
    reached: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                reached |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=str(module), names=aliases):
                reached |= {f"{module}.{alias.name}" for alias in aliases} | {module}
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                reached.add(module)
    return {name for name in reached if name in sources() or not name.startswith("tci_sim")}


def below(name: str, *tops: str) -> bool:
    """Whether a module is one of those, or lies in one of them."""
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that can reach themselves, each with those on its way."""
    found = []
    for start in graph:
        seen, waiting = set(), [*graph[start]]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += graph.get(name, ())
        if start in seen:
            found.append([start, *sorted(name for name in seen if start in graph.get(name, ()))])
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: imports(tree) - {name} for name, tree in sources().items()}
    assert len(graph) > 200
    assert circles(graph) == []


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) != []
    assert circles({"a": {"b"}, "b": {"c"}, "d": {"a", "c"}}) == []


def test_the_engine_imports_numpy_and_its_backend_and_nothing_above() -> None:
    allowed = {"__future__", "numpy", "tci_sim.engine"}
    standard = {"collections", "dataclasses", "enum", "functools", "inspect", "math", "typing"}
    found = {
        f"{name} imports {other}"
        for name, tree in sources().items()
        if below(name, "tci_sim.engine") and not below(name, "tci_sim.engine.backend")
        for other in imports(tree)
        if not below(other, *allowed, *standard)
    }
    assert found == set()


def test_only_a_simulation_runs_the_engine() -> None:
    found = {
        f"{name} imports {other}"
        for name, tree in sources().items()
        if name != "tci_sim.simulation" and not below(name, "tci_sim.engine")
        for other in imports(tree)
        if below(other, *RUNS_THE_WORLD)
    }
    assert found == set()


def writers(tree: ast.Module) -> Iterator[str]:
    """Calls in a module that make, change, move or remove files."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        words = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        match node.func:
            case ast.Attribute(value=ast.Name(id=module), attr=verb) if verb in OF_A_MODULE.get(module, ()):
                yield verb
            case ast.Name(id="open") | ast.Attribute(attr="open" | "fdopen"):
                if any(set(word) <= set("wxa+bt") and set(word) & set("wxa+") for word in words):
                    yield "open"
            case ast.Attribute(attr=verb) if verb in WRITES:
                yield verb
            case ast.Name(id=verb) if verb in WRITES - {"write_parquet"}:  # a function of runs has that name
                yield verb


def test_only_what_keeps_runs_writes_results() -> None:
    found = {
        f"{name} calls {verb}"
        for name, tree in sources().items()
        if not below(name, "tci_sim.runs", *WRITES_NO_RESULTS)
        for verb in writers(tree)
    }
    assert found == set()
    ours = {verb for name, tree in sources().items() if below(name, "tci_sim.runs") for verb in writers(tree)}
    assert ours >= {"write_bytes", "write_parquet", "replace", "rmtree", "unlink"}


@pytest.mark.parametrize(
    "call",
    [
        "p.write_text('x')",
        "os.replace(a, b)",
        "open(p, 'w')",
        "p.open('xb')",
        "c.from_df(f).write_parquet(n)",
    ],
)
def test_a_call_that_writes_is_seen(call: str) -> None:
    assert list(writers(ast.parse(call))) != []


@pytest.mark.parametrize(
    "call", ["'a'.replace('a', 'b')", "dataclasses.replace(a, b=1)", "open(p)", "json.dumps(x)"]
)
def test_a_call_that_writes_nothing_is_passed_over(call: str) -> None:
    assert list(writers(ast.parse(call))) == []


def test_a_scenario_knows_no_rule_and_a_rule_no_scenario() -> None:
    met = {
        f"{name} imports {other}"
        for name, tree in sources().items()
        for other in imports(tree)
        if (below(name, "tci_sim.scenario") and below(other, "tci_sim.engine"))
        or (below(name, "tci_sim.engine") and below(other, "tci_sim.scenario", "tci_sim.world"))
    }
    assert met == set()


def words(tree: ast.Module) -> Iterator[str]:
    """Names that a module uses, and texts that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                yield word
            case ast.FunctionDef(name=word) | ast.ClassDef(name=word):
                yield word
            case ast.Constant(value=str(word)) if id(node) not in docstrings:
                yield word


def test_no_rule_knows_the_name_of_a_regime() -> None:
    regimes = [path.stem for path in (ROOT / "scenarios" / "regimes").glob("*.yaml")]
    assert len(regimes) >= 6
    named = re.compile(rf"(?<![a-z])({'|'.join(regimes)})(?![a-z]|[_-]sim)", re.IGNORECASE)
    found = {
        f"{name}: {word}"
        for name, tree in sources().items()
        if below(name, "tci_sim.engine", "tci_sim.world", "tci_sim.simulation")
        for word in words(tree)
        if named.search(word)
    }
    assert found == set()


# --- how figures are added up -----------------------------------------------------------------------------

ADDS = {
    "sum", "mean", "std", "var", "cumsum", "nansum", "nanmean", "nanstd", "nanvar", "nancumsum", "average", "dot",
    "vdot", "inner", "matmul", "tensordot", "einsum", "cov", "corr", "corrcoef", "trapezoid", "convolve", "reduce",
    "accumulate",
}  # fmt: skip
"""What adds up as NumPy, pandas or BLAS like, in an order and with roundings of their own."""

ADDS_WHOLE_NUMBERS = {
    "tci_sim.world.build_market": {"sum"},  # needs
    "tci_sim.world.build_firms": {"cumsum"},  # members
    "tci_sim.world.build_customers": {"cumsum"},  # shares, part of the world: a running sum is added in order
    "tci_sim.world.sizes": {"sum"},  # micro-units under way
    "tci_sim.runs.doors": {"sum"},  # customers, fixed-point sums over them, micro-units
    "tci_sim.statistics.apportion": {"sum"},  # parts that are whole numbers
    "tci_sim.statistics.turning": {"cumsum"},  # months are counted
}
"""What these modules add up is whole, or is added in the order in which it stands."""


def adders(tree: ast.Module) -> Iterator[str]:
    """Ways in which a module adds numbers up by other means than those of `tci_sim.statistics.exact`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=verb)) if verb in ADDS:
                yield verb
            case ast.Call(func=ast.Attribute(attr="agg" | "aggregate" | "transform"), args=arguments):
                for each in ast.walk(ast.Tuple(arguments)):
                    if isinstance(each, ast.Constant) and each.value in ADDS:
                        yield str(each.value)
            case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
                yield "@"


def test_figures_are_added_up_exactly() -> None:
    found = {
        f"{name}: {verb}"
        for name, tree in sources().items()
        if not below(name, "tci_sim.engine")
        for verb in adders(tree)
        if verb not in ADDS_WHOLE_NUMBERS.get(name, ())
    }
    assert found == set()
    assert {name: set(adders(sources()[name])) for name in ADDS_WHOLE_NUMBERS} == ADDS_WHOLE_NUMBERS


@pytest.mark.parametrize(
    "text",
    ["a.sum()", "np.mean(a)", "a @ b", "np.add.reduce(a)", "f.groupby(g).agg(['mean', 'size'])", "a @= b"],
)
def test_a_sum_that_is_not_exact_is_seen(text: str) -> None:
    assert len(list(adders(ast.parse(text)))) == 1


@pytest.mark.parametrize(
    "text", ["math.fsum(a)", "np.count_nonzero(a)", "exact_mean(a)", "np.quantile(a, 0.5)"]
)
def test_an_exact_sum_is_passed_over(text: str) -> None:
    assert list(adders(ast.parse(text))) == []


# --- what a function may see ------------------------------------------------------------------------------


def decorated(kind: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of the engine under a decorator, with the names of their modules."""
    for name, tree in sources().items():
        if below(name, "tci_sim.engine"):
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and any(
                    isinstance(decorator, ast.Name) and decorator.id == kind
                    for decorator in node.decorator_list
                ):
                    yield name, node


def arrays_in(kind: Any) -> int:
    """How many arrays a function sees of an argument of that type."""
    if hasattr(kind, "_fields"):
        return sum(arrays_in(part) for part in typing.get_type_hints(kind).values())
    return 1 if typing.get_origin(kind) in (np.ndarray, NDArray) else 0


def arguments_of(name: str, function: ast.FunctionDef) -> list[Any]:
    """Types of the arguments of a function."""
    module = vars(importlib.import_module(name))
    return [eval(ast.unparse(each.annotation), module) for each in function.args.args if each.annotation]


def test_no_function_below_a_phase_takes_or_sees_too_much() -> None:
    too_much = []
    for name, function in decorated("compiled"):
        arguments = arguments_of(name, function)
        arrays = sum(map(arrays_in, arguments))
        if len(arguments) > MOST_ARGUMENTS or arrays > MOST_ARRAYS:
            too_much.append(f"{name}.{function.name}: {len(arguments)} arguments, {arrays} arrays")
    assert len(list(decorated("compiled"))) > 150
    assert too_much == []


def lines_of(name: str, function: ast.FunctionDef) -> int:
    """How many lines a body has, without its docstring and without what is blank."""
    path = ROOT / Path(*name.split(".")).with_suffix(".py")
    last = function.body[-1].end_lineno or 0
    body = path.read_text(encoding="utf-8").splitlines()[function.body[1].lineno - 1 : last]
    return sum(1 for line in body if line.strip())


def test_no_phase_takes_the_whole_world_or_is_longer_than_a_table_of_contents() -> None:
    found = []
    for name, function in decorated("phase"):
        kinds = [ast.unparse(each.annotation) for each in function.args.args if each.annotation]
        lines = lines_of(name, function)
        if "State" in kinds and function.name != "simulate_months":
            found.append(f"{name}.{function.name} takes State")
        if lines > MOST_LINES:
            found.append(f"{name}.{function.name} has {lines} lines")
    assert len(list(decorated("phase"))) >= 10
    assert found == []


@pytest.mark.parametrize(("kind", "arrays"), [("Members", 5), ("Nodes", 52), ("float", 0), ("Floats", 1)])
def test_arrays_are_counted_through_groups(kind: str, arrays: int) -> None:
    from tci_sim.engine.state.nodes import Nodes
    from tci_sim.engine.state.people import Members
    from tci_sim.engine.state.types import Floats

    assert arrays_in({"Members": Members, "Nodes": Nodes, "float": float, "Floats": Floats}[kind]) == arrays


CONVENIENT = {"plot", "draw", "show", "save", "review", "pictures", "verdicts", "_repr_html_", "_repr_png_"}
"""What is convenient to do with an answer."""


def data_classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """Classes that a module declares to carry data."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(
            "dataclass" in ast.unparse(each) for each in node.decorator_list
        ):
            yield node


def test_data_classes_carry_data_only() -> None:
    found, seen = set(), 0
    for name, tree in sources().items():
        if name.startswith("tci_sim.api."):
            continue
        for each in data_classes(tree):
            seen += 1
            does = {part.name for part in each.body if isinstance(part, ast.FunctionDef)}
            found |= {f"{name}.{each.name}.{verb}" for verb in does & CONVENIENT}
    assert seen > 30
    assert found == set()


def test_what_is_convenient_is_in_the_api() -> None:
    does = {
        part.name
        for name, tree in sources().items()
        if name.startswith("tci_sim.api.")
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
        for part in each.body
        if isinstance(part, ast.FunctionDef)
    }
    assert {"plot", "save", "review", "pictures", "verdicts", "_repr_html_"} <= does
