"""How machine code is made: by numba's own steps, but for what functions are lent and what phases keep to themselves.

The compiler counts who holds an array, one up and one down wherever a name stands for it, and a group of arrays is
counted array by array. But the caller holds what it gives until the function returns. A function that returns no
arrays cannot hand them on (the engine has no lists of arrays), so its arguments are lent to it: they have no count.

The stages of a phase are its own: nobody else can call those in its machine code. So what is called in one place only
is written there, and groups of arrays need not be copied for the call. The arrays that a phase makes are its own as
well, where it returns none: they are not shared with other threads (`memory`).
"""

from __future__ import annotations

from typing import Any

from llvmlite.binding import Linkage
from numba import types
from numba.core import cgutils, codegen, compiler, compiler_machinery, lowering, typed_passes

from tci_sim.engine.backend.memory import keep_arrays_local

code_library: Any = codegen.JITCodeLibrary
lower_function: Any = lowering.Lower
lower_pass: Any = typed_passes.NativeLowering
any_compiler: Any = compiler.CompilerBase
usual_passes: Any = compiler.DefaultPassBuilder.define_nopython_pipeline
register_pass: Any = compiler_machinery.register_pass
any_tuple: Any = types.BaseTuple
unpacked: Any = cgutils.unpack_tuple
nobody: Any = cgutils.get_null_value
linkage: Any = Linkage


class _OwnStages(code_library):  # type: ignore[misc]
    """The machine code of a function that is called from Python or by its address, with the stages that it calls."""

    returns_arrays = True

    def _optimize_final_module(self) -> None:
        """Keep what was linked in to itself, before callers and what they call become one."""
        if not self.returns_arrays:
            keep_arrays_local(self._final_module)
        for function in self._final_module.functions:
            if function.linkage == linkage.linkonce_odr and not function.is_declaration:
                function.linkage = linkage.internal
        super()._optimize_final_module()


class _Lowering(lower_function):  # type: ignore[misc]
    """Writes a function down as numba does, but for what it is lent."""

    def extract_function_arguments(self) -> Any:
        """Return the values of the arguments."""
        given = super().extract_function_arguments()
        if not _holds_arrays(self.context, self.fndesc.restype):
            self.fnargs = [_lent(self, *each) for each in zip(self.fndesc.argtypes, given, strict=True)]
        return self.fnargs


@register_pass(mutates_CFG=True, analysis_only=False)
class _LoweringPass(lower_pass):  # type: ignore[misc]
    """The step of compiling that writes a function down."""

    _name = "lower_with_lent_arguments"

    @property
    def lowering_class(self) -> Any:
        """What writes it down."""
        return _Lowering

    def run_pass(self, state: Any) -> Any:
        """Write it down, where what is called from Python keeps its stages to itself."""
        if not state.flags.no_cpython_wrapper:
            state.library = _OwnStages(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.returns_arrays = _holds_arrays(state.targetctx, state.return_type)
            state.library.enable_object_caching()
        return super().run_pass(state)


class Compiler(any_compiler):  # type: ignore[misc]
    """The steps that make machine code of a function."""

    def define_pipelines(self) -> list[Any]:
        """Return the steps, in the form that numba asks for."""
        steps = usual_passes(self.state)
        steps.passes = [(_LoweringPass if step is lower_pass else step, told) for step, told in steps.passes]
        steps.finalize()
        return [steps]


def _holds_arrays(context: Any, kind: Any) -> bool:
    """Return whether values of a type hold arrays."""
    return bool(context.data_model_manager[kind].contains_nrt_meminfo())


def _lent(lower: Any, kind: Any, value: Any) -> Any:
    """Return a value of some type as it is lent: arrays in it, and in tuples in it, have no count."""
    context, builder = lower.context, lower.builder
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        array.meminfo = nobody(array.meminfo.type)
        return array._getvalue()
    if isinstance(kind, any_tuple):
        held = [_lent(lower, *part) for part in zip(kind, unpacked(builder, value), strict=True)]
        return context.make_tuple(builder, kind, held)
    return value
