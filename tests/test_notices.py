"""Warnings: on stderr whether the command is quiet or not, in JSON, in Python's logging, each once."""

import json
import logging
import threading

import pytest

from tci_sim.cli import main
from tci_sim.messages import message
from tci_sim.notices import gathered_warnings, gathering_warnings, warn

TAKES_ALL = ("--set", "world.economy.experience_exponent=1", "--set", "world.choice.price_weight=20")
SAID = "One firm may take the whole market: "


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "baseline", "--format", "json"),
        ("show", "baseline", "--format", "json"),
        ("run", "baseline", "--quiet", "--format", "json", "--set", "months=1", "--set", "burn_in=0"),
    ],
)
def test_a_warning_of_loading_is_on_stderr_and_in_json(arguments, capsys):
    small = ("--set", "market.customers=100") if arguments[0] == "run" else ()
    assert main([*arguments, *TAKES_ALL, *small]) == 0
    out, err = capsys.readouterr()
    assert err.startswith(f"WARNING: {SAID}")
    assert err.count("\n") == 1
    assert json.loads(out)["warnings"] == [err.strip().removeprefix("WARNING: ")]


def test_where_nothing_is_wrong_nothing_is_warned_of(capsys):
    assert main(["check", "baseline", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert (err, json.loads(out)["warnings"]) == ("", [])


def test_a_warning_is_in_the_language_of_the_command(capsys):
    assert main(["--lang", "zh-Hant", "check", "baseline", *TAKES_ALL]) == 0
    assert capsys.readouterr().err.startswith("警告：一家公司可能獨占整個市場")


def test_a_warning_of_any_thread_is_told_once_and_only_while_they_are_gathered():
    told = []
    with gathering_warnings(told.append):
        for _ in range(2):
            thread = threading.Thread(target=warn, args=[message("cli.warning", text="a\x1bb")])
            thread.start()
            thread.join()
        assert gathered_warnings() == told == ["WARNING: a\\x1bb"]
    warn(message("cli.warning", text="c"))
    assert (gathered_warnings(), len(told)) == ([], 1)


def test_in_python_a_warning_is_logged_and_no_handler_of_the_package_hides_it(caplog):
    with caplog.at_level(logging.WARNING, "tci_sim"):
        warn(message("cli.warning", text="c"))
    assert caplog.messages == ["WARNING: c"]
    assert logging.getLogger("tci_sim").handlers == []
