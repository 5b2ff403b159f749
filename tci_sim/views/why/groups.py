"""What each group of what differs brings, as a table, sentences and a picture a measure."""

from __future__ import annotations

from functools import partial

from tci_sim.analysis.why.groups import GroupsData
from tci_sim.analysis.why.why import WhyData
from tci_sim.engine.measures.columns import DECLARED
from tci_sim.messages import Message, message
from tci_sim.runs.holders import has_measure
from tci_sim.scenario.labels import label_in
from tci_sim.views import shapley
from tci_sim.views.study_names import group_label
from tci_sim.views.why.part import of_both
from tci_sim.views.why.splits import split_view


def _shown(found: WhyData, groups: GroupsData) -> shapley.Shown:
    return shapley.Shown(
        partial(group_label, base=groups.base),
        message("shapley.group"),
        lambda measure: message("shapley.title", measure=measure),
        (_head(found, groups),),
    )


def _head(found: WhyData, groups: GroupsData) -> Message:
    """Say what is split, and of whom: values of a firm are not those of the whole market."""
    if not all(has_measure("firm", each.measure) for each in groups.splits):
        return of_both(found, "why.groups.head")
    firm = label_in(groups.base, "firm", found.comparison.focal_firms[found.names[0]])
    return of_both(found, "why.groups.head_of_firm", firm=firm)


VIEW = split_view(
    "groups", _shown, lambda groups: {"groups": {name: list(paths) for name, paths in groups.groups.items()}},
    DECLARED, nothing="why.groups.nothing", notes=("shapley.note",),
)  # fmt: skip
"""How what each group brings is shown."""
