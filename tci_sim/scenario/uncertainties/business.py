"""Goods, prices, costs, rivals and partners."""

from typing import ClassVar

from tci_sim.scenario.policy import LeverCosts
from tci_sim.scenario.quantity import Part, Through, quantity
from tci_sim.scenario.uncertainties.through import CONSIDERING, IMPROVEMENT, MODEL


class Supply(Part):
    """How goods flow, as far as nobody chooses it."""

    demand_mean: float = quantity(
        0.0,
        (0.0, 0.0),
        "unit/month",
        "assumed",
        "a corner: demand without customers",
        allowed=(0, 1e5),
        off=0.0,
    )
    """Demand at every outlet in addition to that of the simulated customers."""
    demand_sd: float = quantity(
        0.0, (0.0, 0.0), "unit/month", "assumed", "a corner: Chen et al. (2000)", allowed=(0, 1e5), off=0.0
    )
    """Standard deviation of the shocks to that demand."""
    demand_persistence: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "a corner: Chen et al. (2000), rho", allowed=(-0.99, 0.99), off=0.0
    )
    """Share of its deviation that lasts to the next month."""
    returns: int = quantity(0, (0, 0), "-", "assumed", "1: Chen et al. (2000)", allowed=(0, 1))
    """1: excess orders may be returned."""
    capacity_limits: int = quantity(1, (1, 1), "-", "assumed", "0: Chen et al. (2000)", allowed=(0, 1), off=0)
    """1: output is limited by capability and working time; 0: by goods only."""
    fill_waiting: float = quantity(0.5, (0.0, 1.0), "-", "assumed", MODEL, allowed=(0, 1))
    """Share of customers who wait for a unit that is out of stock; the others go without."""
    platform_carries_demand: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: demand is shared only as far as a firm's information platform reaches; 0: it is shared without one."""
    acts_through: ClassVar[Through] = {
        "demand_sd": ("world.supply.demand_mean",),
        "demand_persistence": ("world.supply.demand_sd",),
        "platform_carries_demand": ("integration.shared_demand",),
    }


class Business(Part):
    """Prices, running costs and what failures cost."""

    price: float = quantity(
        100.0, (100.0, 100.0), "currency/unit", "assumed", "a numeraire", allowed=(1e-3, 1e6), settled=True
    )
    """Price of one unit at the start."""
    hour: float = quantity(
        0.28, (0.1, 0.8), "unit price/hour", "assumed", "about .28 where a unit takes 3.6 hours; 0: off",
        allowed=(0, 100), off=0.0,
    )  # fmt: skip
    """Price of a working hour, in prices of a unit; 0: a member is one person, and what is paid by the hour is free."""
    materials: float = quantity(
        0.20, (0.1, 0.3), "-", "assumed", "share of the price", allowed=(0, 1), settled=True
    )
    """Cost of what all sources of a firm's goods buy from outside, as a share of the starting price."""
    labour: float = quantity(
        0.30, (0.2, 0.4), "-", "assumed", "share of the price", allowed=(0, 1), settled=True
    )
    """Wages in the whole chain per unit at the start, as a share of the starting price."""
    overhead: float = quantity(0.06, (0.03, 0.1), "-", "assumed", "share of the price", allowed=(0, 1))
    """Fixed cost of a firm at its starting volume, as a share of the starting price."""
    value_added: float = quantity(0.3, (0.1, 0.5), "-", "assumed", MODEL, allowed=(0, 1))
    """Share of the unit cost that falls with cost experience."""
    normal_use: float = quantity(0.87, (0.8, 0.95), "-", "assumed", MODEL, allowed=(0.1, 1), settled=True)
    """Share of capacity in use at the start, on which labour cost is based."""
    spare_kept: float = quantity(0.25, (0.2, 0.4), "-", "assumed", MODEL, allowed=(0, 5))
    """Spare capacity that is kept before anybody is laid off, as a share of the capacity needed."""
    experience_exponent: float = quantity(
        0.322, (0.15, 0.45), "-", "literature", "Wright (1936): 80 % curve", allowed=(0, 2), off=0.0
    )
    """Exponent of the experience curve."""
    experience_keep: float = quantity(
        0.97, (0.75, 1.0), "1/month", "literature", "Argote et al. (1990); Thompson (2007)", allowed=(0, 1)
    )
    """Share of cost experience that is kept for another month."""
    spill_over: float = quantity(
        0.33, (0.2, 1.0), "-", "literature", "Irwin & Klenow (1994): a third", allowed=(0, 1), off=0.0
    )
    """What a unit that a rival makes teaches a firm, as a share of what a unit of its own does."""
    common_curve: int = quantity(
        1,
        (1, 1),
        "-",
        "assumed",
        "0: each firm starts at the same cost, whatever its size",
        allowed=(0, 1),
        settled=True,
    )
    """1: all firms stand on one experience curve, so that more volume means lower cost; 0: each has its own curve."""
    overhead_step: float = quantity(
        0.1, (0.05, 0.2), "-", "assumed", "0: overhead never follows volume", allowed=(0, 1), off=0.0
    )
    """Step in which overhead follows a firm's volume of the past year, as a share of what it is sized for."""
    price_adjustment: float = quantity(0.2, (0.05, 0.5), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of the distance to its target that a price moves."""
    competitors_prices: float = quantity(
        0.4, (0.0, 0.5), "-", "literature", "Amiti, Itskhoki & Konings (2019): .4; 0: cost and markup alone",
        allowed=(0, 0.9), off=0.0,
    )  # fmt: skip
    """How far a firm's price follows those of its rivals instead of its own cost."""
    warranty: float = quantity(
        0.5, (0.2, 1.0), "-", "assumed", "share of the price per defective unit", allowed=(0, 5), off=0.0
    )
    """External failure cost of one unit delivered with a defect, as a share of its price."""
    failure_to_society: float = quantity(
        0.05, (0.0, 0.1), "-", "assumed", "share of the price per defective unit", allowed=(0, 5), off=0.0
    )
    """Cost to society of one unit delivered with a defect, as a share of its price."""
    tax: float = quantity(0.25, (0.15, 0.35), "-", "assumed", "corporate tax rate", allowed=(0, 1), off=0.0)
    """Tax on a month's profit."""
    discount: float = quantity(
        0.10, (0.04, 0.15), "1/year", "assumed", "cost of capital", allowed=(0, 4), settled=True
    )
    """Discount rate of all five accounts."""


class Economy(LeverCosts, Business):
    """Prices, costs and what is owed to whom."""

    severance: float = quantity(3.0, (1.0, 6.0), "month's wage", "assumed", MODEL, allowed=(0, 100), off=0.0)
    """What one layoff costs the firm, paid to the person laid off, in months' wages."""
    hire_cost: float = quantity(3.0, (1.0, 9.0), "month's wage", "assumed", MODEL, allowed=(0, 100), off=0.0)
    """What finding and breaking in one new member costs the firm beside choosing for values, in months' wages."""
    layoff_loss: float = quantity(
        6.0,
        (3.0, 12.0),
        "month's wage",
        "literature",
        "displaced workers' earnings losses",
        allowed=(0, 100),
        off=0.0,
    )
    """What one layoff costs the person laid off, in months' wages."""
    reservation_wage: float = quantity(0.7, (0.4, 0.9), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of the wage for which employees would just be willing to work; what they earn above it is their value."""
    whole_chain: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: suppliers' employees and taxes are in the accounts of the firms they serve; 0: only their profits are."""
    acts_through: ClassVar[Through] = {
        "experience_keep": ("world.economy.experience_exponent",),
        "spill_over": ("world.economy.experience_exponent",),
        "common_curve": ("world.economy.experience_exponent",),
        **LeverCosts.acts_through,
    }


class Rivalry(Part):
    """What happens to firms among firms: shocks, looking at the better one, turning round, leaving and entering."""

    demand_sd: float = quantity(
        0.3, (0.1, 0.5), "-", "assumed", "0: no firm has luck of its own", allowed=(0, 10), off=0.0
    )
    """Standard deviation of lasting shocks to the appeal of one firm, on the scale of utility."""
    demand_keep: float = quantity(0.95, (0.9, 0.98), "1/month", "assumed", MODEL, allowed=(0, 0.999))
    """Share of such a shock that is left a month later."""
    cost_sd: float = quantity(
        0.03, (0.01, 0.05), "-", "assumed", "0: no firm has luck of its own", allowed=(0, 1), off=0.0
    )
    """Standard deviation of lasting shocks to one firm's cost of a unit, as a share of that cost at the start."""
    cost_keep: float = quantity(0.93, (0.88, 0.97), "1/month", "assumed", MODEL, allowed=(0, 0.999))
    """Share of such a shock that is left a month later."""
    aspiration: float = quantity(
        0.0, (0.0, 0.0), "1/month", "assumed", "form: Greve (1998); 0: imitation of codes only", allowed=(0, 1),
        off=0.0,
    )  # fmt: skip
    """Chance that a firm whose return on sales is .1 below its peers' moves towards what the best does visibly."""
    copied: float = quantity(0.3, (0.3, 0.3), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of the way that such a move goes, and chance that an element of the code is copied in it."""
    focal_searches: int = quantity(
        0, (0, 0), "-", "assumed", "0: its policy is what is asked about", allowed=(0, 1), off=0
    )
    """1: the focal firm moves towards better rivals as others do; 0: it keeps to its policy."""
    exit_loss: float = quantity(
        0.0, (0.0, 0.0), "-", "assumed", "0: no firm leaves the market", allowed=(0, 10), off=0.0
    )
    """Loss not made good, as a share of a year's sales, beyond which a firm leaves the market."""
    exit_grace: int = quantity(12, (12, 12), "month", "assumed", MODEL, allowed=(0, 120))
    """Months for which a firm that has come to the market is given time."""
    entry_rate: float = quantity(
        1 / 12, (1 / 12, 1 / 12), "1/month", "assumed", MODEL, allowed=(0, 1), off=0.0
    )
    """Chance that an entrant takes the place of a firm that has left."""
    turn_round: float = quantity(
        0.0, (0.0, 0.0), "1/month", "assumed",
        "form: Barker & Duhaime (1997); 0: no firm turns round", allowed=(0, 1), off=0.0,
    )  # fmt: skip
    """Chance that a firm beyond half of the loss that ends it turns round: it does as its best rival visibly does."""
    restructuring: float = quantity(0.02, (0.02, 0.02), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """What turning round costs once, severance pay left out, as a share of a year's sales."""
    acts_through: ClassVar[Through] = {
        "demand_sd": (*CONSIDERING, "market.customers"),
        "demand_keep": ("world.rivalry.demand_sd",),
        "cost_keep": ("world.rivalry.cost_sd",),
        "copied": ("world.rivalry.aspiration",),
        "focal_searches": ("world.rivalry.aspiration or world.rivalry.turn_round",),
        "exit_grace": ("world.rivalry.exit_loss",),
        "entry_rate": ("world.rivalry.exit_loss",),
        "turn_round": ("world.rivalry.exit_loss",),
        "restructuring": ("world.rivalry.turn_round", "world.rivalry.exit_loss"),
    }


class Partnership(Part):
    """What taking part, deciding jointly and sharing gains do, between firms, customers and suppliers."""

    apart: float = quantity(0.2, (0.0, 0.5), "-", "assumed", MODEL, allowed=(0, 1), off=0.0, settled=True)
    """Share of requirements of which one segment, drawn for each, asks for the opposite."""
    panel_depth: float = quantity(3.0, (1.0, 6.0), "-", "assumed", MODEL, allowed=(0, 20), off=0.0)
    """How many times as likely as in an interview a member of a panel for ideas voices a need in a month."""
    development_slows: float = quantity(
        0.25, (0.0, 0.5), "-", "assumed", "sign: Chang & Taylor (2016)", allowed=(0, 1), off=0.0
    )
    """Share by which practice follows more slowly where all its changes are developed with customers."""
    launch_speeds: float = quantity(
        0.5, (0.0, 1.0), "-", "assumed", "sign: Chang & Taylor (2016)", allowed=(0, 10), off=0.0
    )
    """Share by which a firm's reputation moves faster where customers take part in all launches."""
    all_practise: float = quantity(0.5, (0.0, 0.5), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """How far a requirement counts as met only where all who contribute to it, suppliers too, practise it."""
    joint_evidence: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: suppliers who decide jointly take over what the buyer has heard; 0: both sides average their priorities."""
    joint_speed: float = quantity(0.3, (0.0, 0.5), "-", "assumed", MODEL, allowed=(0, 1), off=0.0)
    """Share of the half-life of attributes made across firms that deciding jointly in full takes away."""
    suppliers_answer: int = quantity(
        1, (1, 1), "-", "literature", "form: Corbett & DeCroix (2001); 0: off", allowed=(0, 1), off=0
    )
    """1: suppliers set their improvement time by what gains shared with them are worth; 0: by their policy alone."""
    dearer_time: float = quantity(3.0, (1.0, 6.0), "-", "assumed", MODEL, allowed=(0, 100))
    """How fast improvement time grows dearer for a supplier: all its time would cost it 1 + this, in its wages."""
    acts_through: ClassVar[Through] = {
        "apart": ("world.improving.practice",),
        "panel_depth": ("listening.participation.ideation", "market.customers"),
        "development_slows": ("listening.participation.development", "world.improving.practice"),
        "launch_speeds": (
            "listening.participation.launch",
            "world.word_of_mouth.reputation_update",
            "market.customers",
        ),
        "all_practise": ("world.improving.practice",),
        "joint_evidence": ("integration.joint_decision",),
        "joint_speed": ("integration.joint_decision", *IMPROVEMENT),
        "suppliers_answer": ("integration.gain_sharing", *IMPROVEMENT),
        "dearer_time": ("world.partnership.suppliers_answer",),
    }


class Deciding(Part):
    """How firms decide what to spend on, and what cost projects can do."""

    appraisal: int = quantity(1, (1, 1), "-", "assumed", MODEL, allowed=(0, 1), off=0)
    """1: the yearly rule plans month by month what a step changes, and weighs its error; 0: it extends last month."""
    cost_floor: float = quantity(0.85, (0.75, 1.0), "-", "assumed", MODEL, allowed=(0.3, 1), off=1.0)
    """Share of the starting work and processing of a unit that cost projects cannot take away; 1: they take none."""
    cost_half_life: float = quantity(18.0, (9.0, 36.0), "month", "assumed", MODEL, allowed=(1, 240))
    """Months in which cost projects at full effort take away half of what they can."""
    acts_through: ClassVar[Through] = {
        "appraisal": ("value.investment_step",),
        "cost_floor": IMPROVEMENT,
        "cost_half_life": ("world.deciding.cost_floor",),
    }
