"""`python -m tci_sim.analysis.claims`: test the claims of the founding text, and write the page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tci_sim.analysis.claims.answer import answer
from tci_sim.analysis.claims.file import read_claims
from tci_sim.analysis.claims.page import MODULE, page_text, write_page
from tci_sim.compile_model import ensure_compiled, to_stderr
from tci_sim.errors import InputError, TciError, meant
from tci_sim.messages import LANGUAGES, Message, message, using_language
from tci_sim.render.page_file import check_page
from tci_sim.streams import safe_streams


def _options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog=MODULE, description=__doc__)
    asked.add_argument("claims", nargs="*", metavar="CLAIM", help=str(Message("claims.help.claims")))
    asked.add_argument("--page", metavar="NAME.md", help=str(Message("claims.help.page")))
    usual = read_claims().replications
    for option, number in (("replications", usual), ("threads", None)):
        asked.add_argument(
            f"--{option}", type=int, default=number, help=str(Message(f"claims.help.{option}"))
        )
    asked.add_argument("--lang", choices=LANGUAGES, default="en", help=str(Message("claims.help.lang")))
    return asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Test claims, and write the page or print it; the exit code is 1 where a run failed, 2 where asked wrongly."""
    given = _options().parse_args(arguments)
    file = read_claims()
    known = {claim.id: claim for claim in file.claims}
    with using_language(given.lang):
        try:
            unknown = [name for name in given.claims if name not in known]
            if unknown:
                raise InputError(*[meant("claims.unknown", name, known, name=name) for name in unknown])
            if given.page and given.claims:
                raise InputError(message("claims.page_of_all"))
            page: Path | None = check_page(given.page) if given.page else None
            ensure_compiled(to_stderr)
            found = answer(
                [known[name] for name in given.claims] or file.claims,
                given.replications,
                file.seed,
                threads=given.threads,
                on_progress=to_stderr,
            )
            if page is None:
                print(page_text(found))
            else:
                write_page(found, page)
        except TciError as error:
            print(error, file=sys.stderr)
            return 2 if isinstance(error, InputError) else 1
    return 0


if __name__ == "__main__":
    with safe_streams() as output:
        raise SystemExit(output.code(main()))
