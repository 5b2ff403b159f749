"""What the compiler sees of a module: its syntax, and the syntax of every module of this package that it imports.

Constants and helpers that a module imports are frozen into its machine code, so they are part of what is seen;
comments, docstrings and what only type checkers import are not. Parsing takes longer than a run takes to start, so
what was read in a source is remembered by its content.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tci_sim.engine.backend.cache_folder import cache_folder, make_marked_folder, write_atomically

PACKAGE = Path(__file__).resolve().parents[2]
"""The folder of this package."""

PYTHON = f"py{sys.version_info.major}{sys.version_info.minor}"
"""The version of Python, as it stands in names of files: each reads syntax in its own way."""

RECORDS = "versions"
"""Folder, in the place of machine code, of what we write down about it."""

_CACHE_FORMAT = tuple(
    f"{PACKAGE.name}.engine.backend.{name}" for name in ("cache_folder", "source_hash", "stamp", "version")
)
"""Modules that decide where machine code is kept and under what, and have no part in what it is."""

_STARTED = time.time()
_REMEMBERED = 2000
_learnt: list[str] = []


class Source(NamedTuple):
    """What was read in a source.

    Attributes
    ----------
    syntax : str
        Hash of its syntax. [32 hexadecimal digits]
    imports : tuple of str
        Modules of this package that it imports, and names that it imports from them, by dotted name.
    """

    syntax: str
    imports: tuple[str, ...]


def source_hash(module: str) -> str | None:
    """Return a hash of all that the compiler sees of a module.

    Parameters
    ----------
    module : str
        Its full name.

    Returns
    -------
    str or None
        64 hexadecimal digits; None where the module is none of this package, or its source cannot be read, or has
        been edited since this process began and may not be what it runs.
    """
    modules = imported_modules(module)
    if not modules or any(_is_edited(name) for name in modules):
        return None
    return _seen_of(module)


@functools.cache
def imported_modules(module: str) -> tuple[str, ...]:
    """Name a module and those of this package that it imports, directly or not; none where one cannot be read."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or name in _CACHE_FORMAT:
            continue
        source = _source_of(name)
        if source is None:
            return ()
        found.add(name)
        waiting += _modules_named(source.imports)
    return tuple(sorted(found))


def compiled_modules(roots: Iterable[str]) -> tuple[str, ...]:
    """List the modules that hold compiled functions, among some and all that they import."""
    seen = {name for root in roots for name in imported_modules(root)}
    backend = f"{PACKAGE.name}.engine.backend.decorators"
    return tuple(sorted(name for name in seen if backend in _modules_named(_imports_of(name))))


@functools.cache
def _seen_of(module: str) -> str:
    digest = hashlib.sha256()
    for name in imported_modules(module):
        source = _source_of(name)
        digest.update(f"{name} {source.syntax if source else ''}\n".encode())
    return digest.hexdigest()


def _imports_of(module: str) -> tuple[str, ...]:
    source = _source_of(module)
    return source.imports if source else ()


def _modules_named(names: Iterable[str]) -> Iterator[str]:
    """Yield the modules that dotted names stand for: themselves, or where they are no modules, what they lie in."""
    for name in names:
        while name and _path_of(name) is None:
            name = name.rpartition(".")[0]
        if name:
            yield name


@functools.cache
def _path_of(module: str) -> Path | None:
    top, *below = module.split(".")
    if top != PACKAGE.name:
        return None
    path = PACKAGE.joinpath(*below)
    candidates = (path / "__init__.py", path.with_suffix(".py")) if below else (path / "__init__.py",)
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _is_edited(module: str) -> bool:
    """Return whether a source has been written since this process began."""
    path = _path_of(module)
    try:
        return path is None or _STARTED < path.stat().st_mtime <= time.time()
    except OSError:
        return True


@functools.cache
def _source_of(module: str) -> Source | None:
    path = _path_of(module)
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    key = hashlib.sha256(module.encode() + b"\0" + content).hexdigest()[:32]
    memory = _memory()
    if key not in memory:
        _learnt.append(module)
        memory[key] = read_source(
            content, module if path.name == "__init__.py" else module.rpartition(".")[0]
        )
    return memory[key]


def read_source(content: bytes, package: str) -> Source:
    """Read the syntax of a source and what it imports.

    Parameters
    ----------
    content : bytes
        The source.
    package : str
        Full name of the package that it lies in; imports with leading dots count from there.

    Returns
    -------
    Source
    """
    tree = _StripDocs().visit(ast.parse(content))
    imports: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            imports |= {f"{start}.{alias.name}" for alias in node.names}
    ours = sorted(name for name in imports if name.split(".")[0] == PACKAGE.name)
    return Source(hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:32], tuple(ours))


class _StripDocs(ast.NodeTransformer):
    """Takes away what no compiler sees: texts that stand alone, and what is there for type checkers only."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Take a docstring away."""
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if is_text else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """Take the branch for type checkers away."""
        if ast.unparse(node.test) not in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            return self.generic_visit(node)
        return [kept for statement in node.orelse for kept in [self.visit(statement)] if kept is not None]


def _memory_file() -> Path | None:
    folder = cache_folder().folder
    return None if folder is None else folder / RECORDS / f"syntax-{PYTHON}.json"


@functools.cache
def _memory() -> dict[str, Source]:
    """Return what is remembered of sources, by a hash of name and content."""
    path = _memory_file()
    try:
        kept = json.loads(path.read_text(encoding="utf-8")) if path else {}
        return {key: Source(syntax, tuple(imports)) for key, (syntax, imports) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def save_source_cache() -> None:
    """Keep what was read in sources for later processes; where that cannot be, they read again."""
    path = _memory_file()
    if path is None or not _learnt:
        return
    _learnt.clear()
    newest = list(_memory().items())[-_REMEMBERED:]
    try:
        make_marked_folder(path.parent)
        write_atomically(path, json.dumps(dict(newest)).encode())
    except OSError:
        return
