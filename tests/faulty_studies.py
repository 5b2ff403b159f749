"""Studies that mean nothing, and what is said of each: tables for the tests of either language."""

import math

MECHANISMS = {
    "learning": ["learning"],
    "culture": ["culture"],
    "rest": ["listening", "improvement", "integration", "value"],
}

FAULTS = [
    ({"levers": {"culture.autonom": [0.1]}}, "Did you mean 'culture.autonomy'?"),
    ({"levers": {"culture.autonomy": [1.5]}}, "culture.autonomy = 1.5: this lever must be at most 1."),
    ({"levers": {"culture.autonomy": []}}, "has no values"),
    ({"levers": {"culture.autonomy": 0.3}}, "must be a list of values"),
    ({"levers": {"culture.autonomy": {"low": 0.1, "high": 0.5}}}, "has a range; a grid needs a list of values."),
    ({"levers": {"world.choice.price_weight": [1.0]}}, "is an uncertainty, not a lever: list it under"),
    ({"uncertainties": {"culture.autonomy": [0.1]}}, "is a lever: name the policy that it belongs to"),
    ({"levers": {"culture.autonomy": [0.1]}, "uncertainties": {"culture.autonomy": [0.2]}},
     "is also a lever of this study"),
    ({"levers": {"firms.ours.policy": ["tci", "tcq"]}}, "there is no such policy. Did you mean 'tqm'?"),
    ({"report": ["satisfacton"]}, "Did you mean 'satisfaction'?"),
    ({"report": []}, "report"),
    ({"months": [6]}, "must be from 0 to 5."),
    ({"months": "weekly"}, "must be all, years, none, or a list of months."),
    ({"replications": 0}, "must be at least 1."),
    ({"replicatons": 3}, "Did you mean 'replications'?"),
    ({"precision": {"profit": 1.0}}, "is not among the measures in 'report'"),
    ({"precision": {"satisfaction": 0.0}}, "must be more than 0."),
    ({"holders": ["nosuch"]}, "must be focal, a kind (market, firm, supplier, segment, node), or a name in the base."),
    ({"holders": ["focal", "nort"]}, "holders.1 = 'nort': must be focal"),
    ({"holders": ["focal", "nort"]}, "Did you mean 'north'?"),
    ({"report": ["profit", "shortfall"]}, "report.1 = 'shortfall': none of the 'holders' has this measure"
     " (they are of kind firm); to report it, add a node."),
    ({"report": ["weight"]}, "a study records no others."),
    ({"report": ["shortfall", "profit"], "holders": ["focal", "node"], "precision": {"shortfall": 1.0}},
     "precision.shortfall is not a measure of ours, the first of the 'holders', to which a precision applies."),
    ({"design": "sobol", "uncertainties": {"world.choice": "plausible"}}, "size is required for the design sobol."),
    ({"design": "sobol", "size": 3, "uncertainties": {"world.choice": "plausible"}}, "must be a power of 2"),
    ({"design": "morris", "size": 4}, "must be grid, because nothing has a range"),
    ({"design": "list"}, "cases is required"),
    ({"cases": {"a": {}}}, "is not used by the design grid; leave it out."),
    ({"design": "list", "cases": {"a": {"monts": 3}}}, "Did you mean 'months'?"),
    ({"design": "latin_hypercube", "size": 2, "uncertainties": {"world.choise": "plausible"}}, "world.choice"),
    ({"design": "latin_hypercube", "size": 2, "uncertainties": {"world.choice.price_weight": {"low": 3, "high": 1}}},
     "low below high"),
    *[({"design": "latin_hypercube", "size": 2, "uncertainties": {path: {"low": 200, "high": high}}},
       f"uncertainties.{path}: must have two finite numbers, low and high")
      for path in ("market.customers", "world.choice.price_weight") for high in (math.inf, 10**400)],
    ({"design": "latin_hypercube", "size": 2, "uncertainties": {"market.customers": {"low": 200.5, "high": 203.2}}},
     "market.customers is a whole number, so low and high must be whole numbers too."),
    ({"levers": {"months": [3, 6]}}, "levers.months cannot be varied, because the cases of a study"),
    ({"uncertainties": {"months": [3, 6]}}, "uncertainties.months cannot be varied, because the cases of a study"),
    ({"design": "list", "cases": {"a": {"months": 3}}}, "cases.a.months cannot be varied, because the cases"),
    ({"design": "sobol", "size": 1, "uncertainties": {"world.choice": "plausible"}},
     "size = 1: must be at least 2 for a Sobol design."),
    ({"design": "morris", "size": 1, "uncertainties": {"world.choice": "plausible"}},
     "size = 1: must be at least 2 for a Morris design."),
    ({"design": "ablation", "between": ["tci", "tci"], "mechanisms": MECHANISMS},
     "must be two policies that differ in at least one lever"),
    *[({"design": "ablation", "between": ["command_and_control", "tci"], "mechanisms": {name: ["learning"]}},
       f"mechanisms.{name} is the name of a column in every result")
      for name in ("case", "name", "world", "replication", "month", "measure")],
]  # fmt: skip
"""Parts of a study, and what is among its faults."""

TOGETHER = [
    ({"levers": {"nosuch.x": [1]}, "report": ["prfit"]}, ["levers.nosuch.x is not", "report.0 = 'prfit'"]),
    ({"levers": {"nosuch.x": [1], "culture.autonomy": [2.0]}, "replications": 0},
     ["levers.nosuch.x is not", "must be at most 1", "replications = 0"]),
    ({"design": "latin_hypercube", "size": 0, "uncertainties": {"market.customers": {"low": 9, "high": 6}}},
     ["size = 0: must be at least 1.", "low below high"]),
    ({"design": "gridd", "levers": {"culture.autonom": [1]}, "holders": ["nort"]},
     ["Did you mean 'grid'?", "Did you mean 'culture.autonomy'?", "Did you mean 'north'?"]),
    ({"design": "list", "cases": {"Bad": {}, "good": {"monts": 3}}, "seed": -1},
     ["cases.Bad: must be a name", "Did you mean 'months'?", "seed = -1"]),
    ({"design": "ablation", "mechanisms": {"a": ["culture.autonom"]}},
     ["between is required", "Did you mean 'culture.autonomy'?"]),
    ({"base": None, "levers": {"culture.autonom": [1]}, "report": ["prfit"]},
     ["base is required", "Did you mean 'culture.autonomy'?", "Did you mean 'profit'?"]),
    ({"report": [], "precision": {"profit": 1.0}, "replications": 0, "limit": 5},
     ["has too few entries: the minimum is 1.", "replications = 0"]),
]  # fmt: skip
"""Parts of a study, and what each of its faults says."""
