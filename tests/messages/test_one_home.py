"""Sentences that a person reads are in the catalogues, and nowhere in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from tci_sim.messages import build
from tci_sim.names import Kind

SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,},? [A-Za-z{]")
"""Three words in a row."""

SQL = re.compile(r"\b(SELECT|COPY|CREATE|DESCRIBE|FROM|PRAGMA)\b")

PROGRAMMERS = ("AttributeError", "ImportError", "KeyError", "RuntimeError", "TypeError", "ValueError")
"""What only somebody who changes the program can meet."""

OTHER = (
    "analysis/ablation.py",  # names of effects, as data has them
    "analysis/inactive_reasons.py",  # types of parameters, as data has them
    "scenario/explain.py",
    "analysis/selfcheck/check.py",  # the question of its own study, which nobody reads
    "compile_model.py",
    "world/build.py",  # what whoever declares a lever reads
    "analysis/ecsi.py",  # names of quantities, as data has them
    "citation.py",  # what CITATION.cff and BibTeX say
    "engine/",  # knows no language: what can fail in it is of the program, or is put in words above it
    "mesa_model/",  # the documentation of what agents have
    "messages/build.py",  # what whoever changes a catalogue reads
    "scenario/policy.py",  # sources of values: their Chinese is at `source.`
    "scenario/prices.py",
    "scenario/world.py",
    "scenario/schema.py",
    "scenario/start.py",
    "wasm/build.py",  # what whoever builds the engine for pages reads
    "wasm/error_sentences.py",  # intermediate code
    "wasm/module.py",
    "wasm/runtime.py",
)


def spoken(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string that reads as a sentence and is no documentation."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as documentation):
                silent.add(id(documentation))
            case ast.JoinedStr():
                silent |= {id(part) for part in ast.walk(node) if part is not node}
            case ast.Raise(exc=ast.Call(func=ast.Name(id=error))) if error in PROGRAMMERS:
                silent |= {id(part) for part in ast.walk(node)}
            case ast.FunctionDef(name="__repr__"):
                silent |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        match node:
            case ast.Constant(value=str(text)):
                yield node.lineno, text
            case ast.JoinedStr(values=parts):
                yield (
                    node.lineno,
                    "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts),
                )


def sentences(root: Path) -> Iterator[str]:
    """Yield every sentence of the package, with its place."""
    package = root / "tci_sim"
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if not name.startswith(OTHER):
            for line, text in spoken(ast.parse(path.read_text(encoding="utf-8"))):
                if SENTENCE.search(text) and not SQL.search(text):
                    yield f"{name}:{line}: {text}"


def test_no_sentence_stands_in_the_code(root):
    assert list(sentences(root)) == []


def test_no_code_reads_a_sentence(root):
    asked = re.compile(r"(starts|ends)with\(\(?[\"'](is|must|are|this|the|there) ")
    package = root / "tci_sim"
    wrong = [str(path) for path in package.rglob("*.py") if asked.search(path.read_text(encoding="utf-8"))]
    assert wrong == []


def test_every_message_is_used(root):
    files = [path for ending in ("py", "js") for path in (root / "tci_sim").rglob(f"*.{ending}")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    written = set(re.findall(r"[\"']([a-z][\w.]*)[\"']", source))
    begun = {each for each in re.findall(r"[\"']([a-z][\w.]*\.)\{", source)} | {
        f"{kind}." for kind in get_args(Kind)
    }
    ids = {re.sub(r"\.(one|other|near|of)$", "", id_) for id_ in build.read("en") if id_ != "fault.other"}
    assert sorted(id_ for id_ in ids if id_ not in written and not id_.startswith(tuple(begun))) == []
