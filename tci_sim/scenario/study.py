"""A study as a file says it: what the asker varies, what the world may be, and what is kept; not yet checked."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from tci_sim.arguments import LARGEST_FIRST_SEED
from tci_sim.bounds import MOST_NAMES, MOST_REPLICATIONS
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.quantity import Part, Paths
from tci_sim.scenario.schema import Name, Scenario
from tci_sim.scenario.words import Length, Words

FOCAL = "focal"
"""In place of the name of a holder: the firm that the scenario is about."""

REPLICATIONS = 20
"""Runs of each case, where nothing else is asked."""

TORNADO_REPLICATIONS = 10
"""Runs of each case where parameters are moved one at a time: there are many, and pairs share their random numbers."""

LIMIT = 200
"""Replications at which a search for precision stops, where nothing else is asked."""


class Correlation(Part):
    """Two ranges that are drawn together."""

    between: tuple[str, str]
    """Their dotted paths."""
    rank: Annotated[float, Field(ge=-0.99, le=0.99)]
    """Rank correlation (Spearman) of what is drawn of them. [-]"""


class Aim(Part):
    """One thing that a search makes as large, or as small, as it can."""

    measure: str
    """A measure; its figure of the whole run counts."""
    holder: str = FOCAL
    """Whose: `focal`, `market`, or a name."""
    criterion: Literal["mean", "worst_decile", "regret"] = "mean"
    """What of all runs counts: their mean, the mean of the worst tenth, or the largest regret against the policies."""
    least: bool = False
    """Whether less is better."""


class Search(Part):
    """How policies are searched for: what is wanted, what it may cost, and how much is run for it."""

    aims: Annotated[
        tuple[Aim, ...], Field(min_length=1, max_length=2, json_schema_extra={"uniqueItems": True})
    ]
    """One aim, or two of which the best compromises are sought."""
    budget: Annotated[float | None, Field(ge=0, le=1000)] = None
    """What the levers may cost over the run: programmes, own time at wages and the platform. [% of revenue]"""
    reference: str | None = None
    """The policy that is compared with; the focal firm's by default."""
    runs: Annotated[int, Field(ge=2, le=1_000_000)] = 600
    """Runs of candidates, at most."""
    rounds: Annotated[tuple[int, ...] | None, Field(max_length=16)] = None
    """Runs of a candidate after which it is dropped where another is surely better; 4, 6 and 10, as far as they are
    below `replications`, where they are absent."""
    batch: Annotated[int, Field(ge=1, le=64)] = 8
    """Candidates that are proposed, and race, at once."""
    fresh: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = 20
    """Runs under seeds behind those of the search, in which what was found is checked."""
    sampler: Literal["tpe", "random"] = "tpe"
    """Who proposes: a tree-structured Parzen estimator, or chance alone."""
    proposals: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    """Seed of the proposals."""


class StudyFields(Part):
    """A question about many runs.

    `levers` are what the asker sets: a dotted path of the scenario (`firms.ours.policy`,
    `policies.tci.culture.autonomy`), or of a lever alone (`culture.autonomy`), which then is the focal firm's,
    whatever its policy. `uncertainties` are what the world sets. Each is given a list of values, all of which are
    tried; a range, from which a sampled design draws; or `plausible`: the range that the schema declares. A group of
    parameters (`world`, `world.choice`) may be `plausible` too. A range is one of these:

    - `{low, high}`: anywhere between them; with `scale: log`, by the logarithm;
    - `{low, mode, high}`: triangular, likeliest at the mode;
    - `{mean, sd}`: normal, cut at `low` and `high`, or without these at what the schema allows;
    - `{values: [...]}`: one of some values, such as policies; with `weights`, some more often than others.

    With `step`, or `integer: true`, only such steps from `low` on are drawn, as are whole numbers where a parameter is
    one. A grid tries every value of `{low, high, step}` and of `{values}`, and of other ranges as many as `points`
    says. Every case runs under the same seeds: common random numbers.
    """

    question: Annotated[Words, Length(400, least=1)]
    """What is asked, in one sentence."""
    reason: Annotated[Words, Length(4000)] = Words()
    """Why it is asked so."""
    base: Scenario
    """The world of which all cases are variants."""
    levers: dict[str, Any] = {}
    """What the asker varies, by dotted path."""
    uncertainties: dict[str, Any] = {}
    """What the world may be, by dotted path."""
    design: str = "grid"
    """How they are combined: one of `tci_sim.designs.registry`."""
    size: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    """Points, or sets of points, of a design that draws them; the design says which."""
    levels: Annotated[int, Field(ge=2, le=64)] = 4
    """Levels of a Morris design; an even number."""
    grouped: bool = False
    """Of a Sobol design: whether all that one entry brings (`world.choice: plausible`) varies as one."""
    correlations: Annotated[tuple[Correlation, ...], Field(max_length=MOST_NAMES)] = ()
    """Of a Latin hypercube: ranges that are drawn together."""
    cases: dict[Name, dict[str, Any]] = {}
    """Of a list: each case by its name, with values by dotted path; the first is what the others are compared with."""
    between: tuple[Name, Name] | None = None
    """Of an ablation: two policies of the base, without and with all mechanisms."""
    mechanisms: Annotated[dict[Name, Paths], Field(max_length=MOST_NAMES)] = {}
    """Of an ablation: levers, or groups of them, that belong together; each lever that differs, in one of them."""
    groups: Annotated[dict[str, dict[str, Any]], Field(max_length=MOST_NAMES)] = {}
    """Of Shapley values: what the base is changed in, group by group, with values by dotted path."""
    all_subsets: bool = False
    """Of Shapley values: whether each replication tries all combinations of the groups, and not two orders."""
    search: Search | None = None
    """Of an optimisation: what is wanted, and how it is searched for."""
    replications: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] = REPLICATIONS
    """Runs of each case; replication number r, from 0, has seed + r in all cases."""
    precision: Annotated[dict[str, float], Field(max_length=MOST_NAMES)] = {}
    """Half-width wanted of the 95 % interval, by measure, of each case's difference from its reference."""
    limit: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = LIMIT
    """Replications at which a search for precision stops."""
    seed: Annotated[int, Field(ge=0, le=LARGEST_FIRST_SEED)] = 1
    """Seed of the first replication."""
    report: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_NAMES)]
    """Measures that are kept."""
    holders: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_NAMES)] = (FOCAL,)
    """Whose: `focal`, kinds (`market`, `firm`, `supplier`, `segment`, `node`), or names of holders."""
    months: Literal["all", "years", "none"] | tuple[int, ...] = "all"
    """Which months are kept: all, the last of each year, a list of them, or none but the figure of the whole run."""

    @property
    def focal(self) -> str:
        """The firm that the base is about."""
        return focal_firm(self.base)

    @cached_property
    def reported_months(self) -> tuple[int, ...]:
        """Months that are kept, counted from 0."""
        months = self.base.months
        if self.months == "all":
            return tuple(range(months))
        if self.months == "years":
            return tuple(range(11, months, 12))
        return () if self.months == "none" else tuple(sorted(set(self.months)))

    @property
    def varies_network(self) -> bool:
        """Whether cases may have different networks."""
        given = (self.levers, self.uncertainties, *self.cases.values())
        return any(_is_of_network(path.split(".")) for part in given for path in part)

    @property
    def most_replications(self) -> int:
        """How many replications of a case there may come to be."""
        return max(self.replications, self.limit if self.precision else 0)


def _is_of_network(keys: list[str]) -> bool:
    """Return whether a path is one of the network, or of the chain that a firm brings."""
    return keys[0] == "network" or (keys[0] == "firms" and keys[2:3] == ["network"])
