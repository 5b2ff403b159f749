"""What was chosen, as a scenario file that every command takes, with why in both languages; and how it is kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from tci_sim.analysis.optimise import (
    OPTIMISED,
    Alternative,
    OptimiseData,
    chosen_name,
    chosen_of,
    scenario_of,
)
from tci_sim.analysis.optimise_values import search_of
from tci_sim.designs.axes import read_axes
from tci_sim.designs.levers import levers_of
from tci_sim.messages import LANGUAGES, Message, listing, message, paragraph, using_language
from tci_sim.messages.numbers import number
from tci_sim.plots.picture import save_both
from tci_sim.render.page_file import check_page_of, code, image, picture_beside, regenerating, write_page_file
from tci_sim.runs.text_files import keep_texts
from tci_sim.views.optimise import FORMATS, range_label, reference_value
from tci_sim.views.optimise_pictures import PICTURE, picture
from tci_sim.views.optimise_sentences import (
    aim_label,
    cost_label,
    counted,
    optimism_sentence,
    policy_label,
    verdict,
)
from tci_sim.views.study_names import value_label

SCENARIO, POLICY = f"{OPTIMISED}.yaml", f"{OPTIMISED}_policy.yaml"
"""Names of the files of what was chosen: the scenario, and the policy that it names."""


def scenario_file(found: OptimiseData, ours: Alternative) -> str:
    """Return the base in which the focal firm runs what was chosen, whole, as a file in YAML with why it is so."""
    written = scenario_of(found, ours).model_dump(mode="json")
    own = chosen_name(found.study.base)
    if own in written["policies"]:
        written["policies"][own] = POLICY
    return _as_yaml({**written, "reason": _in_each_language(_reason(found, ours))})


def policy_file(found: OptimiseData, ours: Alternative) -> str | None:
    """Return the policy that was chosen as a file in YAML, with why it is so, and why each lever is.

    None where what was searched is no lever, so that a policy of the base is run.
    """
    policy = scenario_of(found, ours).policies.get(chosen_name(found.study.base))
    if policy is None:
        return None
    known = levers_of(policy)
    reasons = {
        axis.path: _in_each_language(
            message(
                "optimise.reason_of_lever",
                range=range_label(axis, found), reference=policy_label(found, found.policies[0]),
                value=value_label(axis.path, reference_value(found, axis.path), found.study.base),
            )
        )
        for axis in read_axes(found.study)[0]
        if axis.path in known
    }  # fmt: skip
    reason = _in_each_language(_reason(found, ours))
    levers = {name: value for name, value in policy.model_dump(mode="json").items() if value is not None}
    return _as_yaml({"reason": reason, "base": "none", **levers, "reasons": reasons})


def _as_yaml(written: dict[str, Any]) -> str:
    from ruamel.yaml import YAML

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style, writer.width, writer.allow_unicode = False, 120, True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = io.StringIO()
    writer.dump(written, text)
    return text.getvalue()


def keep(found: OptimiseData, out: Path) -> Path:
    """Keep what was found: tables, the picture, and the scenario of what was chosen where there is one.

    Returns
    -------
    Path
        The folder, below `out`, named by what it holds.

    Raises
    ------
    InputError, StoreError
        If it cannot be written.
    """
    ours = chosen_of(found)
    texts = {"candidates.csv": FORMATS["csv"](found), "optimise.md": FORMATS["markdown"](found)}
    if ours is not None:
        texts |= {SCENARIO: scenario_file(found, ours)}
        if (policy := policy_file(found, ours)) is not None:
            texts |= {POLICY: policy}

    def draw(folder: Path) -> None:
        if len(found.best) + len(found.policies) > 1:
            save_both(picture(found).figure, folder, PICTURE)

    return keep_texts(out, "optimise", texts, draw)


def page_of(page: str | PathLike[str]) -> Path:
    """Make sure, before anything is run, that a page can be written: `NAME.md`, its picture `NAME-front.png`."""
    return check_page_of(page, [PICTURE])


def write_page(found: OptimiseData, page: Path, command: Sequence[str]) -> tuple[Path, ...]:
    """Write a page in Markdown, its picture beside it; the files."""
    name, drawn = picture_beside(page, PICTURE), picture(found)
    made = message("page.regenerated", command=code(regenerating(command, page)))
    text = f"{FORMATS['markdown'](found)}\n{made}\n\n{image(drawn.title, name)}"
    return tuple(write_page_file(page, text, {name: drawn.png()}))


def _reason(found: OptimiseData, ours: Alternative) -> Message:
    search = search_of(found.study)
    aims = range(len(search.aims))
    return message(
        "optimise.reason_front" if len(search.aims) > 1 else "optimise.reason",
        levers=message("optimise.levers_count", count=len(ours.values)),
        aim=listing([aim_label(found, aim) for aim in search.aims], "and"),
        question=found.study.question,
        candidates=counted("candidates", len(found.candidates)), runs=number(found.runs, 0),
        verdict=paragraph([verdict(found, ours, place) for place in aims]),
        optimism=paragraph([optimism_sentence(found, ours, place) for place in aims]),
        cost=cost_label(ours.cost_fresh),
    )  # fmt: skip


def _in_each_language(said: Message) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        with using_language(language):
            found[language] = said.text(language)
    return found
