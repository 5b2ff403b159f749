"""Firefox and WebKit (the engine of Safari), for tests of pages: driven by what comes with them, offline from disk."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
MINI_BROWSER = next(iter(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")), None)
WEBKIT = shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and MINI_BROWSER

BROWSERS = [
    pytest.param(
        "firefox",
        marks=pytest.mark.skipif(
            not FIREFOX or find_spec("websocket") is None,
            reason="no Firefox: apt-get install firefox-esr, pip install websocket-client",
        ),
    ),
    pytest.param(
        "webkit",
        marks=pytest.mark.skipif(not WEBKIT, reason="no WebKit: apt-get install webkit2gtk-driver xvfb"),
    ),
]


@contextmanager
def started(command, **options):
    """Run a program as long as it is needed."""
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield program
    finally:
        program.terminate()
        program.wait()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Firefox:
    """A tab of Firefox, by WebDriver BiDi."""

    def __init__(self, port):
        import websocket

        end = time.monotonic() + 60
        while True:
            try:
                self.wire = websocket.create_connection(
                    f"ws://127.0.0.1:{port}/session", timeout=120, suppress_origin=True
                )
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.2)
        self.numbers = count(1)
        self.ask("session.new", capabilities={})
        self.tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method, **params):
        mine = next(self.numbers)
        self.wire.send(json.dumps({"id": mine, "method": method, "params": params}))
        while True:
            got = json.loads(self.wire.recv())
            if got.get("id") == mine:
                assert got["type"] == "success", got
                return got["result"]

    def goto(self, url):
        self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def evaluate(self, expression):
        """Return what an expression comes to, which must be what JSON can say."""
        got = self.ask(
            "script.evaluate", expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target={"context": self.tab}, awaitPromise=True,
        )  # fmt: skip
        assert got["type"] == "success", got["exceptionDetails"]["text"]
        return json.loads(got["result"]["value"])


class WebKit:
    """A window of WebKitGTK, by WebDriver."""

    def __init__(self, port):
        self.port = port
        options = {"binary": str(MINI_BROWSER), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self.at = ""
        self.at = f"/session/{self.ask('POST', '/session', wanted)['sessionId']}"
        self.ask("POST", "/timeouts", {"script": 200_000})

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{self.at}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=240) as answer:
            return json.load(answer)["value"]

    def goto(self, url):
        self.ask("POST", "/url", {"url": url})

    def evaluate(self, expression):
        """Return what an expression comes to, which must be what JSON can say."""
        script = (
            "const told = arguments[0]; (async () => JSON.stringify((await "
            f"({expression})) ?? null))().then(told, error => told('!' + error));"
        )
        said = self.ask("POST", "/execute/async", {"script": script, "args": []})
        assert not said.startswith("!"), said
        return json.loads(said)


@contextmanager
def firefox(folder):
    port = free_port()
    command = [
        FIREFOX,
        "--headless",
        "--no-remote",
        "--profile",
        str(folder),
        f"--remote-debugging-port={port}",
    ]
    with started(command):
        page = Firefox(port)
        yield page
        page.wire.close()


@contextmanager
def webkit(folder):
    port, display = free_port(), f":{free_port() % 10_000 + 100}"
    more = {
        "DISPLAY": display, "HOME": str(folder), "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        "LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    }  # fmt: skip
    with (
        started(["Xvfb", display, "-screen", "0", "1280x900x24"]),
        started(["WebKitWebDriver", f"--port={port}"], env={**os.environ, **more}),
    ):
        time.sleep(2)
        page = WebKit(port)
        yield page
        page.ask("DELETE", "")


OPENED = {"firefox": firefox, "webkit": webkit}
