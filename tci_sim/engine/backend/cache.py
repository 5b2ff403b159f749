"""How machine code is kept: one file for each function and the types of its arguments, under a hash of its content.

Names hold no path, no line number and no time, so copies of this package share their machine code. A file is
written whole under a name of its own, so any number of processes may compile at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding
from numba import types
from numba.core import caching, compiler, serialize, sigutils

from tci_sim.engine.backend.cache_folder import cache_folder, make_marked_folder, write_atomically
from tci_sim.engine.backend.source_hash import save_source_cache
from tci_sim.engine.backend.version import machine_code_key

cache_interface: Any = caching._Cache
tuple_with_names: Any = types.BaseNamedTuple
any_tuple: Any = types.BaseTuple
rebuilt: Any = compiler.CompileResult._rebuild
packed: Any = serialize.dumps
unpacked: Any = serialize.loads
normalized: Any = sigutils.normalize_signature

SUFFIX = ".code"
"""How the name of a file of machine code ends."""

failures: list[OSError] = []
"""Why machine code of this process could not be kept; it is not complete then."""


class Cache(cache_interface):  # type: ignore[misc]
    """The kept machine code of one function, in the form that numba asks for.

    Parameters
    ----------
    function : function
        What is compiled.
    kind : {"stage", "entry", "ufunc"}
        What becomes of it.
    """

    def __init__(self, function: Callable[..., Any], kind: str) -> None:
        self._function = function
        self._kind = kind
        self._folder: Path | None = None
        self._is_sought = False

    @property
    def cache_path(self) -> str:
        """The folder that holds it; empty where it is not kept."""
        return str(self._found() or "")

    def load_overload(self, signature: Any, context: Any) -> Any:
        """Return what was compiled for some types, or None."""
        context.refresh()
        path = self._path(signature, context.codegen())
        content = _read(path) if path else None
        return None if content is None else rebuilt(context, *unpacked(content))

    def save_overload(self, signature: Any, made: Any) -> None:
        """Keep what was compiled; what cannot be kept is compiled again by the next process."""
        path = self._path(signature, made.codegen)
        if path is None or made.lifted or made.library.has_dynamic_globals:
            return
        reduced = made._reduce()
        content = packed(_without_bitcode(reduced, made) if self._kind == "entry" else reduced)
        try:
            make_marked_folder(path.parent)
            write_atomically(path, hashlib.sha256(content).digest() + content)
            save_source_cache()
        except OSError as error:
            failures.append(error)

    def enable(self) -> None:
        """Part of numba's form; it is always on."""

    def disable(self) -> None:
        """Part of numba's form; it is always on."""

    def flush(self) -> None:
        """Part of numba's form; what is kept stays."""

    def _found(self) -> Path | None:
        """Return the folder of the function's module, sought when it is first needed: importing touches no file."""
        if not self._is_sought:
            self._is_sought = True
            # what a function closes over is not part of what is seen of its module
            if self._function.__closure__ is None:
                self._folder = module_folder(self._function.__module__)
        return self._folder

    def _path(self, signature: Any, codegen: Any) -> Path | None:
        folder = self._found()
        if folder is None:
            return None
        arguments, returned = normalized(signature)
        told = "\n".join(map(describe, (*arguments, *([] if returned is None else [returned]))))
        code = self._function.__code__.co_code
        digest = hashlib.sha256(repr((told, codegen.magic_tuple(), code)).encode()).hexdigest()[:24]
        name = self._function.__qualname__.replace("<", "").replace(">", "")
        return folder / f"{name}-{self._kind}-{digest}{SUFFIX}"


def module_folder(module: str) -> Path | None:
    """Return the folder for the machine code of one module as it is now; None where it is not kept."""
    key = machine_code_key(module)
    kept_in = None if key is None else cache_folder().folder
    return None if kept_in is None else kept_in / f"{module.rpartition('.')[2]}-{str(key)[:24]}"


def describe(kind: Any) -> str:
    """Describe a type of numba completely: its own name for a tuple with names does not tell them.

    Parameters
    ----------
    kind : numba type

    Returns
    -------
    str
        The same for two types only if machine code for one serves the other.
    """
    if isinstance(kind, tuple_with_names):
        made_of = kind.instance_class
        fields = ", ".join(f"{name}: {describe(t)}" for name, t in zip(kind.fields, kind, strict=True))
        return f"{made_of.__module__}.{made_of.__qualname__}({fields})"
    if isinstance(kind, any_tuple):
        return f"({', '.join(map(describe, kind))})"
    return str(kind)


def _read(path: Path) -> bytes | None:
    """Read a file of machine code; None where it is not there or not whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, rest = content[:32], content[32:]
    return rest if hashlib.sha256(rest).digest() == digest else None


def _without_bitcode(reduced: Any, made: Any) -> Any:
    """Leave out what numba would need to write a function into a caller, all but the names that it defines.

    A function that is called from Python, or by its address, is never written into a caller, and to read that takes a
    tenth of the start of a run.
    """
    (name, kind, (machine_code, _)), *rest = reduced
    defined = (made.fndesc.llvm_func_name, made.fndesc.llvm_cpython_wrapper_name)
    names = "".join(f'define void @"{symbol}"() {{ ret void }}\n' for symbol in defined)
    return ((name, kind, (machine_code, llvmlite.binding.parse_assembly(names).as_bitcode())), *rest)
