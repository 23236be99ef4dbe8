"""The shortcuts of `hub.fast`: what they give is what the slow way gives."""

from __future__ import annotations

import importlib.util
import pickle
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT, Built, strict_build
from docutils import nodes
from docutils.utils import new_document
from hub.fast import scanning, walking
from hub.fast.packed import Packed
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from sphinx.util.nodes import NodeMatcher


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_one_process_without_shortcuts_writes_the_same_bytes(built: Built, tmp_path: Path):
    slow = strict_build(ROOT / "book", tmp_path, slow=True)
    assert slow.code == 0, slow.output
    quick, other = contents(built.html), contents(slow.html)
    assert sorted(quick) == sorted(other)
    assert [name for name in quick if quick[name] != other[name]] == []


def test_two_processes_write_the_same_bytes_as_one(built: Built, tmp_path: Path):
    # Few pages for each process, so that several take the place of others.
    two = (
        "import os, hub.build; from hub.fast import workers; "
        "hub.build.MANY = 1; workers._PAGES = 5; workers._BYTES = 200_000; os.cpu_count = lambda: 2"
    )
    parallel = strict_build(ROOT / "book", tmp_path, code=two)
    assert parallel.code == 0, parallel.output
    one, other = contents(built.html), contents(parallel.html)
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


class TestListing:
    """The list of a document's nodes holds until the document changes, in whatever way."""

    @pytest.fixture(autouse=True)
    def _counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(nodes.Node, "setup_child", nodes.Node.setup_child)
        for name in (*walking.CHANGING, *walking.CHANGING_AT):
            monkeypatch.setattr(nodes.Element, name, getattr(nodes.Element, name))
        walking.count_changes()

    def document(self) -> nodes.document:
        document = new_document("page.md")
        for name in "abc":
            document += nodes.section("", nodes.paragraph("", name), nodes.image(uri=f"{name}.png"))
        return document

    @pytest.mark.parametrize(
        "condition", [None, nodes.paragraph, nodes.Element, NodeMatcher(nodes.image, uri="b.png")]
    )
    def test_it_has_what_docutils_finds_in_the_same_order(self, condition):
        document = self.document()
        assert walking.found(document, condition) == list(document.findall(condition))

    @pytest.mark.parametrize(
        "change",
        [
            lambda document: document.append(nodes.paragraph("", "d")),
            lambda document: document[0].insert(0, nodes.paragraph("", "d")),
            lambda document: document[0].__setitem__(0, nodes.paragraph("", "d")),
            lambda document: document[0].__setitem__(slice(0, 1), []),
            lambda document: document[0].__delitem__(0),
            lambda document: document[0].pop(0),
            lambda document: document.remove(document[1]),
            lambda document: document[2].clear(),
            lambda document: document[0][0].replace_self([]),
            lambda document: document.children.extend([nodes.paragraph("", "d")]),
        ],
        ids=[
            "append",
            "insert",
            "set",
            "slice",
            "delete",
            "pop",
            "remove",
            "clear",
            "replace",
            "unseen",
        ],
    )
    def test_it_is_made_anew_after_a_change(self, change):
        document = self.document()
        before = walking.found(document, nodes.paragraph)
        change(document)
        after = walking.found(document, nodes.paragraph)
        assert after == list(document.findall(nodes.paragraph))
        assert after != before

    def test_it_holds_when_an_attribute_changes(self):
        document = self.document()
        before = walking._listing(document)
        document[0]["ids"] = ["first"]
        del document[0]["ids"]
        assert walking._listing(document) is before


def untouched(name: str) -> ModuleType:
    """A module as it stands in its file, whatever was put into its place."""
    spec = importlib.util.find_spec(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestScanning:
    """Lines, cells and plain text are found where markdown-it-py finds them."""

    texts = st.text("ab\t\n\r\v\f |\\*`é\x85\u2028:", max_size=60)
    md = MarkdownIt()

    @given(text=texts)
    @example(text="")
    @example(text="a\n \t")
    @example(text="\n\n\ta \n \tb")
    def test_lines(self, text: str):
        scanning.scan_at_once()
        slow = untouched("markdown_it.rules_block.state_block").StateBlock(text, self.md, {}, [])
        quick = StateBlock(text, self.md, {}, [])
        assert vars(quick) == vars(slow)

    @given(row=texts)
    @example(row="| a \\| b | c \\\\| d |")
    def test_cells(self, row: str):
        slow = untouched("markdown_it.rules_block.table").escapedSplit
        assert scanning.cells_of(row) == slow(row)

    @given(text=texts, start=st.integers(0, 60), silent=st.booleans())
    @example(text="plain *text*", start=0, silent=False)
    def test_plain_text(self, text: str, start: int, silent: bool):
        slow = untouched("markdown_it.rules_inline.text").text
        found = []
        for rule in (slow, scanning.plain_text):
            state = StateInline(text, self.md, {}, [])
            state.pos = min(start, len(text))
            state.posMax = max(state.pos, len(text) - 1)
            found.append((rule(state, silent), state.pos, state.pending))
        assert found[0] == found[1]

    def test_parsers_use_them(self):
        scanning.scan_at_once()
        rules = MarkdownIt().inline.ruler.__rules__
        assert scanning.plain_text in [rule.fn for rule in rules]
        assert scanning._TABLE.escapedSplit is scanning.cells_of


class TestPacked:
    """What is packed is what was put in, and keeps what is changed in it."""

    def stored(self, values: Packed) -> Packed:
        return pickle.loads(pickle.dumps(values))

    def test_it_is_a_mapping_of_what_was_put_in(self):
        values = self.stored(Packed({"a": [1], "b": [2]}))
        values["c"] = [3]
        assert dict(values) == {"a": [1], "b": [2], "c": [3]}
        assert len(values) == 3
        assert "a" in values
        assert "d" not in values
        with pytest.raises(KeyError):
            values["d"]

    def test_a_change_in_a_value_is_kept_and_stored(self):
        values = self.stored(Packed({"a": [1]}))
        values["a"].append(2)
        assert values["a"] == [1, 2]
        assert self.stored(values)["a"] == [1, 2]

    def test_packed_values_are_taken_over_and_take_the_place_of_others(self):
        values = self.stored(Packed({"a": [1], "b": [2]}))
        values["b"].append(3)
        other = Packed({"a": [4], "b": [5], "c": [6]}).packed()
        for name, packed in other.items():
            values[name] = packed
        assert dict(values) == {"a": [4], "b": [5], "c": [6]}

    def test_what_is_deleted_is_gone_packed_or_not(self):
        values = self.stored(Packed({"a": [1], "b": [2]}))
        values["a"].append(2)
        del values["a"]
        del values["b"]
        assert dict(values) == {}
        with pytest.raises(KeyError):
            del values["b"]
