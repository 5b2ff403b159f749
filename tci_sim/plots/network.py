"""The value network: who delivers to whom, the far suppliers at the left, the customers at the right."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from tci_sim.messages import Value, message
from tci_sim.plots.fonts import set_fonts
from tci_sim.plots.style import GREY, INK, Look, figure_of, looks_of, new_axes, style
from tci_sim.plots.text import write, write_heading
from tci_sim.statistics.exact import exact_mean

if TYPE_CHECKING:
    import pandas as pd

    Rows = pd.DataFrame

_SWEEPS = 24
_MOST_NAMES = 150
_MANY_EDGES = 100
_HALO = withStroke(linewidth=2, foreground="white", alpha=0.7)


class Layout(NamedTuple):
    """Where each node of a network stands."""

    x: NDArray[np.float64]
    """Column, 0 at the far suppliers, (node,)."""
    y: NDArray[np.float64]
    """Row, upwards, (node,)."""
    bands: dict[str, tuple[float, float]]
    """Lowest and highest row of each selling firm, where several stand above each other."""


def value_network(
    nodes: Rows,
    edges: Rows,
    ax: Axes | None = None,
    *,
    focal: str | None = None,
    looks: Mapping[str, Look] = MappingProxyType({}),
    labels: Mapping[str, Value] = MappingProxyType({}),
) -> Axes:
    """Draw a value network.

    Parameters
    ----------
    nodes : DataFrame
        One row a node: name, firm, role, members, outlet.
    edges : DataFrame
        One row an edge: source, target (names of nodes), kind ("goods" or "work").
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    focal : str, optional
        The firm that the picture is about: it stands at the top.
    looks : mapping of str to Look
        The colour of each selling firm; in the colours in their order by default.
    labels : mapping of str to Message or str
        What firms, roles and nodes are called, where not by their names.

    Returns
    -------
    Axes
    """
    with style():
        index = {name: n for n, name in enumerate(nodes["name"])}
        source = np.array([index[name] for name in edges["source"]], np.int64)
        target = np.array([index[name] for name in edges["target"]], np.int64)
        firms = nodes["firm"].to_numpy(np.str_)
        sellers = _sellers(nodes, focal)
        place = layout(firms, sellers, source, target)
        height = float(np.clip((0.42 if place.bands else 0.24) * np.ptp(place.y) + 2, 4.5, 40.0))
        ax = ax if ax is not None else new_axes(12.0, height, margins=(0.3, 0.3, 0.3, 0.6))
        own = {name: look.colour for name, look in looks_of(sellers, looks, focal).items()}
        colour = {**dict.fromkeys(firms, GREY), **own}
        _draw_bands(ax, place, firms, colour, labels)
        goods = (edges["kind"] == "goods").to_numpy() if len(edges) else np.zeros(0, bool)
        _draw_edges(ax, place, source, target, goods, [colour[firm] for firm in firms], firms)
        _draw_nodes(ax, place, nodes, [colour[firm] for firm in firms], labels)
        _finish(ax, place, nodes, {name: (labels.get(name, name), own[name]) for name in sellers})
        set_fonts(figure_of(ax))
    return ax


def layout(
    firms: NDArray[np.str_], sellers: list[str], source: NDArray[np.int64], target: NDArray[np.int64]
) -> Layout:
    """Place nodes in columns by their distance to the customer, and in rows so that few edges cross.

    Parameters
    ----------
    firms : str array, (node,)
        Owner of each node; nodes stand up-stream first.
    sellers : list of str
        Firms that sell to customers, the top one first.
    source, target : int array, (edge,)
        What the edges join.

    Returns
    -------
    Layout
    """
    count = len(firms)
    steps = np.zeros(count, np.int64)  # longest way to the customer
    for s, t in sorted(zip(source.tolist(), target.tolist(), strict=True), key=lambda edge: -edge[1]):
        steps[s] = max(steps[s], steps[t] + 1)
    column = (steps.max(initial=0) - steps).astype(float)
    y = np.zeros(count)
    bands: dict[str, tuple[float, float]] = {}
    if len(sellers) > 1:
        _stack_bands(firms, sellers, column, y, bands)
        free = ~np.isin(firms, sellers)
    else:
        free = np.ones(count, bool)
    height = max([np.ptp(y) + 1, *[float(np.count_nonzero(free & (column == c))) for c in np.unique(column)]])
    _order_rows(column, y, free, float(height), source, target)
    return Layout(column, y, bands)


def _sellers(nodes: Rows, focal: str | None) -> list[str]:
    """List the firms with outlets, the focal one first."""
    names = list(dict.fromkeys(nodes.loc[nodes["outlet"].astype(bool), "firm"].astype(str)))
    return sorted(names, key=lambda name: name != focal)


def _stack_bands(
    firms: NDArray[np.str_],
    sellers: list[str],
    column: NDArray[np.float64],
    y: NDArray[np.float64],
    bands: dict[str, tuple[float, float]],
) -> None:
    """Give each selling firm a band of rows of its own, from the top down."""
    top = 0.0
    for firm in sellers:
        own = np.flatnonzero(firms == firm)
        tall = max(np.count_nonzero(column[own] == c) for c in np.unique(column[own]))
        for c in np.unique(column[own]):
            members = own[column[own] == c]
            y[members] = top - (np.arange(len(members)) + 0.5) * tall / len(members)
        bands[firm] = (top - tall, top)
        top -= tall + 0.35


def _order_rows(
    column: NDArray[np.float64],
    y: NDArray[np.float64],
    free: NDArray[np.bool_],
    height: float,
    source: NDArray[np.int64],
    target: NDArray[np.int64],
) -> None:
    """Order the free nodes of each column by the mean row of their neighbours, spread over the height."""
    middle = (y.max() + y.min()) / 2 if len(y) else 0.0
    columns = [np.flatnonzero(free & (column == c)) for c in np.unique(column)]
    for members in columns:
        _spread(members, y, np.arange(len(members), dtype=float), middle, height)
    neighbours = [np.concatenate([target[source == n], source[target == n]]) for n in range(len(y))]
    for sweep in range(_SWEEPS):
        for members in columns if sweep % 2 else columns[::-1]:
            wish = np.array([exact_mean(y[neighbours[n]]) if len(neighbours[n]) else y[n] for n in members])
            _spread(members, y, wish, middle, height)


def _spread(
    members: NDArray[np.int64],
    y: NDArray[np.float64],
    wish: NDArray[np.float64],
    middle: float,
    height: float,
) -> None:
    order = members[np.argsort(wish, kind="stable")]
    y[order] = middle + ((np.arange(len(order)) + 0.5) / max(len(order), 1) - 0.5) * height


def _draw_bands(
    ax: Axes,
    place: Layout,
    firms: NDArray[np.str_],
    colour: Mapping[str, str],
    labels: Mapping[str, Value],
) -> None:
    right = place.x.max()
    for firm, (low, high) in place.bands.items():
        left = place.x[firms == firm].min() - 0.45
        ax.add_patch(
            Rectangle((left, low), right - left + 0.35, high - low, color=colour[firm], alpha=0.08, lw=0)
        )
        name = write(labels.get(firm, firm))
        ax.text(right + 0.42, (low + high) / 2, name, color=colour[firm], fontweight="bold", va="center")


def _draw_edges(
    ax: Axes,
    place: Layout,
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    goods: NDArray[np.bool_],
    colour: list[str],
    firms: NDArray[np.str_],
) -> None:
    pale = 0.35 if len(source) > _MANY_EDGES else 0.6
    for s, t, carries_goods in zip(source.tolist(), target.tolist(), goods.tolist(), strict=True):
        inside = firms[s] == firms[t]
        ax.add_patch(
            FancyArrowPatch(
                (place.x[s], place.y[s]), (place.x[t], place.y[t]),
                arrowstyle="-|>,head_length=3,head_width=1.6", shrinkA=5, shrinkB=6,
                connectionstyle="arc3,rad=0.0", linewidth=0.9 if inside else 0.6,
                linestyle="solid" if carries_goods else (0, (3, 2)),
                color=colour[t] if inside else GREY, alpha=0.9 if inside else pale, zorder=2,
            )
        )  # fmt: skip


def _draw_nodes(ax: Axes, place: Layout, nodes: Rows, colour: list[str], labels: Mapping[str, Value]) -> None:
    members = nodes["members"].to_numpy(float)
    size = 25 + (130 if place.bands else 70) * members / max(members.max(initial=1.0), 1.0)
    ax.scatter(place.x, place.y, s=size, c=colour, edgecolors="white", linewidths=0.8, zorder=3)
    if len(nodes) > _MOST_NAMES:
        return
    for n, (name, firm, role) in enumerate(zip(nodes["name"], nodes["firm"], nodes["role"], strict=True)):
        off = 3 + np.sqrt(size[n]) / 2
        if firm in place.bands:
            text, shift, across, up = str(role), (0.0, -off), "center", "top"
        elif place.x[n] == place.x.min():
            text, shift, across, up = str(name), (-off, 0.0), "right", "center"
        else:
            text, shift, across, up = str(name), (off, 0.0), "left", "center"
        ax.annotate(
            write(labels.get(text, text)), (place.x[n], place.y[n]), xytext=shift, textcoords="offset points",
            ha=across, va=up, fontsize=7, color=INK, zorder=4, path_effects=[_HALO],
        )  # fmt: skip


def _finish(ax: Axes, place: Layout, nodes: Rows, sellers: Mapping[str, tuple[Value, str]]) -> None:
    """Write the title and the key; sellers have a name and a colour."""
    count = int(nodes.loc[~nodes["firm"].isin(list(sellers)), "firm"].nunique())
    suppliers = message("charts.network.suppliers", count=count) if count else message("charts.network.alone")
    firms = message("charts.network.firms", count=len(sellers))
    ax.set_axis_off()
    margin = 0.15 * max(np.ptp(place.x), 1.0)
    ax.set_xlim(place.x.min() - margin, place.x.max() + max(margin, 0.9 if place.bands else 0.0))
    ax.set_ylim(place.y.min() - 1.2, place.y.max() + 0.8)
    write_heading(ax, message("charts.network.title", firms=firms, suppliers=suppliers))
    shown = [
        Line2D([], [], color=INK, lw=1.0, label=write(message("charts.network.goods"))),
        Line2D([], [], color=INK, lw=1.0, ls=(0, (3, 2)), label=write(message("charts.network.work"))),
        Line2D([], [], color=GREY, marker="o", lw=0, ms=7, label=write(message("charts.network.supplier"))),
    ]
    if len(sellers) == 1:
        [(name, colour)] = sellers.values()
        named = write(message("charts.network.firm", firm=name))
        shown.append(Line2D([], [], color=colour, marker="o", lw=0, ms=7, label=named))
    shown.append(Line2D([], [], lw=0, label=write(message("charts.network.size"))))
    ax.legend(handles=shown, loc="upper left", bbox_to_anchor=(0.0, 0.0), ncols=len(shown), frameon=False,
              fontsize=8, borderpad=0)  # fmt: skip
