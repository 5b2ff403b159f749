"""With what firms and suppliers begin, or what an event makes of them: states that a scenario sets itself."""

from typing import Annotated, Any

from pydantic import Field, model_serializer

from tci_sim.bounds import MOST_NAMES
from tci_sim.scenario.quantity import Part, part, quantity

_ASKED = "a choice of the asker; if absent, as the model builds it"
_SHARE: tuple[float, float] = (0.0, 1.0)

ByAttribute = Annotated[dict[str, Annotated[float, Field(ge=0, le=1)]], Field(max_length=MOST_NAMES)]
"""A part of a whole for each attribute that is named."""


class _Given(Part):
    """A part of which only what is given counts."""

    @model_serializer
    def given(self) -> dict[str, Any]:
        """Return what is given, by field."""
        plain = {name: value.given() if isinstance(value, _Given) else value for name, value in self}
        by_name = {
            name: _given_in(value) if isinstance(value, dict) else value for name, value in plain.items()
        }
        return {name: value for name, value in by_name.items() if value is not None and value != {}}


def _given_in(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.given() if isinstance(value, _Given) else value for name, value in values.items()}


class StartOfCulture(_Given):
    """What the members of a unit hold dear at the start, in the mean."""

    learning: float | None = quantity(None, _SHARE, "-", "assumed", _ASKED)
    """Mean over members of how strongly they practise learning; if absent, as on the labour market."""
    collaboration: float | None = quantity(None, _SHARE, "-", "assumed", _ASKED)
    """Mean over members of how strongly they practise collaboration; if absent, as on the labour market."""
    improvement: float | None = quantity(None, _SHARE, "-", "assumed", _ASKED)
    """Mean over members of how strongly they practise improvement; if absent, as on the labour market."""
    shared_value: float | None = quantity(None, _SHARE, "-", "assumed", _ASKED)
    """Mean over members of how far they put the customer's values first; if absent, as on the labour market."""


class StartOfUnit(_Given):
    """The state of a unit or of a supplier; what is not given is as the model builds it, or stays as it is."""

    know_how: float | None = quantity(None, _SHARE, "-", "assumed", _ASKED)
    """Trained tools of improvement; if absent, none."""
    commitment: float | None = quantity(None, _SHARE, "-", "assumed", _ASKED)
    """Commitment to improvement; if absent, the push of the burn-in policy."""
    capability: float | None = quantity(None, (0.5, 2.0), "-", "assumed", _ASKED, allowed=(0.01, 100))
    """Output of a member, as a multiple of what it would be; it fades to what improvement time keeps up."""
    shortfall: ByAttribute = {}
    """Shortfall of each attribute that is named; of the others, that of the attribute."""
    practice: ByAttribute = {}
    """Share of the requirements of each attribute named that practice meets; of the others, half."""
    beliefs_right: float | None = quantity(None, (0.0, 0.6), "-", "assumed", _ASKED, allowed=_SHARE)
    """Share of members' beliefs that are right; if absent, half of those that are not wrong, or a third."""
    beliefs_wrong: float | None = quantity(None, (0.0, 0.4), "-", "assumed", _ASKED, allowed=_SHARE)
    """Share of members' beliefs that are wrong; if absent, half of those that are not right, or a third."""
    culture: StartOfCulture = part()


class Start(StartOfUnit):
    """The state of a firm or a supplier: of all its units, of the code that it holds as such, and by role."""

    code_right: float | None = quantity(None, (0.0, 0.6), "-", "assumed", _ASKED, allowed=_SHARE)
    """Share of the requirements of which the firm's code holds what is right; if absent, none: it holds nothing."""
    code_wrong: float | None = quantity(None, (0.0, 0.4), "-", "assumed", _ASKED, allowed=_SHARE)
    """Share of the requirements of which the firm's code holds what is wrong; if absent, none."""
    roles: Annotated[dict[str, StartOfUnit], Field(max_length=MOST_NAMES)] = {}
    """What its units of a role have otherwise, by role."""

    @property
    def is_of_whole(self) -> bool:
        """Whether it has what only a firm or a supplier as a whole has: a code, or units of several roles."""
        return bool(self.given().keys() & {"code_right", "code_wrong", "roles"})
