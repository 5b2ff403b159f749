"""The command line answers at once, in plain words, with an exit code that scripts can use."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tci_sim.faces.cli import main as command_line

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
        ["check", "scenarios/baseline.yaml"],
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


def test_a_right_file_is_met_with_silence(tci_sim):
    told = tci_sim("check", "scenarios/baseline.yaml")
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


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
def test_a_wrong_question_ends_with_2_and_no_traceback(tci_sim, arguments, says):
    told = tci_sim(*[argument.encode("utf-8", "surrogatepass") for argument in arguments])
    assert (told.returncode, told.stdout) == (2, "")
    assert says in told.stderr
    assert "Traceback" not in told.stderr


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
    command = f"{sys.executable} -m tci_sim show scenarios/baseline.yaml | head -n 1"
    told = subprocess.run(command, shell=True, cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("reason = ")
    assert told.stderr == ""


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
    command_line._configure_stream(screen)
    screen.write("é全")
    screen.flush()
    assert seen.getvalue() == b"\xe9\\u5168"


def test_a_real_run_is_kept_and_answered_again(tci_sim, root, monkeypatch, capsys, tmp_path):
    asked = ["run", "scenarios/baseline.yaml", *FEW, *SHORT, "--set", "months=12", "--format", "json"]
    first = tci_sim(*asked, "--out", str(tmp_path))
    assert first.returncode == 0, first.stderr
    monkeypatch.chdir(root)
    printed = [first.stdout]
    for more in (["--out", str(tmp_path)], ["--seed", "2"]):
        assert command_line.main([*asked, *more]) == 0
        printed.append(capsys.readouterr().out)
    shown, reused, differs = map(json.loads, printed)
    assert reused == {**shown, "reused": True}
    assert differs["fingerprint"] != shown["fingerprint"]
    assert sum(firm["measures"]["share"] for firm in shown["firms"]) == pytest.approx(1.0)
    assert all(os.path.getsize(picture) > 10_000 for picture in shown["pictures"])


def test_ctrl_c_stops_a_real_run_within_a_month(root, tmp_path):
    long = ["--set", "months=1200", "--set", "market.customers=400000"]
    asked = ["run", "scenarios/baseline.yaml", *SHORT, *long]
    process = subprocess.Popen(
        [sys.executable, "-m", "tci_sim", *asked, "--out", str(tmp_path)],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(6.0)
    process.send_signal(signal.SIGINT)
    stopped = time.monotonic()
    data, talk = process.communicate(timeout=60)
    assert time.monotonic() - stopped < 5.0
    assert (process.returncode, data) == (130, "")
    assert re.fullmatch(r"Stopped( after month \d+ of 1212)?; nothing was written\.\n", talk)
    assert list(tmp_path.iterdir()) == []
