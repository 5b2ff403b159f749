"""Write what is printed today into the README: `python tests/readme_output.py`.

It takes minutes, for it runs the reference market.

Behind the session in Python stands a block of what it prints. A block that begins with `$ tci-sim compare ...` shows
the verdict of that comparison on the policy `tci`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tci_sim.messages.language import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"

SESSION = re.compile(r"(```python\n)(?P<session>.*?)(```\n\n```text\n)(?P<printed>.*?)(```)", re.DOTALL)
ANSWER = re.compile(r"(```text\n\$ tci-sim )(?P<command>.*?)(\n)(?P<printed>.*?)(```)", re.DOTALL)


def printed_by_session(session: str, folder: Path) -> str:
    """Run a session in a folder, and return what it prints."""
    return _run(["-W", "error::FutureWarning", "-c", session], folder)


def printed_by_command(command: str) -> str:
    """Run a comparison, and return its verdict on `tci`, in lines of about 110 characters."""
    arguments = [*shlex.split(command), "--quiet", "--format", "json"]
    answer = json.loads(_run(["-m", "tci_sim", *arguments], ROOT))
    [verdict] = [each["verdict"] for each in answer["scenarios"] if each["name"] == "tci"]
    return "\n".join(re.findall(r".{1,110}(?:\s|$)", verdict)).replace(" \n", "\n") + "\n"


def _run(arguments: list[str], folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def main() -> None:
    """Write the README with what is printed today."""
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        text = SESSION.sub(
            lambda block: (
                block[1] + block[2] + block[3] + printed_by_session(block[2], Path(folder)) + block[5]
            ),
            text,
        )
    text = ANSWER.sub(
        lambda block: block[1] + block[2] + block[3] + printed_by_command(block[2]) + block[5], text
    )
    README.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
