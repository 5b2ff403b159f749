"""The version stands in pyproject.toml alone, and every citation says what stands there."""

import json
import re
import subprocess
import sys
import tomllib
from email.message import Message
from importlib import metadata

import pytest
from ruamel.yaml import YAML

import tci_sim
from tci_sim import RESULTS_VERSION, citation, version
from tci_sim.messages import using_language


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def told():
    return citation.facts()


# --- the version ------------------------------------------------------------------------------------------


def test_the_version_of_the_program_is_that_of_pyproject(project):
    assert tci_sim.__version__ == version.program_version() == project["version"]


def test_no_other_file_of_the_package_holds_the_version(root, project):
    code = [*(root / "tci_sim").rglob("*.py"), root / "Makefile", root / "README.md"]
    assert [path for path in code if project["version"] in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("beside", "says"),
    [
        ('[project]\nname = "tci-sim"\nversion = "9.8.7"\n', "9.8.7"),
        ('[project]\nname = "other"\nversion = "9.8.7"\n', None),
        ('[tool.other]\nname = "tci-sim"\nversion = "9.8.7"\n', None),
        (None, None),
    ],
)
def test_only_a_pyproject_of_ours_beside_the_package_says_the_version(monkeypatch, tmp_path, beside, says):
    if beside is not None:
        (tmp_path / "pyproject.toml").write_text(beside, encoding="utf-8")
    monkeypatch.setattr(version, "PROJECT", tmp_path / "pyproject.toml")
    monkeypatch.setattr(metadata, "version", {"tci-sim": "installed"}.__getitem__)
    assert version.program_version.__wrapped__() == (says or "installed")


def test_neither_the_package_nor_the_version_of_a_checkout_imports_what_is_slow(root):
    code = (
        "import sys, tci_sim; tci_sim.__version__\n"
        "print(sorted({'importlib.metadata', 'tomllib', 'tci_sim.citation'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-S", "-c", code], cwd=root, capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (0, "[]\n"), told.stderr


# --- the citation -----------------------------------------------------------------------------------------


def test_citation_cff_is_what_pyproject_says(root, told):
    kept = (root / "CITATION.cff").read_text(encoding="utf-8")
    assert kept == citation.as_cff(told), "pyproject.toml has changed: run `make citation`"


def test_citation_cff_has_what_its_format_asks_for_and_invents_nothing(root, project):
    kept = YAML(typ="safe").load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= kept.keys()
    assert kept["authors"] == [{"name": author["name"]} for author in project["authors"]]
    assert (kept["version"], kept["license"]) == (project["version"], project["license"])
    assert not {"doi", "date-released", "identifiers", "url"} & kept.keys()


def test_what_is_installed_says_the_same_as_the_checkout(monkeypatch, told):
    kept = Message()
    for field, value in {
        "Summary": told.description, "Author": ", ".join(told.authors), "License-Expression": told.license,
        "Keywords": ",".join(told.keywords),
    }.items():  # fmt: skip
        kept[field] = value
    monkeypatch.setattr(metadata, "metadata", {"tci-sim": kept}.__getitem__)
    assert citation.facts_of_installation() == told


@pytest.mark.parametrize("format_", citation.FORMATS)
def test_every_format_names_both_versions_and_the_authors(format_, told, project):
    written = citation.citation(format_)
    assert project["version"] in written
    assert all(author in written for author in told.authors)
    assert f"results version {RESULTS_VERSION}" in written or format_ == "cff"
    assert written.endswith("\n")


def test_bibtex_closes_its_braces_and_keeps_underscores_from_tex(told):
    written = citation.as_bibtex(told)
    assert written.count("{") == written.count("}")
    [title] = re.findall(r"^  title = (.*),$", written, re.MULTILINE)
    assert title == r"{{tci\_sim: A laboratory for quality strategies}}"


def test_json_is_an_entry_that_reference_managers_read(told, project):
    [entry] = json.loads(citation.as_json(told))
    assert (entry["type"], entry["version"]) == ("software", project["version"])
    assert entry["author"] == [{"literal": author["name"]} for author in project["authors"]]


def test_the_sentence_is_said_in_chinese_too(told):
    with using_language("zh-Hant"):
        reference, more = citation.as_text(told).splitlines()
    assert reference.startswith(f"{told.authors[0]}，{told.title}，第 {told.version} 版")
    assert "結果版本" in more
    assert not re.search(r"[A-Za-z{]", more)


def test_the_command_prints_it(capsys):
    from tci_sim.cli import main

    assert main(["cite", "--format", "bibtex"]) == 0
    assert capsys.readouterr().out == citation.citation("bibtex")
