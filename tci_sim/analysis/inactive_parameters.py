"""Find the levers and uncertainties that have no effect in a scenario: changing them alters no byte of the output.

Each is set to the ends of its plausible range, one at a time, with the same random numbers. What alters nothing in a
small and short simulation is tried again in the whole one, so that what is named has been seen to alter nothing in
the scenario as it is, for its seed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from tci_sim.analysis.inactive_reasons import inactive_reason
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.names import label, parameter_label
from tci_sim.scenario.explain import Parameter, below
from tci_sim.scenario.load import variant
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import value_at
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of, policy_names
from tci_sim.world.network import ValueNetwork

FEW_CUSTOMERS, FEW_MONTHS, SHORT_BURN_IN = 400, 30, 6

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class InactiveParameter:
    """A lever or an uncertainty whose change alters no byte of what comes out."""

    path: str
    """Dotted path; of a lever inside its policy."""
    kind: str
    """"lever" or "uncertainty"."""
    values_tried: tuple[float, ...]
    """The values that were tried in its place."""
    reason: Message | None
    """Why it acts on nothing; none where the schema does not know."""

    def record(self) -> dict[str, Any]:
        """Return its fields as JSON has them, the reason in the language in use; it is empty if there is none."""
        return {**vars(self), "reason": str(self.reason or "")}


def format_report(found: Sequence[Mapping[str, Any]]) -> str:
    r"""Write one line for each lever that acts on nothing.

    Parameters
    ----------
    found : sequence of mapping
        What `InactiveParameter.record` gives of each, and the file it was found in.

    Returns
    -------
    str

    Examples
    --------
    >>> sharing = {"kind": "lever", "path": "learning.sharing", "values_tried": (0.5,), "reason": "learning is off"}
    >>> format_report([{"file": "a.yaml", **sharing}])
    'a.yaml: lever `learning.sharing` (sharing between process steps) has no effect: learning is off.\n'
    """
    return "".join(f"{_line(each)}\n" for each in found)


def _line(found: Mapping[str, Any]) -> Message:
    return message(
        "inactive.line",
        file=found["file"], kind=label("kind", found["kind"]), label=parameter_label(found["path"]),
        path=found["path"], reason=found["reason"] or _by_trial(found["values_tried"]),
    )  # fmt: skip


def _by_trial(tried: Sequence[float]) -> Message:
    values = reduce(
        lambda one, other: message("inactive.either", one=one, other=other), map(_value_of, tried)
    )
    return message("inactive.by_trial", values=values)


def _value_of(tried: float) -> Message:
    return message("inactive.value", value=f"{tried:g}")


def find_inactive(
    scenario: Scenario,
    seed: int = 1,
    *,
    among: str = "",
    without: Collection[str] = (),
    whole: bool = True,
    on_progress: Progress | None = None,
    on_message: Callable[[str], None] = lambda sentence: None,
) -> tuple[InactiveParameter, ...]:
    """Find what has no effect in a scenario, among the levers of the focal firm and all uncertainties.

    Parameters
    ----------
    scenario : Scenario
        The question.
    seed : int
        Seed of all chance, the same for all runs.
    among : str
        Path of a parameter or of a group; all by default.
    without : collection of str
        Paths of those among them that are not tried.
    whole : bool
        Whether what alters nothing in a small and short world is tried again in the whole one.
    on_progress : callable (done, all), optional
        Called with how many parameters have been tried, of how many.
    on_message : callable (str)
        Called when the model has to be compiled first.

    Returns
    -------
    tuple of InactiveParameter
        In the order of the schema.

    Raises
    ------
    InputError
        If the scenario cannot be built.
    ConservationError
        If a world does not add up.
    """
    ensure_compiled(on_message)
    scenario = with_own_levers(scenario)
    network = network_of(scenario)
    policy = _focal_policy(scenario, network)
    asked = [
        each for each in below(among)
        if each.path not in without and ((each.kind == "lever" and policy) or each.path.startswith("world."))
    ]  # fmt: skip
    small = _Twin(_shortened(scenario), network, seed, policy)
    suspects = []
    for done, parameter in enumerate(asked):
        if on_progress is not None:
            on_progress(done, len(asked))
        if not small.knows(parameter):
            suspects.append(parameter)
    if whole and suspects and small.scenario != scenario:
        full = _Twin(scenario, network, seed, policy)
        suspects = [parameter for parameter in suspects if not full.knows(parameter)]
    if on_progress is not None:
        on_progress(len(asked), len(asked))
    return tuple(
        InactiveParameter(each.path, each.kind, tuple(others), inactive_reason(each, scenario, policy))
        for each in suspects
        if (others := [value for value, _ in small.others(each)])
    )


class _Twin:
    """A scenario that is simulated again and again, each time with one value changed."""

    def __init__(self, scenario: Scenario, network: ValueNetwork, seed: int, policy: str) -> None:
        self.scenario = scenario
        self._network, self._seed, self._policy = network, seed, policy
        self._as_it_is = self._final_digest(scenario)

    def knows(self, parameter: Parameter) -> bool:
        """Return whether any other value of a parameter alters what comes out."""
        return any(self._final_digest(changed) != self._as_it_is for _, changed in self.others(parameter))

    def others(self, parameter: Parameter) -> Iterator[tuple[float, Scenario]]:
        """Go through the ends of the range of a parameter that differ from its value, the farther one first."""
        here = f"policies.{self._policy}.{parameter.path}" if parameter.kind == "lever" else parameter.path
        value = float(value_at(self.scenario, here))
        ends = [end for end in parameter.plausible or () if end != value]
        ends = ends or [end for end in parameter.allowed or () if end != value]
        for end in sorted(set(ends), key=lambda end: -abs(end - value)):
            other = int(end) if parameter.type == "whole number" else end
            try:
                yield other, variant(self.scenario, {here: other}, drawn=True)
            except InputError:  # another part of the scenario does not bear it
                continue

    def _final_digest(self, scenario: Scenario) -> bytes:
        simulation = Simulation(scenario, self._network, self._seed)
        simulation.run()
        return b"".join(array.tobytes() for array in simulation.recording)


def _focal_policy(scenario: Scenario, network: ValueNetwork) -> str:
    """Name the policy of the focal firm; nothing where no firm has one."""
    policies = policy_names(scenario, network)
    return policies.get(scenario.focal_firm or "", next(iter(policies.values()), ""))


def _shortened(scenario: Scenario) -> Scenario:
    """Make it quick, but long enough for a yearly decision to show; what happens on a date still happens."""
    last = max((shock.end or shock.month + 1 for shock in scenario.shocks), default=0)
    return variant(
        scenario,
        {
            "market.customers": min(scenario.market.people, FEW_CUSTOMERS),
            "market.simulated": 0,
            "months": min(scenario.months, max(FEW_MONTHS, last + 6)),
            "burn_in": min(scenario.burn_in, SHORT_BURN_IN),
        },
    )
