"""Quantities as they stand in a sentence, each written in the language of the sentence, with its unit."""

from __future__ import annotations

from dataclasses import dataclass

from tci_sim.messages.language import Language, using_language
from tci_sim.messages.numbers import amount, ends, number, percent, scale, years


@dataclass(frozen=True)
class Amount:
    """A number with its unit."""

    value: float
    unit: str
    among: tuple[float, ...] = ()
    """All that stand in the same scale; the value alone where it is empty."""
    sign: bool = False
    """Whether a sign stands before what is more than zero, too: it is a difference."""
    of_difference: bool = False
    """Whether it is the size of a difference, without a sign."""

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default.

        Examples
        --------
        >>> Amount(54_321.0, "currency").text(), Amount(54_321.0, "currency").text("zh-Hant")
        ('54.3 thousand currency units', '5.4 萬元')
        >>> Amount(0.012, "-", sign=True).text("zh-Hant")
        '+1.2 個百分點'
        """
        with using_language(language):
            found = scale(self.among or (self.value,), self.unit, differences=self.sign or self.of_difference)
            return amount(self.value, found, sign=self.sign)


@dataclass(frozen=True)
class Bare:
    """A number of a scale whose unit stands elsewhere in the sentence, as a `ScaledUnit`."""

    value: float
    unit: str
    among: tuple[float, ...]
    sign: bool = False

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default.

        Examples
        --------
        >>> Bare(5_000.0, "currency", (54_321.0, 5_000.0), sign=True).text()
        '+5.0'
        """
        with using_language(language):
            found = scale(self.among, self.unit, differences=self.sign)
            return number(self.value * found.factor, found.digits, sign=self.sign)


@dataclass(frozen=True)
class ScaledUnit:
    """The unit in which numbers stand together."""

    unit: str
    among: tuple[float, ...]

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default.

        Examples
        --------
        >>> ScaledUnit("currency", (54_321.0, 5_000.0)).text("zh-Hant")
        '萬元'
        """
        with using_language(language):
            return scale(self.among, self.unit).unit


@dataclass(frozen=True)
class Range:
    """The two ends of an interval, with the unit behind the second."""

    low: float
    high: float
    unit: str
    among: tuple[float, ...] = ()
    """All that stand in the same scale; the ends alone where it is empty."""
    sign: bool = False

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default.

        Examples
        --------
        >>> Range(8.84, 17.7, "points of 100", sign=True).text("zh-Hant")
        '+8.8 至 +17.7 分'
        """
        with using_language(language):
            found = scale(self.among or (self.low, self.high), self.unit, differences=self.sign)
            return ends(self.low, self.high, found, sign=self.sign)


@dataclass(frozen=True)
class Length:
    """A length of time: years where it is whole years, months where not."""

    months: int

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default.

        Examples
        --------
        >>> Length(120).text(), Length(18).text("zh-Hant")
        ('10 years', '18 個月')
        """
        with using_language(language):
            return years(self.months)


@dataclass(frozen=True)
class Percent:
    """A share of 1 in percent, with as many digits as it has, up to two."""

    share: float

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default.

        Examples
        --------
        >>> Percent(0.2).text(), Percent(0.125).text("zh-Hant")
        ('20 %', '12.5%')
        """
        shown = 100.0 * self.share
        digits = next(
            digits for digits in (0, 1, 2) if digits == 2 or round(shown, digits) == round(shown, 6)
        )
        with using_language(language):
            return percent(self.share, digits)
