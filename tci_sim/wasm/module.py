"""From intermediate code to one WebAssembly module that imports nothing.

Each entry takes the address of a block of words of 8 bytes, in which its arguments lie as `layout` says: the
functions of a module may have 1,000 parameters at most, and the engine's have more.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import llvmlite.binding

from tci_sim.engine.backend.linking import cell_symbol
from tci_sim.wasm.error_sentences import LAST_ERROR, give_way_to_sentences
from tci_sim.wasm.intermediate import Phase, Written
from tci_sim.wasm.runtime import PRODUCT, RUNTIME

llvm: Any = llvmlite.binding

TRIPLE = "wasm32-unknown-unknown"
STACK = 1 << 20
"""Bytes for what functions hold while they run; past its end a run stops."""

EXPORTS = ("set_heap", "heap_end", "error")
"""What a module offers beside its entries, its memory and the address at which that is free, ``__heap_base``."""

_FEATURES = ("+bulk-memory", "+sign-ext", "+mutable-globals", "-reference-types", "-multivalue")
_ADDRESS_OF_PROCESS = "numba.dynamic.globals"
_COUNTS_HOLDERS = "NRT_"
"""How names begin by which the compiler knows that holders are counted, and leaves out counts that cancel out."""


class LinkerError(Exception):
    """No linker was found, or it refused; with a sentence."""


def module_of(written: Sequence[Written], entries: Sequence[str], *, simd: bool) -> bytes:
    """Make one module of the phases of a model.

    Parameters
    ----------
    written : sequence of Written
        The phases and all that they call, in as many parts as they were written down in.
    entries : sequence of str
        Dotted names of the phases that can be called from outside.
    simd : bool
        Whether several numbers are worked on at once, where the engine can do that; the results are the same.

    Returns
    -------
    bytes
        The module. Floats that become whole numbers out of range are the smallest one, as on x86.

    Raises
    ------
    LinkerError
        If there is no linker, or it refuses.
    ValueError
        If the phases call what there is not, or what they hold is of this process only.
    """
    machine = _machine(simd)
    whole = _linked(written, entries, machine)
    exports = (*map(_short, entries), *EXPORTS)
    _keep_inside(whole, exports)
    _optimise(whole, machine, 0, vectorise=False)  # cheap first, so that counts of holders can be left out
    _optimise(whole, machine, 3, vectorise=simd)
    _check(whole)
    product = llvm.parse_assembly(_head(machine) + PRODUCT)
    return _link([machine.emit_object(whole), machine.emit_object(product)], exports)


def _machine(simd: bool) -> Any:
    """Return what writes machine code."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    features = ",".join((*_FEATURES, "+simd128" if simd else "-simd128", "-nontrapping-fptoint"))
    return llvm.Target.from_triple(TRIPLE).create_target_machine(
        cpu="generic", features=features, opt=3, reloc="static", codemodel="default"
    )


def _head(machine: Any) -> str:
    return f'target triple = "{TRIPLE}"\ntarget datalayout = "{machine.target_data}"\n'


def _linked(written: Sequence[Written], entries: Iterable[str], machine: Any) -> Any:
    """Return the phases, who knows each other's address, with the runtime and a way in to each entry."""
    whole = llvm.parse_bitcode(written[0].code)
    for part in written[1:]:
        whole.link_in(llvm.parse_bitcode(part.code))
    phases = [phase for part in written for phase in part.phases]
    whole.triple, whole.data_layout = TRIPLE, str(machine.target_data)
    by_name = {phase.name: phase for phase in phases}
    for phase in phases:
        whole.get_function(phase.symbol).add_function_attribute("noinline")
    errors = give_way_to_sentences(whole)
    cells = "".join(_cell(phase, whole) for phase in phases)
    ways_in = "".join(_way_in(by_name[name], whole) for name in entries)
    declared = "".join(_declaration(phase, whole) for phase in phases)
    for text in (declared + cells + LAST_ERROR + ways_in, errors, RUNTIME):
        whole.link_in(llvm.parse_assembly(_head(machine) + text))
    return whole


def _declaration(phase: Phase, whole: Any) -> str:
    kinds = ", ".join(str(argument.type) for argument in whole.get_function(phase.symbol).arguments)
    return f'declare i32 @"{phase.symbol}"({kinds})\n'


def _cell(phase: Phase, whole: Any) -> str:
    """Return the cell by which other phases find this one."""
    holds = f'[i64 ptrtoint (ptr @"{phase.symbol}" to i64), i64 {phase.types}]'
    return f'@"{cell_symbol(phase.name)}" = constant [2 x i64] {holds}\n'


def _way_in(phase: Phase, whole: Any) -> str:
    """Return a function that reads the arguments of a phase from words, and returns 0 if all went well."""
    kinds = [str(argument.type) for argument in whole.get_function(phase.symbol).arguments]
    lines = [
        f'define i32 @"{_short(phase.name)}"(ptr %words) {{',
        "  %ret = alloca ptr",
        "  %exc = alloca ptr",
    ]
    lines.append("  store ptr null, ptr %exc")
    passed = ["ptr %ret", "ptr %exc"]
    for k, kind in enumerate(kinds[2:]):
        lines += [f"  %a{k} = getelementptr i64, ptr %words, i32 {k}", f"  %v{k} = load {kind}, ptr %a{k}"]
        passed.append(f"{kind} %v{k}")
    lines += [
        f'  %status = call i32 @"{phase.symbol}"({", ".join(passed)})',
        "  %error = load ptr, ptr %exc",
        "  store ptr %error, ptr @tci.error",
        "  ret i32 %status",
        "}\n",
    ]
    return "\n".join(lines)


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _keep_inside(module: Any, exports: Iterable[str]) -> None:
    """Let everything but the exports belong to the module alone, under names in which there is nothing of a process."""
    for number, value in enumerate((*module.functions, *module.global_variables)):
        if not value.is_declaration and value.name not in exports and not value.name.startswith("llvm."):
            value.linkage = "internal"
            if _ADDRESS_OF_PROCESS not in value.name and not value.name.startswith(_COUNTS_HOLDERS):
                value.name = f"inside.{number}"


def _optimise(module: Any, machine: Any, speed: int, *, vectorise: bool) -> None:
    tuning = llvm.create_pipeline_tuning_options(speed_level=speed)
    tuning.loop_vectorization = tuning.slp_vectorization = vectorise
    builder = llvm.create_pass_builder(machine, tuning)
    passes = builder.getModulePassManager()
    passes.add_refprune_pass()
    passes.add_strip_dead_prototype_pass()
    passes.run(module, builder)


def _check(module: Any) -> None:
    """Refuse a module that calls what there is not, or holds an address of the process that made it."""
    module.verify()
    missing = [f.name for f in module.functions if f.is_declaration and not f.name.startswith("llvm.")]
    foreign = [v.name for v in module.global_variables if v.is_declaration or _ADDRESS_OF_PROCESS in v.name]
    if missing or foreign:
        raise ValueError(f"cannot be had in WebAssembly: {', '.join(sorted(missing + foreign))}")


def _link(objects: Sequence[bytes], exports: Iterable[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{k}.o") for k in range(len(objects))]
        for path, content in zip(paths, objects, strict=True):
            path.write_bytes(content)
        made = Path(folder, "made.wasm")
        options = [
            "--no-entry",
            "--export=__heap_base",
            "-z",
            f"stack-size={STACK}",
            "--stack-first",
            "--strip-all",
        ]
        command = [
            *_linker(),
            *options,
            *(f"--export={name}" for name in exports),
            *map(str, paths),
            "-o",
            str(made),
        ]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            raise LinkerError(f"{command[0]} refused: {run.stderr.strip()[:2000]}")
        return made.read_bytes()


def _linker() -> list[str]:
    """Return the command of a linker: the one of the package ziglang, or the system's."""
    if find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "wasm-ld"]
    found = shutil.which("wasm-ld")
    if found is None:
        raise LinkerError("needs a linker for WebAssembly: pip install 'tci-sim[wasm]', or Debian's lld.")
    return [found]
