"""A page as one HTML document, with a policy that lets nothing in and nothing out.

Scripts and styles are those of `faces/page`, named in the policy by their hashes; there is no network and no `eval`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from tci_sim.messages import current_language, message
from tci_sim.render.html import INLINE_STYLES, TAGS
from tci_sim.version import program_version
from tci_sim.views.page.report import Report

FOLDER = Path(__file__).parents[2] / "faces" / "page"
"""Where the scripts and the style of a page are."""

_COMMON = ("exact", "words", "verdict", "chart", "engine", "state", "panels")
SCRIPTS = (*_COMMON, "app")
"""The scripts, in the order in which they are read; each may use what stands before it."""

LESSON_SCRIPTS = (*_COMMON, "seal", "frame", "lesson_parts", "lesson")
"""Those of a lesson."""

FLIGHT_SCRIPTS = (*_COMMON, "seal", "frame", "flight_code", "flight")
"""Those of the flight simulator."""


def document(
    report: Report, shipped: Mapping[str, Any] | None = None, scripts: tuple[str, ...] = SCRIPTS
) -> str:
    """Put a page together.

    Parameters
    ----------
    report : Report
        What stands in it without scripts.
    shipped : mapping, optional
        What the screen needs, with the engine; without it the page is the report alone.
    scripts : tuple of str
        The scripts of the screen.

    Returns
    -------
    str
        The HTML, in the language in use.
    """
    style = _asset("style.css")
    script = "" if shipped is None else "\n".join(_asset(f"{name}.js") for name in scripts)
    lang = TAGS[current_language()]
    live = "" if shipped is None else _live(shipped, script)
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="tci-sim {escape(program_version())}">\n'
        f"<title>{escape(report.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<article id="report">\n{report.html}\n</article>\n{live}</body>\n</html>\n'
    )


def policy(style: str, script: str) -> str:
    """Return the content security policy of a page with this style and this script.

    Workers come from the script itself (blob:); WebAssembly is compiled from what the page holds.
    """
    scripts = f"'{_hash(script)}' 'wasm-unsafe-eval'" if script else "'none'"
    styles = " ".join(f"'{_hash(each)}'" for each in (style, *INLINE_STYLES))
    workers = "blob:" if script else "'none'"
    return "; ".join(
        (
            "default-src 'none'", f"script-src {scripts}", f"worker-src {workers}",
            f"style-src 'unsafe-hashes' {styles}", "img-src data:", "base-uri 'none'", "form-action 'none'",
        )
    )  # fmt: skip


def as_json(content: Any) -> str:
    r"""Write what a script reads so that nothing in it can end the element it stands in.

    Examples
    --------
    >>> as_json({"name": "</script><b>"})
    '{"name":"\\u003c/script>\\u003cb>"}'
    """
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace(
        "<", "\\u003c"
    )


def _live(shipped: Mapping[str, Any], script: str) -> str:
    return (
        f'<p id="old">{escape(str(message("page.without_scripts")))}</p>\n'
        f'<script type="application/json" id="shipped">{as_json(shipped)}</script>\n'
        '<script type="application/json" id="kept">null</script>\n'
        f"<script>{script}</script>\n"
    )


def _asset(name: str) -> str:
    text = (FOLDER / name).read_text(encoding="utf-8")
    if any(mark in text for mark in ("</script", "</style", "<!--", "<script")):
        raise ValueError(f"{name} would end the element it stands in")
    return text


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
