"""Attributes of agents that are kept in the world's arrays, where the compiled month reads them."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import Any, Protocol, overload

import numpy as np

from tci_sim.errors import InputError, TciError
from tci_sim.mesa_model.world_model import WorldModel
from tci_sim.messages import message

Bounds = tuple[float, float]


class AgentRemovedError(TciError):
    """An agent that was removed from the model was asked for, or given, a value of the world."""


class HasRow(Protocol):
    """Somebody who is one row of the world's arrays."""

    model: WorldModel

    @property
    def row(self) -> int:
        """Place in the arrays."""


class RowValue:
    """What one array of the world holds in the row of an agent.

    Reading gives a number, or a copy of a vector that cannot be written to. Writing is checked, and acts from
    the next month on; values that books or goods rest on cannot be written at all.

    Parameters
    ----------
    meaning : str
        What it is, with its unit; shown by `help`.
    where : str
        Dotted name of the array in the state, such as ``firms.costs.price``.
    bounds : (float, float), optional
        The range that may be written; absent: it can be read only.
    scale : int
        How many steps of the array make one unit.
    """

    def __init__(self, meaning: str, where: str, *, bounds: Bounds | None = None, scale: int = 1) -> None:
        self.__doc__ = meaning
        self.bounds = bounds
        self.scale = scale
        self._array = attrgetter(where)

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name

    @overload
    def __get__(self, agent: None, owner: type[Any]) -> RowValue: ...
    @overload
    def __get__(self, agent: HasRow, owner: type[Any]) -> Any: ...
    def __get__(self, agent: HasRow | None, owner: type[Any]) -> Any:
        if agent is None:
            return self
        value = self._array(agent.model.state)[agent.row]
        if self.scale != 1:
            value = value / self.scale
        if not np.ndim(value):
            return value.item()
        copy = value.copy()
        copy.setflags(write=False)
        return copy

    def __set__(self, agent: HasRow, value: Any) -> None:
        row = agent.row
        if self.bounds is None:
            raise AttributeError(message("mesa.value_read_only", agent=str(agent), name=self.name))
        low, high = self.bounds
        given = np.asarray(value)
        numbers = given.dtype.kind in "iuf"
        if not numbers or not ((given >= low) & (given <= high) & np.isfinite(given)).all():
            about = {"agent": str(agent), "name": self.name, "seen": str(value), "low": f"{low:g}"}
            raise InputError(
                message("mesa.value_between", high=f"{high:g}", **about)
                if math.isfinite(high)
                else message("mesa.value_at_least", **about)
            )
        array = self._array(agent.model.state)
        if given.ndim and given.shape != array[row].shape:
            shape, seen = str(array[row].shape), str(given.shape)
            raise InputError(
                message("mesa.value_shape", agent=str(agent), name=self.name, shape=shape, seen=seen)
            )
        array[row] = given
