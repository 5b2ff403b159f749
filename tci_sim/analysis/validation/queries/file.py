"""Read the queries of a file of targets: what is written becomes a tree of what is read, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from tci_sim.analysis.validation.queries.located import check_keys, either, number, refused, together
from tci_sim.analysis.validation.queries.measured import read_measured, read_summary
from tci_sim.analysis.validation.queries.summaries import MEAN
from tci_sim.analysis.validation.queries.tree import (
    Constant,
    Expression,
    Named,
    Operation,
    Parameter,
    Place,
    Query,
    Response,
    Summary,
    Verb,
)
from tci_sim.errors import meant
from tci_sim.messages import message
from tci_sim.names import quoted
from tci_sim.scenario.tree import Path, inside
from tci_sim.scenario.yaml_file import Node

DEEPEST = 6
"""Parts of a query inside each other; a query that is named is none of them."""
MOST_PARTS = 20
"""Numbers that are added up or multiplied at once."""

OPERATIONS: Mapping[Verb, tuple[int, int]] = {
    "plus": (2, MOST_PARTS), "minus": (2, 2), "times": (2, MOST_PARTS), "ratio": (2, 2), "log": (1, 1),
}  # fmt: skip
"""What is calculated, and from how many numbers at least and at most."""
HEADS = ("measure", *OPERATIONS, "elasticity", "quantity")
"""What a part of a query begins with."""
OVER_RUNS = "over_runs"
"""What may stand beside that at the top of a query."""
TENTH = 0.1
"""Share by which a parameter is changed where a query does not say."""


class Sort(NamedTuple):
    """What a part of a query is: a plain number, a number of a run, or an elasticity."""

    name: str
    to: Parameter | None = None
    """The parameter of an elasticity; None where it is to something that is measured."""


PLAIN, NUMBER, ELASTICITY = Sort("plain"), Sort("number"), Sort("elasticity")
Part = tuple[Expression, Sort]


class QueryReader:
    """Reads the queries of one file, in its order; those that were read can be named by those that follow."""

    def __init__(self) -> None:
        self.queries: dict[str, Query] = {}
        self._sorts: dict[str, Sort] = {}

    def read(self, name: str, node: Node, path: Path) -> None:
        """Read one query.

        Raises
        ------
        InputError
            With one line for each fault.
        """
        (expression, sort), over = together(
            [partial(self._part, node, path, 1), partial(_over_runs, node, path)]
        )
        if sort.name == "elasticity" and over.name != MEAN:
            wrong = message("fault.query.runs_of_elasticity")
            raise refused(inside(node)[OVER_RUNS], (*path, OVER_RUNS), wrong)
        self.queries[name] = Query(expression, over, sort.to, sort == ELASTICITY)
        self._sorts[name] = sort

    def _part(self, node: Node, path: Path, depth: int) -> Part:
        """Read a number, or a mapping that begins with one of `HEADS`."""
        if depth > DEEPEST:
            raise refused(node, path, message("fault.query.deep", most=DEEPEST), seen=False)
        if depth > 1 and isinstance(node.value, int | float):
            return Constant(number(node, path)), PLAIN
        entries = inside(node)
        heads = [head for head in HEADS if head in entries]
        if len(heads) != 1:
            wrong = meant("fault.query.head", next(iter(entries), ""), HEADS, heads=either(HEADS))
            raise refused(node, path, wrong, seen=False)
        [head] = heads
        also = (OVER_RUNS,) if depth == 1 else ()
        if head == "measure":
            return read_measured(node, path, also), NUMBER
        check_keys(node, path, (head, *also))
        below, here = entries[head], (*path, head)
        others: Mapping[str, Callable[[Node, Path, int], Part]] = {
            "elasticity": self._response, "quantity": self._named,
            **{verb: partial(self._operation, verb) for verb in OPERATIONS},
        }  # fmt: skip
        return others[head](below, here, depth)

    def _operation(self, verb: Verb, node: Node, path: Path, depth: int) -> Part:
        least, most = OPERATIONS[verb]
        nodes = node.value if isinstance(node.value, tuple) else ()
        if most > 1 and not least <= len(nodes) <= most:
            several = message("fault.query.several", least=least, most=most)
            raise refused(node, path, message("fault.query.two") if least == most else several)
        each = [(node, path)] if most == 1 else [(below, (*path, place)) for place, below in enumerate(nodes)]
        read = together(partial(self._part, *one, depth + 1) for one in each)
        sort = _sort_of(verb, [sort for _, sort in read])
        if sort is None:
            raise refused(node, path, message("fault.query.elasticity_in", verb=quoted(verb)))
        return Operation(verb, tuple(part for part, _ in read)), sort

    def _named(self, node: Node, path: Path, depth: int) -> Part:
        if not isinstance(node.value, str) or node.value not in self.queries:
            raise refused(node, path, meant("fault.query.not_before", str(node.value), self.queries))
        return Named(node.value), self._sorts[node.value]

    def _response(self, node: Node, path: Path, depth: int) -> Part:
        if inside(node).keys() != {"of", "to"}:
            raise refused(node, path, message("fault.query.of_and_to"))
        of, to = (inside(node)[key] for key in ("of", "to"))
        read_of = partial(self._part, of, (*path, "of"), depth + 1)
        if "parameter" in inside(to):
            (amount, sort), parameter = together([read_of, partial(_parameter, to, (*path, "to"))])
            sorts, price = [sort], parameter
        else:
            parts = together([read_of, partial(self._part, to, (*path, "to"), depth + 1)])
            (amount, price), sorts, parameter = [part for part, _ in parts], [sort for _, sort in parts], None
        if any(sort.name == "elasticity" for sort in sorts):
            raise refused(node, path, message("fault.query.elasticity_in", verb=quoted("elasticity")))
        return Response(amount, price), Sort("elasticity", parameter)


def _over_runs(node: Node, path: Path) -> Summary:
    entry = inside(node).get(OVER_RUNS)
    return Summary(MEAN) if entry is None else read_summary("runs", entry, (*path, OVER_RUNS))


def _parameter(node: Node, path: Path) -> Parameter:
    check_keys(node, path, ("parameter", "change"))
    below, share = inside(node)["parameter"], inside(node).get("change")
    if not isinstance(below.value, str) or not below.value:
        raise refused(below, (*path, "parameter"), message("fault.text"))
    change = TENTH if share is None else number(share, (*path, "change"))
    if share is not None and not (-1.0 < change <= 1.0 and change):
        raise refused(share, (*path, "change"), message("fault.query.change"))
    return Parameter(below.value, change, Place(node, path))


def _sort_of(verb: Verb, sorts: Sequence[Sort]) -> Sort | None:
    """Return what comes out of an operation; None where it makes no sense of elasticities."""
    if verb == "times":  # what is multiplied by plain numbers stays what it is
        factors = [sort for sort in sorts if sort != PLAIN]
        if len(factors) == 1:
            return factors[0]
        return None if any(sort.name == "elasticity" for sort in factors) else NUMBER
    if any(sort.name == "elasticity" for sort in sorts):
        return sorts[0] if verb in ("plus", "minus") and len(set(sorts)) == 1 else None
    return NUMBER
