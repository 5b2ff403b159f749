"""The command line answers at once, in plain words, with an exit code that scripts can use."""

import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tci_sim import streams
from tci_sim.cli import main
from tci_sim.faces.cli.parser import command_names

HEAVY = {"duckdb", "matplotlib", "mesa", "networkx", "numba", "pandas"}


@pytest.fixture(scope="module")
def tci_sim(root):
    """Run the command in a process of its own, from the project's folder."""

    def run(*arguments, **options):
        return subprocess.run(
            [sys.executable, "-m", "tci_sim", *arguments],
            cwd=root, capture_output=True, text=True, check=False, timeout=300, **options,
        )  # fmt: skip

    return run


def test_the_version_of_program_and_results_is_reported(tci_sim):
    told = tci_sim("--version")
    assert told.returncode == 0
    assert re.fullmatch(r"tci-sim \d+\.\d+\.\d+, results version \d+\n", told.stdout)


def test_help_names_every_command(tci_sim):
    told = tci_sim("--help")
    assert told.returncode == 0
    assert {"run", "check", "show", "explain"} <= set(told.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["run", "--help"],
        ["show", "scenarios/baseline.yaml"],
        ["explain", "p_learn"],
    ],
)
def test_a_command_that_runs_nothing_imports_nothing_heavy(root, arguments):
    code = f"""
import sys
from tci_sim.cli import main
assert main({arguments!r}) == 0
print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)
"""
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert told.stderr.splitlines()[-1] == "[]"


def test_of_a_right_file_nothing_is_told_but_what_its_policies_cost(tci_sim):
    told = tci_sim("check", "scenarios/baseline.yaml")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("scenarios/baseline.yaml: what each policy costs a firm in its first year")
    assert "programmes and own time" in told.stdout


def test_the_faults_of_all_files_are_reported_at_once(tci_sim, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("reason: no more\nmonhts: 3\n", encoding="utf-8")
    told = tci_sim("check", str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml"))
    assert (told.returncode, told.stdout) == (2, "")
    for name in ("one", "two"):
        assert f"{tmp_path / name}.yaml:2: monhts is not a parameter. Did you mean 'months'?" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run"], "Missing argument"),
        (["rnu"], "No such command 'rnu'"),
        (["run", "scenarios/absent.yaml"], "scenarios/absent.yaml: there is no such file."),
        (["run", "scenarios"], "scenarios"),
        (["run", "scenarios/baseline.yaml", "--seed", "-1"], "--seed"),
        (["run", "scenarios/baseline.yaml", "--seed", "9" * 30], "seed"),
        (["run", "scenarios/baseline.yaml", "--format", "xml"], "--format"),
        (["run", "scenarios/baseline.yaml", "--set", "months"], "--set 'months': must be path=value"),
        (["explain", "p_lern"], "has that name or label. Did you mean 'learning.p_learn'?"),
        (["check", "a\ud800b.yaml"], ".yaml"),
    ],
)
def test_a_wrong_question_ends_with_2_and_its_reason(root, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(root)
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


def test_show_says_where_each_value_came_from(tci_sim):
    told = tci_sim("show", "scenarios/baseline.yaml", "--set", "months=24")
    lines = dict(line.split(" = ", 1) for line in told.stdout.splitlines())
    assert lines["months"] == "24  # --set months"
    assert lines["burn_in"] == "60  # default"
    assert re.fullmatch(r'"tci"  # scenarios/baseline\.yaml:\d+', lines["firms.ours.policy"])


def test_explain_prints_a_parameter_and_a_measure(tci_sim):
    assert "learning.p_learn" in tci_sim("explain", "p_learn").stdout
    shown = tci_sim("explain", "customer satisfaction").stdout.splitlines()
    assert (shown[0], shown[-1]) == ("measure  satisfaction", "unit     points of 100")


def test_a_reader_that_goes_away_is_no_error(root):
    command = f"{sys.executable} -m tci_sim schema | true; echo ${{PIPESTATUS[0]}}"
    told = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True, check=True)
    assert (told.stdout, told.stderr) == ("141\n", "")


@pytest.mark.parametrize(
    ("streams", "code", "says"),
    [
        (">/dev/full", 1, "The results could not be printed: No space left on device.\n"),
        (">&-", 1, "The results could not be printed: standard output is closed.\n"),
        ("2>&- | cat", 0, ""),
        ("<&- >&- 2>&-", 1, ""),
    ],
)
def test_a_stream_that_takes_nothing_is_one_sentence(root, streams, code, says):
    command = f"{sys.executable} -W error -m tci_sim library {streams}; exit ${{PIPESTATUS[0]}}"
    told = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (code, says)


CHEAP = {
    "adoption": ["--help"],
    "answer": ["--help"],
    "app": ["--help"],
    "check": ["baseline", "--format", "json"],
    "cite": [],
    "compare": ["--help"],
    "discover": ["--help"],
    "explain": ["p_learn"],
    "export": ["--help"],
    "flip": ["--help"],
    "futures": ["--help"],
    "information": ["--help"],
    "lessons": [],
    "library": [],
    "new": ["--help"],
    "optimise": ["--help"],
    "replay": ["--help"],
    "review": ["--help"],
    "run": ["--help"],
    "schema": [],
    "selfcheck": ["--help"],
    "show": ["baseline"],
    "survey": ["--help"],
    "sweep": ["--help"],
    "tornado": ["--help"],
    "validate": ["--help"],
    "why": ["--help"],
}
"""Arguments with which each command prints something soon."""


@pytest.mark.parametrize("command", command_names())
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EPIPE])
def test_no_command_ends_with_a_traceback_where_nothing_can_be_printed(monkeypatch, capsys, command, error):
    class Full(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            raise OSError(error, os.strerror(error))

    with io.TextIOWrapper(io.BufferedWriter(Full())) as full:
        monkeypatch.setattr("sys.stdout", full)
        assert main([command, *CHEAP[command]]) == {errno.ENOSPC: 1, errno.EPIPE: 141}[error]
    said = "The results could not be printed: No space left on device.\n"
    assert capsys.readouterr().err == (said if error == errno.ENOSPC else "")


def test_messages_that_nobody_takes_change_no_code(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr", None)
    assert main(["rnu"]) == 2
    assert main(["schema"]) == 0
    assert capsys.readouterr().out.startswith("{")


@pytest.mark.parametrize("command", ["run baseline --out here", "run mine.yaml", "new mine.yaml"])
def test_a_folder_that_is_gone_is_one_sentence(root, tmp_path, command):
    command = f"mkdir gone; cd gone; rmdir ../gone; exec {sys.executable} -m tci_sim {command}"
    told = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (1, "")
    assert (
        told.stderr
        == "The current folder no longer exists: change to another one and run the command again.\n"
    )


PRESSES = """
import signal, sys
class Presses:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Presses())
from tci_sim.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize("module", ["tci_sim.runs.interrupt", "typer", "tci_sim.scenario.schema", "numpy"])
def test_ctrl_c_is_a_word_from_the_first_import_on(root, module):
    told = subprocess.run(
        [sys.executable, "-c", PRESSES.format(module=module), "run", "baseline", "--lang=zh-Hant"],
        cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout, told.stderr) == (130, "", "已停止。\n")


SCRIPT = """
import os, signal, sys
press = lambda: os.kill(os.getpid(), signal.SIGINT)
class Presses:
    def find_spec(self, name, path=None, target=None):
        if name == {when!r}:
            sys.meta_path.remove(self)
            press()
sys.meta_path.insert(0, Presses())
if {when!r} == "signal":
    del sys.modules["signal"]
from tci_sim.cli import main
if {when!r} == "between":
    press()
print("goes on", flush=True)
sys.exit(main())
"""
"""What an installer writes to call our function, with Ctrl-C at some moment before that."""


@pytest.mark.parametrize("when", ["signal", "tci_sim.cli", "between"])
@pytest.mark.parametrize(("name", "guarded"), [("tci-sim", True), ("mine.py", False)])
def test_ctrl_c_before_our_function_is_called_is_kept_for_it_in_our_script_alone(
    root, tmp_path, when, name, guarded
):
    script = tmp_path / name
    script.write_text(SCRIPT.format(when=when), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, script, "library"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if guarded:
        assert (told.returncode, told.stdout, told.stderr) == (130, "goes on\n", "Stopped.\n")
    elif when == "signal":  # which the package does not import for others
        assert told.stdout.startswith("goes on\n")
    else:
        assert (told.returncode, told.stdout) == (-signal.SIGINT, "")


@pytest.mark.parametrize(
    ("line", "guarded"),
    [
        (["-m", "tci_sim", "library"], True),
        (["-m", "tci_sim.messages.build"], False),
        (["-c", "import tci_sim", "-m", "tci_sim"], False),
    ],
)
def test_the_package_guards_no_process_but_the_command_line(root, tmp_path, line, guarded):
    (tmp_path / "sitecustomize.py").write_text(TELLS_WHO_HANDLES_CTRL_C, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), str(root)])
    told = subprocess.run(
        [sys.executable, *line],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stderr.splitlines()[:1] == [f"guarded {guarded}"]


TELLS_WHO_HANDLES_CTRL_C = """
import signal, sys
from importlib import machinery
load = machinery.SourceFileLoader.exec_module
def tells(self, module):
    load(self, module)
    if module.__name__ == "tci_sim":
        guarded = signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        print("guarded", guarded, file=sys.stderr)
machinery.SourceFileLoader.exec_module = tells
"""


def test_nothing_is_imported_before_ctrl_c_has_its_guard(root):
    code = "import sys; before = set(sys.modules); import tci_sim.cli; print(*set(sys.modules) - before)"
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) <= {"tci_sim", "tci_sim.cli", "__future__"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "baseline", "--months", "12"], "No such option: --months. Write `--set months=120`."),
        (["sweep", "ablation", "--years", "3"], "No such option: --years. Write `--set months=120`."),
        (["run", "baseline", "--p-learn", "1"], "Write `--set policies.NAME.learning.p_learn=0.3`."),
        (["run", "baseline", "--Sed", "3"], "No such option: --Sed. Did you mean '--seed'?"),
        (["explain", "p_learn", "--months", "3"], "No such option: --months."),
        (
            ["Run"],
            "No such command 'Run'. Did you mean 'run'? The commands are adoption, answer, app, check, cite, compare,",
        ),
        (
            ["simulate"],
            "No such command 'simulate': the commands are adoption, answer, app, check, cite, compare,",
        ),
        (["compare", "baseline", "--regimes", "tci,TQM"], "write `--firm-policy tci,tqm`."),
        (["compare", "baseline", "--regimes", "ALL"], "--regimes ALL: must be 'all'.\n"),
        (["compare", "baseline", "--firm-policy", "tci,TQM"], "'operations'). Did you mean 'tqm'?"),
        (["run", "baseline.yml"], "baseline.yml: there is no such file. Did you mean 'baseline'?"),
        (["run", "\udce6.yaml"], "set PYTHONUTF8=1 and run the command again."),
    ],
)
def test_a_wrong_line_says_the_next_step(capsys, arguments, says):
    assert main(arguments) == 2
    assert says in capsys.readouterr().err


FEW = ["--set", "market.customers=300"]
SHORT = ["--set", "burn_in=12", "--quiet"]


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_pipe_takes_every_character_whatever_the_system_prefers(root, tmp_path, locale):
    text = (root / "tci_sim" / "scenario" / "starter.yaml").read_text(encoding="utf-8")
    question = "顧客留下來嗎 − 是？"
    file = tmp_path / "one.yaml"
    file.write_text(
        text.replace("Does a firm that asks", f"{question} Does a firm that asks"), encoding="utf-8"
    )
    ascii_only = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = subprocess.run(
        [sys.executable, "-m", "tci_sim", "show", file],
        cwd=root, env=os.environ | ascii_only, capture_output=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert question in told.stdout.decode("utf-8")


def test_a_screen_shows_the_code_of_what_it_lacks():
    class Screen(io.TextIOWrapper):
        def isatty(self):
            return True

    seen = io.BytesIO()
    screen = Screen(seen, encoding="cp1252")
    safe, _ = streams._safe(screen, 1)
    safe.write("é全")
    safe.flush()
    assert seen.getvalue() == b"\xe9\\u5168"


def test_a_real_run_is_kept_and_answered_again(tci_sim, root, monkeypatch, capsys, tmp_path):
    asked = ["run", "scenarios/baseline.yaml", *FEW, *SHORT, "--set", "months=12", "--format", "json"]
    first = tci_sim(*asked, "--out", str(tmp_path))
    assert first.returncode == 0, first.stderr
    monkeypatch.chdir(root)
    printed = [first.stdout]
    for more in (["--out", str(tmp_path)], ["--seed", "2"]):
        assert main([*asked, *more]) == 0
        printed.append(capsys.readouterr().out)
    shown, reused, differs = map(json.loads, printed)
    assert reused == {**shown, "reused": True}
    assert differs["fingerprint"] != shown["fingerprint"]
    assert sum(firm["measures"]["share"] for firm in shown["firms"]) == pytest.approx(1.0)
    assert all(os.path.getsize(picture) > 10_000 for picture in shown["pictures"])


PRINTS_EACH_MONTH = """
import sys
from tci_sim.cli import main
from tci_sim.faces.cli.reporting import Reports
Reports.progress = lambda self, done, months: print(done, flush=True)
sys.exit(main())
"""


def test_ctrl_c_stops_a_real_run_within_a_month(root, tmp_path):
    long = ["--set", "months=1200", "--set", "market.customers=100000"]
    asked = ["run", "scenarios/baseline.yaml", *SHORT, *long, "--out", str(tmp_path)]
    process = subprocess.Popen(
        [sys.executable, "-c", PRINTS_EACH_MONTH, *asked],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "1\n", process.communicate()
    process.send_signal(signal.SIGINT)
    stopped = time.monotonic()
    _, talk = process.communicate(timeout=60)
    assert time.monotonic() - stopped < 5.0
    assert process.returncode == 130
    assert re.fullmatch(r"Stopped after month \d+ of 1212; nothing was written\.\n", talk)
    assert list(tmp_path.iterdir()) == []
