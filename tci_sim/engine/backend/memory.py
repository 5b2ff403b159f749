"""How machine code gets and gives back the memory of arrays that nobody but one phase ever sees.

The compiler expects arrays to be shared between threads and with Python: who holds one is counted in steps that
processors keep apart from each other, and every array is got and given back by a chain of calls. A phase returns
nothing, and its arguments are only lent to it, so that the arrays it makes are its own until it ends. In it they are
counted in plain steps, and got from and given back to Python's memory at once.
"""

from __future__ import annotations

import functools
from typing import Any

import llvmlite.binding
from llvmlite import ir

word: Any = ir.IntType(64)
pointer: Any = ir.IntType(8).as_pointer()
void: Any = ir.VoidType()

COUNTING = ("NRT_incref", "NRT_decref", "NRT_MemInfo_alloc_aligned")
"""Functions of the compiler that are written anew."""

_HOLDERS, _MARK, _DATA, _SIZE, _WORDS = 0, 2, 3, 4, 6
"""Words at the head of an array's memory, as the compiler knows them: how often it is held, what gives it back, where
the data begin, how large they are; and how many words there are."""
_OURS = 0x7463695F73696D
"""What marks memory that was got here."""
_ALIGNED = 64
_GETS = "memory_of_a_local_array"
"""What gets memory is called in a module. It is made for the sizes that are asked for there, and other modules that
look for the compiler's function by its name would find it, though it is internal."""


def keep_arrays_local(module: Any) -> None:
    """Write the functions that count and get arrays anew in a module that shares no array with anybody.

    Parameters
    ----------
    module : llvmlite.binding.ModuleRef
        It is changed. What it does not use is not added.
    """
    mine = llvmlite.binding.parse_assembly(_assembly())
    mine.triple, mine.data_layout = module.triple, module.data_layout
    module.link_in(mine)
    for function in module.functions:
        if function.name in COUNTING and not function.is_declaration:
            function.linkage = llvmlite.binding.Linkage.internal
            if function.name == COUNTING[2]:
                function.name = _GETS


@functools.cache
def _assembly() -> str:
    module = ir.Module("local_arrays")
    _write_get(module)
    _write_hold(module)
    _write_let_go(module)
    return str(module)


def _begin(module: Any, name: str, returned: Any, *given: Any) -> tuple[Any, Any]:
    """Begin a function, which is not written into its callers: they are searched for calls of it."""
    function = ir.Function(module, ir.FunctionType(returned, given), name)
    function.attributes.add("noinline")
    return function, ir.IRBuilder(function.append_basic_block())


def _write_get(module: Any) -> None:
    """Write how memory for data of a size is got: with its head, and with the data where the compiler wants them."""
    function, builder = _begin(module, COUNTING[2], pointer, word, ir.IntType(32))
    size, _ = function.args
    get = ir.Function(module, ir.FunctionType(pointer, [word]), "PyMem_RawMalloc")
    memory = builder.call(get, [builder.add(size, word(8 * _WORDS + _ALIGNED))])
    with builder.if_then(_is_nothing(builder, memory), likely=False):
        builder.ret(memory)
    after = builder.add(builder.ptrtoint(memory, word), word(8 * _WORDS + _ALIGNED - 1))
    head = dict.fromkeys(range(_WORDS), word(0)) | {_HOLDERS: word(1), _MARK: word(_OURS), _SIZE: size}
    for number, content in (head | {_DATA: builder.and_(after, word(-_ALIGNED))}).items():
        builder.store(content, _place(builder, memory, number))
    builder.ret(memory)


def _write_hold(module: Any) -> None:
    """Write how one more who holds an array is counted."""
    function, builder = _begin(module, COUNTING[0], void, pointer)
    (memory,) = function.args
    with builder.if_then(_is_nothing(builder, memory), likely=False):
        builder.ret_void()
    _count(builder, memory, "add")
    builder.ret_void()


def _write_let_go(module: Any) -> None:
    """Write how one less is counted, and how memory is given back that nobody holds any more."""
    function, builder = _begin(module, COUNTING[1], void, pointer)
    (memory,) = function.args
    with builder.if_then(_is_nothing(builder, memory), likely=False):
        builder.ret_void()
    is_ours, left = _count(builder, memory, "sub")
    with (
        builder.if_then(builder.icmp_unsigned("==", left, word(0))),
        builder.if_else(is_ours) as (ours, shared),
    ):
        for block, name in ((ours, "PyMem_RawFree"), (shared, "NRT_MemInfo_call_dtor")):
            with block:
                builder.call(ir.Function(module, ir.FunctionType(void, [pointer]), name), [memory])
    builder.ret_void()


def _count(builder: Any, memory: Any, step: str) -> tuple[Any, Any]:
    """Count one more or one less who holds an array; return whether it was got here, and how many there are now."""
    place, one = _place(builder, memory, _HOLDERS), word(1)
    is_ours = builder.icmp_unsigned("==", builder.load(_place(builder, memory, _MARK)), word(_OURS))
    with builder.if_else(is_ours) as (ours, shared):
        with ours:
            counted = getattr(builder, step)(builder.load(place), one)
            builder.store(counted, place)
            first = counted, builder.block
        with shared:
            before = builder.atomic_rmw(step, place, one, ordering="acq_rel")
            second = getattr(builder, step)(before, one), builder.block
    held = builder.phi(word)
    for number, block in (first, second):
        held.add_incoming(number, block)
    return is_ours, held


def _is_nothing(builder: Any, memory: Any) -> Any:
    return builder.icmp_unsigned("==", memory, ir.Constant(pointer, None))


def _place(builder: Any, memory: Any, number: int) -> Any:
    return builder.gep(builder.bitcast(memory, word.as_pointer()), [word(number)])
