"""A lesson inside the frame of a learning system: what teaching.md says runs does, and what does not says so."""

import pytest
from browsing import BROWSER, chromium, until

import tci_sim as tci

pytestmark = BROWSER
__all__ = ["chromium"]

READY = "document.documentElement.classList.contains('live')"
DONE = "document.documentElement.dataset.done === '1'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("framed")
    tci.export_lesson("supplier_as_partner", path / "lesson.html")
    return path


def framed(chromium, folder, sandbox):
    """Open the lesson in a frame; the frame is asked through the browser, as a page outside of it could not."""
    page, said = chromium.new_page(), []
    page.on("console", lambda line: said.append(line.text))
    outer = folder / "outer.html"
    outer.write_text(
        f"<!doctype html><iframe {sandbox} src='lesson.html#lang=en' width=1100 height=800></iframe>"
    )
    page.goto(outer.as_uri())
    page.wait_for_load_state("load")
    return page, page.frames[-1], said


@pytest.mark.parametrize(
    ("sandbox", "copied"),
    [
        ("sandbox='allow-scripts'", "press Ctrl+C"),
        ("sandbox='allow-scripts allow-modals allow-downloads'", "press Ctrl+C"),
        ("sandbox='allow-scripts allow-same-origin'", ""),
        ("", ""),
    ],
)
def test_a_lesson_is_predicted_run_and_handed_in_inside_a_frame(chromium, folder, sandbox, copied) -> None:
    page, frame, said = framed(chromium, folder, sandbox)
    until(frame, READY)
    frame.fill("#guess", "1250")
    frame.click("#seal")
    frame.click("#run")
    until(frame, DONE)
    assert frame.text_content("#verdict").startswith("You predicted 1,250")
    assert frame.input_value("#hand-in textarea").startswith("tci-lesson|")
    frame.click("#copy")
    until(frame, "document.querySelector('#hand-in [role=status]').textContent !== ''")
    assert copied in frame.text_content("#hand-in [role=status]")
    frame.evaluate("print()" if sandbox and "modals" not in sandbox else "0")
    ignored = [line for line in said if "Ignored call to 'print()'" in line]
    assert bool(ignored) == (bool(sandbox) and "modals" not in sandbox)
    page.close()


def test_without_scripts_the_situation_is_read_as_text(chromium, folder) -> None:
    page, frame, _ = framed(chromium, folder, "sandbox=''")
    assert frame.locator("h1").first.inner_text() == "The supplier as partner"
    assert "A shop buys from a wholesaler" in frame.locator("#report").inner_text()
    assert frame.locator("#live").count() == 0
    page.close()


@pytest.mark.parametrize(
    ("scripts", "runs"),
    [("'unsafe-inline'", False), ("'unsafe-inline' 'wasm-unsafe-eval'", True)],
)
def test_a_policy_without_webassembly_is_told_and_one_without_workers_is_slower(
    chromium, folder, scripts, runs
) -> None:
    """A policy of the system comes on top of that of the page: here as another one in the page itself."""
    text = (folder / "lesson.html").read_text(encoding="utf-8")
    policy = (
        f"<meta http-equiv='Content-Security-Policy' content=\"script-src {scripts}; worker-src 'none'\">"
    )
    stricter = folder / "stricter.html"
    stricter.write_text(text.replace("<head>", f"<head>{policy}", 1), encoding="utf-8")
    page = chromium.new_page()
    page.goto(f"{stricter.as_uri()}#lang=en")
    until(page, READY)
    page.fill("#guess", "1250")
    page.click("#seal")
    page.click("#run")
    if runs:
        until(page, DONE)
        assert page.text_content("#verdict").startswith("You predicted 1,250")
    else:
        until(page, "document.querySelector('[role=alert]') !== null")
        assert "The model cannot run in this browser" in page.text_content("[role=alert]")
    page.close()
