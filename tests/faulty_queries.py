"""Queries and targets of a scenario of one's own that are wrong in one way each, and what is said of it."""

from __future__ import annotations

MODEL = """\
reason: a small market
base: baseline
months: 30
burn_in: 0
market: {customers: 200, captive: true}
"""
"""Its scenario, `own.yaml`: nobody can leave a firm."""

ALONE = "reason: one organisation, which buys of nobody\nbase: one_organisation\n"
"""Another scenario beside it, `alone.yaml`."""

OK = "{measure: satisfaction, of: market, at: {month: 0}}"
PLAIN_BAND = "band: [0, null]"
REST = "statement: s, source: s, mark: recalled, level: relational"


def file_of_targets(query: str, also: str = PLAIN_BAND) -> str:
    """Return a file of targets with one query and one target that is it."""
    return f"""\
title: t
source: s
not_validated: n
replications: {{quick: 2, full: 4}}
queries:
  before: {OK}
  asked: {query}
targets:
  - {{quantity: asked, {REST}, {also}}}
"""


def firms(rest: str) -> str:
    return f"{{measure: satisfaction, of: firm, {rest}}}"


ELASTIC = f"{{elasticity: {{of: {OK}, to: {{measure: price, of: ours, at: {{month: 0}}}}}}}}"


def to(parameter: str) -> str:
    return f"{{elasticity: {{of: {OK}, to: {{{parameter}}}}}}}"


WRITTEN = [
    (
        "{meazure: price}",
        "one of measure, plus, minus, times, ratio, log, elasticity or quantity. Did you mean 'measure'?",
    ),
    ("{}", "queries.asked must begin with one of"),
    ("{measure: price, plus: [1, 2]}", "queries.asked must begin with one of"),
    ("{measure: pric, of: ours}", "queries.asked.measure = 'pric': must be a measure. Did you mean 'price'?"),
    ("{measure: 3, of: ours}", "queries.asked.measure = 3: must be a measure."),
    ("{measure: node.price, of: ours}", "queries.asked.measure = 'node.price': must be a measure."),
    (
        "{measure: frim.price, of: ours}",
        "whose it is and a dot: market, firm, supplier, segment, attribute or node. Did you mean 'firm'?",
    ),
    ("{measure: zzz.price, of: ours}", "segment, attribute or node."),
    ("{measure: price}", "queries.asked.of is required."),
    (
        "{measure: price, of: []}",
        "queries.asked.of = []: must be focal, a kind of holder, a name, or a list of at most 100 names.",
    ),
    ("{measure: price, of: [ours, 3]}", "queries.asked.of = [...]: must be focal"),
    (
        "{measure: price, of: ours, att: {month: 1}}",
        "queries.asked.att is not a valid key here. Did you mean 'at'?",
    ),
    (
        "{measure: price, of: ours, at: 3}",
        "queries.asked.at = 3: must be a mapping with one of month, months, year, years, last or from.",
    ),
    (
        "{measure: price, of: ours, at: {yaer: 3}}",
        "must be a mapping with one of month, months, year, years, last or from. Did you mean 'year'?",
    ),
    (
        "{measure: price, of: ours, at: {year: 0}}",
        "queries.asked.at.year = 0: must be a whole number from 1 to 1200.",
    ),
    (
        "{measure: price, of: ours, at: {month: true}}",
        "queries.asked.at.month = true: must be a whole number from 0 to 1200.",
    ),
    (
        "{measure: price, of: ours, at: {months: [5, 2]}}",
        "= [...]: must be the first and the last of a range, such as [1, 5], both from 0 to 1200.",
    ),
    (
        "{measure: price, of: ours, at: {years: 2}}",
        "queries.asked.at.years = 2: must be the first and the last of a range",
    ),
    ("{measure: price, of: ours, every: month}", "queries.asked.every = 'month': must be year, or absent."),
    (firms("holders_first: false"), "queries.asked.holders_first = false: must be true, or absent."),
    (firms("holders_first: 1"), "queries.asked.holders_first = 1: must be true, or absent."),
    (
        "{measure: price, of: ours, over_time: maen}",
        "first, last, slope, half_life, autocorrelation or time_to_reach. Did you mean 'mean'?",
    ),
    (
        firms("over_holders: slope"),
        "= 'slope': must be one of mean, sum, min, max, sd, variance, sum_of_squares or share_where.",
    ),
    (
        "{measure: price, of: ours, over_time: mean, over_runs: last}",
        "queries.asked.over_runs = 'last': must be one of mean, min, max, sd, variance or share_where.",
    ),
    (
        "{measure: price, of: ours, over_time: {mean: 3}}",
        "queries.asked.over_time = {...}: must be 'mean' alone, which takes nothing.",
    ),
    (
        "{measure: price, of: ours, over_time: share_where}",
        "must be share_where with above, at_least, below or at_most and a number below it.",
    ),
    (
        "{measure: price, of: ours, over_time: autocorrelation}",
        "must say how many months or years before, such as autocorrelation: 12.",
    ),
    (
        "{measure: price, of: ours, over_time: {autocorrelation: 0}}",
        "queries.asked.over_time.autocorrelation = 0: must be a whole number from 1 to 1200.",
    ),
    (
        "{measure: price, of: ours, over_time: {share_where: {abov: 0}}}",
        "must be a mapping with one of above, at_least, below or at_most. Did you mean 'above'?",
    ),
    (
        "{measure: price, of: ours, over_time: {time_to_reach: 3}}",
        "= 3: must be a mapping with one of above, at_least, below or at_most.",
    ),
    (
        "{measure: price, of: ours, over_time: {share_where: {above: x}}}",
        "queries.asked.over_time.share_where.above = 'x': must be a number.",
    ),
    (f"{{times: [1.0e+13, {OK}]}}", "queries.asked.times.0 = 1.0e+13: must lie between -1e+12 and 1e+12."),
    (f"{{plus: [.inf, {OK}]}}", "queries.asked.plus.0 = .inf: must lie between"),
    (f"{{minus: [1, 2, {OK}]}}", "queries.asked.minus = [...]: must be a list of two numbers or queries."),
    (f"{{plus: [{OK}]}}", "queries.asked.plus = [...]: must be a list of 2 to 20 numbers or queries."),
    ("{plus: [3, text]}", "queries.asked.plus.1 must begin with one of"),
    (
        "{log: {log: {log: {log: {log: {log: 3}}}}}}",
        "is nested too deeply: a query may have 6 parts inside each other.",
    ),
    (
        "{quantity: befor}",
        "= 'befor': must be the name of a query that stands before this one. Did you mean 'before'?",
    ),
    (
        "{quantity: asked}",
        "queries.asked.quantity = 'asked': must be the name of a query that stands before this one.",
    ),
    ("{quantity: zzzz, at: {month: 3}}", "queries.asked.at is not a valid key here."),
    ("{elasticity: 3}", "= 3: must be a mapping of 'of', what responds, and 'to', a query or a parameter."),
    (f"{{log: {ELASTIC}}}", "queries.asked.log = {...}: must hold no elasticity"),
    (f"{{plus: [1, {ELASTIC}]}}", "queries.asked.plus = [...]: must hold no elasticity"),
    (
        f"{{elasticity: {{of: {ELASTIC}, to: {OK}}}}}",
        "queries.asked.elasticity = {...}: must hold no elasticity",
    ),
    (
        ELASTIC[:-1] + ", over_runs: sd}",
        "= 'sd': must be absent: an elasticity is one number of all runs together.",
    ),
    (to("parameter: 3"), "queries.asked.elasticity.to.parameter = 3: must be text."),
    (
        to("parameter: months, change: 0"),
        "queries.asked.elasticity.to.change = 0: must be a share above -1, at most 1, and not 0.",
    ),
    (
        to("parameter: months, chanje: 1"),
        "queries.asked.elasticity.to.chanje is not a valid key here. Did you mean 'change'?",
    ),
]
"""What is wrong wherever it is asked."""

IN_THIS_WORLD = [
    (
        "{measure: price, of: orus, at: {month: 3}}",
        "of the kinds market, firm or supplier, or the name of one in the scenario. Did you mean 'ours'?",
    ),
    (
        "{measure: price, of: qqqqqq, at: {month: 3}}",
        "queries.asked.of = 'qqqqqq': must be focal, one of the kinds",
    ),
    (
        "{measure: firm.price, of: market, at: {month: 3}}",
        "queries.asked.of = 'market': price is a measure of another kind of holder: firm.",
    ),
    (
        "{measure: satisfaction, of: [ours, market], at: {month: 3}, over_holders: mean}",
        "queries.asked.of = [...]: must be holders of one kind, not of firm and market.",
    ),
    (
        "{measure: satisfaction, of: market, at: {month: 30}}",
        "= {...}: must be months from 0 to 29, or years from 1 to 2: the run has no others.",
    ),
    (
        "{measure: satisfaction, of: market, at: {year: 3}, over_time: mean}",
        "queries.asked.at = {...}: must be months from 0 to 29",
    ),
    (
        "{measure: satisfaction, of: market, at: {last: 31}, over_time: mean}",
        "queries.asked.at = {...}: must be months from 0 to 29",
    ),
    (
        "{measure: satisfaction, of: market, at: {last: 11}, every: year, over_time: mean}",
        "queries.asked.every = 'year': must be absent: 11 months hold no whole year.",
    ),
    (
        "{measure: satisfaction, of: market}",
        "queries.asked.over_time is needed: there are 30 numbers, of which one is to come.",
    ),
    (
        "{measure: satisfaction, of: firm, at: {month: 3}}",
        "queries.asked.over_holders is needed: there are 6 numbers, of which one is to come.",
    ),
    (
        "{measure: satisfaction, of: market, at: {month: 3}, over_time: slope}",
        "queries.asked.over_time = 'slope': needs at least 2 numbers, and there are 1.",
    ),
    (
        "{measure: satisfaction, of: market, at: {year: 1}, over_time: {autocorrelation: 12}}",
        "queries.asked.over_time = {...}: needs at least 13 numbers, and there are 12.",
    ),
    (
        "{measure: satisfaction, of: ours, at: {month: 3}, over_holders: variance}",
        "queries.asked.over_holders = 'variance': needs at least 2 numbers, and there are 1.",
    ),
    (
        "{measure: retention, of: ours, at: {month: 3}}",
        "queries.asked.measure = 'retention': means nothing here, because customers cannot leave.",
    ),
    (
        f"{{plus: [{{quantity: before}}, {firms('at: {month: 3}')}]}}",
        "queries.asked.plus.1.over_holders is needed: there are 6 numbers",
    ),
    (
        to("parameter: world.choice.tast"),
        "'world.choice.tast': the scenario has nothing of that name. Did you mean 'world.choice.taste'?",
    ),
    (
        to("parameter: zzzz"),
        "queries.asked.elasticity.to.parameter = 'zzzz': the scenario has nothing of that name.",
    ),
    (
        to("parameter: firms.ours.policy"),
        "= 'firms.ours.policy': must be a parameter whose value is a number.",
    ),
    (
        to("parameter: burn_in"),
        "queries.asked.elasticity.to.parameter = 'burn_in': cannot be changed by a share: its value is 0.",
    ),
]
"""What is wrong in this world."""

OF_TARGETS = [
    (
        OK,
        f"query: {OK}, {PLAIN_BAND}",
        "targets.0.quantity: must have one of 'quantity', a name, and 'query'.",
    ),
    (
        ELASTIC,
        PLAIN_BAND,
        "is an elasticity to what is measured, which needs a run that differs: give a 'baseline'.",
    ),
    (
        to("parameter: months"),
        f"baseline: {{months: 3}}, {PLAIN_BAND}",
        "changes months by itself, so that neither 'baseline' nor 'over' may stand beside it.",
    ),
    (
        OK,
        f"set: {{world.choice.tast: 3}}, {PLAIN_BAND}",
        "world.choice.tast: the scenario has nothing of that name. Did you mean 'world.choice.taste'?",
    ),
    (OK, f"baseline: {{months: 0}}, {PLAIN_BAND}", "targets.0.baseline: months = 0: must be at least 1."),
    (
        OK,
        f"set: {{network.graphml: /etc/hostname}}, {PLAIN_BAND}",
        "targets.0.set: network.graphml: names a file, which a target cannot",
    ),
    (
        "{measure: price, of: supplier, at: {month: 0}, over_holders: mean}",
        f"set: {{scenario: alone.yaml}}, {PLAIN_BAND}",
        "queries.asked.of = 'supplier': there is none in the scenario.",
    ),
    (
        OK,
        f"over: {{scenario: onw.yaml}}, {PLAIN_BAND}",
        "scenario = 'onw.yaml': there is no such scenario in this folder. Did you mean 'own.yaml'?",
    ),
    (
        OK,
        f"set: {{scenario: ../../zzzzzzzzzz}}, {PLAIN_BAND}",
        "targets.0.set: scenario = '../../zzzzzzzzzz': there is no such scenario in this folder.",
    ),
    (
        OK,
        f"set: {{scenario: elsewhere.yaml}}, {PLAIN_BAND}",
        "targets.0.set: scenario = elsewhere.yaml: leads out of this folder.",
    ),
    (
        OK,
        f"grid: {{months: [{', '.join(['3'] * 40)}], burn_in: [{', '.join(['3'] * 26)}]}}, {PLAIN_BAND}",
        "targets.0.grid: must have at most 1000 points, not 1040.",
    ),
    (
        OK,
        f"{PLAIN_BAND}}}\n  - {{quantity: aksed, {REST}, {PLAIN_BAND}",
        "'aksed' is none of the 'queries', and no probe reads it. Did you mean 'asked'?",
    ),
    (
        OK,
        f"{PLAIN_BAND}}}\n  - {{quantity: zzzz, {REST}, {PLAIN_BAND}",
        "'zzzz' is none of the 'queries', and no probe reads it: write a query of that name.",
    ),
]
"""What is wrong with a target: its query, the rest of it, and what is said."""

TOLD = [
    *((query, PLAIN_BAND, said) for query, said in (*WRITTEN, *IN_THIS_WORLD)),
    *OF_TARGETS,
]
