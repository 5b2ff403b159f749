"""The commands that only tell keep their shapes, answer at once, and can be completed by a shell."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys

import jsonschema
import pytest
from ruamel.yaml import YAML

from tci_sim.cli import main
from tci_sim.faces.cli.parser import command_names
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.scenario.explain import below
from tci_sim.scenario.lookup import Found, known
from tci_sim.views.explain import explanation_as_json

BASELINE = "scenarios/baseline.yaml"


@pytest.fixture
def tells(root, monkeypatch, capsys):
    """Run a command here, from the project's folder: its exit code, stdout and stderr."""
    monkeypatch.chdir(root)

    def run(*arguments):
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


# --- one shape for each command -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", BASELINE], 0),
        (["check", BASELINE, "scenarios/none.yaml"], 2),
        (["show", BASELINE, "--set", "months=12"], 0),
        (["explain", "p_learn"], 0),
        (["explain", "learning"], 0),
        (["explain", "satisfaction"], 0),
        (["explain", "network"], 0),
        (["explain", "burn_in_policy"], 0),
        (["explain", "tci"], 0),
        (["explain", "price cut"], 0),
        (["explain"], 0),
        (["lessons"], 0),
    ],
)
def test_json_has_the_shape_that_is_documented(root, tells, arguments, code):
    ended, data, _ = tells(*arguments, "--format", "json")
    [path] = (root / "tci_sim").rglob(f"{arguments[0]}.schema.yaml")
    schema = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(data), schema)
    assert ended == code
    assert json.loads(data)["command"] == arguments[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_has_a_name_has_that_shape(root, language):
    path = root / "tci_sim" / "views" / "explain.schema.yaml"
    schema = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    all_of_it = Found(known("measure"), known("group"), tuple(below("")), known("policy"), known("shock"))
    with using_language(language):
        shown = json.loads(explanation_as_json(all_of_it))
    jsonschema.validate(shown, schema)
    assert [each["name"] for each in shown["measures"]] == list(known("measure"))
    assert {each["path"] for each in shown["parameters"]} == {each.path for each in below("")}
    assert len(shown["shocks"]) == len(known("shock")) > 5


def test_every_command_that_has_a_json_form_has_its_schema(root, tells):
    commands = command_names()
    described = {path.name.removesuffix(".schema.yaml") for path in (root / "tci_sim").rglob("*.schema.yaml")}
    with_json = [name for name in commands if "--format" in tells(name, "--help")[1]]
    assert {"run", "check", "show", "explain"} <= set(with_json)
    # CSL JSON, which others describe; and a study, as `sweep` prints it
    assert [name for name in with_json if name not in described] == ["cite", "tornado"]


def test_a_wrong_file_is_reported_on_both_streams(tells):
    code, data, talk = tells("check", "scenarios/none.yaml", "--format", "json")
    assert code == 2
    assert json.loads(data)["faults"] == talk.splitlines() == ["scenarios/none.yaml: there is no such file."]


def test_show_distinguishes_levers_from_uncertainties(tells):
    shown = json.loads(tells("show", BASELINE, "--format", "json")[1])["values"]
    kinds = {each["path"]: each["kind"] for each in shown}
    paths = ("policies.tci.learning.p_learn", "world.choice.taste", "months")
    assert [kinds[path] for path in paths] == ["lever", "uncertainty", "setting"]
    given = [each for each in shown if each["path"] == "firms.ours.policy"]
    assert (given[0]["value"], given[0]["file"]) == ("tci", BASELINE)
    lines = tells("show", BASELINE)[1].splitlines()
    assert len(lines) == len(shown)
    assert any(line.startswith("world.choice.taste = ") and "# uncertainty, " in line for line in lines)


# --- to begin with ------------------------------------------------------------------------------------------


def test_the_schema_is_printed_for_editors(tells):
    from tci_sim.scenario.json_schema import policy_schema, scenario_schema

    assert json.loads(tells("schema")[1]) == scenario_schema()
    assert json.loads(tells("schema", "--policy")[1]) == policy_schema()


STUDY = "scenarios/studies/autonomy_and_interviews.yaml"


def test_studies_are_checked_as_studies(tells, root, tmp_path):
    code, data, talk = tells("check", STUDY, BASELINE)
    assert (code, talk, data.count(": what each policy costs")) == (0, "", 1)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text((root / STUDY).read_text().replace("../baseline.yaml", str(root / BASELINE)))
    wrong.write_text(wrong.read_text().replace("replications:", "repetitions: 2 #"))
    code, _, talk = tells("check", str(wrong), "--allow-outside")
    assert code == 2
    assert "repetitions is not a part of a study. Did you mean 'replications'?" in talk


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", STUDY], f"{STUDY}: is a study, not a scenario; run it with `tci-sim sweep`.\n"),
        (["show", STUDY], f"{STUDY}: is a study, not a scenario; run it with `tci-sim sweep`.\n"),
        (
            ["sweep", BASELINE],
            f"{BASELINE}: is a scenario, not a study; run it with `tci-sim run`, or give a study: "
            "`tci-sim library` lists them.\n",
        ),
    ],
)
def test_passing_a_study_for_a_scenario_is_reported(tells, arguments, said):
    assert tells(*arguments) == (2, "", said)


def test_a_new_file_is_right_and_is_not_written_over(tells, tmp_path):
    file = str(tmp_path / "新 [1].yaml")
    assert tells("new", file) == (0, "", f"{file}\n")
    code, data, talk = tells("check", file)
    assert (code, talk) == (0, "")
    assert data.startswith(f"{file}: what each policy costs")
    code, data, talk = tells("new", file)
    assert (code, data) == (2, "")
    assert talk == f"{file}: already exists and was not changed; choose another name.\n"


@pytest.mark.parametrize("name", ["none/mine.yaml", "a\0b.yaml", "x" * 300])
def test_a_new_file_that_cannot_be_written_is_reported(tells, name):
    code, data, talk = tells("new", name)
    assert (code, data, talk.count("\n")) == (2, "", 1)
    assert "cannot be written" in talk


def test_the_deep_check_names_what_acts_on_nothing(root, tells, tmp_path, monkeypatch):
    from tci_sim.analysis.inactive_parameters import InactiveParameter

    dead = (InactiveParameter("learning.sharing", "lever", (0.5, 1.0), ""),)
    monkeypatch.setattr(
        "tci_sim.analysis.inactive_parameters.find_inactive", lambda scenario, on_progress, on_message: dead
    )
    code, data, _ = tells("check", BASELINE, "--deep")
    assert code == 0
    assert data.splitlines()[-1].startswith(
        f"{BASELINE}: lever `learning.sharing` (sharing between process steps) has no effect:"
        " the output is identical with 0.5 or 1."
    )
    path = root / "tci_sim" / "scenario" / "check.schema.yaml"
    schema = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    shown = json.loads(tells("check", BASELINE, "--deep", "--format", "json")[1])
    jsonschema.validate(shown, schema)
    assert shown["inactive"][0]["path"] == "learning.sharing"


# --- in the shell -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_script(root, shell):
    told = subprocess.run(
        [sys.executable, "-m", "tci_sim", "--show-completion", shell],
        cwd=root, env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert f"_TCI_SIM_COMPLETE=complete_{shell}" in told.stdout


@pytest.fixture
def shell(root, tmp_path):
    """Run lines in a shell in which `tci-sim` is a command and its own completion script is sourced."""
    command = tmp_path / "bin" / "tci-sim"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m tci_sim "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    found = {"PATH": f"{command.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(root)}

    def run(name, lines):
        if shutil.which(name) is None:
            pytest.skip(f"there is no {name} here")
        script = subprocess.run(
            ["tci-sim", "--show-completion", name], capture_output=True, text=True, check=True,
            env={**found, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        ).stdout  # fmt: skip
        (tmp_path / "script").write_text(script, encoding="utf-8")
        bare = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"]}[name]
        told = subprocess.run(
            [name, *bare, "-c", lines], cwd=root, env=found, capture_output=True, text=True, check=False
        )
        assert told.stderr == ""
        return told.stdout.splitlines()

    return run


WORDS = [
    ("tci-sim ex", ["explain", "export"]),
    ("tci-sim --lang zh-Hant ex", ["explain", "export"]),
    ("tci-sim run baseline --lang zh", ["zh-Hant"]),
    ("tci-sim explain learning.p_", ["learning.p_learn", "learning.p_learn_slow"]),
    ("tci-sim explain p_le", ["p_learn", "p_learn_slow"]),
    ("tci-sim explain net_prom", ["net_promoter_score"]),
    (f"tci-sim run {BASELINE} --set policies.tci.learning.sh", ["policies.tci.learning.sharing="]),
    (f"tci-sim run {BASELINE} --set world.choice.taste_f", ["world.choice.taste_for_not_buying="]),
    (f"tci-sim compare {BASELINE} --firm-policy tq", ["tqm"]),
    (f"tci-sim compare {BASELINE} --firm-policy tqm,t", ["tqm,tci"]),
    (f"tci-sim compare {BASELINE} --precision satisfaction_sk", ["satisfaction_skew="]),
    ("tci-sim run basel", ["baseline", "baseline_sample"]),
    ("tci-sim compare baseline price_", ["price_war", "price_first", "price_response"]),
    ("tci-sim check abl", ["ablation"]),
    ("tci-sim sweep abl", ["ablation"]),
    ("tci-sim validate marc", ["march1991"]),
    ("tci-sim new bicycle_n", ["bicycle_nodes"]),
    ("tci-sim run baseline --set world.choice.sat", ["world.choice.satisfaction_weight="]),
    ("tci-sim run scenarios/base", []),  # the shell's own names of files
    ("tci-sim run scenarios/none.yaml --set mon", []),
]


@pytest.mark.parametrize(("typed", "offered"), WORDS)
def test_bash_completes_a_word_that_is_begun(shell, typed, offered):
    words = typed.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    lines = f"""
source "$HOME/script"
COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}
_tci_sim_completion tci-sim
printf '%s\\n' "${{COMPREPLY[@]}}"
complete -p tci-sim
"""
    *told, installed = shell("bash", lines)
    assert [word for word in told if word] == offered
    assert "-o default" in installed  # where nothing is offered, files are


@pytest.mark.parametrize(("typed", "offered"), WORDS)
def test_zsh_completes_a_word_that_is_begun(shell, typed, offered):
    words = typed.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    lines = f"""
compdef() {{ }}
_arguments() {{ print -r -- "$2$1" }}
_files() {{ print -r -- files }}
source "$HOME/script"
words=({quoted}); CURRENT={len(words)}
_tci_sim_completion
"""
    told = "\n".join(shell("zsh", lines))
    offers = told.partition("((")[2].partition("))")[0]
    assert re.findall(r'"([^"]+)"(?::"[^"]*")?', offers) == offered
    assert (told == "files") == (offered == [])


def test_names_of_the_library_hide_no_file(tmp_path, monkeypatch):
    from tci_sim import completion

    monkeypatch.chdir(tmp_path)
    (tmp_path / "price_cut.yaml").touch()
    (tmp_path / "prices").mkdir()
    assert completion.scenarios("price") == [
        "price_war",
        "price_first",
        "price_response",
        "price_cut.yaml",
        "prices/",
    ]
    assert completion.scenarios("price_c") == []


def test_completion_is_installed_for_a_shell_at_a_word(shell, tmp_path):
    lines = "export _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1; tci-sim --install-completion bash"
    assert "completion installed" in " ".join(shell("bash", lines))
    assert ".bash_completions/tci-sim.sh" in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    assert "complete_bash" in (tmp_path / ".bash_completions" / "tci-sim.sh").read_text(encoding="utf-8")


def test_a_command_that_runs_nothing_takes_less_than_a_third_of_importing_mesa(root):
    def seconds(arguments):
        """Processor time of one process, all it does included."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], cwd=root, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    telling = {
        "--help": ["-m", "tci_sim", "--help"],
        "explain": ["-m", "tci_sim", "explain", "p_learn"],
    }
    taken = []
    for _ in range(7):  # until it is seen: what more a process takes is what others did on a busy machine
        taken.append(
            {name: seconds(asked) for name, asked in {"mesa": ["-c", "import mesa"], **telling}.items()}
        )
        least = {name: min(turn[name] for turn in taken) for name in taken[0]}
        slow = {name: least[name] for name in telling if least[name] > 0.3 * least["mesa"]}
        if not slow:
            break
    assert slow == {}
