"""A scenario: the whole question that is put to the model, checked and frozen."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from tci_sim.bounds import MOST_NAMES, MOST_PAIRS, MOST_POLICIES
from tci_sim.scenario.changes import Change, changes_of
from tci_sim.scenario.policy import OwnLevers, Policy
from tci_sim.scenario.quantity import Part, Paths, Through, part, quantity
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.start import Start, StartOfUnit
from tci_sim.scenario.words import Label, Length, Words
from tci_sim.scenario.world import World

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A name that can stand in a dotted path: lower-case letters, digits and underscores."""

Names = Annotated[tuple[Name, ...], Field(max_length=MOST_NAMES)]
"""Several of them."""
Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole."""
Shares = Annotated[dict[Name, Share], Field(max_length=MOST_NAMES)]
"""Parts of a whole, each by its name."""

if TYPE_CHECKING:
    ShockName = str
else:
    ShockName = Literal[tuple(SHOCKS)]

_MODEL = "assumed in the model's design"


class Attribute(Part):
    """One quality attribute that customers judge."""

    label: Label = None
    """Name shown in tables and charts; if absent, the name in the file."""
    dimensions: int = quantity(
        6, (6, 6), "dimension", "literature", "March (1991): 30 in all", allowed=(1, 500), settled=True
    )
    """How many requirement dimensions belong to it."""
    half_life: float = quantity(
        9.0, (1.0, 22.0), "month", "literature", "Schneiderman (1988), matrix by complexity",
        allowed=(0.01, 1000),
    )  # fmt: skip
    """Months in which a shortfall halves at full effort, commitment and knowledge."""
    shortfall: float = quantity(
        0.3, (0.15, 0.5), "-", "calibrated", "firm means 60-82 (ACSI)", allowed=(0, 1), settled=True
    )
    """Shortfall at the start of the burn-in."""
    kano: float = quantity(
        0.5, (0.2, 0.8), "-", "literature", "Kano (2001): .5 is one-dimensional", allowed=(0, 1), settled=True
    )
    """Kano index at the start: 1 delights only, 0 is a must."""
    practice: float = quantity(0.3, (0.1, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of its quality that is lost where a practice misses all its requirements; needs `improving.practice`."""
    newcomers: float = quantity(0.0, (0.0, 0.2), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of good work in it that is spoilt where all members are new: with the firm for less than half a year."""
    with_customers: float = quantity(0.0, (0.0, 0.5), "-", "assumed", _MODEL, allowed=(0, 1), off=0.0)
    """Share of a change of practice that goes where customers ask, where all changes are developed with them."""
    inspectable: bool = False
    """Whether inspection can intercept defects of this attribute."""
    carries_fill_rate: bool = False
    """Whether what customers are delivered in this attribute is scaled by the fill rate."""
    acts_through: ClassVar[Through] = {
        "practice": ("world.improving.practice",),
        "with_customers": ("listening.participation.development", "world.improving.practice"),
    }


class Segment(Part):
    """A group of customers who weigh the attributes alike."""

    label: Label = None
    """Name shown in tables and charts; if absent, the name in the file."""
    share: float = quantity(1.0, (0.1, 1.0), "-", "assumed", _MODEL, allowed=(0, 1), settled=True)
    """Share of all customers: all segments sum to 1, or all are left out. Drawn in a study, it is a relative size."""
    weights: Annotated[dict[Name, Annotated[float, Field(ge=0, le=1e6)]], Field(max_length=MOST_NAMES)] = {}
    """Relative weight of each attribute; one that is not named weighs 1."""
    considers: Literal["monthly", "anniversary", "purchase"] = "monthly"
    """When its customers can consider alternatives: in any month, once a year of contract, or when they buy a unit."""
    purchase_interval: float = quantity(1.0, (1.0, 1.0), "month", "assumed", _MODEL, allowed=(1, 600))
    """Months between two purchases of one who buys whenever it is time; it divides the purchase rate."""


class Market(Part):
    """Customers, what they judge, and whom they know."""

    customers: int = quantity(
        20_000, (2_000, 100_000), "customer", "assumed", _MODEL, allowed=(0, 20_000_000), off=0, settled=True
    )
    """How many customers there are; 0 for a chain without a market."""
    simulated: int = quantity(
        0,
        (0, 0),
        "customer",
        "assumed",
        "a choice of the asker: precision against time",
        allowed=(0, 20_000_000),
        settled=True,
    )
    """How many of them are simulated at most, each of whom stands for as many as it takes; 0: all of them."""
    friends: int = quantity(
        4,
        (2, 8),
        "customer",
        "literature",
        "Watts & Strogatz (1998), form",
        allowed=(0, 32),
        off=0,
        settled=True,
    )
    """How many other customers each one hears from; an even number."""
    rewired: float = quantity(
        0.1, (0.0, 0.5), "-", "literature", "Watts & Strogatz (1998)", allowed=(0, 1), settled=True
    )
    """Share of those links that lead to random customers instead of neighbours."""
    captive: bool = False
    """Whether customers are bound to the firm they begin with, as citizens are to an office."""
    priced: bool = True
    """Whether customers pay; if not, society pays the starting price for each unit, and prices affect nobody."""
    attributes: Annotated[dict[Name, Attribute], Field(min_length=1, max_length=12)]
    """The quality attributes, in order."""
    segments: Annotated[dict[Name, Segment], Field(min_length=1, max_length=20)]
    """The customer segments, in order."""

    @property
    def people(self) -> int:
        """How many customers are simulated."""
        return min(self.simulated, self.customers) or self.customers

    @property
    def stands_for(self) -> tuple[int, int]:
        """How many customers each simulated one stands for, and how many of the first stand for one more.

        Examples
        --------
        A market of 20,000 in which 3,000 are simulated: the first 2,000 stand for 7 each, the others for 6.
        """
        return divmod(self.customers, self.people) if self.people else (1, 0)


class Role(Part):
    """One kind of unit that every firm has."""

    label: Label = None
    """Name shown in tables and charts; if absent, the name in the file."""
    members: int = quantity(
        8, (4, 16), "member", "literature", "about 50 in a firm: March (1991)", allowed=(0, 10_000)
    )
    """How many members such a unit has."""
    goods_from: Names = ()
    """Roles of the same firm whose goods this one works on."""
    work_from: Names = ()
    """Roles of the same firm whose work this one relies on."""
    buys: bool = False
    """Whether this role buys from the first tier of suppliers."""
    front_line: bool = False
    """Whether its members meet customers."""
    outlet: bool = False
    """Whether customers buy here."""
    contributions: Shares = {}
    """Share of each attribute's quality that is made here; over all roles and suppliers each attribute sums to 1."""


class Tier(Part):
    """One tier of suppliers."""

    count: int = quantity(3, (1, 6), "supplier", "assumed", _MODEL, allowed=(1, 1000))
    """How many suppliers there are in this tier: in all where they are shared, else for each firm."""
    members: int = quantity(8, (4, 16), "member", "assumed", _MODEL, allowed=(0, 10_000))
    """How many members each has."""
    links: int = quantity(2, (1, 3), "supplier", "assumed", _MODEL, allowed=(1, 1000))
    """How many of them each buyer buys from."""
    shared: bool = True
    """Whether firms share these suppliers, and with them what one firm teaches them; else each has its own."""
    lead_time: int = quantity(1, (1, 2), "month", "literature", "Chen et al. (2000), L", allowed=(0, 24))
    """Months from shipment to arrival at the buyer, and at the last tier also from its outside source."""
    start: StartOfUnit = part()
    """With what each of them begins the burn-in."""


class NetworkFiles(Part):
    """A value network that stands in files: a table of nodes and one of edges, or one file."""

    nodes: str | None = None
    """File of nodes (CSV) that replaces the generated network; needs `edges`."""
    edges: str | None = None
    """File of edges (CSV); needs `nodes`."""
    graphml: str | None = None
    """GraphML file that replaces the generated network."""
    willems: str | None = None
    """Supply chain in the format of Willems (2008) that replaces the generated network."""


class _Generated(Part):
    roles: Annotated[dict[Name, Role], Field(max_length=MOST_NAMES)] = {}
    """The units of every firm, and how they are linked."""
    tiers: Annotated[tuple[Tier, ...], Field(max_length=20)] = ()
    """Supplier tiers; the first supplies the roles that buy, each further one the tier before it."""
    supplier_contributions: Shares = {}
    """Share of each attribute's quality that is made by all supplier tiers together."""
    inside_lead_time: int = quantity(0, (0, 1), "month", "assumed", _MODEL, allowed=(0, 24))
    """Months that goods take from one unit of a firm to the next."""


class Network(NetworkFiles, _Generated):
    """The value network: generated from roles and tiers, or read from files."""


class OwnNetwork(NetworkFiles):
    """The chain of one firm, read from files, beside the generated ones of its rivals."""

    @model_serializer
    def given(self) -> dict[str, str]:
        """Return the files that are named, by field."""
        return {name: value for name, value in self if value is not None}


class RoleLevers(Part):
    """Levers that the units of one role of a firm have otherwise than the firm."""

    policy: Name | None = None
    """Policy whose levers of units they have; if absent, that of their firm."""
    levers: OwnLevers = part()
    """Levers of units that they have otherwise still, by their paths in a policy."""


class Firm(Part):
    """One firm on the market, or one supplier that has a policy of its own."""

    label: Label = None
    """Name shown in tables and charts; if absent, the name in the file."""
    policy: Name
    """Name of the policy that it adopts in month 0."""
    share: float = quantity(1.0, (0.2, 3.0), "-", "assumed", _MODEL, allowed=(0, 3))
    """Share of customers at the start: all firms sum to 1, or all are left out. Drawn in a study, a relative size."""
    levers: OwnLevers = part()
    """Levers that it sets otherwise than its policy from month 0 on, by their paths in a policy."""
    roles: Annotated[dict[str, RoleLevers], Field(max_length=MOST_NAMES)] = {}
    """Levers that its units of a role have otherwise from month 0 on, by role."""
    start: Start = part()
    """With what it begins the burn-in."""
    network: OwnNetwork = part()
    """Files of a chain of its own, with its own suppliers, in the place of the units and suppliers of the others."""


if TYPE_CHECKING:
    WorldChange = Change
    MarketChange = Change
    PolicyChange = Change
else:
    WorldChange = changes_of(World, __name__)
    MarketChange = changes_of(Market, __name__)
    PolicyChange = changes_of(Policy, __name__)


class Shock(Part):
    """Something that happens once, on the timeline."""

    month: Annotated[int, Field(ge=0, le=1200)]
    """Month in which it begins."""
    kind: ShockName
    """What happens."""
    target: str | None = None
    """Name of the firm, node or attribute affected; if absent, all."""
    size: Annotated[float, Field(ge=0, le=100)] = 1.0
    """How large: share of capacity, staff, budget or price lost, factor on demand, share of dimensions that change."""
    duration: Annotated[int | None, Field(ge=1, le=1200)] = None
    """For how many months; if absent, one, or for good where policies, levers or the world change."""
    policy: Name | None = None
    """Name of the policy that a firm changes to."""
    levers: PolicyChange = part()
    """New values of levers, each where it stands in a policy; all others stay as they are."""
    world: WorldChange = part()
    """New values of uncertainties, each where it stands below `world`; all others stay as they are."""
    market: MarketChange = part()
    """New values of what attributes and segments are like, each where it stands below `market`."""
    state: Start = part()
    """What is set of the state of a firm, a supplier or a node, as under `start` of a firm."""

    @property
    def months(self) -> int:
        """For how many months it lasts where it is not for good. [month]."""
        return self.duration or 1

    @property
    def end(self) -> int | None:
        """The month after its last; None where it is for good."""
        for_good = SHOCKS[self.kind].returns and self.duration is None
        return None if for_good else self.month + self.months

    def is_on(self, month: int) -> bool:
        """Return whether it has begun, and has not ended, in a month."""
        return self.month <= month and (self.end is None or month < self.end)

    @model_serializer(mode="wrap")
    def given(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Return all fields, without changes that give nothing."""
        fields: dict[str, Any] = handler(self)
        return {name: value for name, value in fields.items() if value != {}}


class PagePart(Part):
    """What a page of the scenario offers its reader (`tci-sim export`); it changes no result."""

    levers: Paths = ()
    """Levers that can be moved, or groups, each `PATH` or `PATH=LOW:HIGH`; if absent, all in which policies differ."""
    uncertainties: Paths = ()
    """Uncertainties that can be moved, written likewise; if absent, the usual ones."""
    shocks: Paths = ()
    """Events that can be added, each `KIND,month=12,target=NAME,size=0.2,duration=6`; if absent, none."""
    measures: Names = ()
    """Measures of the firm that are drawn; if absent, those that the scenario reports, or the usual ones."""
    pairs: Annotated[int, Field(ge=2, le=MOST_PAIRS)] = 20
    """Pairs of runs, each with the same random numbers."""

    @model_serializer(mode="wrap")
    def given(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Return what is given, so that a scenario without a page is written as it always was."""
        fields: dict[str, Any] = handler(self)
        return {
            name: value
            for name, value in fields.items()
            if value != PagePart.model_fields[name].default and value
        }


class Scenario(Part):
    """The whole question: who lives in the world, what each firm does, what the world does, and for how long."""

    reason: Annotated[Words, Length(4000, least=1)]
    """Why this scenario exists and differs from its base."""
    question: Annotated[Words, Length(400)] = Words()
    """The question it answers, in one sentence."""
    report: Annotated[tuple[Name, ...], Field(max_length=12)] = ()
    """The measures of firms that tables and charts show; if absent, the usual ones."""
    months: int = quantity(120, (120, 120), "month", "assumed", "ten years", allowed=(1, 1200))
    """Months that are simulated and recorded after the burn-in."""
    until: Literal["months", "settled"] = "months"
    """When a run ends: after all `months`, or, if `settled`, once nothing that it reports can move any more."""
    burn_in: int = quantity(60, (60, 60), "month", "assumed", "model's design: fair start", allowed=(0, 600))
    """Months before month 0 in which all firms run one common policy."""
    burn_in_policy: Name
    """Name of that policy."""
    focal_firm: Name | None = None
    """The firm that the question is about; if absent, the first."""
    sector: str | None = None
    """A sector of the library, or a file like it, whose values stand wherever nothing here gives another one."""
    market: Market
    network: Network
    firms: Annotated[dict[Name, Firm], Field(max_length=200)]
    supplier_policy: Name | None = None
    """Policy of suppliers from month 0; if absent, they keep the policy of the burn-in."""
    policies: Annotated[dict[Name, Policy], Field(max_length=MOST_POLICIES)]
    world: World = part()
    shocks: Annotated[tuple[Shock, ...], Field(max_length=200)] = ()
    off: Paths = ()
    """Parameters of the world, or groups of them, and levers of all firms that are switched off."""
    effects_only: Paths = ()
    """Levers, or groups of levers, of all firms whose effects alone are switched off."""
    page: PagePart = part()

    @property
    def headline(self) -> Words:
        """What stands above its answers: its question, or its reason where it asks none."""
        return self.question or self.reason
