"""The arguments and options of the commands, each declared once.

Where typer takes text, these give ids of messages: `metavar` is one below `help.metavar`, `help` of an argument one
below `help.argument`, of an option one below `help.option`. `faces/cli/parser.py` puts the words in their place when
a command is built, in the language of the command line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from tci_sim import completion
from tci_sim.arguments import LARGEST_FIRST_SEED, LARGEST_SEED
from tci_sim.bounds import MOST_NAMES, MOST_PAIRS, MOST_REPLICATIONS
from tci_sim.errors import InputError, legible
from tci_sim.faces.cli.formats import JSON, TABLE, TEXT, format_option
from tci_sim.messages import message

MOST_THREADS = 256


def whole(option: str, least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Return a reader of a whole number within bounds."""

    def read(text: str | int) -> int:
        values = {"option": option, "value": legible(str(text))}
        try:
            number = int(text)
        except ValueError:
            raise InputError(message("cli.must_be_whole", **values)) from None
        if number < least:
            raise InputError(message("cli.must_be_at_least", least=f"{least}", **values))
        if most is not None and number > most:
            raise InputError(message("cli.must_be_at_most", most=f"{most}", **values))
        return number

    return read


def real(option: str) -> Callable[[str | float], float]:
    """Return a reader of a finite number."""

    def read(text: str | float) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise InputError(message("cli.must_be_number", option=option, value=legible(str(text))))
        return number

    return read


def round_or_all(text: str | int) -> int | str:
    """Read the number of a review round, or the word that asks for all of them."""
    if str(text) == "all":
        return "all"
    try:
        return whole("--round", 1)(text)
    except InputError:
        if str(text).lstrip("-").isdigit():
            raise
        raise InputError(message("cli.round_or_all", value=legible(str(text)))) from None


def wholes(option: str) -> Callable[[str | Sequence[int]], tuple[int, ...]]:
    """Return a reader of whole numbers with commas between them."""

    def read(text: str | Sequence[int]) -> tuple[int, ...]:
        given = text.split(",") if isinstance(text, str) else text
        return tuple(whole(option, 0)(each) for each in given)

    return read


def at_least_0(option: str) -> Callable[[str | float], float]:
    """Return a reader of a number of 0 or more."""

    def read(text: str | float) -> float:
        number = real(option)(text)
        if number < 0.0:
            raise InputError(
                message("cli.must_be_at_least", option=option, value=legible(str(text)), least="0")
            )
        return number

    return read


def _number(name: str, least: int, most: int | None = None, *, help: str) -> Any:
    return typer.Option(name, metavar="number", help=help, parser=whole(name, least, most))


def _argument(metavar: str, help: str, offered: Callable[..., list[str]]) -> Any:
    return typer.Argument(metavar=metavar, help=help, autocompletion=offered, show_default=False)


# --- arguments --------------------------------------------------------------------------------------------

ScenarioFile = Annotated[str, _argument("scenario", "scenario", completion.scenarios)]
ScenarioOrAnswers = Annotated[str, _argument("scenario", "scenario_or_answers", completion.scenarios)]
ScenarioFiles = Annotated[list[str], _argument("scenario", "scenarios", completion.scenarios)]
StudyFile = Annotated[str, _argument("study", "study", completion.studies)]
StudyOrFolder = Annotated[str, _argument("study", "study_or_folder", completion.studies)]
AnyFiles = Annotated[list[str], _argument("file", "files", completion.scenarios_and_studies)]
NewFile = Annotated[str, _argument("file", "new_file", completion.all_of_the_library)]
Models = Annotated[list[str] | None, _argument("name", "models", completion.published_models)]
FolderOfModels = Annotated[str | None, typer.Option("--folder", metavar="folder", help="folder_of_models")]
Name = Annotated[str, _argument("name", "name", completion.names)]

# --- what is run ------------------------------------------------------------------------------------------

Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="path_value", help="set", autocompletion=completion.settings),
]
Sector = Annotated[
    str | None,
    typer.Option("--sector", metavar="name", help="sector", autocompletion=completion.sectors),
]
Network = Annotated[list[str] | None, typer.Option("--network", metavar="file", help="network")]
AllowOutside = Annotated[bool, typer.Option("--allow-outside", help="allow_outside")]
Firm = Annotated[str | None, typer.Option("--firm", metavar="name", help="firm")]
Regimes = Annotated[str | None, typer.Option("--regimes", metavar="all", help="regimes")]
FirmPolicy = Annotated[
    str | None,
    typer.Option("--firm-policy", metavar="policies", help="firm_policy", autocompletion=completion.policies),
]
Seed = Annotated[int, _number("--seed", 0, LARGEST_SEED, help="seed")]
FirstSeed = Annotated[int, _number("--seed", 0, LARGEST_FIRST_SEED, help="first_seed")]
SeedOfStudy = Annotated[int | None, _number("--seed", 0, LARGEST_FIRST_SEED, help="seed_of_study")]
Replications = Annotated[int, _number("--replications", 2, MOST_REPLICATIONS, help="replications")]
ReplicationsOfStudy = Annotated[
    int | None, _number("--replications", 1, MOST_REPLICATIONS, help="replications_of_study")
]
ReplicationsOfReturn = Annotated[
    int | None, _number("--replications", 2, MOST_REPLICATIONS, help="replications_of_return")
]
Horizon = Annotated[int | None, _number("--horizon", 1, help="horizon")]
Round = Annotated[str | None, typer.Option("--round", metavar="round", help="round", parser=round_or_all)]
Limit = Annotated[int, _number("--limit", 2, MOST_REPLICATIONS, help="limit")]
Precision = Annotated[
    list[str] | None,
    typer.Option("--precision", metavar="half_width", help="precision", autocompletion=completion.measures),
]
Adopted = Annotated[
    str, typer.Option("--policy", metavar="name", help="adopted", autocompletion=completion.policies)
]
MeasureOfFirms = Annotated[
    str,
    typer.Option("--measure", metavar="name", help="measure_of_adoption", autocompletion=completion.measures),
]
Adopters = Annotated[int | None, _number("--adopters", 1, help="adopters")]
MonthsOfAdoption = Annotated[
    str, typer.Option("--months", metavar="numbers", help="months", parser=wholes("--months"))
]
After = Annotated[int, _number("--after", 1, help="after")]
ChosenAs = Annotated[str, typer.Option("--chosen", metavar="chosen", help="chosen")]
By = Annotated[
    str | None, typer.Option("--by", metavar="name", help="by", autocompletion=completion.measures)
]
Apart = Annotated[bool, typer.Option("--apart", help="apart")]
Firms = Annotated[int | None, _number("--firms", 1, help="firms")]
Studies = Annotated[int, _number("--replications", 1, MOST_REPLICATIONS, help="studies")]
Measures = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="measure", help="measure", autocompletion=completion.names_of_measures),
]
Months = Annotated[list[int] | None, _number("--month", 0, help="month")]
Years = Annotated[list[int] | None, _number("--year", 1, help="year")]
MonthOfSurvey = Annotated[int | None, _number("--month", 0, help="month_of_survey")]
Respondents = Annotated[int | None, _number("--respondents", 1, 1_000_000, help="respondents")]
FirmOfSurvey = Annotated[str | None, typer.Option("--firm", metavar="name", help="firm_of_survey")]
Sample = Annotated[str | None, typer.Option("--sample", metavar="sample", help="sample")]
Items = Annotated[int | None, _number("--items", 1, 10, help="items")]
Resamples = Annotated[int, _number("--resamples", 2, 10_000, help="resamples")]
Scale = Annotated[str | None, typer.Option("--scale", metavar="scale", help="scale")]
Holders = Annotated[list[str] | None, typer.Option("--holders", metavar="name", help="holders")]
Parameters = Annotated[
    list[str] | None,
    typer.Option("--parameters", metavar="path", help="parameters", autocompletion=completion.names),
]
ReplicationsOfTornado = Annotated[
    int, _number("--replications", 2, MOST_REPLICATIONS, help="replications_of_tornado")
]
PartsOfWhy = Annotated[str | None, typer.Option("--parts", metavar="parts", help="parts_of_why")]
GroupsOfWhy = Annotated[str | None, typer.Option("--groups", metavar="parts", help="groups_of_why")]
OpenedGroups = Annotated[str | None, typer.Option("--open", metavar="parts", help="open_groups")]
AllSubsets = Annotated[bool, typer.Option("--all-subsets", help="all_subsets")]
WordOfMouth = Annotated[bool, typer.Option("--word-of-mouth", help="word_of_mouth")]
MeasureOfFlip = Annotated[
    str | None,
    typer.Option("--measure", metavar="name", help="measure_of_flip", autocompletion=completion.measures),
]
HolderOfFlip = Annotated[str | None, typer.Option("--holder", metavar="name", help="holder_of_flip")]
PoliciesOfFlip = Annotated[
    str | None,
    typer.Option(
        "--firm-policy", metavar="policies", help="policies_of_flip", autocompletion=completion.policies
    ),
]
FilesOrFolder = Annotated[list[str], _argument("scenario", "scenarios_or_folder", completion.scenarios)]
MeasureOfAnswer = Annotated[
    str | None,
    typer.Option("--measure", metavar="name", help="measure_of_answer", autocompletion=completion.measures),
]
WithFlips = Annotated[bool, typer.Option("--flip", help="with_flips")]
NoWhy = Annotated[bool, typer.Option("--no-why", help="no_why")]
StudyOfAnswer = Annotated[str | None, typer.Option("--study", metavar="folder", help="study_of_answer")]
PageOfAnswer = Annotated[str | None, typer.Option("--out", metavar="file", help="page_of_answer")]
Kept = Annotated[str, typer.Option("--kept", metavar="folder", help="kept")]
FormatOfAnswer = Annotated[str, format_option("format_of_answer", view="tci_sim.views.decision")]
First = Annotated[int, _number("--first", 2, MOST_REPLICATIONS, help="first")]
Largest = Annotated[int, _number("--largest", 1, MOST_NAMES, help="largest")]
StrongestInPairs = Annotated[int, _number("--pairs", 0, MOST_NAMES, help="strongest_in_pairs")]
RunsOfSearch = Annotated[int | None, _number("--runs", 2, 1_000_000, help="runs_of_search")]
Budget = Annotated[
    float | None, typer.Option("--budget", metavar="number", help="budget", parser=at_least_0("--budget"))
]
MeasureOfFutures = Annotated[
    str | None,
    typer.Option(
        "--measure", metavar="name", help="measure_of_futures", autocompletion=completion.names_of_measures
    ),
]
HolderOfFutures = Annotated[str | None, typer.Option("--holder", metavar="name", help="holder_of_futures")]
Threshold = Annotated[
    float | None,
    typer.Option("--threshold", metavar="number", help="threshold", parser=real("--threshold")),
]
PolicyOfStudy = Annotated[str, typer.Option("--policy", metavar="name", help="policy_of_study")]
Against = Annotated[str | None, typer.Option("--against", metavar="name", help="against")]
Deep = Annotated[bool, typer.Option("--deep", help="deep")]
Full = Annotated[bool, typer.Option("--full", help="full")]

# --- what a page offers -----------------------------------------------------------------------------------

ScenarioOfPage = Annotated[str | None, _argument("scenario", "scenario_of_page", completion.scenarios)]
LessonOfPage = Annotated[
    str | None,
    typer.Option("--lesson", metavar="name", help="lesson", autocompletion=completion.lessons),
]
Lessons = Annotated[
    list[str] | None,
    typer.Argument(metavar="name", help="lessons", autocompletion=completion.lessons, show_default=False),
]
Handout = Annotated[str | None, typer.Option("--handout", metavar="folder", help="handout")]
Flight = Annotated[bool, typer.Option("--flight", help="flight")]
CodeOfGame = Annotated[str, typer.Argument(metavar="code", help="code_of_game", show_default=False)]
ScenarioOfGame = Annotated[
    str,
    typer.Option(
        "--scenario", metavar="scenario", help="scenario_of_game", autocompletion=completion.scenarios
    ),
]
NewPage = Annotated[str, typer.Option("-o", "--output", metavar="file", help="new_page")]
LeversOfPage = Annotated[
    list[str] | None,
    typer.Option("--lever", metavar="control", help="levers_of_page", autocompletion=completion.names),
]
UncertaintiesOfPage = Annotated[
    list[str] | None,
    typer.Option(
        "--uncertainty", metavar="control", help="uncertainties_of_page", autocompletion=completion.names
    ),
]
ShocksOfPage = Annotated[list[str] | None, typer.Option("--shock", metavar="shock", help="shocks_of_page")]
MeasuresOfPage = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="name", help="measures_of_page", autocompletion=completion.measures),
]
Pairs = Annotated[int | None, _number("--pairs", 2, MOST_PAIRS, help="pairs")]

# --- how it is run ----------------------------------------------------------------------------------------

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="quiet")]
Threads = Annotated[int | None, _number("--threads", 1, MOST_THREADS, help="threads")]
ParallelRuns = Annotated[int | None, _number("--threads", 1, MOST_THREADS, help="parallel_runs")]
Cluster = Annotated[str | None, typer.Option("--cluster", metavar="address", help="cluster")]

# --- where it is kept, and what is printed ----------------------------------------------------------------

OutOfRun = Annotated[str | None, typer.Option("--out", metavar="folder", help="out_of_run")]
OutOfComparison = Annotated[str | None, typer.Option("--out", metavar="folder", help="out_of_comparison")]
OutOfSurvey = Annotated[str | None, typer.Option("--out", metavar="folder", help="out_of_survey")]
OutOfStudy = Annotated[str, typer.Option("--out", metavar="folder", help="out_of_study")]
OutOfFutures = Annotated[str | None, typer.Option("--out", metavar="folder", help="out_of_futures")]
OutOfAdoption = Annotated[str | None, typer.Option("--out", metavar="folder", help="out_of_adoption")]
PageOfStudy = Annotated[str | None, typer.Option("--page", metavar="file", help="page_of_study")]
PageOfResult = Annotated[str | None, typer.Option("--page", metavar="file", help="page_of_result")]
PageOfValidation = Annotated[str | None, typer.Option("--page", metavar="file", help="page_of_validation")]
NoPictures = Annotated[bool, typer.Option("--no-pictures", help="no_pictures")]
Policy = Annotated[bool, typer.Option("--policy", help="policy")]
StudyFiles = Annotated[bool, typer.Option("--study", help="study_files")]
Targets = Annotated[bool, typer.Option("--targets", help="targets")]

FormatOfRun = Annotated[str, format_option("format_of_run", view="tci_sim.views.run_text")]
FormatOfReview = Annotated[str, format_option("format_of_review", view="tci_sim.views.review_text")]
FormatOfComparison = Annotated[
    str, format_option("format_of_comparison", view="tci_sim.views.comparison_text")
]
FormatOfAdoption = Annotated[str, format_option("format_of_adoption", view="tci_sim.views.adoption_text")]
FormatOfSurvey = Annotated[str, format_option("format_of_survey", view="tci_sim.views.survey")]
FormatOfWhy = Annotated[str, format_option("format_of_why", view="tci_sim.views.why.text")]
FormatOfFlip = Annotated[str, format_option("format_of_flip", view="tci_sim.views.flip")]
FormatOfStudy = Annotated[str, format_option("format_of_study", view="tci_sim.views.study")]
FormatOfOptimisation = Annotated[str, format_option("format_of_optimisation", view="tci_sim.views.optimise")]
FormatOfFutures = Annotated[str, format_option("format_of_futures", view="tci_sim.views.futures")]
FormatOfDiscover = Annotated[str, format_option("format_of_discover", view="tci_sim.views.discover")]
FormatOfInformation = Annotated[str, format_option("format_of_information", view="tci_sim.views.information")]
TableOrJson = Annotated[str, format_option("table_or_json", names=(TABLE, JSON))]
FormatOfCitation = Annotated[str, format_option("format_of_citation", names=(TEXT, "bibtex", JSON, "cff"))]
TextOrJson = Annotated[str, format_option("text_or_json", names=(TEXT, JSON))]
