"""The customers of a model: too many to be agents, they are one population that is read like an AgentSet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from tci_sim.arguments import whole_number
from tci_sim.engine.randomness import Decision, draw
from tci_sim.errors import InputError, meant
from tci_sim.mesa_model.world_model import WorldModel
from tci_sim.messages import message

if TYPE_CHECKING:
    import pandas as pd


Column = NDArray[Any]
Read = Callable[[WorldModel], Column]

_MOST_SAMPLES = 1024


class CustomerValue:
    """One thing that every customer carries: read for one from a `Customer`, for many from a population."""

    def __init__(self, read: Read, meaning: str) -> None:
        self.read = read
        self.__doc__ = meaning

    @overload
    def __get__(self, customer: None, owner: type[Customer]) -> CustomerValue: ...
    @overload
    def __get__(self, customer: Customer, owner: type[Customer]) -> Any: ...
    def __get__(self, customer: Customer | None, owner: type[Customer]) -> Any:
        if customer is None:
            return self
        return self.of(customer.model, np.array([customer.index]))[0]

    def __set__(self, customer: Customer, value: object) -> None:
        raise AttributeError(message("mesa.customers_read_only"))

    def of(self, model: WorldModel, rows: Column | None) -> Column:
        """Copy the values of some customers, or of all, (customer, ...)."""
        column = self.read(model)
        return np.array(column if rows is None else column[rows])


def _stored(name: str) -> Read:
    def read(model: WorldModel) -> Column:
        return np.asarray(getattr(model.state.customers, name))

    return read


def _named(name: str, names: Callable[[WorldModel], tuple[str, ...]]) -> Read:
    """Read numbers as names; a number beyond the last name means none."""

    def read(model: WorldModel) -> Column:
        known = np.array([*names(model), None], dtype=object)
        numbers = np.minimum(getattr(model.state.customers, name), len(known) - 1)
        return np.asarray(known[numbers], dtype=object)

    return read


@dataclass(frozen=True, eq=True, repr=False)
class Customer:
    """One customer, as a view made on demand: it is always as of the present month."""

    model: WorldModel
    index: int
    """Place in the population, from 0."""

    segment = CustomerValue(_named("segment", lambda model: model.segments), "Name of the segment.")
    firm = CustomerValue(
        _named("firm", lambda model: model.network.selling_firms), "Name of the firm bought from, or None."
    )
    outlet = CustomerValue(
        _named("outlet", lambda model: model.network.name),
        "Name of the unit where the customer buys, or None.",
    )
    tenure = CustomerValue(_stored("tenure"), "Time with the present firm. [month]")
    satisfaction = CustomerValue(
        _stored("satisfaction"), "Cumulative satisfaction with the present firm, 0 to 100. [point]"
    )
    image = CustomerValue(_stored("image"), "Image of the present firm. [-]")
    quality = CustomerValue(_stored("quality"), "Remembered quality of the present firm. [quality]")
    asked = CustomerValue(_stored("asked"), "What is left of the effect of having been asked, 0 to 1. [-]")
    will = CustomerValue(
        lambda model: model.state.customers.will.T,
        "Will-expectation of each attribute, (attribute,). [quality]",
    )
    friends = CustomerValue(_stored("friends"), "Indices of the customers this one hears from, (friend,).")

    def __repr__(self) -> str:
        return f"Customer({self.index}, firm={self.firm!r}, satisfaction={self.satisfaction:.1f})"


VALUES: Mapping[str, CustomerValue] = MappingProxyType(
    {name: value for name, value in vars(Customer).items() if isinstance(value, CustomerValue)}
)
"""What can be asked of a population, by name."""


class CustomerPopulation:
    """Customers of a model, all or some, with the reading side of a Mesa AgentSet.

    Who belongs to a population is fixed when it is made; what its customers carry is read when asked for.

    Parameters
    ----------
    model : WorldModel
        Whose customers they are.
    rows : array of int, shape (customer,), optional
        Which of them, ascending; absent: all.
    """

    def __init__(self, model: WorldModel, rows: NDArray[np.int64] | None = None) -> None:
        self.model = model
        self._rows = rows

    def __len__(self) -> int:
        return len(self.model.state.customers.firm) if self._rows is None else len(self._rows)

    def __iter__(self) -> Iterator[Customer]:
        rows = range(len(self)) if self._rows is None else self._rows.tolist()
        return (Customer(self.model, index) for index in rows)

    def __contains__(self, customer: object) -> bool:
        if not isinstance(customer, Customer) or customer.model is not self.model:
            return False
        return bool((self.indices == customer.index).any())

    @overload
    def __getitem__(self, place: int) -> Customer: ...
    @overload
    def __getitem__(self, place: slice) -> CustomerPopulation: ...
    def __getitem__(self, place: int | slice) -> Customer | CustomerPopulation:
        if isinstance(place, slice):
            return CustomerPopulation(self.model, self.indices[place])
        return Customer(self.model, int(self.indices[place]))

    def __repr__(self) -> str:
        everyone = len(self.model.state.customers.firm)
        return f"CustomerPopulation({len(self)} of {everyone} customers)"

    @property
    def indices(self) -> NDArray[np.int64]:
        """Places of these customers among all, (customer,)."""
        return np.arange(len(self)) if self._rows is None else self._rows.copy()

    def select(
        self,
        filter_func: Callable[[Customer], bool] | NDArray[np.bool_] | None = None,
        at_most: float = float("inf"),
    ) -> CustomerPopulation:
        """Choose some of these customers, in order.

        Parameters
        ----------
        filter_func : function of a Customer, or array of bool, shape (customer,), optional
            Who is chosen. An array, such as ``customers.get("satisfaction") < 40``, is much the faster.
        at_most : int or float
            The first so many of them; a float up to 1.0 is a share of this population, as in Mesa.

        Returns
        -------
        CustomerPopulation
        """
        chosen = self.indices
        if callable(filter_func):
            chosen = np.array([c.index for c in self if filter_func(c)], dtype=np.int64)
        elif filter_func is not None:
            chosen = chosen[np.asarray(filter_func, dtype=np.bool_)]
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        return CustomerPopulation(self.model, chosen[: int(min(at_most, len(chosen)))])

    def sample(self, size: int, number: int = 0) -> CustomerPopulation:
        """Choose some of these customers by keyed draws, which disturb nobody's random numbers.

        The same run, month and number give the same customers; the world draws nothing differently.

        Parameters
        ----------
        size : int
            How many, each at most once.
        number : int
            Number of the sample, 0 to 1023: each is independent of the others.

        Returns
        -------
        CustomerPopulation
            In ascending order.
        """
        size, number = whole_number("size", size, None), whole_number("number", number, None)
        if not 0 <= size <= len(self):
            raise InputError(message("mesa.sample_size", seen=str(size), most=str(len(self))))
        if not 0 <= number < _MOST_SAMPLES:
            raise InputError(message("mesa.sample_number", seen=str(number), most=str(_MOST_SAMPLES - 1)))
        rows = self.indices
        luck = draw(self.model.seed, Decision.SAMPLE, self.model.elapsed, rows * _MOST_SAMPLES + number)
        return CustomerPopulation(self.model, np.sort(rows[np.argsort(luck, kind="stable")[:size]]))

    @overload
    def get(self, attr_names: str) -> Column: ...
    @overload
    def get(self, attr_names: list[str]) -> list[list[Any]]: ...
    def get(self, attr_names: str | list[str]) -> Column | list[list[Any]]:
        """Read one value of each customer as an array, or several as a list of rows.

        Parameters
        ----------
        attr_names : str or list of str
            Attributes of `Customer`.

        Returns
        -------
        array, shape (customer,) or (customer, attribute) or (customer, friend); or list of list
            A copy: what customers carry later does not change it.

        Raises
        ------
        AttributeError
            Customers have no such attribute.
        """
        if isinstance(attr_names, str):
            return self._column(attr_names)
        columns = [self._column(name) for name in attr_names]
        return [list(row) for row in zip(*columns, strict=True)]

    def agg(
        self, attribute: str, func: Callable[[Column], Any] | Iterable[Callable[[Column], Any]]
    ) -> Any | list[Any]:
        """Apply one function, or each of several, to the values that `get` gives."""
        values = self._column(attribute)
        return func(values) if callable(func) else [each(values) for each in func]

    def to_frame(self, attr_names: list[str] | None = None) -> pd.DataFrame:
        """Lay these customers out as a table, one row a customer.

        Parameters
        ----------
        attr_names : list of str, optional
            Attributes of `Customer`; absent: all but friends.

        Returns
        -------
        DataFrame
            Indexed by customer. Names are categories; expectations are columns such as ``will.reliability``.
        """
        import pandas as pd

        names = [name for name in VALUES if name != "friends"] if attr_names is None else attr_names
        columns: dict[str, Any] = {}
        for name in names:
            values = self._column(name)
            if values.dtype == object:
                columns[name] = pd.Categorical(values)
            elif values.ndim == 1:
                columns[name] = values
            else:
                parts = self.model.attributes if name == "will" else range(values.shape[1])
                columns |= {f"{name}.{part}": values[:, k] for k, part in enumerate(parts)}
        return pd.DataFrame(columns, index=pd.Index(self.indices, name="customer"))

    def _column(self, name: str) -> Column:
        if name not in VALUES:
            raise AttributeError(meant("mesa.no_value", name, VALUES, name=name))
        return VALUES[name].of(self.model, self._rows)
