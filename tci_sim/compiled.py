"""How rules and phases become machine code: the only module that names numba.

A *rule* is an annotated scalar Python function. Called on numbers it is that very function; called on
arrays it is a ufunc with the types its annotations fix; inside a compiled phase it is inlined. A *phase*
(and a stage of a phase) is compiled once per version and kept in the user's cache folder under a name that
holds a hash of every source that can end up in machine code, so that an old result of the compiler is
never used for new code.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, ParamSpec, TypeVar

import llvmlite.binding
import numba as untyped_numba
import numpy as np
from numba import types
from numba.core import caching, cgutils
from numba.extending import lower_builtin, overload, type_callable, typeof_impl

from tci_sim.machine_code import version_folder

numba: Any = untyped_numba
builtin: Any = lower_builtin
any_number_of_arguments: Any = types.VarArg
function_at: Any = cgutils.get_or_insert_function
function_cache: Any = caching.FunctionCache
result_cache: Any = caching.CompileResultCacheImpl

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")
AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])

_PACKAGE = Path(__file__).resolve().parent
_COMPILED_SOURCES = ("compiled.py", "history.py")
_COMPILED_FOLDERS = ("engine", "world", "scenario")
_NOWHERE = 1
_TYPES = {"float": np.float64, "int": np.int64, "bool": np.bool_}


def compiler_is_on() -> bool:
    """Return False where the user has switched the compiler off (``NUMBA_DISABLE_JIT=1``)."""
    return not numba.config.DISABLE_JIT


@functools.cache
def source_hash() -> str:
    """Return a hash of every source file that can change a result, in 64 hexadecimal digits."""
    sources = [_PACKAGE / name for name in _COMPILED_SOURCES]
    sources += [path for folder in _COMPILED_FOLDERS for path in (_PACKAGE / folder).rglob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(path for path in sources if path.exists()):
        digest.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def version() -> str:
    """Return the name of this version's machine code."""
    return source_hash()[:16]


@functools.cache
def cache_folder() -> Path | None:
    """Return the folder that holds this version's machine code; None where each process compiles anew.

    Numba itself would fall back to a folder beside the sources, where machine code outlives the helpers it was
    made of.
    """
    return version_folder(version())


def cache_is_kept() -> bool:
    """Tell whether machine code can be kept; if not, each process compiles anew."""
    return cache_folder() is not None


@contextmanager
def _own_cache_folder(part: str) -> Iterator[None]:
    """Let numba cache in our folder while one of our functions is declared; leave the user's setting as it was."""
    folder = cache_folder()
    before = numba.config.CACHE_DIR
    if folder is not None:
        numba.config.CACHE_DIR = str(folder / part)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def _native(function: AnyFunction, *, from_python: bool) -> Any:
    """Declare machine code: no Python inside, the interpreter lock released, kept in the cache.

    What only other machine code calls needs no way in from Python, which takes a third of the time to compile.
    """
    with _own_cache_folder("entries" if from_python else "stages"):
        made = numba.njit(
            nogil=True,
            cache=cache_is_kept() and not from_python,
            error_model="numpy",
            no_cpython_wrapper=not from_python,
            no_cfunc_wrapper=True,
        )(function)
        if cache_is_kept() and from_python:
            made._cache = _EntryCache(function)
    return made


class _EntryCode(result_cache):  # type: ignore[misc]
    """What is kept of a way in from Python: machine code, and not what numba would need to write it into a caller.

    To read that takes a tenth of the start of a run. Only the names it defines are left.
    """

    def reduce(self, made: Any) -> Any:
        (name, kind, (machine_code, _)), *rest = super().reduce(made)
        defined = (made.fndesc.llvm_func_name, made.fndesc.llvm_cpython_wrapper_name)
        names = "".join(f'define void @"{symbol}"() {{ ret void }}\n' for symbol in defined)
        return ((name, kind, (machine_code, llvmlite.binding.parse_assembly(names).as_bitcode())), *rest)


class _EntryCache(function_cache):  # type: ignore[misc]
    _impl_class = _EntryCode


class _Stage:
    """A function that is part of the machine code of those that call it; it can be called from Python too."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.inside = _native(function, from_python=False)

    @functools.cached_property
    def _from_python(self) -> Any:
        return _native(self.__wrapped__, from_python=True)  # type: ignore[attr-defined]

    def __call__(self, *args: Any) -> Any:
        return self._from_python(*args)


class _Phase:
    """A function that other machine code calls by its address: compiled once, and not again with each caller."""

    declared: ClassVar[list[_Phase]] = []

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self._native = _native(function, from_python=True)
        self._symbol = f"{function.__module__}.{function.__qualname__}"
        self._found = False
        _Phase.declared.append(self)
        type_callable(self)(self._type_of_call)
        builtin(self, any_number_of_arguments(types.Any))(self._call_by_address)

    def __call__(self, *args: Any) -> Any:
        """Call it from Python, and from then on let machine code find it."""
        returned = self._native(*args)
        if not self._found:
            (made,) = self._native.overloads.values()
            address = made.library.get_pointer_to_function(made.fndesc.llvm_func_name)
            llvmlite.binding.add_symbol(self._symbol, address)
            self._found = True
        return returned

    def compile_only(self, *args: Any) -> None:
        """Compile it for such arguments, before the phases that it calls: this process must never run it."""
        for called in _Phase.declared:
            if not called._found:
                llvmlite.binding.add_symbol(called._symbol, _NOWHERE)
        self._native.compile(tuple(numba.typeof(value) for value in args))

    def _type_of_call(self, context: Any) -> Callable[..., types.Type]:
        def kind(*given: types.Type) -> types.Type:
            return types.none

        kind.pysig = inspect.signature(self.__wrapped__)  # type: ignore[attr-defined]
        return kind

    def _call_by_address(self, context: Any, builder: Any, signature: Any, given: Any) -> Any:
        """Write the call into the machine code of a caller, with the address left open until it is loaded."""
        convention = context.call_conv
        callee = function_at(
            builder.module, convention.get_function_type(types.none, signature.args), self._symbol
        )
        convention.call_function(builder, callee, types.none, signature.args, given)
        return context.get_dummy_value()


class _Spliced:
    """A function whose steps numba writes into its callers; what it looks for is here by the names it looks for."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function
        self.targetoptions = {"inline": "always"}
        self.inside = numba.njit(function)

    def __call__(self, *args: Any) -> Any:
        return self.py_func(*args)


@typeof_impl.register(_Stage)
@typeof_impl.register(_Spliced)
def _type_of(written_into_callers: _Stage | _Spliced, context: Any) -> types.Type:
    return types.Dispatcher(written_into_callers.inside)


def compiled(function: AnyFunction) -> AnyFunction:
    """Compile a stage of a phase; it becomes part of the machine code of every function that calls it."""
    return _Stage(function) if compiler_is_on() else function  # type: ignore[return-value]


def phase(function: AnyFunction) -> AnyFunction:
    """Compile a phase, which returns nothing; machine code that calls it finds it by its address.

    It must have been called from Python once in this process before such machine code runs.
    """
    return _Phase(function) if compiler_is_on() else function  # type: ignore[return-value]


def compile_only(phase: Callable[..., None], *args: Any) -> None:
    """Put a phase that calls others into the cache before they are there; this process must never run it."""
    if isinstance(phase, _Phase):
        phase.compile_only(*args)


def spliced(function: AnyFunction) -> AnyFunction:
    """Let a list of calls be written into the machine code of those that call it, and be plain Python otherwise."""
    return _Spliced(function) if compiler_is_on() else function  # type: ignore[return-value]


def rule(scalar: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Make one scalar function serve as plain Python, as a ufunc on arrays, and inlined in compiled phases.

    Parameters
    ----------
    scalar : function
        Annotated with `float`, `int` or `bool` only, for every parameter and for what it returns.

    Returns
    -------
    function
        Takes numbers or arrays that broadcast, positionally or by keyword.
    """
    signature = inspect.signature(scalar)

    @functools.cache
    def ufunc() -> Callable[..., Any]:
        annotations = [str(parameter.annotation) for parameter in signature.parameters.values()]
        kinds = [_TYPES[name] for name in annotations]
        returned = _TYPES[str(signature.return_annotation)]
        if not compiler_is_on():
            return np.vectorize(scalar, otypes=[returned])
        wanted = numba.from_dtype(np.dtype(returned))(*[numba.from_dtype(np.dtype(kind)) for kind in kinds])
        return _kept_ufunc([wanted], "rules")(scalar)

    @functools.wraps(scalar)
    def called(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Returned:
        if not any(isinstance(value, np.ndarray | list) for value in (*args, *kwargs.values())):
            return scalar(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return ufunc()(*bound.args)  # type: ignore[no-any-return]

    overload(called, strict=False, jit_options={"error_model": "numpy", "forceinline": True})(
        lambda *args, **kwargs: scalar
    )
    called.scalar = scalar  # type: ignore[attr-defined]
    return called


def on_arrays(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Say to the reader, and to the type checker, that a rule is called on arrays here: it is a ufunc then."""
    return rule


def typed_ufunc(*signatures: str) -> Callable[[AnyFunction], AnyFunction]:
    """Compile a scalar function to a ufunc of fixed types, whether or not the compiler is on for the rest.

    Only whole-number mixing needs it: wrap-around multiplication is not what Python's integers do.
    """
    return _kept_ufunc(signatures, "draws")


def _kept_ufunc(signatures: Sequence[Any], part: str) -> Callable[[AnyFunction], AnyFunction]:
    def declare(function: AnyFunction) -> AnyFunction:
        with _own_cache_folder(part):
            return numba.vectorize(list(signatures), cache=cache_is_kept())(function)  # type: ignore[no-any-return]

    return declare
