"""Scenarios that cannot be used, and what is said of each: tables for the tests of either language."""

# a fault and what is told of it stand on one line
# ruff: noqa: E501

from tci_sim.scenario.policy import OF_UNITS

SMALL = """\
reason: the smallest market
burn_in_policy: common
market:
  customers: 10
  attributes: {fit: {}}
  segments: {all: {}}
network:
  roles:
    shop: {outlet: true, contributions: {fit: 1}}
firms:
  ours: {policy: common}
policies:
  common: {}
"""


def changed(old: str, new: str) -> str:
    """Return the smallest file with one thing changed."""
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


OVERRIDES = [
    (["market.customers=-1"], "--set market.customers = -1: this uncertainty must be at least 0."),
    (["market.customers=1", "market.customers=1"], "--set market.customers is given twice; give it once."),
    (
        ["world.choice={taste: 0.5}", "world.choice.taste=0.5"],
        "--set world.choice.taste is given twice; give it once.",
    ),
    (["market"], "--set 'market': must be path=value, with the dotted path of a parameter."),
    (["=3"], "--set '=3': must be path=value, with the dotted path of a parameter."),
    (["a..b=3"], "--set 'a..b=3': must be path=value, with the dotted path of a parameter."),
    (["base=x.yaml"], "--set 'base=x.yaml': must be path=value, with the dotted path of a parameter."),
    (["world.choice.tast=1"], "--set world.choice.tast is not a parameter. Did you mean 'taste', an uncertainty?"),
    (["turbulence=1"], "--set turbulence is not a parameter. Did you mean 'world.requirements.turbulence', an uncertainty?"),
    (
        ["policies.common.p_learn=1"],
        "--set policies.common.p_learn is not a parameter. Did you mean 'policies.common.learning.p_learn', a lever?",
    ),
    (["p_learn=1"], "--set p_learn: a lever stands in a policy; write 'policies.common.learning.p_learn' (known policies: 'common')."),
    (["firms.ours.off=1"], "--set firms.ours.off is not a parameter. Did you mean 'policies.*.off'?"),
    (["world.choice.taste='0.3'"], "--set world.choice.taste = '0.3': this uncertainty must be a number; write 0.3."),
    (["world.choice.taste=yes"], "--set world.choice.taste = 'yes': this uncertainty must be a number."),
    (["world.choice.taste=true"], "--set world.choice.taste = true: this uncertainty must be a number."),
    (["months=12.5"], "--set months = 12.5: must be a whole number."),
    (["months=true"], "--set months = true: must be a whole number."),
    (["off=&a [x]"], "--set off: contains an anchor (&a); write out the value where it is needed."),
    (["shocks[0].month=3"], "--set shocks[0].month: write a position with a point, not as '[0]': shocks.0.month."),
    (["firms.uors.policy=common"], "--set firms.uors.policy: firms.uors is not there (known: 'ours'). Did you mean 'ours'? A new name must differ by more letters."),
    (["firms.second.share=0.5"], "--set firms.second.share: firms.second is not there (known: 'ours'); to add it, give policy too."),
    (["market.attributes.fti.kano=0.4"], "--set market.attributes.fti.kano: market.attributes.fti is not there (known: 'fit'). Did you mean 'fit'? A new name must differ by more letters."),
    (["market.segments.old.share=0.5"], "--set market.segments.old.share: market.segments.old is not there (known: 'all'); to add it, give all that it says in one mapping."),
    (["policies.comon={}"], "--set policies.comon is not there (known: 'common'). Did you mean 'common'? A new name must differ by more letters."),
    (["policies.mine.culture.autonomy=1"], "--set policies.mine.culture.autonomy: policies.mine is not there (known: 'common'); to add it, give all that it says in one mapping."),
    (["policies.mine={}"], "--set policies.mine does not say what its levers start from: add base: and a policy ('common') or a policy file; base: none, if from the defaults; or give all levers."),
    (["culture.autonomy=0.5"], "--set culture.autonomy: culture: a lever stands in a policy; write 'policies.common.culture.autonomy' (known policies: 'common')."),
    (["cultur.autonomy=0.5"], "--set cultur.autonomy: cultur: a lever stands in a policy; write 'policies.common.culture.autonomy' (known policies: 'common')."),
    (["common.culture.autonomy=0.5"], "--set common.culture.autonomy: common: a lever stands in a policy; write 'policies.common.culture.autonomy' (known policies: 'common')."),
    (["firms.ours.culture.autonomy=0.5"], "--set firms.ours.culture.autonomy: firms.ours.culture: a lever of a firm of its own stands under 'levers'; write 'firms.ours.levers.culture.autonomy', or 'policies.common.culture.autonomy' for all who run that policy."),
    (["firms.ours.levers.culture.autonomi=0.5"], "--set firms.ours.levers.culture.autonomi is not a parameter. Did you mean 'autonomy', a lever?"),
    (["firms.ours.levers.culture.autonomy=5"], "--set firms.ours.levers.culture.autonomy = 5: this lever must be at most 1; 5 % is written 0.05."),
    (["firms.ours.levers={listening.review: 0.5}"], "--set firms.ours.levers: firms.ours.levers.listening.review = 0.5: is a group, and needs a value for each parameter in it: firms.ours.levers.listening.review.interviews and firms.ours.levers.listening.review.authority."),
    (["firms.ours.levers={culture.autonomy: 0.5, culture: {autonomy: 0.5}}"], "--set firms.ours.levers: firms.ours.levers.culture.autonomy is given twice; give it once."),
    (["firms.ours.levers.culture.autonomy=null"], "--set firms.ours.levers.culture.autonomy = null: there is nothing to remove; no base has it."),
    (["p_lern=0.5"], "--set p_lern: a lever stands in a policy; write 'policies.common.learning.p_learn' (known policies: 'common')."),
    (["reasons=3"], "--set reasons is not a parameter. Did you mean 'reason'?"),
    (["market.rewired=15 %"], "--set market.rewired = '15 %': this uncertainty must be a number; write 0.15."),
    (["market.rewired=0,15"], "--set market.rewired = '0,15': this uncertainty must be a number; write 0.15."),
    (["market.rewired=40"], "--set market.rewired = 40: this uncertainty must be at most 1; 40 % is written 0.4."),
    (["market.rewired=400"], "--set market.rewired = 400: this uncertainty must be at most 1."),
    (["market.customers=2,000"], "--set market.customers = '2,000': this uncertainty must be a whole number; write 2000."),
    (["market.customers=2 000"], "--set market.customers = '2 000': this uncertainty must be a whole number; write 2000."),
    (["market.customers=1e5"], "--set market.customers = 1e5: this uncertainty must be a whole number; write 100000."),
    (["market.customers=15 %"], "--set market.customers = '15 %': this uncertainty must be a whole number."),
    (["months=1,200"], "--set months = '1,200': must be a whole number; write 1200."),
    (["years=10"], "--set years is not a parameter, because time is in months; write months: 120."),
    (["burn_in_years=2.5"], "--set burn_in_years is not a parameter, because time is in months; write burn_in: 30."),
    (["quarters=8"], "--set quarters is not a parameter, because time is in months; write months: 24."),
    (["years=ten"], "--set years is not a parameter, because time is in months; write 'months'."),
    (["network.roles.shop.contributions.fit=100"], "--set network.roles.shop.contributions.fit = 100: must be at most 1; 100 % is written 1."),
    (["firms.ours.share=40"], "--set firms.ours.share = 40: this uncertainty must be at most 3; 40 % is written 0.4."),
    (["firms.ours.share=0.5"], "mine.yaml:10: firms: the shares must add up to 1, not 0.5 (ours 0.5)."),
    (["firms.second={policy: common, share: 0.5}"], "mine.yaml:10: firms: the shares must add up to 1, not 1.5 (ours 1, second 0.5)."),
    (["market.segments.young={share: 0.5}"], "mine.yaml:6: market.segments: the shares must add up to 1, not 1.5 (all 1, young 0.5)."),
    (["shocks.0.month=3"], "--set shocks.0.month: shocks.0 is not an entry of this list: it is empty."),
]  # fmt: skip
"""What --set says, laid over SMALL, and the first fault."""

IN_A_FILE = [
    ("", "mine.yaml: is empty; it must give at least a reason."),
    ("# nothing\n", "mine.yaml: is empty; it must give at least a reason."),
    ("\n[1, 2]\n", "mine.yaml:2: must be a mapping of names to values."),
    ("just words", "mine.yaml:1: must be a mapping of names to values."),
    ("a:\n\tb: 1\n", "mine.yaml:2: contains a tab; indent with spaces."),
    ("reason: \xe9\n".encode("latin-1"), "mine.yaml:1: is not UTF-8 text; save the file as UTF-8."),
    ("a: 1\n".encode("utf-16"), "mine.yaml:1: is not UTF-8 text; save the file as UTF-8."),
    ("a: 1\nb: 2\na: 3\n", "mine.yaml:3: 'a' is given twice: first on line 1."),
    ("a: &x 1\n", "mine.yaml:1: contains an anchor (&x); write out the value where it is needed."),
    ("a: 1\nb: *x\n", "mine.yaml:2: contains an alias (*x); write out the value."),
    ("a: !!python/object:os.system 1\n", "mine.yaml:1: contains a tag (tag:yaml.org,2002:python/object:os.system); write the value without it."),
    ("a: 1\n---\nb: 2\n", "mine.yaml:2: starts a second document; a file must contain one scenario."),
    ("%YAML 1.1\n---\na: 1\n", "mine.yaml:2: contains a YAML directive; remove it."),
    ("[a]: 1\n", "mine.yaml:1: contains a key that is not a name."),
    ("a: 'x\n", "mine.yaml:2: is not YAML: found unexpected end of stream."),
    ("a: \x00\n", "mine.yaml: is not YAML: unacceptable character #x0000: special characters are not allowed."),
    ('a: "\\U00110000"\n', "mine.yaml: is not YAML: chr() arg not in range(0x110000)."),
    ('a: "\\ud800"\n', "mine.yaml:1: contains half a character (U+D800); remove it."),
    ("a: " + "[" * 3000, "mine.yaml:1: is nested too deeply: must be at most 40 levels."),
    ("{a: " * 3000, "mine.yaml:1: is nested too deeply: must be at most 40 levels."),
    ("- " * 3000, "mine.yaml:1: is nested too deeply: must be at most 40 levels."),
    ("".join(f"k{n}: 1\n" for n in range(100_000)), "mine.yaml:5000: has too many values: must be at most 10000."),
    ("a: [" + "x," * 400_000 + "]", "mine.yaml:1: has too many values: must be at most 10000."),
    (changed("reason: the smallest market\n", ""), "mine.yaml:1: reason is required."),
    (changed("the smallest market", ""), "mine.yaml:1: reason = null: must be text."),
    (changed("the smallest market", "''"), "mine.yaml:1: reason = '': must not be empty."),
    (changed("10", "-1"), "mine.yaml:4: market.customers = -1: this uncertainty must be at least 0."),
    (changed("10", "20_000"), "mine.yaml:4: market.customers = '20_000': this uncertainty must be a whole number; write 20000."),
    (changed("10", "1" + "0" * 400), "mine.yaml:4: market.customers = 1" + "0" * 56 + "...: this uncertainty must be a finite number."),
    (changed("{fit: {}}", "{fit: {kano: .nan}}"), "mine.yaml:5: market.attributes.fit.kano = .nan: this uncertainty must be a finite number."),
    (changed("{fit: {}}", "{fit: {kano: .inf}}"), "mine.yaml:5: market.attributes.fit.kano = .inf: this uncertainty must be a finite number."),
    (changed("{fit: {}}", "{fit: {kano: 1e400}}"), "mine.yaml:5: market.attributes.fit.kano = 1e400: this uncertainty must be a finite number."),
    (changed("{fit: {}}", "{fit: {inspectable: 1}}"), "mine.yaml:5: market.attributes.fit.inspectable = 1: must be true or false."),
    (changed("{fit: {}}", "{fit: 3}"), "mine.yaml:5: market.attributes.fit = 3: must be a mapping."),
    (changed("{fit: {}}", "{fit: {kanoo: 3}}"), "mine.yaml:5: market.attributes.fit.kanoo is not a parameter. Did you mean 'kano', an uncertainty?"),
    (changed("{all: {}}", "{}"), "mine.yaml:6: market.segments = {}: has too few entries: the minimum is 1."),
    (changed("{all: {}}", "{All: {}}"), "mine.yaml:6: market.segments.All: must be a name of lower-case letters, digits and underscores, beginning with a letter, with at most 40 characters."),
    (SMALL + "focus: x\n", "mine.yaml:14: focus is not a parameter."),
    (SMALL + "bases: x\n", "mine.yaml:14: bases is not a parameter. Did you mean 'base'?"),
    (SMALL + "reasons: {x: y}\n", "mine.yaml:14: reasons is not a parameter. Did you mean 'reason'?"),
    (SMALL + "question: 3\n", "mine.yaml:14: question = 3: must be text."),
    (SMALL + f"question: {'x' * 401}\n", "mine.yaml:14: question = '" + "x" * 56 + "...: must have at most 400 characters."),
    (SMALL + "shocks: [{month: 3, kind: demand_jmp}]\n", "mine.yaml:14: shocks.0.kind = 'demand_jmp': must be one of 'supplier_failure', 'demand_jump', 'rival_entry', 'leader_loss', 'budget_cut', 'leavers', 'requirement_turn', 'price_cut', 'policy_change', 'lever_change', 'world_change' or 'set_state'. Did you mean 'demand_jump'?"),
    (SMALL + "shocks: [{year: 2, month: 3, kind: leavers}]\n", "mine.yaml:14: shocks.0.year is not a parameter, because time is in months; write month: 24."),
    (SMALL + "shocks: [{month: 120, kind: leavers}]\n", "mine.yaml:14: shocks.0.month = 120: is after the end of the run, whose last month is 119; no event may be outside of it."),
    (changed("ours: {policy: common}", "ours: {policy: common, network: {graphml: ../net}}"), "mine.yaml:11: firms.ours.network.graphml = '../net': must be in the folder '.' (use --allow-outside to lift this limit)."),
    (changed("common: {}", "common: nosuch"), "mine.yaml:13: policies.common = 'nosuch': there is no such file, and no such name in the library (known: 'command_and_control', 'excellence', 'iso9000', 'operations', 'satisfaction_management', 'tci', 'tqm')."),
    (changed("fit: 1}", "fit: 100 %}"), "mine.yaml:9: network.roles.shop.contributions.fit = '100 %': must be a number; write 1."),
    (changed("common: {}", "common: tmq"), "mine.yaml:13: policies.common = 'tmq': there is no such file, and no such name in the library (known: 'command_and_control', 'excellence', 'iso9000', 'operations', 'satisfaction_management', 'tci', 'tqm'). Did you mean 'tqm'?"),
    (SMALL + "base: 3\n", "mine.yaml:14: base = 3: must be the name of a file."),
    (SMALL + "base: none.yaml\n", "mine.yaml:14: base = 'none.yaml': there is no such file. Did you mean 'mine.yaml'?"),
    (SMALL + "base: .\n", "mine.yaml:14: base = '.': must be a file."),
    (SMALL + "base: ../x.yaml\n", "mine.yaml:14: base = '../x.yaml': must be in the folder '.' (use --allow-outside to lift this limit)."),
    (SMALL + "base: /etc/passwd\n", "mine.yaml:14: base = '/etc/passwd': must be in the folder '.' (use --allow-outside to lift this limit)."),
    (SMALL + 'base: "a\\0b"\n', "mine.yaml:14: contains an invisible character (U+0000); remove it."),
    (SMALL + "base: mine.yaml\n", "mine.yaml:14: base = 'mine.yaml': the files form a cycle: mine.yaml -> mine.yaml."),
    (changed("common: {}", "common: none.yaml"), "mine.yaml:13: policies.common = 'none.yaml': there is no such file. Did you mean 'mine.yaml'?"),
    (changed("common: {}", "common: {base: 3}"), "mine.yaml:13: policies.common.base = 3: must be the name of a policy or of a policy file; none, where all levers start from their defaults."),
    (changed("common: {}", "common: {base: zzzz}"), "mine.yaml:13: policies.common.base = 'zzzz': there is no such policy (known: none), no such file, and no such name in the library (known: 'command_and_control', 'excellence', 'iso9000', 'operations', 'satisfaction_management', 'tci', 'tqm')."),
    (changed("common: {}", "common: {base: zzzz}\n  zzz: {}"), "mine.yaml:13: policies.common.base = 'zzzz': there is no such policy (known: 'zzz'), no such file, and no such name in the library (known: 'command_and_control', 'excellence', 'iso9000', 'operations', 'satisfaction_management', 'tci', 'tqm'). Did you mean 'zzz'?"),
    (changed("common: {}", "common: {base: other}\n  other: {base: common}"), "mine.yaml:14: policies.other.base = 'common': the policies form a cycle: common -> other -> common."),
    (changed("common: {}", "common: {base: p0}\n" + "".join(f"  p{n}: {{base: p{n + 1}}}\n" for n in range(25)) + "  p25: {}"), "mine.yaml:33: policies.p19.base = 'p20': the chain of base policies is too long: must be at most 20."),
    (changed("common: {}", "common: 3"), "mine.yaml:13: policies.common = 3: must be a mapping."),
    (changed("roles:", "graphml: ../net\n  roles:"), "mine.yaml:8: network.graphml = '../net': must be in the folder '.' (use --allow-outside to lift this limit)."),
]  # fmt: skip
"""The text of a file, and its first fault."""

BETWEEN_PARTS = [
    (changed("burn_in_policy: common", "burn_in_policy: comon"), "mine.yaml:2: burn_in_policy = 'comon': there is no such policy (known: 'common'). Did you mean 'common'?"),
    (changed("ours: {policy: common}", "ours: {policy: comon}"), "mine.yaml:11: firms.ours.policy = 'comon': there is no such policy (known: 'common'). Did you mean 'common'?"),
    (SMALL + "supplier_policy: x\n", "mine.yaml:14: supplier_policy = 'x': there is no such policy (known: 'common')."),
    (SMALL + "focal_firm: our\n", "mine.yaml:14: focal_firm = 'our': there is no such firm. Did you mean 'ours'?"),
    (changed("customers: 10", "friends: 3"), "mine.yaml:4: market.friends = 3: this uncertainty must be an even number."),
    (changed("{all: {}}", "{all: {weights: {fitt: 1}}}"), "mine.yaml:6: market.segments.all.weights.fitt is not an attribute. Did you mean 'fit'?"),
    (changed("{all: {}}", "{all: {weights: {fit: 0}}}"), "mine.yaml:6: market.segments.all.weights: at least one attribute must have a weight above 0."),
    (changed("{all: {}}", "{all: {share: 0}}"), "mine.yaml:6: market.segments: at least one segment must have a share above 0."),
    (changed("ours: {policy: common}", "ours: {policy: common, share: 0}"), "mine.yaml:10: firms: at least one firm must have a share above 0."),
    (changed("fit: 1}", "fit: 0.9}"), "mine.yaml:5: market.attributes.fit: the contributions of roles and suppliers to it must add up to 1, not 0.9 (shop 0.9)."),
    (changed("fit: 1}", "fit: 1, fat: 1}"), "mine.yaml:9: network.roles.shop.contributions.fat is not an attribute. Did you mean 'fit'?"),
    (changed("outlet: true, ", ""), "mine.yaml:8: network.roles: at least one role must be an outlet, because there are customers."),
    (changed("outlet: true, ", "outlet: true, goods_from: [shop], "), "mine.yaml:8: network.roles: goods and work flow in a cycle: shop -> shop."),
    (changed("outlet: true, ", "outlet: true, work_from: [ship], "), "mine.yaml:9: network.roles.shop.work_from.0 = 'ship': there is no such role. Did you mean 'shop'?"),
    (changed("  ours: {policy: common}", "  {}"), "mine.yaml:10: firms: must have at least one firm, because the network is generated from roles."),
    (changed("  roles:\n    shop: {outlet: true, contributions: {fit: 1}}", "  {}"), "mine.yaml:7: network: must have exactly one source: roles, nodes and edges, graphml or willems. None is given."),
    (changed("  roles:", "  graphml: mine.yaml\n  roles:"), "mine.yaml:7: network: must have exactly one source: roles, nodes and edges, graphml or willems. Given: roles and graphml."),
    (changed("ours: {policy: common}", "ours: {policy: common, network: {nodes: mine.yaml}}"), "mine.yaml:11: firms.ours.network.nodes = 'mine.yaml': also needs 'edges'."),
    (changed("ours: {policy: common}", "ours: {policy: common, network: {graphml: mine.yaml, willems: mine.yaml}}"), "mine.yaml:11: firms.ours.network: must have exactly one source: nodes and edges, graphml or willems. Given: graphml and willems."),
    (changed("roles:\n    shop: {outlet: true, contributions: {fit: 1}}", "graphml: mine.yaml").replace("{policy: common}", "{policy: common, network: {willems: mine.yaml}}"), "mine.yaml:7: network: names files of the whole network, beside which no firm may bring a chain of its own."),
    (changed("ours: {policy: common}", "ours: {policy: common, start: {shortfall: {fitt: 0.1}}}"), "mine.yaml:11: firms.ours.start.shortfall.fitt is not an attribute. Did you mean 'fit'?"),
    (changed("ours: {policy: common}", "ours: {policy: common, start: {roles: {shopp: {know_how: 0.1}}}}"), "mine.yaml:11: firms.ours.start.roles.shopp: there is no such role. Did you mean 'shop'?"),
    (changed("ours: {policy: common}", "ours: {policy: common, roles: {shop: {levers: {culture.peers: 2}}}}"), f"mine.yaml:11: firms.ours.roles.shop.levers.culture.peers = 2: is decided by the organisation as a whole; units of a role may have levers of their own of {', '.join(OF_UNITS)}."),
    (changed("ours: {policy: common}", "ours: {policy: common, roles: {shop: {policy: common}}}").replace("common: {}", "common: {off: [culture]}"), "mine.yaml:11: firms.ours.roles.shop.policy = 'common': switches levers off, or keeps their cost alone, which units of a role cannot take over; name a policy that switches nothing, or give the levers."),
    (changed("ours: {policy: common}", "ours: {policy: common, roles: {shop: {policy: commn}}}"), "mine.yaml:11: firms.ours.roles.shop.policy = 'commn': there is no such policy (known: 'common'). Did you mean 'common'?"),
    (changed("ours: {policy: common}", "ours: {policy: common, start: {beliefs_right: 0.8, beliefs_wrong: 0.3}}"), "mine.yaml:11: firms.ours.start.beliefs_wrong = 0.3: beliefs_right and beliefs_wrong must add up to at most 1, not 1.1."),
    (changed("ours: {policy: common}", "ours: {policy: common, start: {practice: {fit: 0.8}}}") + "world: {improving: {practice: 0}}\n", "mine.yaml:11: firms.ours.start.practice: has no effect, because world.improving.practice is 0; set it to 1, or leave this out."),
    (changed("roles:\n    shop: {outlet: true, contributions: {fit: 1}}", "nodes: mine.yaml"), "mine.yaml:8: network.nodes = 'mine.yaml': also needs 'edges'."),
    (changed("  roles:", "  tiers: [{links: 3, count: 2}]\n  roles:"), "mine.yaml:8: network.tiers.0.links = 3: this uncertainty must be at most 2, the number of suppliers in the tier."),
    (SMALL + "off: [world.choice.tast]\n", "mine.yaml:14: off.0 = 'world.choice.tast': there is no such lever or uncertainty. Did you mean 'world.choice.taste'?"),
    (SMALL + "off: [market.customers]\n", "mine.yaml:14: off.0 = 'market.customers': there is no such lever or uncertainty."),
    (SMALL + "off: [listening.survey.delay]\n", "mine.yaml:14: off.0 = 'listening.survey.delay': cannot be switched off, because it has no value that means 'off'."),
    (SMALL + "effects_only: [world.choice]\n", "mine.yaml:14: effects_only.0 = 'world.choice': there is no such lever."),
    (changed("common: {}", "common: {off: [lerning]}"), "mine.yaml:13: policies.common.off.0 = 'lerning': there is no such lever. Did you mean 'learning'?"),
    (changed("common: {}", "common: {effects_only: [value.markup]}"), "mine.yaml:13: policies.common.effects_only.0 = 'value.markup': cannot be switched off, because it has no value that means 'off'."),
]  # fmt: skip
"""The text of a file, and its one fault."""

VARIANTS = [
    ({"world.requirements.turbulenc": 0.1}, "world.requirements.turbulenc is not a parameter. Did you mean 'turbulence', an uncertainty?"),
    ({"world.requirements.turbulence": "0.1"}, "world.requirements.turbulence = '0.1': this uncertainty must be a number; write 0.1."),
    ({"world.requirements.turbulence": float("nan")}, "world.requirements.turbulence = nan: this uncertainty must be a finite number."),
    ({"policies.common.reasons": {}}, "policies.common.reasons is not a parameter."),
    ({"base": "x.yaml"}, "base is not a parameter."),
    ({"firms.hers": None}, "firms.hers = null: there is nothing to remove; no base has it."),
    ({"firms.ours.policy": "x"}, "firms.ours.policy = 'x': there is no such policy (known: 'common')."),
    ({"firms": {"ours": {"policy": "common"}}, "firms.ours.policy": "common"}, "firms.ours.policy is given twice; give it once."),
]  # fmt: skip
"""Changes of a small scenario in Python, and the fault."""

FIRMS = "ours, north, south, east, west, centre"
SUPPLIERS = "supplier 1.1, supplier 1.2, supplier 1.3, supplier 1.4, supplier 1.5, supplier 1.6"
SHOCKS = [
    (
        "kind: demand_jump, size: 2, target: nort",
        f"shocks.0.target = 'nort': must be a firm that sells: one of {FIRMS}. Did you mean 'north'?",
    ),
    (
        "kind: rival_entry, target: supplier 1.1",
        f"shocks.0.target = 'supplier 1.1': must be a firm that sells: one of {FIRMS}.",
    ),
    (
        "kind: rival_entry",
        "shocks.0.target is required: rival_entry must name a firm that sells.",
    ),
    (
        "kind: leavers, target: sales",
        f"shocks.0.target = 'sales': must be a firm or a supplier: one of {FIRMS}, {SUPPLIERS}.",
    ),
    (
        "kind: supplier_failure, target: supplier 2.1",
        f"shocks.0.target = 'supplier 2.1': must be a supplier or a node: one of {SUPPLIERS}, {FIRMS} "
        "and 36 more. Did you mean 'supplier 1.1'?",
    ),
    (
        "kind: requirement_turn, target: fits",
        "shocks.0.target = 'fits': must be an attribute: one of fit, reliability, delivery, service, customisation. "
        "Did you mean 'fit'?",
    ),
    (
        "kind: leavers, size: 1.5",
        "shocks.0.size = 1.5: must be at most 1 for leavers; 1.5 % is written 0.015.",
    ),
    (
        "kind: leavers, size: 30",
        "shocks.0.size = 30: must be at most 1 for leavers; 30 % is written 0.3.",
    ),
    (
        "kind: demand_jump, size: 30",
        "shocks.0.size = 30: must be at most 10 for demand_jump, because it multiplies demand: 30 % of it is written "
        "0.3, and 30 % more 1.3.",
    ),
    (
        "kind: demand_jump, size: 101",
        "shocks.0.size = 101: must be at most 100.",
    ),
    (
        "kind: rival_entry, target: 7",
        "shocks.0.target = 7: must be text.",
    ),
    (
        "kind: price_cut, target: ours",
        "shocks.0.size: must be at most 0.9 for price_cut.",
    ),
    (
        "kind: demand_jump",
        "shocks.0.size: must be given and must not be 1, because it multiplies demand.",
    ),
    (
        "kind: leader_loss, size: 0.5",
        "shocks.0.size = 0.5: must be left out, because leader_loss has no size.",
    ),
    (
        "kind: requirement_turn, duration: 3",
        "shocks.0.duration = 3: must be left out, because requirement_turn has no duration.",
    ),
    (
        "kind: set_state, target: ours",
        "shocks.0.state is required: set_state must say what it sets, as in 'state.commitment: 0.8'.",
    ),
    (
        "kind: leader_loss, target: ours, state: {commitment: 0.8}",
        "shocks.0.state: must be left out, because leader_loss sets no state.",
    ),
    (
        "kind: set_state, target: ours/sales, state: {code_right: 0.8}",
        "shocks.0.target = 'ours/sales': is one unit; a code and roles are set of a whole firm or supplier.",
    ),
    (
        "kind: set_state, state: {commitment: 0.8}",
        "shocks.0.target is required: set_state must name a supplier or a node.",
    ),
    (
        "kind: policy_change, target: ours",
        "shocks.0.policy is required: the name of the policy that the firm changes to.",
    ),
    (
        "kind: policy_change, target: ours, policy: tcl",
        "shocks.0.policy = 'tcl': there is no such policy (known: 'common', 'command_and_control', 'iso9000', "
        "'satisfaction_management', 'tqm', 'excellence', 'tci', 'operations'). Did you mean 'tci'?",
    ),
    (
        "kind: leavers, policy: tci",
        "shocks.0.policy = 'tci': must be left out, because leavers changes no policy.",
    ),
    (
        "kind: leavers, levers: {improvement: {time: 0.1}}",
        "shocks.0.levers: must be left out, because leavers changes no levers; lever_change does.",
    ),
    (
        "kind: leavers, market: {attributes: {fit: {half_life: 3}}}",
        "shocks.0.market: must be left out, because leavers does not change the world; world_change does.",
    ),
    (
        "kind: lever_change, target: ours",
        "shocks.0.levers is required: new values of levers, each where it stands in a policy.",
    ),
    (
        "kind: lever_change, levers: {improvement: {tme: 0.1}}",
        "shocks.0.levers.improvement.tme is not a parameter. Did you mean 'time', a lever?",
    ),
    (
        "kind: lever_change, levers: {improvement.time: 0.1}",
        "shocks.0.levers.improvement.time: names stand below each other; write time below improvement.",
    ),
    (
        "kind: lever_change, levers: {improvement: {time: 10 %}}",
        "shocks.0.levers.improvement.time = '10 %': this lever must be a number; write 0.1.",
    ),
    (
        "kind: world_change",
        "shocks.0.world is required: new values of uncertainties, each where it stands below `world`, or of "
        "attributes and segments, below `market`.",
    ),
    (
        "kind: world_change, target: ours, world: {choice: {price_weight: 9}}",
        "shocks.0.target = 'ours': must be left out, because world_change is for everybody.",
    ),
    (
        "kind: world_change, world: {choice: {price_weight: 90}}",
        "shocks.0.world.choice.price_weight = 90: this uncertainty must be at most 50.",
    ),
    (
        "kind: world_change, world: {choice: {price_weight: }}",
        "shocks.0.world.choice.price_weight = null: this uncertainty must be a number.",
    ),
    (
        "kind: world_change, world: {choice: {price_wight: 9}}",
        "shocks.0.world.choice.price_wight is not a parameter. Did you mean 'price_weight', an uncertainty?",
    ),
    (
        "kind: world_change, world: {improvement: {time: 0.1}}",
        "shocks.0.world.improvement: levers are no part of the world; improvement.time changes with lever_change, below "
        "`levers`.",
    ),
    (
        "kind: world_change, world: {economy: {price: 90}}",
        "shocks.0.world.economy.price = 90: is settled before the first month and cannot change on the timeline. Set "
        "world.economy.price itself, and compare scenarios that differ in it.",
    ),
    (
        "kind: world_change, market: {attributes: {fti: {half_life: 3}}}",
        "shocks.0.market.attributes.fti is not an attribute. Did you mean 'fit'?",
    ),
    (
        "kind: world_change, market: {segments: {valu: {purchase_interval: 3}}}",
        "shocks.0.market.segments.valu is not a segment. Did you mean 'value'?",
    ),
    (
        "kind: world_change, market: {segments: {value: {weights: {fti: 3}}}}",
        "shocks.0.market.segments.value.weights.fti is not an attribute. Did you mean 'fit'?",
    ),
    (
        "kind: world_change, market: {segments: {value: {weights: {fit: 0, reliability: 0, delivery: 0, service: 0, "
        "customisation: 0}}}}",
        "shocks.0.market.segments.value.weights: at least one attribute must have a weight above 0.",
    ),
    (
        "kind: world_change, market: {segments: {everybody_else: {purchase_interval: 3}}}",
        "shocks.0.market.segments.everybody_else is not a segment.",
    ),
]  # fmt: skip
"""The shock of a file, and the fault."""
