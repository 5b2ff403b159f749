"""What a function is lent: arrays whose owners it does not count.

The compiler counts who holds an array, one up and one down wherever a name stands for it, and a group of arrays is
counted array by array. But the caller holds what it gives until the function returns. A function that returns no
arrays cannot hand them on (the engine has no lists of arrays), so its arguments are lent to it: they have no count.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core import cgutils, compiler, compiler_machinery, lowering, typed_passes

lower_function: Any = lowering.Lower
lower_pass: Any = typed_passes.NativeLowering
any_compiler: Any = compiler.CompilerBase
usual_passes: Any = compiler.DefaultPassBuilder.define_nopython_pipeline
register_pass: Any = compiler_machinery.register_pass
any_tuple: Any = types.BaseTuple
unpacked: Any = cgutils.unpack_tuple
nobody: Any = cgutils.get_null_value


class _Lowering(lower_function):  # type: ignore[misc]
    """Writes a function down as numba does, but for what it is lent."""

    def extract_function_arguments(self) -> Any:
        """Return the values of the arguments."""
        given = super().extract_function_arguments()
        if not self.context.data_model_manager[self.fndesc.restype].contains_nrt_meminfo():
            self.fnargs = [_lent(self, *each) for each in zip(self.fndesc.argtypes, given, strict=True)]
        return self.fnargs


@register_pass(mutates_CFG=True, analysis_only=False)
class _LoweringPass(lower_pass):  # type: ignore[misc]
    """The step of compiling that writes a function down."""

    _name = "lower_with_lent_arguments"

    @property
    def lowering_class(self) -> Any:
        return _Lowering


class Compiler(any_compiler):  # type: ignore[misc]
    """The steps that make machine code of a function: numba's, but for what functions are lent."""

    def define_pipelines(self) -> list[Any]:
        """Return the steps, in the form that numba asks for."""
        steps = usual_passes(self.state)
        steps.passes = [(_LoweringPass if step is lower_pass else step, told) for step, told in steps.passes]
        steps.finalize()
        return [steps]


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
