"""Studies that mean nothing, and what is said of each: tables for the tests of either language."""

import math

MECHANISMS = {
    "learning": ["learning"],
    "culture": ["culture"],
    "rest": ["listening", "improvement", "integration", "value"],
}

WEIGHT = "world.choice.price_weight"


def drawn(asked, path=WEIGHT, design="latin_hypercube", **parts):
    """Return parts of a study that draws one range."""
    return {"design": design, "size": 8, "uncertainties": {path: asked}, **parts}


def together(*pairs, size=8, **ranges):
    """Return parts of a study that draws ranges together."""
    given = {f"world.choice.{name}": "plausible" for name in ("price_weight", "inertia", "taste")} | ranges
    correlations = [{"between": [one, other], "rank": rank} for one, other, rank in pairs]
    return {
        "design": "latin_hypercube", "size": size, "uncertainties": given, "correlations": correlations,
    }  # fmt: skip


INERTIA = "world.choice.inertia"
RANGES = [
    (drawn({"low": 1, "hihg": 3}), f"uncertainties.{WEIGHT}: has hihg, but this form of range has only low, high"),
    (drawn({"low": 1, "hihg": 3}), "Did you mean 'high'?"),
    (drawn({"low": 1, "high": 3, "zzz": 3}), "has zzz, but this form of range has only"),
    (drawn({"mean": 2}), "a range of this form needs mean and sd."),
    (drawn({"low": 1, "mode": "two", "high": 3}), "mode must be a finite number."),
    (drawn({"low": 1, "mode": 4, "high": 3}), "mode must be from low to high."),
    (drawn({"low": 1, "high": 3, "scale": "linear"}), "scale must be log; without it"),
    (drawn({"low": 0, "high": 3, "scale": "log"}), "low must be above 0 on a logarithmic scale."),
    (drawn({"mean": 4, "sd": 0.5, "low": 1, "high": 3}), "mean must be from 1 to 3, the ends of the range"),
    (drawn({"mean": 2, "sd": 2.5, "low": 1, "high": 3}), "sd must be above 0 and at most 2, the length of the range"),
    (drawn({"mean": 2, "sd": 0, "low": 1, "high": 3}), "sd must be above 0"),
    (drawn({"mean": 2, "sd": 0.5, "low": -5, "high": 3}), "as the parameter allows."),
    (drawn({"low": 1, "high": 3, "integer": False}), "integer must be true, and stand without step."),
    (drawn({"low": 1, "high": 3, "integer": True, "step": 1}), "integer must be true, and stand without step."),
    (drawn({"low": 1.5, "high": 3, "integer": True}), "low and high must be whole numbers where integer is true."),
    (drawn({"low": 1, "high": 3, "step": 0.7}), "step must lead from low to high in whole steps"),
    (drawn({"low": 1, "high": 3, "step": 0}), "step must lead from low to high in whole steps"),
    (drawn({"low": 2, "high": 8, "step": 1}, "market.friends"), "and be one that the parameter can take."),
    (drawn({"values": ["tci"]}, "firms.west.policy"), "values must be a list of 2 to 1000"),
    (drawn({"values": ["tci", "tci"]}, "firms.west.policy"), "has the value tci twice"),
    (drawn({"values": ["tci", "tqm"], "weights": [1]}, "firms.west.policy"), "weights must be 2 numbers above 0"),
    (drawn({"values": ["tci", "tcq"]}, "firms.west.policy"), "Did you mean 'tqm'?"),
    (drawn({"low": 1, "high": 3, "points": 1}), "points must be a whole number from 2 to 1000."),
    (drawn({"low": 1, "high": 3, "points": 5}), "points are for a grid; the design latin_hypercube draws"),
    ({"uncertainties": {"firms.west.policy": {"values": ["tci", "tqm"], "weights": [1, 2]}}},
     "weights are for sampled designs"),
    ({"uncertainties": {"market.customers": {"low": 1, "high": 30_000, "step": 1}}},
     "has 30,000 values; a grid tries at most 1000 of one range."),
    ({"uncertainties": {WEIGHT: {"mean": 2, "sd": 0.5}}}, "a grid needs a list of values, or how many of them"),
    (drawn({"values": ["tci", "tqm", "iso9000"]}, "firms.west.policy", "morris", levels=2),
     "has 3 values, more than the 2 levels of the design; set 'levels' to at least 3."),
    *[({**together((WEIGHT, INERTIA, 0.5)), "design": design},
       f"correlations: indices of a {name} design assume that ranges are drawn independently")
      for design, name in (("sobol", "Sobol"), ("morris", "Morris"))],
    ({"correlations": [{"between": [WEIGHT, INERTIA], "rank": 0.5}]}, "correlations is not used by the design grid"),
    (together((WEIGHT, "world.choice.inertya", 0.5)), "Did you mean 'world.choice.inertia'?"),
    (together((WEIGHT, "nosuch", 0.5)), "nosuch is not a range that this study draws from."),
    (together((WEIGHT, WEIGHT, 0.5)), "correlations.0.between: must be two different ranges."),
    (together((WEIGHT, INERTIA, 0.5), (INERTIA, WEIGHT, 0.2)), "correlations.1.between: is named twice"),
    (together((WEIGHT, "firms.west.policy", 0.5), **{"firms.west.policy": {"values": ["tci", "tqm"]}}),
     "firms.west.policy is one of some values, which have no order to correlate."),
    (together((WEIGHT, INERTIA, 0.9), (WEIGHT, "world.choice.taste", 0.9), (INERTIA, "world.choice.taste", -0.9)),
     "these rank correlations contradict each other"),
    (together((WEIGHT, INERTIA, 0.5), size=3), "size = 3: must be at least 4 for so many correlated ranges."),
    (together((WEIGHT, INERTIA, 1.5)), "correlations.0.rank = 1.5: must be at most 0.99"),
]  # fmt: skip
"""Ranges that mean nothing, and what is said of each."""

MOVED = {"culture.autonomy": {"low": 0.1, "high": 0.5}}


def searched(levers=MOVED, **search):
    """Return parts of a study that searches for policies."""
    return {
        "design": "optimise", "levers": levers, "replications": 5,
        "search": {"aims": [{"measure": "value_owners"}], "rounds": [3], **search},
    }  # fmt: skip


SEARCHES = [
    (searched({}), "a search needs at least one lever to move."),
    (
        searched(rounds=[5]),
        "must be whole numbers that rise from 2 or more and stay below the replications, 5; they are [5].",
    ),
    (
        {**searched(), "replications": 1, "search": {"aims": [{"measure": "value_owners"}]}},
        "replications = 1: must be at least 2",
    ),
    (searched(sampler="tpa"), "must be one of 'tpe' or 'random'. Did you mean 'tpe'?"),
    (searched(runs=4), "must be at least 5, the replications of one candidate."),
    (searched(budget=-1), "must be at least 0"),
    (searched(reference="tcq"), "Did you mean 'tqm'?"),
    (searched(aims=[{"measure": "share", "holder": "our"}]), "Did you mean 'ours'?"),
    (
        searched(aims=[{"measure": "share", "holder": "zzzz"}]),
        "or the name of a firm or supplier in the base.",
    ),
    (searched(aims=[{"measure": "effort"}]), "is not a measure of focal."),
    (searched(aims=[{"measure": "share"}, {"measure": "share"}]), "is the same as another aim"),
]
FAULTS = [
    *RANGES,
    *SEARCHES,
    ({"levers": {"culture.autonom": [0.1]}}, "Did you mean 'culture.autonomy'?"),
    ({"levers": {"culture.autonomy": [1.5]}}, "must be at most 1; 1.5 % is written 0.015."),
    ({"levers": {"culture.autonomy": []}}, "has no values"),
    ({"levers": {"culture.autonomy": 0.3}}, "must be a list of values"),
    ({"levers": {"culture.autonomy": {"low": 0.1, "high": 0.5}}}, "a grid needs a list of values, or how many"),
    ({"levers": {"world.choice.price_weight": [1.0]}}, "is an uncertainty, not a lever: list it under"),
    ({"uncertainties": {"culture.autonomy": [0.1]}}, "is a lever: name the policy that it belongs to"),
    ({"levers": {"culture.autonomy": [0.1]}, "uncertainties": {"culture.autonomy": [0.2]}},
     "is also a lever of this study"),
    ({"levers": {"firms.ours.policy": ["tci", "tcq"]}}, "'tci', 'operations'). Did you mean 'tqm'?"),
    ({"levers": {"culture.autonomy": [0.1, 0.5, 0.10]}}, "has the value 0.1 twice; give it once."),
    ({"levers": {"culture.autonomy": [0.1], "policies.tci.culture.autonomy": [0.5]}},
     "policies.tci.culture.autonomy: stands for the same value as culture.autonomy, which is given too"),
    ({"levers": {"culture.autonomy": [0.1], "firms.ours.policy": ["tci", "tqm"]},
      "uncertainties": {"policies.tqm.culture.autonomy": [0.5]}},
     "policies.tqm.culture.autonomy: stands for the same value as culture.autonomy"),
    ({"levers": {"firms.ours.policy": ["tqm"], "firms.ours": [{"policy": "tci"}]}},
     "firms.ours: stands for the same value as firms.ours.policy"),
    ({"months": [3, 3]}, "months.1 = 3: is named twice"),
    ({"design": "list", "cases": {"a": {"market.customers": 9}, "b": {}, "c": {"market.customers": 9}}},
     "cases.c: changes the same as case 'a'"),
    ({"design": "list", "cases": {"a": {"culture.autonomy": 0.1, "policies.tci.culture.autonomy": 0.2}}},
     "stands for the same value as culture.autonomy"),
    ({"levers": {"value.markup": [0.1, 25]}}, "this lever must be at most 10; 25 % is written 0.25."),
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
    ({"design": "one_at_a_time", "uncertainties": {"world.choice.taste": [2.0]}},
     "has a list of values; the design one_at_a_time needs a range, such as plausible."),
    ({"design": "one_at_a_time"}, "there is no parameter to move"),
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
    ({"design": "shapley"}, "groups is required for the design shapley."),
    ({"design": "shapley", "groups": {"a": {}}}, "groups.a changes nothing; give it at least one value"),
    ({"design": "shapley", "groups": {"a": {"value.markup": 0.1}, "b": {"value.markup": 0.2}}},
     "groups.b.value.markup = 0.2: is also changed by group a."),
    ({"design": "shapley", "groups": {"a": {"value.markupp": 0.1}}}, "Did you mean 'value.markup'?"),
    ({"design": "shapley", "all_subsets": True, "groups": {f"g{k}": {} for k in range(11)}},
     "groups: there are 11 groups; all subsets of at most 10 can be tried."),
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

TABLES = [
    ([], "cases: has no rows; each row is a case."),
    ([{"burn_in": number, "months": 1} for number in range(60_000)], "has 60,000 rows and 120,000 cells"),
    (
        [{"name": "a", "burn_in": 1}, {"name": "a", "burn_in": 2}],
        "name = 'a': is the name of an earlier case too",
    ),
    ([{"": 1, "burn_in": 2}], "column 1 has values but no name"),
    ([{"burn_inn": 1}], "burn_inn is not a parameter. Did you mean 'burn_in'?"),
    ([{"case": "old", "burn_in": 1}], "case is not a parameter. A column has the dotted path"),
    ([{"burn_in": 1, ("burn_in",)[0] + " ": 2}], "burn_in: names two columns"),
]
"""Tables of cases that mean nothing, and what is said of each."""
