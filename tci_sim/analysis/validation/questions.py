"""What the targets of a model ask: which worlds have to be run, and which pairs of them are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tci_sim.analysis.validation.folder import file_beside
from tci_sim.analysis.validation.queries.world import World, changed, faults_of_query
from tci_sim.analysis.validation.replications import apply_changes
from tci_sim.analysis.validation.targets import Published, Setting, Target, fault_in
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.files import NETWORK_FILES
from tci_sim.scenario.load import load
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build_network import network_of

Asked = tuple[tuple[str, Setting], ...]
"""What differs from the scenario, in a fixed order."""

_SECTOR, _SCENARIO = "sector", "scenario"
"""What a target may name beside values: a sector below all of them, and another scenario of the same folder."""


class Question(NamedTuple):
    """What is run for one target."""

    target: Target
    asked: Asked
    other: Asked | None
    """What the run differs in that it is paired with; None where the target stands alone."""


class Worlds:
    """The worlds that the targets of a model ask for, each built once.

    Parameters
    ----------
    model : Published

    Raises
    ------
    InputError
        If its scenario is faulty.
    """

    def __init__(self, model: Published) -> None:
        self.model = model
        self._bases: dict[tuple[str, str], Scenario] = {}
        self._built: dict[Asked, World] = {}
        self.scenario = self._base({})

    def of(self, asked: Asked) -> World:
        """Build a world; InputError if the scenario cannot be changed so."""
        if asked not in self._built:
            changes = dict(asked)
            base = self._base(changes)
            strange = [path for path in changes if path in {f"network.{each}" for each in NETWORK_FILES}]
            if strange:
                raise InputError(*[message("fault.targets.names_file", path=path) for path in strange])
            scenario = apply_changes(base, changes)
            self._built[asked] = World(scenario, network_of(scenario))
        return self._built[asked]

    def _base(self, changes: dict[str, Setting]) -> Scenario:
        """Load what is changed; a sector lies below all that the scenario and the changes say."""
        sector, other = (str(changes.pop(key, "")) for key in (_SECTOR, _SCENARIO))
        if (sector, other) not in self._bases:
            path = file_beside(self.model.scenario, other) if other else self.model.scenario
            self._bases[sector, other] = load(path, sector=sector or None)
        return self._bases[sector, other]


def questions_of(targets: Iterable[Target], worlds: Worlds) -> list[Question]:
    """Say what is run for each of some targets of a model.

    Raises
    ------
    InputError
        With one line for each fault: of what a target changes, and of what its query reads.
    """
    found, faults = [], dict[Message | str, None]()
    for target in targets:
        try:
            question = _question_of(target, worlds)
            faults |= dict.fromkeys(_faults_of(question, worlds))
            found.append(question)
        except InputError as error:
            faults |= dict.fromkeys(error.messages)
    if faults:
        raise InputError(*faults)
    return found


def _question_of(target: Target, worlds: Worlds) -> Question:
    """Pair a target's run with the one it is compared with: as the target says, or with a parameter changed."""
    query = worlds.model.queries.get(target.entry.quantity)
    if query is not None and query.parameter is not None:
        world = _world(_key(target.setting), "set", target, worlds)
        to = changed(query.parameter, world.scenario)
        return Question(target, _key({**target.setting, query.parameter.path: to}), _key(target.setting))
    other = target.entry.baseline if target.entry.over is None else target.entry.over
    return Question(target, _key(target.setting), None if other is None else _key(other))


def _key(setting: Mapping[str, Setting]) -> Asked:
    return tuple(sorted(setting.items()))


def _world(asked: Asked, key: str, target: Target, worlds: Worlds) -> World:
    """Build a world, and say where what is wrong with it stands in the file."""
    try:
        return worlds.of(asked)
    except InputError as error:
        place = ("targets", target.number, key)
        faults = [
            fault_in(worlds.model.tree, place, message("fault.targets.change", fault=each))
            for each in error.messages
        ]
        raise InputError(*faults) from None


def _faults_of(question: Question, worlds: Worlds) -> Iterator[Message | str]:
    """Look for what cannot be changed, and for what a query names in vain."""
    target, model = question.target, worlds.model
    pair = "over" if target.entry.over is not None else "baseline"
    set_in = "grid" if target.entry.grid else "set"
    for asked, key in ((question.asked, set_in), (question.other, pair)):
        if asked is None:
            continue
        try:
            world = _world(asked, key, target, worlds)
        except InputError as error:
            yield from error.messages
            continue
        if target.entry.quantity in model.queries:
            yield from faults_of_query(target.entry.quantity, model.queries, world)
