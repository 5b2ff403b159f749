"""The library is found by name, from any folder; a path comes before a name; who types a wrong name is helped on."""

from __future__ import annotations

from pathlib import Path

import pytest

import tci_sim as tci
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.scenario import library
from tci_sim.scenario.library import KINDS, NETWORK, POLICY, PUBLISHED, SCENARIO, STUDY
from tci_sim.scenario.library_report import as_text
from tci_sim.scenario.load import resolve
from tci_sim.scenario.tree import as_data
from tci_sim.scenario.yaml_file import read_yaml

ROOT = Path(__file__).resolve().parents[2]
SMALL = """
reason: Ten customers are enough here.
base: baseline
market: {customers: 10}
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that has nothing to do with the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]):
    """Run a command: its exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


# ------------------------------------------------------------------------------------------------- what is in it


def test_it_is_the_folder_of_the_scenarios_and_holds_no_copy() -> None:
    assert library.folder() == ROOT / "scenarios"
    assert not (ROOT / "tci_sim" / "library").exists()


def test_every_file_of_it_has_a_name_and_no_two_have_the_same() -> None:
    shipped = [
        path for path in (ROOT / "scenarios").rglob("*")
        if path.is_file() and path.suffix in (".yaml", ".csv") and not path.name.endswith(".targets.yaml")
    ]  # fmt: skip
    kinds = [kind for kind in KINDS if kind is not PUBLISHED]  # each of those is a scenario too
    found = [path for kind in kinds for path in library.files(kind).values()]
    assert len(found) > 30
    assert sorted(found) == sorted(shipped)
    names = [path.stem.lower() for path in shipped]
    assert [name for name in names if names.count(name) > 1] == []


def test_a_published_model_is_a_scenario_with_targets_beside_it() -> None:
    models = library.files(PUBLISHED)
    assert models["march1991"] == library.files(SCENARIO)["march1991"]
    assert "one_organisation" in library.files(SCENARIO)
    assert "one_organisation" not in models


def test_it_is_listed_by_kind_with_a_line_for_each_file(says) -> None:
    code, listed, talk = says("library")
    assert (code, talk) == (0, "")
    lines = listed.splitlines()
    for kind in KINDS:
        for name in library.files(kind):
            assert len([line for line in lines if line.startswith(f"  {name} ")]) == 1, name
    assert "Published models, for `run`, `review`, `compare`, `show`, `check` and `validate`:" in lines
    assert "  price_war         Three rivals cut their prices by a fifth for two years. " in listed
    assert max(map(len, lines)) < 150


# ------------------------------------------------------------------------------------------------- by name


@pytest.mark.parametrize("name", library.files(SCENARIO))
def test_every_scenario_is_loaded_by_its_name_as_by_its_file(name: str) -> None:
    assert tci.load(name) == tci.load(library.files(SCENARIO)[name])


def test_a_study_is_loaded_by_its_name() -> None:
    assert tci.load_study("autonomy_and_interviews").base == tci.load("baseline")


def test_what_is_asked_by_name_can_be_changed_by_files_of_the_folder_that_one_is_in(elsewhere: Path) -> None:
    (elsewhere / "mine.yaml").write_text("reason: Mine.\nbase: tci\nreasons: {}\nimprovement: {time: 0.2}\n")
    changed = tci.load("price_war", ["policies.mine=mine.yaml", "firms.ours.policy=mine"])
    assert changed.policies["mine"].improvement.time == 0.2
    assert changed.policies["mine"].culture == tci.load("baseline").policies["tci"].culture


def test_files_of_ones_own_rest_on_the_library_by_name(elsewhere: Path) -> None:
    (elsewhere / "mine.yaml").write_text(SMALL + "policies: {theirs: tqm, ours: {base: tci}}\n")
    mine = tci.load("mine.yaml")
    assert mine.market.customers == 10
    assert mine.policies["theirs"] == mine.policies["tqm"]
    assert mine.policies["ours"] == mine.policies["tci"]
    (elsewhere / "study.yaml").write_text(
        "question: q\nreason: r\nbase: mine.yaml\nlevers: {culture.autonomy: [0.1, 0.2]}\nreport: [profit]\n"
    )
    assert tci.load_study("study.yaml").base == mine


def test_a_network_is_used_by_name(elsewhere: Path) -> None:
    (elsewhere / "chain.yaml").write_text(
        "reason: r\nbase: supply_chain\nnetwork: {nodes: bicycle_nodes, edges: bicycle_edges}\n"
    )
    assert tci.load("chain.yaml").network == tci.load("supply_chain").network


@pytest.mark.parametrize("command", ["run", "review", "show", "check", "compare"])
def test_who_names_a_network_may_name_one_of_the_library(says, command: str) -> None:
    if "--network" not in says(command, "--help")[1]:
        pytest.skip(f"{command} takes no network")
    code, _, talk = says(command, "supply_chain", "--network", "bicycle_node")
    assert (code, "Did you mean 'bicycle_nodes' or 'bicycle_edges'?" in talk) == (2, True)


def test_a_file_of_the_library_may_be_named_by_its_path_too(elsewhere: Path) -> None:
    whole, shipped = SMALL + "sector: bank\n", ROOT / "scenarios"
    (elsewhere / "by_name.yaml").write_text(whole + "policies: {theirs: tqm}\n")
    by_path = whole.replace("base: baseline", f"base: {shipped}/baseline.yaml")
    by_path = by_path.replace("bank", f"{shipped}/sectors/bank.yaml")
    (elsewhere / "by_path.yaml").write_text(by_path + f"policies: {{theirs: {shipped}/regimes/tqm.yaml}}\n")
    assert tci.load("by_path.yaml").policies == tci.load("by_name.yaml").policies
    assert tci.load("by_path.yaml").market == tci.load("by_name.yaml").market
    study = f"question: q\nreason: r\nbase: {shipped}/baseline.yaml\nlevers: {{burn_in: [1, 2]}}\nreport: [profit]\n"
    (elsewhere / "study.yaml").write_text(study)
    assert tci.load_study("study.yaml").base == tci.load("baseline")


def test_what_is_written_in_ones_own_files_may_still_not_lie_outside(elsewhere: Path) -> None:
    (elsewhere / "inner").mkdir()
    (elsewhere / "theirs.yaml").write_text(SMALL)
    (elsewhere / "inner" / "mine.yaml").write_text("reason: r\nbase: ../theirs.yaml\n")
    with pytest.raises(InputError, match="must be in the folder"):
        tci.load("inner/mine.yaml")


def test_a_study_varies_networks_of_the_library_by_name(elsewhere: Path) -> None:
    (elsewhere / "study.yaml").write_text(
        "question: q\nreason: r\nbase: supply_chain\nset: {network.nodes: bicycle_nodes}\n"
        "uncertainties: {network.edges: [bicycle_edges]}\nreport: [profit]\n"
    )
    study = tci.load_study("study.yaml")
    assert study.base.network.nodes == tci.load("supply_chain").network.nodes
    assert tci.variant(study.base, study.plan.changes(0)) == study.base


def test_over_a_base_of_the_library_the_command_line_names_files_from_the_folder_of_the_study(
    elsewhere: Path,
) -> None:
    shipped = ROOT / "scenarios"
    (elsewhere / "my_nodes.csv").write_text((shipped / "networks/bicycle_nodes.csv").read_text())
    (elsewhere / "my_bank.yaml").write_text((shipped / "sectors/bank.yaml").read_text())
    text = "question: q\nreason: r\nbase: supply_chain\nreport: [profit]\n"
    for name, more in (("plain", ""), ("set", "set: {months: 6}\n")):
        (elsewhere / f"{name}.yaml").write_text(text + more)
        study = tci.load_study(f"{name}.yaml", ["network.nodes=my_nodes.csv"])
        assert study.base.network.nodes == str((elsewhere / "my_nodes.csv").resolve())
        by_sector = [tci.load_study(f"{name}.yaml", sector=each).base for each in ("my_bank.yaml", "bank")]
        assert by_sector[0].market == by_sector[1].market


def test_a_value_says_which_file_of_the_library_it_is_from(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve("baseline").origins["market.segments.care.share"].file == str(
        ROOT / "scenarios/baseline.yaml"
    )
    monkeypatch.chdir(ROOT)
    assert resolve("baseline").origins["market.segments.care.share"].file == "scenarios/baseline.yaml"


# ------------------------------------------------------------------------------------------------- a path before a name


def test_a_file_comes_before_a_name_and_a_folder_does_not(elsewhere: Path) -> None:
    (elsewhere / "baseline").mkdir()
    assert tci.load("baseline").market.customers == 20_000
    (elsewhere / "baseline").rmdir()
    (elsewhere / "baseline").write_text(SMALL.replace("base: baseline", "base: supply_chain"))
    assert tci.load("baseline").market.customers == 10


def test_a_name_with_an_ending_is_a_file_here_and_never_one_of_the_library(elsewhere: Path) -> None:
    with pytest.raises(
        InputError, match=r"^baseline\.yaml: there is no such file\. Did you mean 'baseline'\?$"
    ):
        tci.load("baseline.yaml")
    (elsewhere / "baseline.yaml").write_text(SMALL)
    assert tci.load("baseline.yaml").market.customers == 10
    assert tci.load("baseline").market.customers == 20_000


def test_in_a_file_too_a_path_comes_before_a_name(elsewhere: Path) -> None:
    (elsewhere / "baseline").write_text(SMALL.replace("base: baseline", "base: supply_chain"))
    (elsewhere / "mine.yaml").write_text("reason: r\nbase: baseline\n")
    assert tci.load("mine.yaml").market.customers == 10


# ------------------------------------------------------------------------------------------------- wrong names


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("run baselin", "baselin: is neither a file nor a scenario in the library. Did you mean 'baseline' or"),
        ("run chain", "Did you mean 'supply_chain'?"),
        ("export --lesson zzz -o x.html", "zzz: is neither a file nor a lesson in the library. `tci-sim lessons`"),
        ("show zzz", "zzz: is neither a file nor a scenario in the library. `tci-sim library` lists"),
        ("compare baseline prise_first", "Did you mean 'price_first' or 'price_war'?"),
        ("check ablatoin", "Did you mean 'ablation'?"),
        ("sweep ablatoin", "ablatoin: is neither a file nor a study in the library. Did you mean 'ablation'?"),
        ("validate march", "march: is neither a file nor a published model in the library. Did you mean 'march"),
        ("run ablation", "ablation: is a study, not a scenario; run it with `tci-sim sweep`."),
        ("review tci", "tci: is a policy, not a scenario; use it with `policies:` in a scenario."),
        ("sweep baseline", "baseline: is a scenario, not a study; run it with `tci-sim run`, or give a study"),
        ("sweep tci", "tci: is a policy, not a study; use it with `policies:` in a scenario."),
        ("validate baseline", "baseline: is a scenario, not a published model; use it with `run`, `review`, "),
        ("run baseline --network bicycle", "Did you mean 'bicycle_edges' or 'bicycle_nodes'?"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_reported_with_those_near_it(says, asked: str, said: str) -> None:
    code, data, talk = says(*asked.split())
    assert (code, data, talk.count("\n")) == (2, "", 1)
    assert said in talk


def test_who_types_an_unknown_name_is_reported_which_command_takes_what(says) -> None:
    _, _, talk = says("run", "zzz")
    for words in (
        "scenarios, stories, worlds and published models for `run`, `review`, `compare`, `show` and `check`;",
        "published models also for `validate`;",
        "studies for `sweep`, `futures`, `discover`, `information`, `optimise` and `check`;",
        "policies for `policies:` in a scenario;", "networks for `--network`; lessons for `lessons` and",
    ):  # fmt: skip
        assert words in talk


def test_what_is_said_of_the_commands_is_so(says) -> None:
    """Every command that is said to take a kind finds a file of that kind, or runs into what it says of another."""
    for kind, name in ((SCENARIO, "baseline"), (STUDY, "ablation")):
        for command in ("run", "review", "compare", "show", "check", "sweep"):
            option = ["--set", "none=1"]  # so that it ends before anything is run
            talk = says(command, name, *option)[2]
            taken = f"`{command}`" in str(kind.uses)
            assert ("is not a parameter" in talk) == taken, (command, talk)


def test_who_forgets_the_ending_is_reminded(says, elsewhere: Path) -> None:
    (elsewhere / "market.yaml").write_text(SMALL)
    assert "There is a file market.yaml here; give its full name." in says("run", "market")[2]


def test_a_name_in_a_file_that_is_near_one_of_its_kind_is_reported(elsewhere: Path) -> None:
    (elsewhere / "mine.yaml").write_text(SMALL.replace("baseline", "baselin") + "policies: {a: tmq}\n")
    with pytest.raises(InputError) as told:
        tci.load("mine.yaml")
    assert "base = 'baselin': there is no such file, and no such name" in told.value.faults[0]
    more = len(library.files(SCENARIO)) - 12  # of which so many are named
    assert f"{more} more). Did you mean 'baseline'?" in told.value.faults[0]
    assert "'tci', 'tqm'). Did you mean 'tqm'?" in told.value.faults[1]


# ------------------------------------------------------------------------------------------------- to begin with


@pytest.mark.parametrize("name", library.files(SCENARIO))
def test_a_copy_of_a_scenario_means_the_same(says, name: str) -> None:
    assert says("new", name) == (0, "", f"{name}.yaml\n")
    assert tci.load(f"{name}.yaml") == tci.load(name)


@pytest.mark.parametrize("name", library.files(STUDY))
def test_a_copy_of_a_study_says_the_same_of_the_same_base(says, name: str) -> None:
    assert says("new", name) == (0, "", f"{name}.yaml\n")
    copy, original = (as_data(read_yaml(path)) for path in (f"{name}.yaml", library.files(STUDY)[name]))
    assert library.files(SCENARIO)[copy.pop("base")].name == Path(original.pop("base")).name
    assert copy == original


def test_a_copy_of_a_study_loads(says) -> None:
    says("new", "autonomy_and_interviews")
    assert tci.load_study("autonomy_and_interviews.yaml").base == tci.load("baseline")


@pytest.mark.parametrize("kind", [POLICY, NETWORK], ids=lambda kind: kind.label.id)
def test_policies_and_networks_are_copied_to_the_letter(says, elsewhere: Path, kind: library.Kind) -> None:
    for name, path in library.files(kind).items():
        assert says("new", name) == (0, "", f"{path.name}\n")
        assert (elsewhere / path.name).read_bytes() == path.read_bytes()


def test_a_copy_overwrites_nothing(says, elsewhere: Path) -> None:
    (elsewhere / "price_war.yaml").write_text("mine")
    told = "price_war.yaml: already exists and was not changed; choose another name.\n"
    assert says("new", "price_war") == (2, "", told)
    assert (elsewhere / "price_war.yaml").read_text() == "mine"


def test_who_names_no_ending_is_reported_how_a_new_file_is_named(says, elsewhere: Path) -> None:
    code, _, talk = says("new", "price_wra")
    assert code == 2
    assert "price_wra: is not a name in the library" in talk
    assert "Did you mean 'price_war', 'price_first' or 'price_response'?" in talk
    assert "To write a new file, add the extension: price_wra.yaml." in talk
    assert list(elsewhere.iterdir()) == []


def test_two_scenarios_of_one_question_are_told_apart_in_the_list() -> None:
    for language in LANGUAGES:
        with using_language(language):
            lines = [
                line.split(maxsplit=1) for line in as_text().splitlines() if line.startswith("  baseline")
            ]
        assert [name for name, _ in lines] == ["baseline", "baseline_sample"]
        assert lines[0][1] != lines[1][1]
