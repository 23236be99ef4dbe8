"""The EPUB: EPUBCheck finds nothing, the metadata are right, and the site offers the same file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from hub.epub import ACCESSIBILITY
from PIL import Image
from support import EPUBCHECK, Built, run

DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"


def metadata(built: Built) -> ElementTree.Element:
    with zipfile.ZipFile(built.epub) as archive:
        return ElementTree.fromstring(archive.read("content.opf"))[0]


def test_epubcheck_finds_nothing(built: Built, tmp_path: Path):
    report = tmp_path / "report.json"
    # The report counts; what is printed depends on the language of the machine.
    checked = run(*EPUBCHECK, built.epub, "--json", report)
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["messages"] == [], found["messages"]
    assert checked.returncode == 0, checked.stderr


def test_the_book_says_what_it_is(built: Built):
    found = metadata(built)
    assert found.findtext(f"{DC}title") == "The Turing Way Practitioners Hub"
    assert found.findtext(f"{DC}language") == "en-GB"
    assert found.findtext(f"{DC}creator") == "The Practitioners Hub book contributors"
    assert "CC BY 4.0" in found.findtext(f"{DC}rights")


def test_the_book_says_how_accessible_it_is(built: Built):
    said = [(meta.get("property"), meta.text) for meta in metadata(built).iter(f"{OPF}meta")]
    for name, values in ACCESSIBILITY.items():
        for value in values:
            assert (name, value) in said


def test_the_table_of_contents_names_every_page_below_those_above_it(built: Built, records):
    with zipfile.ZipFile(built.epub) as archive:
        nav = ElementTree.fromstring(archive.read("nav.xhtml"))
    xhtml = "{http://www.w3.org/1999/xhtml}"
    contents = nav.find(f"{xhtml}body/{xhtml}nav")
    named = [link.get("href") for link in contents.iter(f"{xhtml}a")]
    assert sorted(named) == sorted(f"{docname}.xhtml" for docname in records.pages)
    inner = contents.findall(
        f"{xhtml}ol/{xhtml}li/{xhtml}ol/{xhtml}li/{xhtml}ol/{xhtml}li/{xhtml}a"
    )
    assert "playbook/kits/kick-off.xhtml" in [link.get("href") for link in inner]


def test_every_chapter_says_its_language(built: Built, records):
    with zipfile.ZipFile(built.epub) as archive:
        for docname in records.pages:
            chapter = ElementTree.fromstring(archive.read(f"{docname}.xhtml"))
            assert chapter.get("lang") == "en-GB"
            assert chapter.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"


def test_the_book_has_a_cover(built: Built):
    with zipfile.ZipFile(built.epub) as archive:
        content = ElementTree.fromstring(archive.read("content.opf"))
        [cover] = [
            each for each in content.iter(f"{OPF}item") if each.get("properties") == "cover-image"
        ]
        with Image.open(archive.open(cover.get("href"))) as shown:
            assert shown.height > shown.width >= 800
