"""The programs know nothing of this book: a second one, with other words, stands on the same ground."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml
from hubdata.loading import load_records
from hubdata.records import Records
from hubdata.schema import Colours, contrast
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser
from support import ROOT, Built, Once, built_once, copy_book, parsed, rewrite, run

EXAMPLE = ROOT / "examples/fellowship"
# What is said of this book and its programme alone.
OURS = re.compile(
    r"Turing|Practitioners|\bexperts? in residence|\bEiRs?\b|\bthe Hub\b|#0b5fa5|\ben-GB\b"
    r"|\borganisations?\b|\bcase stud(?:y|ies)\b|\bcohorts?\b",
    re.IGNORECASE,
)
PROGRAMS = (
    *("bench", "book/_ext", "book/_static", "book/_templates", "examples", "figures/draw"),
    *("packages", "scaffold", "tools", "Makefile"),
)
WORDS = re.compile(
    r"Turing|Practitioners|\bexperts? in residence|\bEiRs?\b|\bThe Hub\b|\bthe Hub\b"
)
# The address of the repository in which these programs stand, and the names of its pictures.
ADDRESS = "github.com/the-turing-way/practitioners-hub-book"


@pytest.fixture(scope="module")
def second(once: Once) -> Built:
    return built_once(once, "second", EXAMPLE / "book")


@pytest.fixture(scope="module")
def theirs() -> Records:
    return load_records(EXAMPLE / "book")


def test_no_program_names_this_book_or_its_programme():
    pictures = yaml.safe_load((ROOT / "figures/manifest.yml").read_text(encoding="utf-8"))
    found = []
    tops = [ROOT / name for name in PROGRAMS]
    files = [file for top in tops for file in ([top] if top.is_file() else top.rglob("*"))]
    read = 0
    for file in files:
        inside = file.relative_to(ROOT).parts
        if not file.is_file() or {"tests", "_build", "__pycache__"} & {*inside}:
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        read += 1
        for known in (ADDRESS, *pictures):
            text = text.replace(known, "")
        for match in WORDS.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{'/'.join(inside)}:{line}: {match[0]}")
    assert read > 200
    assert found == []


def test_the_second_book_passes_the_same_checks():
    done = run(sys.executable, "-m", "booklint", cwd=EXAMPLE)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.strip() == "0 findings, 0 notices; 0 waivers used"


def test_nothing_of_this_book_stands_in_the_second(second: Built):
    read = 0
    for file in second.html.rglob("*"):
        if file.suffix in (".html", ".xml", ".txt", ".webmanifest", ".bib", ".ris", ".css", ".md"):
            text = file.read_text(encoding="utf-8")
            if file.suffix == ".html":
                # Class names, ids and names of fields are the programs' own, as in any theme.
                tree = LexborHTMLParser(text)
                for node in tree.css("code"):
                    node.decompose()
                contents = [node.attributes.get("content") or "" for node in tree.css("meta")]
                data = [node.text() for node in tree.css("script[type='application/ld+json']")]
                text = "\n".join([tree.body.text(separator=" "), *contents, *data])
                text = re.sub(r"\bfacet\w+|\bdata/[a-z-]+\.csv", "", text)
            elif file.suffix == ".css":
                text = " ".join(re.findall("#[0-9a-f]{6}", text))
            read += 1
            assert [match[0] for match in OURS.finditer(text)] == [], file
    assert read > 30


def test_the_second_book_says_what_its_settings_say(second: Built, theirs: Records):
    page = parsed(second.html / "stories/rosa.html")
    identity = theirs.identity
    assert page.css_first("html").attributes["lang"] == theirs.language == "en-US"
    assert page.css_first("a.brand").text().split() == " ".join(identity.brand).split()
    licence = page.css_first("a[rel=license]")
    assert (licence.text(), licence.attributes["href"]) == (
        identity.licence.title,
        identity.licence.url,
    )
    terms = [node.text().strip() for node in page.css(".glance dt")]
    words = ("Fellow", "River", "Season", "Mentor")
    assert [term for term in terms if term in words] == [*words]
    compared = parsed(second.html / "numbers.html")
    assert "Retired nurse, Alder River." in compared.body.text()
    assert page.css_first("link[rel=canonical]").attributes["href"].startswith(theirs.base_url)
    data = json.loads(page.css_first("script[type='application/ld+json']").text())
    assert data["@graph"][1]["license"] == identity.licence.url
    signpost = parsed(second.html / "rosa.html")
    assert signpost.css_first("html").attributes["lang"] == theirs.language
    assert signpost.css_first("a").attributes["href"] == "stories/rosa.html"
    [style] = (second.html / "_static").glob("hub.*.css")
    assert identity.colours.link[0] in style.read_text(encoding="utf-8")
    manifest = json.loads((second.html / "site.webmanifest").read_text(encoding="utf-8"))
    assert manifest["theme_color"] == identity.colours.link[0]
    feed = ElementTree.parse(second.html / "feed.xml").getroot()
    assert feed.findtext("{*}title") == f"Field stories of {theirs.title}"
    assert (second.html / "gauge-fellows.epub").is_file()
    cited = (second.html / "citations/stories-rosa.bib").read_text(encoding="utf-8")
    assert f"@inbook{{{identity.key}-stories-rosa," in cited


def test_the_second_book_is_searched(second: Built, theirs: Records):
    entry = json.loads((second.html / "pagefind/pagefind-entry.json").read_text(encoding="utf-8"))
    [language] = entry["languages"].values()
    # Pagefind counts the pages of a book, and not those that the build makes itself.
    assert language["page_count"] == len(theirs.pages)
    for word in ("mentor", "neighbors", "season"):
        file = second.html / f"words/{ord(word[0]) % 32}.json"
        assert word in json.loads(file.read_text(encoding="utf-8"))


def test_colours_that_cannot_be_read_are_refused(theirs: Records):
    sound = theirs.identity.colours.model_dump()
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert Colours(**sound) == theirs.identity.colours
    with pytest.raises(ValidationError, match="contrast of"):
        Colours(**sound | {"link": ("#ffd0a0", sound["link"][1])})


def test_a_page_that_the_settings_name_exists(tmp_path: Path):
    from hubdata.strict_yaml import RecordError

    book = copy_book(tmp_path)
    rewrite(book / "_data/identity.yml", "catalogue: about/cite", "catalogue: about/site")
    with pytest.raises(RecordError, match="Did you mean «about/cite-and-reuse»"):
        load_records(book)
