"""A page replaces nothing but a page of ours, is checked before anything is run, and is there whole or not at all."""

import errno
import os
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from tci_sim import safe_files
from tci_sim.cli import main
from tci_sim.errors import InputError, RunError
from tci_sim.render.markdown import as_markdown
from tci_sim.render.page_file import MARK, check_page, code, write_page_file
from tci_sim.render.table import Table

TYPED = [
    "<script>alert(1)</script>", "a | b", "`code`", "``` \nfence", "# no heading\n# at all", "[text](http://x.y)",
    "![p](javascript:x)", "<http://x.y>", "&lt;b&gt; &copy;", "see http://x.y or www.x.y or a@b.cd", "*a* _b_ ~~c~~",
    "a\\",
    "- list", "+ list", "1. list", "2) list", "===", "---", "    indented", "> quoted", "\x1b[31mred", "a\u202eb",
]  # fmt: skip
"""What somebody may write as a question, a reason or a label."""


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def ours(tmp_path):
    """A page of ours with one picture."""
    write_page_file(tmp_path / "page.md", "![p](page-a.png)\n", {"page-a.png": b"picture"})
    return tmp_path


def test_a_page_of_ours_and_what_it_names_is_replaced(ours):
    check_page(ours / "page.md", ["page-a.png", "page-b.png"])
    write_page_file(ours / "page.md", "new", {"page-a.png": b"other"})
    assert (ours / "page.md").read_text() == f"new\n{MARK}\n"
    assert (ours / "page-a.png").read_bytes() == b"other"
    assert files_in(ours) == ["page-a.png", "page.md"]


@pytest.mark.parametrize("there", ["", "# My own notes\n", f"it says {MARK} in a line\n"])
def test_what_is_no_page_of_ours_is_never_replaced(tmp_path, there):
    page = tmp_path / "notes.md"
    page.write_text(there)
    with pytest.raises(InputError, match="is there already and is not a page that this program wrote"):
        check_page(page)
    with pytest.raises(InputError, match="is there already"):
        write_page_file(page, "text", {})
    assert page.read_text() == there


def test_files_beside_it_that_it_does_not_name_are_never_replaced(ours):
    (ours / "page-b.png").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"page-b\.png is there already and does not belong to this page"):
        check_page(ours / "page.md", ["page-a.png", "page-b.png"])
    with pytest.raises(InputError, match=r"page-b\.png is there already"):
        check_page(ours / "other.md", ["page-b.png"])


def as_folder(page):
    page.mkdir()


def as_link_to_nowhere(page):
    page.symlink_to("nowhere")


def as_loop(page):
    page.symlink_to(page)


@pytest.mark.parametrize("make", [as_folder, os.mkfifo, as_link_to_nowhere, as_loop])
def test_a_folder_a_pipe_and_a_link_are_refused_and_never_waited_for(tmp_path, make):
    make(tmp_path / "page.md")
    with pytest.raises(InputError, match=r"^--page .*page\.md: "):
        check_page(tmp_path / "page.md")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("page.txt", "must end in .md"), ("page", "must end in .md"), ("none/page.md", "there is no folder"),
        ("file/page.md", "there is no folder"), ("x" * 253 + ".md", "File name too long"),
        ("x" * 240 + ".md", "File name too long"), ("a\0b.md", "not a valid file name"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_written_is_refused_before(tmp_path, name, said):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=re.escape(said)):
        check_page(tmp_path / name, [f"{name.removesuffix('.md')}-satisfaction.png"])
    assert files_in(tmp_path) == ["file"]


def test_a_folder_that_may_not_be_written_is_refused_before(tmp_path, monkeypatch):
    def refuse(folder):
        raise OSError(errno.EROFS, "")

    monkeypatch.setattr("tci_sim.render.page_file.check_can_write", refuse)
    with pytest.raises(InputError, match="cannot be written: Read-only file system"):
        check_page(tmp_path / "page.md")


@pytest.mark.parametrize("full_from", [0, 1, 2])
def test_a_full_disk_leaves_page_and_pictures_as_they_were(ours, monkeypatch, full_from):
    write, written = safe_files._write_new, []

    def full(path, data):
        if data:  # the probe is empty
            written.append(path)
        write(path, data)
        if len(written) > full_from:
            raise OSError(errno.ENOSPC, "")

    before = {path: path.read_bytes() for path in ours.iterdir()}
    monkeypatch.setattr(safe_files, "_write_new", full)
    with pytest.raises(RunError, match=r"No space left on device\. What was there is unchanged\.$"):
        write_page_file(ours / "page.md", "new", {"page-a.png": b"new", "page-b.png": b"new"})
    assert {path: path.read_bytes() for path in ours.iterdir()} == before


@pytest.mark.parametrize("command", [["sweep", "ablation"], ["validate"]])
def test_a_page_without_a_name_is_refused(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--page", ""]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n"), files_in(tmp_path)) == ("", 1, [])


@pytest.mark.parametrize("command", [["sweep", "ablation"], ["validate"]])
def test_the_commands_refuse_before_anything_runs(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md").write_text("# Mine\n")
    assert main([*command, "--page", "page.md"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("--page page.md: is there already")
    assert (told.out, files_in(tmp_path)) == ("", ["page.md"])


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_that_somebody_typed_is_markup(typed):
    """Read by an independent reader of Markdown, with tables and links that need no markup."""
    table = Table([["", "x"], [typed, "1"]], headings=1)
    said = MarkdownIt("commonmark").enable("table").render(as_markdown([typed, typed, "", table]))
    tags = Tags(said)
    assert set(tags.found) <= {"h1", "p", "br", "table", "thead", "tbody", "tr", "th", "td"}
    shown = " ".join(typed.split()).replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")
    assert tags.text.count(shown) == 3
    assert not re.search(r"(?<!\\)(?:https?|www(?=\.)|a@)(?:://|\.|b)", as_markdown([typed]))


def test_a_command_with_backquotes_stays_code():
    assert code("a `b` ``c``") == "``` a `b` ``c`` ```"
