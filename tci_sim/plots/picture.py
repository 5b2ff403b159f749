"""What `plot` returns: a picture that a notebook shows, and that saves itself."""

from __future__ import annotations

import io
from os import PathLike
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib._pylab_helpers import Gcf
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tci_sim.errors import InputError, meant
from tci_sim.messages import current_language, listing
from tci_sim.plots.fonts import drawable_language, is_chinese, no_warning_of_glyphs, set_fonts
from tci_sim.plots.style import figure_of, style
from tci_sim.safe_files import write_whole

Format = Literal["png", "svg", "pdf"]

# no date and no version in a file: the same picture gives the same bytes
_METADATA: dict[Format, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}

_DOTS_PER_INCH = 130


class Picture:
    """A picture that stands in one pair of axes.

    As the last value of a notebook's cell it is shown, once.

    Parameters
    ----------
    axes : Axes
        Where it was drawn. Change what you like there: ``picture.axes.set_title("Our firm")``.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes

    @property
    def figure(self) -> Figure:
        """The figure in which the axes stand, with all that stands beside them."""
        return figure_of(self.axes)

    @property
    def title(self) -> str:
        """What stands above the axes, on one line."""
        titles = (self.axes.get_title(loc=place) for place in ("left", "center", "right"))
        return _on_one_line(next((title for title in titles if title), ""))

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the figure to a file, as `Figure.savefig` does: a file of that name is replaced.

        Parameters
        ----------
        path : str or path
            Its ending says what is written: ``.png``, ``.svg`` (in which text stays text) or ``.pdf``. The folder
            must exist.

        Returns
        -------
        Path
            The file. The same picture gives the same bytes.

        Raises
        ------
        InputError
            If the name has another ending.
        OSError
            If the file cannot be written; one that was there is then as it was.
        """
        file = Path(path)
        ending = file.suffix.removeprefix(".").lower()
        for known in _METADATA:
            if ending == known:
                return write_whole(file, self._drawn(known))
        endings = listing((f".{known}" for known in _METADATA), "or")
        raise InputError(meant("charts.ending", ending, tuple(_METADATA), file=file.name, endings=endings))

    def svg(self) -> str:
        """Return the figure as an SVG document, in which text stays text."""
        return self._drawn("svg").decode()

    def png(self) -> bytes:
        """Return the figure as a PNG file of 130 dots per inch."""
        return self._drawn("png")

    def __repr__(self) -> str:
        width, height = self.figure.get_size_inches()
        return (
            f"<Picture: {self.title or 'without a title'}\n a figure of {width:.1f} by {height:.1f} inches>"
        )

    def _repr_png_(self) -> bytes | None:
        return None if self._is_shown_by_pyplot() else self.png()

    def _repr_svg_(self) -> str | None:
        return None if self._is_shown_by_pyplot() else self.svg()

    def _is_shown_by_pyplot(self) -> bool:
        """Whether a notebook shows the figure at the end of the cell anyway, as it does with those of pyplot."""
        open_ = any(manager.canvas.figure is self.figure for manager in Gcf.get_all_fig_managers())
        return open_ and "inline" in mpl.get_backend()

    def _drawn(self, format_: Format) -> bytes:
        file = io.BytesIO()
        self._write(file, format_)
        return file.getvalue()

    def _write(self, file: io.BytesIO, format_: Format) -> None:
        with style(), no_warning_of_glyphs():
            set_fonts(self.figure)  # of what was written into it since
            self.figure.savefig(
                file,
                format=format_,
                dpi=_DOTS_PER_INCH,
                metadata=_METADATA[format_],
                bbox_inches="tight",  # no title and no name is cut off
                facecolor="auto",  # somebody's own figure keeps its background
            )


def save_both(figure: Figure, folder: Path, name: str) -> Path:
    """Save a figure as `NAME.png` and `NAME.svg` into a folder; the first of them."""
    picture = Picture(figure.axes[0])
    picture.save(folder / f"{name}.svg")
    return picture.save(folder / f"{name}.png")


def folder_of(name: str) -> str:
    """Return the name of the folder with the pictures in the language in which they are drawn.

    Examples
    --------
    >>> folder_of("pictures")
    'pictures'
    """
    with drawable_language():
        language = current_language()
    return name if language == "en" else f"{name}-{language}"


def _on_one_line(text: str) -> str:
    r"""Join the lines of a text: with a blank between words, without one between Chinese characters.

    Examples
    --------
    >>> _on_one_line("two\nwords"), _on_one_line("兩\n行")
    ('two words', '兩行')
    """
    first, *rest = text.split("\n")
    joined = first
    for line in rest:
        blank = "" if is_chinese(joined[-1:]) and is_chinese(line[:1]) else " "
        joined += blank + line
    return " ".join(joined.split())
