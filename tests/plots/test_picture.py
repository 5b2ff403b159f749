"""What `plot` returns: a notebook shows it once, and it saves itself, to the same bytes each time."""

import io
import sys
from xml.etree import ElementTree

import matplotlib as mpl
import nbformat
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from nbclient import NotebookClient

from tci_sim.errors import InputError
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.picture import Picture

STRANGE = "<script>alert('x')</script> & $x$"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name="ours", title="Satisfaction", ax=None):
    return Picture(
        lines(LinePanel(title, pd.DataFrame({name: [1.0, 2.0], "north": [2.0, 3.0]}), "points"), ax)
    )


def words(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture
def inline(monkeypatch):
    """Pretend to be in a notebook whose figures are shown at the end of their cell."""
    monkeypatch.setattr(mpl, "get_backend", lambda: "module://matplotlib_inline.backend_inline")
    yield
    plt.close("all")


def test_a_notebook_gets_a_png_an_svg_and_words():
    bundle, _ = DisplayFormatter().format(drawn())
    assert set(bundle) == {"image/png", "image/svg+xml", "text/plain"}
    assert bundle["image/png"].startswith(b"\x89PNG\r\n")
    assert bundle["text/plain"] == "<Picture: Satisfaction\n a figure of 7.1 by 4.1 inches>"


def test_the_axes_and_the_figure_are_those_that_were_drawn():
    picture = drawn()
    picture.axes.set_title("Our own words", loc="left")
    assert picture.figure is picture.axes.figure
    assert picture.title == "Our own words"
    assert "Our own words" in words(picture.svg())


def test_drawing_leaves_nothing_that_pyplot_would_show():
    before = plt.get_fignums()
    drawn().png()
    assert plt.get_fignums() == before


def test_a_picture_is_drawn_into_somebodys_own_axes_which_stay_open():
    figure, (left, right) = plt.subplots(1, 2)
    picture = drawn(ax=right)
    picture.svg()
    assert picture.axes is right
    assert picture.figure is figure
    assert not left.lines
    assert plt.fignum_exists(figure.number)
    plt.close(figure)


def test_a_figure_that_pyplot_shows_is_not_shown_twice(inline):
    figure, ax = plt.subplots()
    picture = drawn(ax=ax)
    assert (picture._repr_png_(), picture._repr_svg_()) == (None, None)
    plt.close(figure)  # as after the cell
    assert picture._repr_png_()
    assert picture._repr_svg_()


def test_a_picture_of_our_own_is_shown_beside_figures_of_pyplot(inline):
    plt.subplots()
    assert drawn()._repr_png_()


def test_names_stay_text_in_an_svg_and_never_become_markup():
    svg = drawn(STRANGE, title=STRANGE).svg()
    assert "<script" not in svg
    assert words(svg).count(STRANGE) == 2
    assert "Satisfaction" in words(drawn().svg())


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_the_ending_says_what_is_written_and_the_bytes_are_the_same_each_time(tmp_path, ending, begins):
    files = [drawn().save(tmp_path / f"{name}.{ending}") for name in "ab"]
    first, second = (file.read_bytes() for file in files)
    assert first.startswith(begins)
    assert first == second


def test_a_file_of_that_name_is_replaced_as_savefig_does(tmp_path):
    file = tmp_path / "picture.SVG"
    file.write_text("old")
    assert drawn().save(str(file)) == file
    assert file.read_text(encoding="utf-8") == drawn().svg()


def test_another_ending_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(
        InputError, match=r"picture\.pgn: .* must end in \.png, \.svg or \.pdf\. Did you mean 'png'"
    ):
        drawn().save(tmp_path / "picture.pgn")
    assert list(tmp_path.iterdir()) == []


def test_somebodys_own_figure_keeps_its_background():
    def corner(colour):
        figure = Figure(facecolor=colour)
        return plt.imread(io.BytesIO(drawn(ax=figure.add_subplot()).png()))[0, 0, :3].tolist()

    assert corner("black") == [0.0, 0.0, 0.0]
    assert corner("white") == [1.0, 1.0, 1.0]


def test_a_long_title_is_not_cut_off():
    def width(svg):
        return float(ElementTree.fromstring(svg).get("width").removesuffix("pt"))

    assert width(drawn(title="W" * 200).svg()) > width(drawn().svg()) + 200


class ThisInterpreter(AsyncKernelManager):
    """Starts the kernel with the Python that runs the tests, whatever kernels are installed."""

    @property
    def kernel_spec(self):
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="tests", language="python")


def test_a_cell_shows_its_picture_once(monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    made = "lines(LinePanel('t', pd.DataFrame({'a': [1.0, 2.0]}), 'points'), ax)"
    ours = "from tci_sim.plots.lines import LinePanel, lines\nfrom tci_sim.plots.picture import Picture"
    start = f"import pandas as pd\n{ours}"
    cells = [
        f"{start}\nax = None\nPicture({made})",
        f"from matplotlib import pyplot as plt\nax = plt.subplots()[1]\npicture = Picture({made})\npicture",
        "picture",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, km=ThisInterpreter(kernel_name="python3"), timeout=120).execute()
    shown = [["image/png" in output.get("data", {}) for output in cell.outputs] for cell in notebook.cells]
    assert [sum(outputs) for outputs in shown] == [1, 1, 1]
