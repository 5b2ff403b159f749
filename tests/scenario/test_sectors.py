"""Sectors: what they set stands below a scenario, and is seen to come from there."""

from __future__ import annotations

from pathlib import Path

import pytest

import tci_sim as tci
from tci_sim.cli import main
from tci_sim.engine.measures.columns import DECLARED
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES
from tci_sim.scenario import library
from tci_sim.scenario.load import resolve, variant
from tci_sim.scenario.sectors import published_of, values_of

SECTORS = tuple(library.files(library.SECTOR))
MINE = "reason: Mine.\nbase: baseline\n"


def write(folder: Path, text: str, name: str = "mine.yaml") -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def faults(file: str, *overrides: str, **options: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        tci.load(file, overrides, **options)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("sector", SECTORS)
def test_a_shipped_sector_sets_what_it_says_for_every_segment(sector: str) -> None:
    found = resolve("baseline", sector=sector)
    assert found.scenario.sector == sector
    for path, value in values_of(sector).items():
        names = found.scenario.market.segments if "*" in path else [""]
        for name in names:
            given = found.scenario
            for key in path.replace("*", name).split("."):
                given = given[key] if isinstance(given, dict) else getattr(given, key)
            assert given == value
            assert found.origins[path.replace("*", name)].file.endswith(f"{sector}.yaml")


def test_a_durable_and_a_contract_are_among_them() -> None:
    occasions = [values_of(sector).get("market.segments.*.considers") for sector in SECTORS]
    assert {"purchase", "anniversary", "monthly"} <= set(occasions)


@pytest.mark.parametrize("sector", SECTORS)
def test_what_was_published_of_a_sector_is_a_measure_within_a_band_with_a_source(sector: str) -> None:
    if published := published_of(sector):
        assert published.measure in DECLARED
        assert (
            DECLARED[published.measure].low
            <= published.low
            < published.high
            <= DECLARED[published.measure].high
        )
        assert published.source
    else:
        assert values_of(sector)["market.captive"] is True


def test_without_a_sector_nothing_is_other_than_before() -> None:
    assert tci.load("baseline").sector is None
    changed = tci.load("baseline", sector="energy")
    assert changed.policies == tci.load("baseline").policies
    assert changed.firms == tci.load("baseline").firms
    assert changed.network == tci.load("baseline").network


def test_a_scenarios_own_number_wins_wherever_it_stands(tmp_path: Path) -> None:
    base = write(tmp_path, MINE + "world: {choice: {taste: 1.25}}\n", "base.yaml")
    own = write(
        tmp_path,
        f"reason: r\nbase: {Path(base).name}\nsector: energy\nworld: {{choice: {{inertia: 0.25}}}}\n",
    )
    scenario = tci.load(own, ["world.choice.consider_rate=0.01"])
    assert scenario.world.choice.taste == 1.25  # of the base
    assert scenario.world.choice.inertia == 0.25  # of the file
    assert scenario.world.choice.consider_rate == 0.01  # of the command line
    assert scenario.world.choice.price_weight == values_of("energy")["world.choice.price_weight"]


def test_a_segment_keeps_its_own_occasion(tmp_path: Path) -> None:
    own = write(tmp_path, MINE + "sector: energy\nmarket: {segments: {care: {considers: monthly}}}\n")
    segments = tci.load(own).market.segments
    assert [segments[name].considers for name in ("value", "care")] == ["anniversary", "monthly"]


def test_the_command_line_and_python_name_another_sector_than_the_file(tmp_path: Path) -> None:
    own = write(tmp_path, MINE + "sector: energy\n")
    assert tci.load(own).sector == "energy"
    car = tci.load("baseline", sector="car")
    for scenario in (tci.load(own, ["sector=car"]), tci.load(own, sector="car")):
        assert (scenario.sector, scenario.market, scenario.world) == (car.sector, car.market, car.world)
    assert tci.load(own, ["sector=null"]).world == tci.load("baseline").world


def test_a_mapping_names_a_sector_as_a_file_does() -> None:
    given = tci.run(
        {
            "reason": "r",
            "base": "baseline",
            "sector": "car",
            "market": {"customers": 0},
            "months": 1,
            "burn_in": 0,
        },
        seed=1,
    )
    assert given.question.market.segments["care"].considers == "purchase"


def test_a_sector_of_ones_own_is_named_by_its_file(tmp_path: Path) -> None:
    write(tmp_path, "reason: Ours.\nworld: {choice: {taste: 2.5}}\n", "ours.yaml")
    assert tci.load(write(tmp_path, MINE + "sector: ours.yaml\n")).world.choice.taste == 2.5


@pytest.mark.parametrize(
    "text",
    [
        "policies: {common: {}}",
        "burn_in_policy: tci",
        "firms: {ours: {policy: tci}}",
        "supplier_policy: tci",
        "base: baseline",
        "months: 12",
        "market: {segments: {care: {share: 0.5}}}",
        "market: {attributes: {fit: {kano: 0.1}}}",
    ],
)
def test_a_sector_never_sets_a_policy_nor_anything_but_what_customers_are_like(
    tmp_path: Path, text: str
) -> None:
    write(tmp_path, f"reason: Ours.\n{text}\n", "ours.yaml")
    told = faults(write(tmp_path, MINE + "sector: ours.yaml\n"))
    assert any("ours.yaml:2" in each and "a sector never sets a policy" in each for each in told)


def test_a_sector_says_why_and_whole_what_was_published(tmp_path: Path) -> None:
    write(tmp_path, "published: {measure: share}\nworld: {choice: {taste: 2.5}}\n", "ours.yaml")
    told = faults(write(tmp_path, MINE + "sector: ours.yaml\n"))
    assert any("reason is required" in each for each in told)
    assert any("published" in each and "`source`" in each for each in told)


def test_a_fault_in_a_sector_is_found_where_it_stands(tmp_path: Path) -> None:
    write(tmp_path, "reason: Ours.\nworld: {choice: {tastes: 2.5}}\n", "ours.yaml")
    assert any("ours.yaml:2" in each for each in faults(write(tmp_path, MINE + "sector: ours.yaml\n")))


def test_an_unknown_sector_is_refused_with_the_nearest_name() -> None:
    (told,) = faults("baseline", sector="banks")
    assert "--sector = 'banks'" in told
    assert told.endswith("Did you mean 'bank'?")


def test_a_sector_is_no_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "energy"]) != 0
    assert "is a sector, not a scenario" in capsys.readouterr().err


def test_a_sector_is_too_late_for_a_scenario_that_has_all_its_values() -> None:
    scenario = tci.load("baseline", sector="car")
    assert variant(scenario, {"sector": "car", "months": 12}).months == 12
    with pytest.raises(InputError, match="too late"):
        variant(scenario, {"sector": "bank"})


def test_a_study_rests_on_a_sector(tmp_path: Path) -> None:
    text = (
        "question: q\nreason: r\nbase: baseline\nlevers: {culture.autonomy: [0.1, 0.2]}\nreport: [profit]\n"
    )
    plain = write(tmp_path, text, "plain.yaml")
    with_set = write(tmp_path, text + "set: {world.choice.taste: 1.5}\n", "set.yaml")
    assert tci.load_study(plain, sector="car").base == tci.load("baseline", sector="car")
    base = tci.load_study(with_set, ["sector=car", "months=12"]).base
    assert (base.sector, base.world.choice.taste, base.months) == ("car", 1.5, 12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_name_sectors_list_them_and_show_what_comes_from_them(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def says(*arguments: str) -> str:
        assert main(["--lang", language, *arguments]) == 0
        return capsys.readouterr().out

    shown = says("show", "baseline", "--sector", "car").splitlines()
    (line,) = [each for each in shown if each.startswith("market.segments.care.purchase_interval")]
    assert "sectors/car.yaml:" in line
    listed = says("library")
    assert all(f"  {sector} " in listed for sector in SECTORS)
    assert "car.yaml" in says("explain", "car")
    assert "car 72" in says("explain", "purchase_interval")
    says("check", "baseline", "--sector", "public_service")
