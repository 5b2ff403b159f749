"""Pictures show what they are given, say it in words, and name every line where it ends."""

from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pictured import cut, inside, overlaps

from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.network import layout, value_network
from tci_sim.plots.overview import overview
from tci_sim.plots.page import Named, Page
from tci_sim.plots.style import DASHES, PALETTE, Look, apart, colours

FIRMS = ["north", "ours", "south"]


def table(scale=1.0, months=48):
    months = np.arange(months)
    return pd.DataFrame({name: scale * (k + 1 + months / 100) for k, name in enumerate(FIRMS)}, index=months)


def words(ax):
    return [text.get_text() for text in ax.texts]


@given(st.lists(st.floats(-100, 100), max_size=12), st.floats(0.1, 5))
def test_names_are_moved_apart_and_keep_their_order(wanted, distance):
    places = apart(wanted, distance)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert all(places[b] - places[a] >= distance * (1 - 1e-9) for a, b in pairwise(order))


@given(st.integers(1, 8))
def test_names_that_are_far_apart_stay_where_they_are(count):
    wanted = [10.0 * k for k in range(count)]
    assert apart(wanted, 5.0) == pytest.approx(wanted)


def test_the_focal_firm_has_the_first_colour_everywhere():
    assert colours(FIRMS, "ours")["ours"] == colours(["ours"], "ours")["ours"] == PALETTE[0]


def test_no_two_of_eight_firms_share_a_colour():
    assert len(set(colours([str(k) for k in range(8)]).values())) == 8


def test_colours_differ_in_lightness_for_those_who_see_none():
    lightness = sorted(np.dot(colors.to_rgb(colour), [0.2126, 0.7152, 0.0722]) for colour in PALETTE)
    assert lightness[-1] - lightness[0] > 0.4


def test_every_line_is_drawn_and_named_in_its_colour():
    ax = lines(LinePanel("Satisfaction", table(), "points"), focal="ours")
    drawn = {line.get_label(): line for line in ax.get_lines() if not line.get_label().startswith("_")}
    assert set(drawn) == set(FIRMS)
    named = {text.get_text(): text.get_color() for text in ax.texts if text.get_text() in FIRMS}
    assert named == {name: line.get_color() for name, line in drawn.items()}
    np.testing.assert_array_equal(drawn["south"].get_ydata(), table()["south"])
    assert drawn["ours"].get_linewidth() > drawn["north"].get_linewidth()


def test_the_axes_that_are_given_are_drawn_on():
    ax = Figure().add_subplot()
    assert lines(LinePanel("Satisfaction", table()), ax) is ax
    assert ax.get_title(loc="left") == "Satisfaction"


@pytest.mark.parametrize(
    ("scale", "unit", "differences", "said", "factor"),
    [
        (0.1, "-", False, "Share (%)", 100),
        (0.1, "-", True, "Share (percentage points)", 100),
        (3e6, "currency/month", False, "Share (million currency units/month)", 1e-6),
        (2e4, "currency", False, "Share (thousand currency units)", 1e-3),
        (5.0, "month", False, "Share (months)", 1),
        (0.5, "quality", False, "Share, quality (0 to 1)", 1),
        (5.0, "", False, "Share", 1),
    ],
)
def test_the_axis_names_quantity_and_unit_and_large_numbers_are_made_small(
    scale, unit, differences, said, factor
):
    ax = lines(LinePanel("Anything", table(scale), unit, "share", differences=differences))
    assert ax.get_ylabel() == said
    [line] = [line for line in ax.get_lines() if line.get_label() == "south"]
    np.testing.assert_allclose(line.get_ydata(), table(scale)["south"] * factor)


def test_a_unit_is_chosen_by_the_values_that_a_text_shows_too():
    panel = LinePanel("Profit", table(2e4), "currency", "profit", sized_by=(3e6,))
    assert lines(panel).get_ylabel() == "Profit (million currency units)"


def test_a_running_mean_is_drawn_as_one():
    jumping = table()
    jumping.iloc[::2] += 10
    ax = lines(LinePanel("Profit", jumping, "currency", smoothed=12))
    [line] = [line for line in ax.get_lines() if line.get_label() == "ours"]
    assert np.nanmax(np.abs(np.diff(line.get_ydata()))) < 2


def test_what_is_said_of_the_lines_stands_outside_of_them():
    caption = ("Means of 20 replications.", "Shaded: months 3 to 5, a price war, " * 6)
    ax = lines(LinePanel("Share", table(), caption=caption, spans=((3, 6),)), focal="ours")
    assert any("price war" in text for text in words(ax))
    assert [text for text in inside(ax) if not text.isdigit()] == []
    assert overlaps(ax.figure) == []


def test_lines_of_one_colour_differ_in_their_dashes():
    looks = {"north": Look("#0072B2"), "south": Look("#0072B2", DASHES[1]), "ours": Look("#D55E00")}
    drawn = {
        line.get_label(): (line.get_color(), line.get_linestyle())
        for line in lines(LinePanel("Share", table(), looks=looks)).get_lines()
        if line.get_label() in FIRMS
    }
    assert drawn == {"north": ("#0072B2", "-"), "south": ("#0072B2", "--"), "ours": ("#D55E00", "-")}


@pytest.mark.parametrize("values", [np.nan, 0.0, -1e12, 1e300])
def test_odd_values_are_drawn_without_a_fault(values):
    figure = lines(LinePanel("Odd", table() * 0 + values, "EUR")).figure
    FigureCanvasAgg(figure).draw()
    assert len(figure.axes) == 1


def test_a_run_of_one_month_is_drawn():
    assert lines(LinePanel("Short", table(months=1))).get_xlim() == (0.0, 1.0)


def test_of_many_firms_the_ends_and_the_focal_one_are_named():
    many = pd.DataFrame({f"firm {k}": np.arange(24) * float(k) for k in range(30)})
    named = {
        text for text in words(lines(LinePanel("Many", many), focal="firm 15")) if text.startswith("firm")
    }
    assert named == {"firm 0", "firm 1", "firm 15", "firm 28", "firm 29"}


def test_the_overview_holds_question_finding_and_six_pictures():
    figure = overview(
        [LinePanel(f"Picture {k}", table()) for k in range(6)],
        Page(
            "Who wins?", "Ours does.", ("By hand.",), key=(Named("north", "command and control", "#D55E00"),)
        ),
        focal="ours",
    )
    said = [text.get_text() for text in figure.texts]
    assert {"Who wins?", "Ours does.", "By hand.", "■ north", "command and control"} <= set(said)
    assert [ax.get_title(loc="left") for ax in figure.axes] == [f"Picture {k}" for k in range(6)]


def test_the_key_of_many_firms_takes_as_many_rows_as_it_needs():
    key = tuple(Named(f"firm {k}", "total quality management", "#009E73") for k in range(30))
    figure = overview([LinePanel("Share", table())], Page("Who wins?", key=key))
    assert overlaps(figure) == []
    assert cut(figure) == []


# --- the value network ------------------------------------------------------------------------------------

NODES = pd.DataFrame(
    [
        ("mine", "mine", "supplier", 5, False),
        ("north making", "north", "production", 10, False),
        ("ours making", "ours", "production", 10, False),
        ("north shop", "north", "sales", 2, True),
        ("ours shop", "ours", "sales", 2, True),
    ],
    columns=["name", "firm", "role", "members", "outlet"],
)
EDGES = pd.DataFrame(
    [
        ("mine", "north making", "goods"),
        ("mine", "ours making", "goods"),
        ("north making", "north shop", "goods"),
        ("ours making", "ours shop", "work"),
    ],
    columns=["source", "target", "kind"],
)


def test_every_edge_points_to_the_right():
    index = {name: n for n, name in enumerate(NODES.name)}
    source, target = (EDGES[end].map(index).to_numpy() for end in ("source", "target"))
    place = layout(NODES.firm.to_numpy(np.str_), ["ours", "north"], source, target)
    assert (place.x[source] < place.x[target]).all()


def test_every_node_has_a_place_of_its_own_inside_the_band_of_its_firm():
    index = {name: n for n, name in enumerate(NODES.name)}
    source, target = (EDGES[end].map(index).to_numpy() for end in ("source", "target"))
    place = layout(NODES.firm.to_numpy(np.str_), ["ours", "north"], source, target)
    assert len(set(zip(place.x, place.y, strict=True))) == len(NODES)
    for n, firm in enumerate(NODES.firm):
        low, high = place.bands.get(firm, (-np.inf, np.inf))
        assert low < place.y[n] < high
    assert place.bands["ours"][0] >= place.bands["north"][1]


def test_goods_are_solid_and_work_is_dashed():
    ax = value_network(NODES, EDGES, focal="ours")
    styles = [patch.get_linestyle() for patch in ax.patches if hasattr(patch, "get_arrowstyle")]
    assert len(styles) == 4
    assert sum(style not in ("solid", "-") for style in styles) == 1


def test_more_members_make_a_larger_dot():
    [dots] = value_network(NODES, EDGES).collections
    sizes = dict(zip(NODES.name, dots.get_sizes(), strict=True))
    assert sizes["ours making"] > sizes["mine"] > sizes["ours shop"]


def test_suppliers_are_named_and_units_by_their_role():
    said = words(value_network(NODES, EDGES))
    assert {"mine", "production", "sales", "ours", "north"} <= set(said)
    assert "2 firms and one supplier" in value_network(NODES, EDGES).get_title(loc="left")


def test_one_firm_of_one_node_is_drawn():
    ax = value_network(NODES.iloc[[4]], EDGES.iloc[:0])
    FigureCanvasAgg(ax.figure).draw()
    assert "one firm and no suppliers" in ax.get_title(loc="left")


def test_a_name_that_looks_like_markup_is_written_as_it_is():
    # matplotlib reads text between two dollar signs as mathematics
    strange = NODES.replace({"name": {"mine": "$\\frac{1$ & <b>"}})
    ax = value_network(strange, EDGES.replace({"source": {"mine": "$\\frac{1$ & <b>"}}))
    FigureCanvasAgg(ax.figure).draw()
    assert "$\\frac{1$ & <b>" in words(ax)


def test_a_name_that_is_markup_stays_text_in_an_svg(tmp_path):
    name = '<script>alert("x")</script>&'
    axes = lines(LinePanel(name, pd.DataFrame({name: [1.0, 2.0], "b": [2.0, 3.0]}), "points"))
    axes.figure.savefig(tmp_path / "picture.svg")
    written = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert "<script" not in written
    ElementTree.fromstring(written)  # and it is well-formed
