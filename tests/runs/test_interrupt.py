"""Ctrl-C is never lost, never half an import, and never an error of something else."""

import importlib
import os
import signal
import sys
import time
from contextlib import suppress

import pytest

from tci_sim import compile_model
from tci_sim.runs.interrupt import interrupt_message, raise_if_interrupted, remembering_interrupts


def press():
    signal.raise_signal(signal.SIGINT)


def press_and_fail():
    """Be native code that makes an error of its own of Ctrl-C."""
    with suppress(KeyboardInterrupt):
        press()
    raise OSError("disk")


def stop(work):
    """Do some work in which Ctrl-C is pressed, and return what it says."""
    with pytest.raises(KeyboardInterrupt) as stopped, remembering_interrupts(until_the_end=False):
        work()
    return str(stopped.value)


def test_what_handled_ctrl_c_before_handles_it_again():
    before = signal.getsignal(signal.SIGINT), sys.unraisablehook
    stop(press)
    raise_if_interrupted()
    assert (signal.getsignal(signal.SIGINT), sys.unraisablehook) == before


def test_a_process_that_ends_is_not_stopped_any_more():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM)}
    hook = sys.unraisablehook
    try:
        with remembering_interrupts(until_the_end=True):
            pass
        press()
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_hasty_second_press_lets_things_be_put_in_order():
    done = []

    def tidy():
        try:
            press()
        finally:
            press()
            done.append("tidy")

    stop(tidy)
    assert done == ["tidy"]


def test_a_press_that_is_lost_is_found_again():
    def lose():
        with suppress(BaseException):
            press()
        raise_if_interrupted()

    stop(lose)


def test_an_error_that_comes_after_ctrl_c_is_ctrl_c():
    with pytest.raises(OSError, match="disk"), remembering_interrupts(until_the_end=False):
        raise OSError("disk")
    assert stop(press_and_fail) == ""


def test_an_error_that_comes_after_ctrl_c_says_what_stays():
    def work():
        with interrupt_message(lambda: "all of it"):
            press_and_fail()

    assert stop(work) == "all of it"


def test_an_interrupt_that_nobody_can_catch_is_not_reported(capsys):
    class Falls:
        def __del__(self):
            press()

    def fall():
        Falls()
        raise_if_interrupted()

    stop(fall)
    assert capsys.readouterr().err == ""


def test_an_import_is_not_cut_in_half(tmp_path, monkeypatch):
    module = tmp_path / "half_imported.py"
    module.write_text("import signal\nsignal.raise_signal(signal.SIGINT)\nwhole = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    start = time.monotonic()

    def work():
        importlib.import_module("half_imported")
        time.sleep(60)

    stop(work)
    assert sys.modules["half_imported"].whole
    assert time.monotonic() - start < 5.0


def test_points_that_are_drawn_are_not_cut_short(tmp_path):
    """Where C code of a library calls back, an interrupt would be printed and forgotten."""
    drawing, drawn = tmp_path / "scipy" / "stats" / "_qmc.py", []
    drawing.parent.mkdir(parents=True)
    code = "signal.raise_signal(signal.SIGINT)\ndrawn.append(1)\n"

    def work():
        exec(compile(code, str(drawing), "exec"), {"signal": signal, "drawn": drawn})
        time.sleep(60)

    start = time.monotonic()
    stop(work)
    assert drawn == [1]
    assert time.monotonic() - start < 5.0


def test_a_process_that_compiles_for_nobody_ends_without_a_word(monkeypatch, capfd):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        with pytest.raises(SystemExit) as ended:
            compile_model._report_linked("learn")
        monkeypatch.undo()
    assert ended.value.code == 1
    assert capfd.readouterr().err == ""


def test_processes_that_compile_end_with_who_asked(tmp_path, monkeypatch):
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\necho phase\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(slow))
    phases = compile_model._compile_in_two_processes()
    assert next(phases) == "phase"
    start = time.monotonic()
    phases.close()
    assert time.monotonic() - start < 5.0


def test_what_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with remembering_interrupts(until_the_end=False):
            signal.raise_signal(signal.SIGINT)
            raise_if_interrupted()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
