"""The errors of phases as sentences: ``ErrorClass: what is wrong``, where native code holds objects of Python.

Those objects name files, too. What a phase raises is known when it is compiled.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from typing import Any

LAST_ERROR = """
@tci.error = internal global ptr null
; Address of the error of the last call, or 0: where its sentence lies, and how many bytes that has, 4 bytes each.
define i32 @error() {
  %error = load ptr, ptr @tci.error
  %address = ptrtoint ptr %error to i32
  ret i32 %address
}
"""
"""Where a way in to a phase puts its error, and how whoever called it finds that."""

_KIND = "{ ptr, i32, ptr, ptr, i32 }"
"""An error: of native code's five parts the first two are in use."""

_ERROR = ".const.picklebuf."
_DATA_NAME = re.compile(r"ptr @(\.const\.pickledata\.[\w.]+), i32")
_DATA = re.compile(r'c"(.*)"')
_ESCAPE = re.compile(r"\\(?:([0-9A-F]{2})|\\)")

_TELLS_SHAPES = "ol_raise_with_shape_context"
"""Part of the name of what writes a sentence with the shapes of two arrays, by means of all of Python's text."""

_SHAPES_DIFFER = "ValueError: cannot assign slice from input of different size"


def give_way_to_sentences(module: Any) -> str:
    """Let the errors of a module be replaced by what is linked in, and return that.

    Parameters
    ----------
    module : LLVM module
        Made by this process or one that it started.

    Returns
    -------
    str
        Intermediate code of the errors with their sentences.
    """
    held = {value.name: value for value in module.global_variables}
    errors = [value for name, value in held.items() if name.startswith(_ERROR)]
    shapes = [function for function in module.functions if _TELLS_SHAPES in function.name]
    told = [_error("tci.shapes", _SHAPES_DIFFER), *map(_refusal, shapes)]
    told += [_error(error.name, _sentence(error, held)) for error in errors]
    for value in (*errors, *shapes):
        value.linkage = "linkonce_any"
    return "".join(told)


def _error(name: str, sentence: str) -> str:
    told = sentence.encode()
    written = "".join(f"\\{byte:02X}" for byte in told)
    return (
        f'@"{name}.told" = internal constant [{len(told)} x i8] c"{written}"\n'
        f'@"{name}" = constant {_KIND} {{ ptr @"{name}.told", i32 {len(told)}, ptr null, ptr null, i32 0 }}\n'
    )


def _sentence(error: Any, held: Mapping[str, Any]) -> str:
    """Return the sentence of an error as the compiler keeps it."""
    (name,) = _DATA_NAME.findall(str(error))
    (data,) = _DATA.findall(str(held[name]))
    raw = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", data).encode("latin-1")
    kind, given, *_ = pickle.loads(raw)
    wrong, _, _ = " ".join(map(str, given or ())).partition("\nFile ")
    return f"{kind.__name__}: {wrong}"


def _refusal(function: Any) -> str:
    """Return a function that says that shapes differ, and not which they are."""
    kinds = ", ".join(str(argument.type) for argument in function.arguments)
    return f'define i32 @"{function.name}"({kinds}) {{\n  store ptr @tci.shapes, ptr %1\n  ret i32 1\n}}\n'
