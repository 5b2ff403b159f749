"""What a search for policies found, as a picture: leads with intervals, or for two aims the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.optimise import OptimiseData
from tci_sim.analysis.optimise_values import search_of
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import message
from tci_sim.plots.front import Front, front
from tci_sim.plots.intervals import Dots, dots
from tci_sim.plots.picture import Picture
from tci_sim.plots.style import GREY, PALETTE
from tci_sim.views.optimise import figures, lead_rows
from tci_sim.views.optimise_sentences import aim_label, policy_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PICTURE = "front"
"""Name of the picture's files."""


def picture(found: OptimiseData, ax: Axes | None = None) -> Picture:
    """Draw what was found beside the policies, in fresh draws.

    Parameters
    ----------
    found : OptimiseData
        What a search found.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    """
    return _front(found, ax) if len(search_of(found.study).aims) > 1 else _leads(found, ax)


def _leads(found: OptimiseData, ax: Axes | None) -> Picture:
    search, rows = search_of(found.study), lead_rows(found, 0)
    names = {each.name: policy_label(found, each) for each in (*found.best, *found.policies)}
    values = np.array([*rows.values()]).reshape(-1, 3)
    reference = policy_label(found, found.policies[0])
    panel = Dots(
        title=message("optimise.lead_title", reference=reference),
        names=tuple(names[name] for name in rows),
        mean=values[:, 0], low=values[:, 1], high=values[:, 2],
        unit=unit_of_run(search.aims[0].measure),
        quantity=message("charts.difference", quantity=aim_label(found, search.aims[0])),
        rows=message("optimise.policy"),
        caption=(message("optimise.caption_of_leads", runs=search.fresh),),
        differences=True,
        colours=tuple(PALETTE[0] if place < len(found.best) else GREY for place in range(len(rows))),
    )  # fmt: skip
    return Picture(dots(panel, ax))


def _front(found: OptimiseData, ax: Axes | None) -> Picture:
    search = search_of(found.study)
    each_aim = [figures(found, place) for place in (0, 1)]

    def places(of: tuple[str, ...]) -> np.ndarray:
        return np.array([[values[name] for values in each_aim] for name in of]).reshape(-1, 2)

    best, policies = (tuple(each.name for each in group) for group in (found.best, found.policies))
    first, second = (message("optimise.quantity", aim=aim_label(found, aim)) for aim in search.aims)
    panel = Front(
        title=message("optimise.front_title"),
        found=places(best), names=best,
        others=places(policies), other_names=tuple(policy_label(found, each) for each in found.policies),
        units=(unit_of_run(search.aims[0].measure), unit_of_run(search.aims[1].measure)),
        quantities=(first, second),
        labels=(message("optimise.found_label"), message("optimise.policies_label")),
        chosen=best.index(found.chosen) if found.chosen in best else None,
        caption=(message("optimise.caption", runs=search.fresh),),
    )  # fmt: skip
    return Picture(front(panel, ax))
