"""What is said of runs is said in each language; what is kept of them is the same whatever language is in use."""

import errno
import re
from dataclasses import replace

import pytest

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import ConservationError, InputError, RunError
from tci_sim.messages import LANGUAGES, Message, message, using_language
from tci_sim.runs.estimate import estimate, format_duration
from tci_sim.runs.executors import ExecutorLost
from tci_sim.runs.experiment import Experiment, OutputSpec
from tci_sim.runs.files import ResultKind
from tci_sim.runs.interrupt import interrupt_message
from tci_sim.runs.provenance import run_key
from tci_sim.runs.runner import Runner
from tci_sim.runs.store import FolderStore, MemoryStore, Question
from tci_sim.runs.store_errors import StoreError, os_error_reason
from tci_sim.runs.worker import Run, Worker, stored_text

KEEP = OutputSpec(
    ("market",), {"market": (MEASURES["market"][0].name,)}, (0, 1), figures=False, fingerprint=True
)
KIND = ResultKind("test", "Ask again.", "test.json")


@pytest.fixture
def experiment(question):
    """One case, two replications."""
    return Experiment("a" * 64, (question,), None, 1, 2, 2, KEEP)


def in_both(said: Message) -> tuple[str, str]:
    """Write a message in both languages, of which one is Chinese, whole and without English words."""
    english, chinese = (said.text(language) for language in LANGUAGES)
    assert not re.search(r"[{}]", english + chinese)
    assert re.search("[一-鿿].*[。！？」）]?$", chinese)
    assert not re.search("[一-鿿]", english)
    return english, chinese


class Stops:
    """Ends when it is to make the first batch: by Ctrl-C, or because nobody is there any more."""

    concurrency = 1

    def __init__(self, error):
        self.error = error

    def run_batches(self, asked, count):
        next(asked)
        raise self.error
        yield


@pytest.mark.parametrize("folder", [False, True])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), ExecutorLost(message("cluster.lost"))])
def test_what_ends_before_its_time_says_what_stays_in_each_language(experiment, tmp_path, error, folder):
    store = FolderStore(experiment, Question(KIND, "answer", {}), tmp_path) if folder else MemoryStore(KEEP)
    with pytest.raises((KeyboardInterrupt, RunError)) as stopped:
        Runner(experiment, store, Stops(error)).run()
    english, chinese = in_both(stopped.value.args[0])
    assert str(stopped.value) == english
    stays = "0 of 2 runs are saved in" if folder else "othing was saved, because no folder was given."
    assert stays in english
    assert ("2 次" in chinese) == (folder or isinstance(error, KeyboardInterrupt))
    assert ("未保留任何結果。" in chinese) == (not folder)


def test_an_interrupt_that_says_what_stays_keeps_its_words():
    with pytest.raises(KeyboardInterrupt, match="inner"), interrupt_message(lambda: "outer"):
        raise KeyboardInterrupt("inner")
    with pytest.raises(KeyboardInterrupt, match=r"^$"), interrupt_message(lambda: None):
        raise KeyboardInterrupt


@pytest.mark.parametrize("left", [0, 1, 2])
@pytest.mark.parametrize("concurrency", [0, 1, 2])
@pytest.mark.parametrize("seconds", [0.0, 100.0])
def test_an_estimate_is_one_sentence_in_each_language(experiment, monkeypatch, left, concurrency, seconds):
    monkeypatch.setattr("tci_sim.runs.estimate.seconds_of_run", lambda _: seconds)
    english, chinese = in_both(estimate(experiment, left, 2, concurrency))
    assert (". " in english, english[-1], chinese[-1]) == (False, ".", "。")
    assert ("already" in english) == ("已有結果" in chinese) == (left < 2)
    timed = bool(left and concurrency and seconds)
    assert ("about" in english) == ("約需" in chinese) == timed


def test_one_is_not_several(experiment):
    one = replace(experiment, replications=1, limit=1)
    assert str(estimate(one, 0, 1, 1)) == "The only run is already saved; nothing was run."
    assert str(estimate(one, 1, 1, 0)).startswith("1 run (1 case x 1 replication), at most ")
    written = [[format_duration(seconds).text(each) for seconds in (1, 60, 7200)] for each in LANGUAGES]
    assert written == [["1 second", "60 seconds", "2.0 hours"], ["1 秒", "60 秒", "2.0 小時"]]


def test_why_a_system_fails_is_said_in_each_language_and_what_is_rare_in_its_own_words():
    said = StoreError(message("store.unreadable", where="a", reason=os_error_reason(full("Full?"))))
    assert said.text("zh-Hant") == "a: 無法讀取：磁碟空間不足。"
    assert said.text("en") == "a: cannot be read: No space left on device."
    assert str(os_error_reason(OSError(errno.EDOM, "Out of domain"))) == "Out of domain"
    told = (
        'IO Error: write failed: {"exception_message":"Could not write file a: File too large","errno":"27"}'
    )
    assert str(os_error_reason(ValueError(told))) == "File too large"


def full(text):
    return OSError(errno.ENOSPC, text)


FAILURES = [
    InputError(message("world.no_policy", policy="tci"), message("generator.no_firm")),
    ConservationError(3, message("books.money", holder="ours"), -1),
    RunError(message("cluster.version")),
]


@pytest.mark.parametrize("error", FAILURES)
def test_an_error_that_is_kept_with_a_run_is_english_whatever_the_language(experiment, monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(Worker, "_start", fail)
    kept = []
    for language in LANGUAGES:
        with using_language(language):
            [output] = Worker(experiment).run([Run(0, 0, {})])
            kept.append(output.error)
    assert kept[0] == kept[1] == stored_text(error) != error.text("zh-Hant")


def test_keys_and_fingerprints_are_the_same_whatever_the_language(experiment, question):
    found = []
    for language in LANGUAGES:
        with using_language(language):
            [output] = Worker(experiment).run([Run(0, 0, {})])
            found.append((run_key(question, 1), output.fingerprint, output.error))
    assert found[0] == found[1]
    assert len(found[0][1]) == 64
    assert not found[0][2]
