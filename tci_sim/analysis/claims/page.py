"""The page of claims: each claim of the text, what carries it, the command that tests it, and what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from tci_sim.analysis.claims.answer import Answer, Answers, Outcome, Verdict
from tci_sim.analysis.claims.file import ESTIMATED, RETURNED, Claim, Trial, digest_of_claims, read_claims
from tci_sim.analysis.controlled_return import GROWTH
from tci_sim.messages import LANGUAGES, Message, current_language, listing, message
from tci_sim.messages.numbers import interval, scale
from tci_sim.names import measure_label
from tci_sim.render.page_file import code, link, table_row, write_page_file
from tci_sim.version import RESULTS_VERSION

PAGE = "tci_sim/findings/claims.md"
"""Where the page is shipped."""

MODULE = "python -m tci_sim.analysis.claims"

_CALLED: Mapping[str, Message] = {
    GROWTH: Message("review.control.profit_growth"),
    RETURNED: Message("claims.returned"),
}
"""What is called otherwise than the measure of that name, or is no measure of a month."""

_TO_ROOT = "../../"
"""From the folder of the page to the project."""


def write_page(found: Answers, page: Path) -> list[Path]:
    """Write the page; such a page that was there is replaced. What is raised is that of `write_page_file`."""
    return write_page_file(page, page_text(found), {})


def page_text(found: Answers) -> str:
    """Return the page in the language in use, without the mark at its end."""
    return "\n".join(_lines(found))


def made_line(found: Answers) -> str:
    """Say of which results and of which claims the page is, and how it is written again."""
    usual = found.replications == read_claims().replications
    again = "" if usual else f" --replications {found.replications}"
    return str(
        message(
            "claims.made",
            results=RESULTS_VERSION, digest=digest_of_claims()[:12], fingerprint=found.fingerprint[:12],
            command=code(f"{MODULE} --page {PAGE}{again}"), pairs=found.replications,
            first=found.seed, to=found.seed + found.replications - 1,
        )
    )  # fmt: skip


def _lines(found: Answers) -> Iterator[str]:
    yield from (f"# {message('claims.title')}", "", made_line(found), "", str(message("claims.about")), "")
    yield from (f"- {Message(f'claims.means.{verdict}')}" for verdict in Verdict)
    yield from ("", str(message("claims.by_chance", readings=_readings(found))), "")
    counts = Counter(each.verdict for each in found.answers)
    yield from (
        table_row(Message(f"claims.verdict.{each}") for each in Verdict),
        table_row(["--:"] * len(Verdict)),
    )
    yield table_row(str(counts[each]) for each in Verdict)
    yield from (
        "",
        table_row(
            ("#", message("claims.claim"), message("claims.verdict.heading"), message("claims.readings"))
        ),
    )
    yield "|--:|---|---|---|"
    for number, each in enumerate(found.answers, start=1):
        stands = f"[{number}](#{each.claim.id})"
        yield table_row(
            (stands, each.claim.claim, Message(f"claims.verdict.{each.verdict}"), _by_verdict(each))
        )
    numbered = enumerate(found.answers, start=1)
    for section, answers in groupby(numbered, lambda each: each[1].claim.section):
        yield from ("", f"## {Message(f'claims.section.{section}')}")
        for number, each in answers:
            yield from _section(number, each, found)


def _section(number: int, found: Answer, all_: Answers) -> Iterator[str]:
    claim = found.claim
    verdict = Message(f"claims.verdict.{found.verdict}")
    yield from ("", f'<a id="{claim.id}"></a>', "", f"### {number}. {claim.claim}", "")
    yield from (f"> {claim.claim.text(other)}" for other in LANGUAGES if other != current_language())
    yield from ("", f"{message('claims.quoted', quote=claim.quote)} **{verdict}**")
    yield from _carried(claim)
    for trial, outcomes in zip(claim.trials, found.outcomes, strict=True):
        yield from ("", "```sh", trial.command_line(all_.replications, all_.seed), "```", "")
        yield from _table(trial, outcomes)
    for said in (claim.missing, claim.limits):
        if said:
            yield from ("", str(said))


def _carried(claim: Claim) -> Iterator[str]:
    """List what carries a claim, and the tests that show one that is built in."""
    if claim.levers or claim.rules:
        yield ""
    if claim.levers:
        yield f"- {message('claims.levers', levers=listing(map(code, claim.levers)))}"
    if claim.rules:
        named = listing(code(rule.rpartition(".")[2]) for rule in claim.rules)
        yield f"- {message('claims.rules', rules=named)}"
    if claim.shown_by:
        tests = listing(f"[{Path(each).name}]({link(_TO_ROOT + each)})" for each in claim.shown_by)
        yield f"- {message('claims.shown_by', tests=tests)}"


def _table(trial: Trial, outcomes: Iterable[Outcome]) -> Iterator[str]:
    heads = ("read", "of", "compared", "expected", "came_out", "verdict.heading")
    yield from (table_row(Message(f"claims.{each}") for each in heads), "|---|---|---|---|---|---|")
    for each in outcomes:
        reading = each.reading
        yield table_row(
            (
                _CALLED.get(reading.measure) or measure_label(reading.measure),
                Message(f"claims.of_{reading.of}"),
                _compared(trial, each),
                Message(f"claims.expects.{reading.expects}"),
                _found(each),
                Message(f"claims.verdict.{each.verdict}"),
            )
        )


def _compared(trial: Trial, outcome: Outcome) -> Message:
    """Say what is compared with what."""
    reading = outcome.reading
    if reading.measure == ESTIMATED:
        return message("claims.own_estimate")
    if trial.command == "review":
        return message("claims.with_and_without")
    if reading.along is not None:
        return message("claims.along", along=measure_label(reading.along))
    name = code(reading.policy)
    if reading.than is not None:
        return message("claims.level", name=name, than=f"{reading.than:g}")
    reference = code(outcome.reference)
    if reading.beyond:
        others = listing(map(code, reading.beyond))
        return message("claims.beyond", name=name, others=others, reference=reference)
    return message("claims.difference", name=name, reference=reference)


def _found(outcome: Outcome) -> str:
    ends = [float(each) for each in outcome.found]
    if ends == [0.0, 0.0, 0.0]:
        return str(message("claims.identical"))
    found = scale(ends, outcome.unit, differences=outcome.reading.than is None)
    written = interval([each * found.factor for each in ends], found.digits)
    return written if found.unit in ("-", "") else f"{written} {found.unit}"


def _by_verdict(found: Answer) -> str:
    """Count the readings of a claim that hold, that are unclear and that are false; nothing where there is none."""
    counts = Counter(each.verdict for trial in found.outcomes for each in trial)
    return (
        " / ".join(str(counts[each]) for each in (Verdict.HOLDS, Verdict.UNCLEAR, Verdict.FALSE))
        if counts
        else ""
    )


def _readings(found: Answers) -> int:
    return sum(len(trial) for each in found.answers for trial in each.outcomes)
