"""A picture of lines as SVG that stands in a page: small, of real text, in the colours of light and of dark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from tci_sim.messages import message
from tci_sim.messages.language import current_language
from tci_sim.messages.message import written_as
from tci_sim.messages.numbers import number, scale
from tci_sim.plots.lines import LinePanel
from tci_sim.plots.style import apart, looks_of
from tci_sim.render.html import escaped
from tci_sim.statistics.exact import exact_mean

WIDTH, HEIGHT = 380, 220
_LEFT, _RIGHT, _ABOVE, _BELOW = 42, 122, 10, 24
_LABEL_HEIGHT = 11.0
_LONGEST_LABEL = 19  # letters; a Chinese one counts as two

Floats = NDArray[np.float64]


def figure(panel: LinePanel, *, focal: str | None = None) -> str:
    """Return a panel as a figure: its title, the lines with their bands, and what must be said of them."""
    caption = " ".join(filter(None, map(_text, panel.caption)))
    return (
        f"<figure><figcaption><strong>{escape(_text(panel.title))}</strong> {escape(_unit(panel))}</figcaption>"
        f"{svg(panel, focal=focal)}<p>{escape(caption)}</p></figure>"
    )


def svg(panel: LinePanel, *, focal: str | None = None) -> str:
    """Return the lines of a panel with their bands, each named at its end, as one SVG element."""
    names = [str(name) for name in panel.table.columns]
    lines = {name: _smooth(panel.table[name].to_numpy(np.float64), panel.smoothed) for name in names}
    factor = _scale_of(panel)[0]
    lines = {name: values * factor for name, values in lines.items()}
    bands = _bands(panel, factor)
    frame = _Frame([*lines.values(), *(end for ends in bands.values() for end in ends)], len(panel.table))
    looks = looks_of(names, panel.looks, focal)
    drawn = [
        f'<polygon points="{frame.around(*ends)}" fill="{looks[name].colour}" opacity="0.16"/>'
        for name, ends in bands.items()
    ]
    drawn += [
        f'<path d="{frame.path(values)}" fill="none" stroke="{looks[name].colour}"{_dash(looks[name].dashes)} '
        f'stroke-width="{2.4 if name == focal else 1.6}"/>'
        for name, values in lines.items()
    ]
    labels = frame.labels({name: values for name, values in lines.items()})
    drawn += [
        f'<text x="{WIDTH - _RIGHT + 5}" y="{place + 3.5:.1f}" fill="{looks[name].colour}">'
        f"{escape(_short(_text(panel.labels.get(name, name))))}</text>"
        for name, place in labels.items()
    ]
    title = escape(_text(panel.title))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f"{''.join(frame.grid())}{''.join(drawn)}</svg>"
    )


class _Frame:
    """Where values and months lie."""

    def __init__(self, shown: Sequence[Floats], months: int) -> None:
        known = np.concatenate([values[np.isfinite(values)] for values in shown] or [np.zeros(0)])
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        if not high > low:
            low, high = low - (abs(low) * 0.05 or 1.0), high + (abs(high) * 0.05 or 1.0)
        self.low, self.high, self.months = low, high, months

    def x(self, month: float) -> float:
        return _LEFT + month * (WIDTH - _LEFT - _RIGHT) / max(self.months - 1, 1)

    def y(self, value: float) -> float:
        return _ABOVE + (self.high - value) / (self.high - self.low) * (HEIGHT - _ABOVE - _BELOW)

    def path(self, values: Floats) -> str:
        """Return a line through what is known."""
        drawn, pen = [], "M"
        for month, value in enumerate(values.tolist()):
            if math.isfinite(value):
                drawn.append(f"{pen}{self.x(month):.1f} {self.y(value):.1f}")
            pen = "L" if math.isfinite(value) else "M"
        return "".join(drawn)

    def around(self, low: Floats, high: Floats) -> str:
        """Return the outline of a band where both ends are known, of every third month: nobody sees the others."""
        last = self.months - 1
        known = [
            month
            for month in (*range(0, last, 3), last)
            if math.isfinite(low[month]) and math.isfinite(high[month])
        ]
        ends = [(month, float(high[month])) for month in known]
        ends += [(month, float(low[month])) for month in reversed(known)]
        return " ".join(f"{self.x(month):.1f},{self.y(value):.1f}" for month, value in ends)

    def labels(self, lines: dict[str, Floats]) -> dict[str, float]:
        """Return where the name of each line goes: at its end, apart from the others."""
        ends = {name: values[np.isfinite(values)] for name, values in lines.items()}
        named = {name: self.y(float(values[-1])) for name, values in ends.items() if len(values)}
        return dict(zip(named, apart(list(named.values()), _LABEL_HEIGHT), strict=True))

    def grid(self) -> Iterator[str]:
        """Draw lines at round values, and years below."""
        step, values = ticks(self.low, self.high)
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        for value in values:
            y = self.y(value)
            yield f'<path d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}" class="grid"/>'
            yield f'<text x="{_LEFT - 5}" y="{y + 3.5:.1f}" text-anchor="end">{escaped(number(value, digits))}</text>'
        years = self.months / 12
        each = 120 if years > 30 else 60 if years > 12 else 24 if years > 3 else 12
        for month in range(0, self.months + 1, each):
            x = self.x(min(month, self.months - 1))
            said = f"{month // 12}" if month else str(message("page.axis_years"))
            yield f'<text x="{x:.1f}" y="{HEIGHT - 7}" text-anchor="middle">{said}</text>'


def ticks(low: float, high: float, count: int = 4) -> tuple[float, list[float]]:
    """Return the step between round values, and those from low to high.

    Examples
    --------
    >>> ticks(0.0, 41.0)
    (20.0, [0.0, 20.0, 40.0])
    """
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return step, [k * step for k in range(first, last + 1)]


def _smooth(values: Floats, months: int) -> Floats:
    """Return running means over some months, as plots draw them; NaN before the first."""
    if months <= 1:
        return values
    ends = range(months, len(values) + 1)
    means = [float(exact_mean(values[end - months : end])) for end in ends]
    return np.array([math.nan] * (min(months, len(values) + 1) - 1) + means)


def _bands(panel: LinePanel, factor: float) -> dict[str, tuple[Floats, Floats]]:
    if panel.band is None:
        return {}
    low, high = panel.band
    return {
        str(name): (low[name].to_numpy(np.float64) * factor, high[name].to_numpy(np.float64) * factor)
        for name in low.columns
    }


def _scale_of(panel: LinePanel) -> tuple[float, str]:
    shown = panel.sized_by or tuple(panel.table.to_numpy(np.float64).ravel().tolist())
    found = scale(shown, panel.unit, differences=panel.differences)
    return found.factor, found.unit


def _unit(panel: LinePanel) -> str:
    return _scale_of(panel)[1]


def _dash(dashes: object) -> str:
    """Return the attribute for a line that is broken; nothing for one that is not."""
    if not isinstance(dashes, tuple):
        return ""
    return f' stroke-dasharray="{" ".join(f"{length:g}" for length in dashes[1])}"'


def _text(value: object) -> str:
    return written_as(value, current_language())  # type: ignore[arg-type]


def _short(text: str) -> str:
    """Cut a name that is too long for its place."""
    width = 0
    for place, letter in enumerate(text):
        width += 2 if ord(letter) > 0x2E80 else 1
        if width > _LONGEST_LABEL:
            return f"{text[:place]}\N{HORIZONTAL ELLIPSIS}"
    return text
