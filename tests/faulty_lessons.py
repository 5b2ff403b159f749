"""Lessons that are wrong in one way each, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tci_sim.scenario.library import LESSON, files


def small() -> dict[str, Any]:
    """Return the pattern lesson in a small world, as plain values."""
    text = files(LESSON)["gap_never_closes"].read_text(encoding="utf-8")
    plain = YAML(typ="safe", pure=True).load(text)
    plain["set"] = {"market.customers": 200, "months": 24, "burn_in": 3}
    plain["replications"] = 2
    return plain


def written(folder: Path, plain: dict[str, Any]) -> Path:
    path = folder / "mine.yaml"
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8")  # which is YAML
    return path


def changed(plain: Any, path: str, value: object) -> dict[str, Any]:
    *above, last = (int(key) if key.isdigit() else key for key in path.split("/"))
    for key in above:
        plain = plain[key]
    if value is None:
        del plain[last]
    else:
        plain[last] = value
    return plain


LEVEL = {"measure": "satisfaction", "of": "focal", "over_time": "mean"}
CALCULATED = {"of": "command", "query": {"minus": [LEVEL, LEVEL]}}
VARIANCE = {"of": "command", "query": {**LEVEL, "over_time": "variance"}}

WRONG = [
    ("title/zh-Hant", None, "title: must be there in every language; 'zh-Hant' is missing."),
    ("question/en", "It rises by 12.", "question.en: says '12' by itself."),
    ("situation/0/zh-Hant", "十年之後", "situation.0.zh-Hant: says '十年' by itself. Declare a number under 'numbers'"),
    ("situation/0/en", "Three lose half, two a quarter.", "says 'Three', 'half', 'two', 'quarter' by itself."),
    ("teacher/wrong/0/zh-Hant", "少了三分之一，半數是兩倍。", "says '三分之一', '半數', '兩倍' by itself."),
    ("teacher/short/0/text/en", "Two groups, 5 minutes.", "teacher.short.0.text.en: says '5' by itself."),
    ("numbers/made", CALCULATED, "numbers.made: is calculated; must have 'unit'."),
    ("numbers/made", CALCULATED, "numbers.made: is calculated; must have 'label'."),
    ("numbers/made", VARIANCE, "numbers.made: is calculated; must have 'unit'."),
    ("title/en", " ", "title.en: must not be empty."),
    ("situation/0/en", "For {year}.", "'year' is none of the numbers of the lesson. Did you mean 'years'?"),
    ("situation/0/en", "For {years.", "a brace is not closed"),
    ("title/en", "What {years} bring", "title.en: must have no number"),
    ("explanation/0/holds", [], "must name at least one check"),
    ("chain/of", "integretion", "Did you mean 'integration'?"),
    ("chain/less", "integration", "chain.less: must be another run than that which is explained."),
    ("explanation/0/holds", ["quality_rise"], "Did you mean 'quality_rises'?"),
    ("checks/quality_rises/number", "nothing", "'nothing' is none of the numbers of the lesson."),
    ("checks/quality_rises", {"number": "gap_last"}, "must have 'above' or 'below'."),
    ("numbers/gap_last/of", "integretion", "'integretion' is none of the runs of the lesson. Did you mean"),
    ("numbers/gap_last/query", {"measure": "gapp", "of": "focal"}, "gap"),
    ("numbers/gap_last/query", {"measure": "gap", "of": "focal", "at": {"year": 40}}, "at"),
    ("numbers/years", {"of": "command", "query": {"measure": "gap", "of": "focal"}}, "choose another"),
    ("prediction/low", 0.5, "must be below 'high'."),
    ("prediction/high", 1e308, "prediction.high = 1e+308: must be at most"),
    ("prediction/measure", None, "prediction.measure is required."),
    ("prediction/form", "guess", "must be"),
    ("questions/0/answers/1/right", True, "exactly one answer must be right."),
    ("questions/2", None, "questions"),
    ("teacher/short/0/minutes", 6, "takes 46 minutes; it must take 45."),
    ("teacher/aim", [], "teacher.aim is not a valid key here. Did you mean 'aims'?"),
    ("runs/command/policy", "comand", "runs.command"),
    ("runs/command/levers", {"improvement.tim": 0.2}, "not a lever. Did you mean 'improvement.time'?"),
    ("runs/command/world", {"world.choice.price_wait": 9.0}, "is not an uncertainty of the world."),
    ("levers", ["improvement.tim"], "'improvement.tim' is not a lever."),
    ("set", {"months": "many"}, "set"),
    ("scenario", "base_line", "base_line"),
    ("title/fr", "L'écart", "fr"),
    ("situation/0/en", "For {zzzz}.", "'zzzz' is none of the numbers of the lesson."),
    ("explanation/0/holds", ["zzzz"], "'zzzz' is none of the checks of the lesson."),
    ("checks/quality_rises/number", "gap_lost", "Did you mean 'gap_last'?"),
    ("numbers/gap_last/of", "zzzz", "'zzzz' is none of the runs of the lesson."),
    ("prediction/choices", [{"text": {"en": "a", "zh-Hant": "甲"}, "holds": "need_met"}], "two or more choices"),
    ("zzzz", 1, "zzzz is not a valid key here."),
    ("runs/command/levers", {"zzzz": 0.2}, "'zzzz' is not a lever."),
    ("runs/command/world", {"zzzz": 9.0}, "'zzzz' is not an uncertainty of the world."),
    ("situation/0/en", "For {years:x}.", "'years:x' is none of the numbers of the lesson. Did you mean 'years'?"),
    ("situation/0/zh-Hant", "{years!z}", "'years!z' is none of the numbers of the lesson. Did you mean 'years'?"),
    ("look/1/measure", "gapp", "look.1.measure: must be a measure. Did you mean 'gap'?"),
    ("prediction/measure", "gapp", "prediction.measure: must be a measure. Did you mean 'gap'?"),
    ("runs/command/levers", {"improvement.time": True}, "levers.improvement.time = true: must be a number."),
]  # fmt: skip
