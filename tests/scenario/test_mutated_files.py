"""Whatever a file holds, it loads or is told what is wrong with it, and soon."""

# the pieces fill their lines
# ruff: noqa: E501

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tci_sim.errors import InputError
from tci_sim.scenario.load import load
from tci_sim.scenario.yaml_file import parse_yaml

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))
HANG = 2.0  # seconds of processor time that no scenario file may take

PIECES = st.sampled_from(
    ["\t", "\x00", "&a ", "*a", "!!int ", "---\n", "? ", ": ", "- ", "[", "{", "}", "]", "'", '"', "|\n", ">\n", "#",
     "null", "~", "1e400", ".nan", "-1", "yes", "'0.3'", "base: ../../x\n", "base: baseline.yaml\n", "%YAML 9\n", "<<: {}",
     "\ud7ff", "\u2028", "\x85", "\r", "\\", '"\\ud800"', "@", "`", "{" * 50, "0" * 500, "é", "，"]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draw a shipped file with some lines and characters lost, moved, doubled or put in."""
    text = draw(st.sampled_from(SHIPPED)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, len(text)))
        last = min(len(text), first + draw(st.integers(0, 40)))
        match draw(st.sampled_from(["cut", "put", "double", "line"])):
            case "cut":
                text = text[:first] + text[last:]
            case "put":
                text = text[:first] + draw(PIECES | st.text(max_size=5)) + text[first:]
            case "double":
                text = text[:last] + text[first:last] + text[last:]
            case "line":
                lines = text.splitlines(keepends=True) or [""]
                at = draw(st.integers(0, len(lines) - 1))
                text = "".join([*lines[:at], draw(PIECES), "\n", *lines[at:]])
    return text


def loads_or_tells(text: str, folder: Path) -> None:
    """Check that a file either loads or is told what is wrong, in lines fit to print, and soon."""
    path = folder / "scenarios" / "mutant.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    told: tuple[str, ...] = ()
    begun = time.process_time()
    try:
        scenario = load(path)
    except InputError as error:
        told, scenario = error.faults, None
    assert bool(told) == (scenario is None)
    assert all(fault.isprintable() and fault.endswith((".", "?")) for fault in told)
    assert time.process_time() - begun < HANG


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the shipped scenarios."""
    folder = tmp_path_factory.mktemp("fuzz")
    for path in SHIPPED:
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return folder


@settings(max_examples=50)
@given(text=mutated())
def test_a_mutated_file_loads_or_is_reported_what_is_wrong(home: Path, text: str) -> None:
    loads_or_tells(text, home)


@given(st.text(max_size=60))
def test_any_text_is_yaml_or_is_reported_not_to_be(text: str) -> None:
    try:
        place = parse_yaml(text, "mine.yaml").file
    except InputError as error:
        place = error.faults[0].partition(":")[0]
    assert place == "mine.yaml"
