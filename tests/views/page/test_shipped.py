"""What a page is shipped with gives the engine the very bytes of the scenarios that it stands for."""

import base64
import gzip
import json
import struct

import pytest

import tci_sim as tci
from tci_sim.errors import InputError
from tci_sim.scenario.load import as_scenario
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.views.page import export as exporting
from tci_sim.views.page.asked import asked_of, regimes_of
from tci_sim.views.page.shipped import shipped_of
from tci_sim.wasm.image import image_of
from tci_sim.world.build_network import network_of
from tci_sim.world.future import future_of

EVIL = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def baseline():
    return tci.variant(tci.load("baseline"), {"market.customers": 400, "months": 24, "burn_in": 6})


@pytest.fixture(scope="module")
def shipped(baseline):
    asked = asked_of(baseline, shocks=["price_cut,month=6,target=north,size=0.2"], pairs=2)
    return json.loads(json.dumps(shipped_of(baseline, asked, b"engine")))


def content_of(shipped):
    """Return the image as it lies in memory, from its first address on."""
    return bytearray(gzip.decompress(base64.b64decode(shipped["image"]))), shipped["described"]["at"]


def future_in(content, first, scenario):
    """Return the bytes of the future of a scenario as they lie in an image."""
    arrays = {each["name"]: each for each in image_of(scenario, levers=[]).described["arrays"]}
    wanted = future_of(with_own_levers(scenario), network_of(scenario))
    for name, array in wanted._asdict().items():
        at = arrays[f"state.future.{name}"]["at"] - first
        yield name, bytes(content[at : at + array.nbytes]), array.tobytes()


def test_a_policy_to_start_from_is_the_future_of_that_policy(shipped, baseline):
    for name in regimes_of(baseline):
        content, first = content_of(shipped)
        for at, word in shipped["regimes"][name]["patch"]:
            content[at - first : at - first + 8] = struct.pack("<q", int(word))
        other = tci.variant(baseline, {"firms.ours.policy": name})
        for field, here, wanted in future_in(content, first, other):
            if not field.startswith("shock"):  # the event that may be added is there, and does not happen
                assert here == wanted, (name, field)
    assert any(regime["patch"] for regime in shipped["regimes"].values())


def test_a_lever_that_is_moved_is_the_future_of_the_scenario_that_moves_it(shipped, baseline):
    moved = 0
    for lever in shipped["levers"]:
        value = (
            lever["high"]
            if shipped["regimes"]["tci"]["values"][lever["path"]] != lever["high"]
            else lever["low"]
        )
        content, first = content_of(shipped)
        form = "<d" if lever["kind"] == "f8" else "<q"
        for at in lever["cells"]:
            value = int(value) if form == "<q" else float(value)
            content[at - first : at - first + 8] = struct.pack(form, value)
        other = tci.variant(baseline, {f"firms.ours.levers.{lever['path']}": value})
        for field, here, wanted in future_in(content, first, other):
            if not field.startswith("shock"):
                assert here == wanted, (lever["path"], field)
        moved += 1
    assert moved > 20


def test_the_scenario_in_a_page_is_the_baseline(shipped, baseline):
    assert as_scenario(shipped["scenario"]) == baseline


def test_a_sector_and_a_network_of_files_are_in_the_scenario_of_a_page():
    for base, changes in (("baseline", ["sector=bank"]), ("supply_chain", [])):
        asked = tci.variant(tci.load(base, changes), {"market.customers": 300, "months": 12, "burn_in": 6})
        shipped = shipped_of(asked, asked_of(asked, pairs=2), b"engine")
        again = as_scenario(json.loads(json.dumps(shipped["scenario"])))
        assert again.model_copy(update={"sector": asked.sector}) == asked


def test_all_that_is_said_of_what_can_be_moved_is_there_in_both_languages(shipped):
    controls = [*shipped["levers"], *shipped["uncertainties"]]
    for each in controls:
        for name in ("label", "meaning", "source", "evidence"):
            assert all(each[name]), (each["path"], name)
        assert each["group"] in shipped["groups"]
        assert each["low"] < each["high"]
        assert each["cells"]
    assert any(each["cost"][0] for each in shipped["levers"])
    assert shipped["words"]["texts"].keys() == {"en", "zh-Hant"}


def test_every_value_of_a_policy_is_within_its_lever(shipped):
    for lever in shipped["levers"]:
        for regime in shipped["regimes"].values():
            assert lever["low"] <= regime["values"][lever["path"]] <= lever["high"]


def test_levers_that_a_policy_switches_off_are_fixed_under_it(baseline):
    own = tci.variant(baseline, {"policies.tqm.off": ["improvement"]})
    found = shipped_of(own, asked_of(own, pairs=2), b"engine")["regimes"]
    assert "improvement.time" in found["tqm"]["fixed"]
    assert "improvement.time" not in found["iso9000"]["fixed"]


def test_what_a_scenario_calls_things_is_data_in_a_page(baseline, monkeypatch, tmp_path):
    named = tci.variant(
        baseline,
        {"question": {"en": EVIL, "zh-Hant": EVIL}, "firms.north.label": EVIL, "policies.tqm.label": EVIL},
    )
    engine = tmp_path / "engine.wasm"
    engine.write_bytes(b"engine")
    monkeypatch.setattr(exporting, "module_path", lambda: engine)
    made = exporting.export(named, pairs=2).html
    assert EVIL not in made
    assert "<img" not in made
    assert "\\u003c/script>\\u003cimg" in made


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"until": "settled"}, "until: settled"),
        ({"months": 1000}, "months: 1000 are too many"),
        ({"market.simulated": 0, "market.customers": 1_000_000, "months": 12}, None),
        ({"market.customers": 100_000, "market.simulated": 60_000}, "Set "),
    ],
)
def test_what_cannot_be_in_a_page_is_told_before_anything_is_run(
    baseline, changes, said, monkeypatch, tmp_path
):
    engine = tmp_path / "engine.wasm"
    engine.write_bytes(b"engine")
    monkeypatch.setattr(exporting, "module_path", lambda: engine)
    monkeypatch.setattr(exporting, "compare", lambda *given, **more: pytest.fail("something was run"))
    asked = tci.variant(baseline, changes)
    if said is None:  # of a large market some customers are simulated, which is told beside the page
        with pytest.raises(BaseException, match="something was run"):
            exporting.export(asked, pairs=2)
        return
    with pytest.raises(InputError, match=said) as refused:
        exporting.export(asked, pairs=20)
    if said == "Set ":
        fits = int(str(refused.value).split("market.simulated=")[1].rstrip("."))
        smaller = tci.variant(asked, {"market.simulated": fits})
        described = image_of(smaller, levers=[]).described
        assert described["kept"]["size"] * 22 <= exporting.MOST_MEMORY
        assert fits > 2000
