"""What is too much is refused with its count, soon and before anything is made of it."""

import contextlib
import resource
import time

import pytest
from faulty_scenarios import SMALL

from tci_sim.analysis import compare, run
from tci_sim.analysis.calibrate import main as calibrate
from tci_sim.bounds import MOST_MERGED_VALUES, MOST_NAMES, MOST_POLICIES, MOST_REPLICATIONS
from tci_sim.cli import main
from tci_sim.designs.study import Study
from tci_sim.designs.variants import variants_of
from tci_sim.errors import MOST_KEPT, MOST_TOLD, InputError, nearest_name
from tci_sim.runs import memory, size_limits
from tci_sim.scenario.load import load

SOON = 5.0  # seconds of processor time
MUCH = 300  # MB


@contextlib.contextmanager
def refused_soon(match=""):
    """Expect an InputError without much time or memory."""
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError, match=match) as told:
        yield told
    assert time.process_time() - begun < SOON
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MUCH


def policies(count, file):
    return SMALL + "".join(f"  p{number}: {file}\n" for number in range(count))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a policy file of 4,000 unknown names."""
    (tmp_path / "wrong.yaml").write_text("reason: r\n" + "".join(f"k{n}: 1\n" for n in range(4_000)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (policies(600, "wrong.yaml"), r"policies = \{\.\.\.\}: has 601 entries: must have at most 200"),
        (policies(190, "wrong.yaml"), rf"bring in more than {MOST_MERGED_VALUES:,} values together"),
        (policies(190, "missing.yaml"), "there is no such file"),
        (
            SMALL.replace("common: {}", "common:\n    base: tci\n    reasons:\n")
            + "".join(f"      culture.autonomx{n}: r\n" for n in range(2_450)),
            r"reasons = \{\.\.\.\}: has 2450 entries: must have at most 200",
        ),
        (
            SMALL.replace(
                "common: {}", "common:\n    base: tci\n    culture: {autonomy: 0.5}\n    reasons:\n"
            )
            + "".join(f"      culture.autonomx{n}: r\n" for n in range(MOST_POLICIES)),
            "is not a lever that this file sets. Did you mean 'culture.autonomy'",
        ),
        (
            SMALL + f"off: {['culture.autonomx'] * (MOST_NAMES + 1)}\n",
            "has 101 entries: must have at most 100",
        ),
        (
            SMALL + "".join(f"  c{n}: {{off: {['culture.autonomx'] * MOST_NAMES}}}\n" for n in range(50)),
            "there is no such lever",
        ),
    ],
    ids=["policies", "merged values", "missing files", "reasons", "names likened", "a list", "lists"],
)
def test_a_file_with_too_much_is_refused_soon(folder, text, match):
    (folder / "mine.yaml").write_text(text)
    with refused_soon(match) as told:
        load("mine.yaml")
    assert str(told.value).count("\n") <= MOST_TOLD


def test_what_is_allowed_loads(folder):
    common = "".join(f"  p{n}: {{off: {['culture'] * MOST_NAMES}}}\n" for n in range(90))
    (folder / "mine.yaml").write_text(SMALL + common)
    assert len(load("mine.yaml").policies) == 91
    (folder / "mine.yaml").write_text(SMALL + "".join(f"  p{n}: tci\n" for n in range(MOST_POLICIES - 1)))
    assert len(load("mine.yaml").policies) == MOST_POLICIES


def test_twenty_faults_are_told_and_the_others_counted(folder, capsys):
    (folder / "mine.yaml").write_text(SMALL + "".join(f"x{n}: 1\n" for n in range(51)))
    assert main(["check", "mine.yaml"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == "31 more errors are not shown."
    with pytest.raises(InputError) as found:
        load("mine.yaml")
    assert len(found.value.faults) == 51  # as JSON shows them
    assert main(["check", "mine.yaml", "--format", "json"]) == 2
    assert capsys.readouterr().out.count("is not a parameter") == 51


def test_faults_that_stand_for_others_count_as_many():
    many = InputError(*(f"fault {n}" for n in range(3 * MOST_KEPT)))
    assert len(many.messages) == MOST_KEPT + 1
    assert str(many).endswith(f"\n{3 * MOST_KEPT - MOST_TOLD} more errors are not shown.")
    assert str(InputError(*many.messages)) == str(many)
    assert str(InputError("only", "two")) == "only\ntwo"


@pytest.mark.parametrize("option", ["--replications", "--limit"])
@pytest.mark.parametrize("count", [MOST_REPLICATIONS + 1, 99_999_999, 10**400])
def test_more_replications_than_anybody_needs_are_refused_at_once(capsys, option, count):
    with contextlib.suppress(SystemExit):
        assert main(["compare", "baseline", "--regimes", "all", option, str(count)]) == 2
    assert f"must be at most {MOST_REPLICATIONS}" in capsys.readouterr().err


def test_python_is_refused_too():
    base = load("baseline")
    with refused_soon("^replications = 99999999: must be at most 10000.$"):
        compare.compare(base, regimes="all", replications=99_999_999)
    with refused_soon("^limit = 10001: must be at most 10000.$"):
        compare.compare(base, regimes="all", precision={"profit": 1.0}, limit=10_001)
    with refused_soon("^replications = 10001: must be at most 10000.$"):
        Study(question="?", base=base, report=["profit"], replications=10_001)
    with refused_soon("^101 alternatives are given: at most 100 can be compared.$"):
        variants_of([base] * 101)
    with refused_soon("^100,000 alternatives are given"):
        variants_of(base, [f"p{n}" for n in range(100_000)])
    with refused_soon("holders = .*has 101 entries"):
        Study(question="?", base=base, report=["profit"], holders=["ours"] * 101)


@pytest.mark.parametrize(
    ("seeds", "said"), [("1-99999999999", "99,999,999,999 seeds"), ("5-1", "0 seeds"), ("x", "x: must be")]
)
def test_seeds_of_a_calibration_are_counted_before_they_are_listed(capsys, seeds, said):
    assert calibrate(["--fit", seeds]) == 2
    assert said in capsys.readouterr().err


def test_a_name_is_likened_to_few_others_and_a_long_one_to_none():
    begun = time.process_time()
    assert nearest_name("a" * 400_000, ["a" * 400_001, "a"]) == ""
    assert nearest_name(5, ["a"]) == ""
    assert nearest_name("culture.autonomx", ["x" * 500_000, "culture.autonomy"]) == "culture.autonomy"
    nearest_name("name_000000x", (f"name_{n:06}" for n in range(10**9)))
    assert time.process_time() - begun < SOON


# --- memory -----------------------------------------------------------------------------------------------


def test_a_run_is_refused_where_this_machine_does_not_hold_it(monkeypatch):
    monkeypatch.setattr(size_limits, "available_memory", lambda: 2_000_000)
    with refused_soon(
        r"^A run of 120 months with 20,000 customers and \d+ members would take about .* MB of memory, and 2.0 MB"
    ):
        run.run(load("baseline"))


def test_a_comparison_is_refused_with_its_runs(monkeypatch):
    monkeypatch.setattr(size_limits, "available_memory", lambda: 2_000_000)
    with refused_soon("^80 runs, 3 at a time, would take about .* of memory, and 2.0 MB are available"):
        compare.compare(load("baseline"), firm_policies=["tci", "tqm"], replications=40, threads=3)


def test_what_many_customers_and_beliefs_take_is_what_they_are_seen_to_take():
    from tci_sim.runs.experiment import Experiment, all_output
    from tci_sim.scenario.load import variant

    def bytes_of(**changes):
        scenario = variant(
            load("baseline"), {key.replace("__", "."): value for key, value in changes.items()}
        )
        return size_limits.bytes_of_world(
            Experiment("k", (scenario,), None, 1, 1, 1, all_output(1)), scenario
        )

    few, many = bytes_of(market__customers=0), bytes_of(market__customers=1_000_000)
    assert 110e6 < many - few < 130e6  # see tests/engine/test_memory.py
    assert bytes_of(market__customers=0, months=1200) > few


def test_a_control_group_leaves_what_its_limit_says(tmp_path, monkeypatch):
    inner = tmp_path / "fs" / "box" / "inner"
    inner.mkdir(parents=True)
    for path, text in {
        tmp_path / "groups": "0::/box/inner\n",
        tmp_path / "meminfo": "MemTotal: 9 kB\nMemAvailable:  4000 kB\nSwapFree: 1000 kB\n",
        inner / "memory.max": "max\n",
        inner / "memory.current": "1000000\n",
        inner.parent / "memory.max": "3000000\n",
        inner.parent / "memory.current": "2500000\n",
        inner.parent / "memory.stat": "anon 3\ninactive_file 200000\n",
    }.items():
        path.write_text(text)
    monkeypatch.setattr(memory, "_GROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory, "_MOUNTED", tmp_path / "fs")
    monkeypatch.setattr(memory, "_FACTS", tmp_path / "meminfo")
    assert memory.available_memory() == 3_000_000 - 2_500_000 + 200_000
    (inner.parent / "memory.max").write_text("max\n")
    assert memory.available_memory() == 5_000 * 1024
    monkeypatch.setattr(memory, "_FACTS", tmp_path / "none")
    monkeypatch.setattr(
        memory.os,
        "sysconf",
        lambda name: (
            {"SC_PHYS_PAGES": 7, "SC_PAGE_SIZE": 10}[name] if name != "SC_AVPHYS_PAGES" else int("x")
        ),
    )
    assert memory.available_memory() == 70
    monkeypatch.setattr(memory.os, "sysconf", lambda name: int("x"))
    assert memory.available_memory() is None
