"""Every page describes itself truly to search engines, social sites and reference managers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hub.site.cards import card_address, card_alt
from hubdata.records import Records
from hubdata.schema import CaseStudy
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from support import PAGES, parsed

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(params=PAGES)
def page(request, built) -> tuple[str, LexborHTMLParser]:
    return request.param, parsed(built.html / f"{request.param}.html")


def attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    found = tree.css(selector)
    assert len(found) == 1, f"{selector}: {len(found)} times"
    return found[0].attributes[name]


def graph(tree: LexborHTMLParser) -> list[dict]:
    scripts = tree.css('script[type="application/ld+json"]')
    assert len(scripts) == 1
    data = json.loads(scripts[0].text())
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def address(records: Records, name: str) -> str:
    return records.base_url if name == "index" else f"{records.base_url}{name}.html"


def test_the_policy_comes_first_and_allows_only_the_site(page):
    _, tree = page
    first = tree.css_first("head > *")
    assert first.attributes["http-equiv"] == "Content-Security-Policy"
    rules = dict(rule.split(" ", 1) for rule in first.attributes["content"].split("; "))
    assert rules.pop("default-src") == "'none'"
    assert rules["base-uri"] == "'none'"
    # The search is a program in WebAssembly, and every page offers it.
    assert rules.pop("script-src") == "'self' 'wasm-unsafe-eval'"
    assert set(rules.values()) <= {"'self'", "'none'"}


def test_what_a_page_answers_stands_on_it_and_is_searched(page, records):
    name, tree = page
    answers = records.pages[name].meta.answers
    shown = [item.text().replace("\u00a0", " ") for item in tree.css(".answers li")]
    assert shown == [answer.replace("'", "’") for answer in answers]
    asked = tree.css_first('meta[name="hub:asked"]')
    words = asked.attributes["content"] if asked else ""
    assert words.startswith(" ".join(answers))
    headings = [one.text() for one in tree.css(".bd-article :is(h1, h2, h3)")]
    if name == "hub/questions":
        assert "Can I still join?" in words
        assert "What the Hub was" in " ".join(headings)
        assert "What the Hub was" not in words


def test_title_description_and_address(page, records: Records):
    name, tree = page
    meta = records.pages[name].meta
    title = tree.css_first("title").text()
    assert title.startswith(tree.css_first("h1").text().strip())
    assert attribute(tree, "meta[name=description]", "content") == meta.description
    assert attribute(tree, "link[rel=canonical]", "href") == address(records, name)
    assert attribute(tree, "html", "lang") == "en-GB"


def test_the_social_card_exists_and_is_described(page, built, records: Records):
    name, tree = page
    assert attribute(tree, 'meta[property="og:url"]', "content") == address(records, name)
    picture = attribute(tree, 'meta[property="og:image"]', "content")
    assert len(attribute(tree, 'meta[property="og:image:alt"]', "content")) > 20
    file = built.html / picture.removeprefix(records.base_url)
    with Image.open(file) as card:
        assert card.size == (1200, 630)
    assert file.stat().st_size < 300_000


@pytest.mark.parametrize(("title", "own"), [("A study", True), ("Łódź, 水利部", False)])
def test_a_title_that_the_font_cannot_write_is_on_no_card(records: Records, title: str, own: bool):
    page = replace(records.case_studies[0], title=title)
    assert card_address(page).endswith("book.png") is not own
    assert (title in card_alt(page, "Book", "words")) is own


def test_linked_data_matches_the_page(page, records: Records):
    name, tree = page
    nodes = graph(tree)
    ids = [node["@id"] for node in nodes]
    assert len(set(ids)) == len(ids)
    about = next(node for node in nodes if node["@id"] == f"{address(records, name)}#page")
    assert about["name"] == tree.css_first("h1").text().strip()
    assert about["description"] == records.pages[name].meta.description
    shown = tree.css_first(".page-end time").attributes["datetime"]
    assert about["dateModified"] == shown == records.pages[name].meta.reviewed
    assert about["license"] == tree.css_first("a[rel=license]").attributes["href"]
    assert about["accessMode"]
    assert about["accessibilityHazard"] == "none"
    assert about["isPartOf"]["@id"] in ids


def test_breadcrumbs_say_what_the_page_shows(page, records: Records):
    name, tree = page
    lists = [node for node in graph(tree) if node["@type"] == "BreadcrumbList"]
    shown = [link.text().strip() for link in tree.css(".crumbs a")]
    if name == "index":
        assert not lists
        assert not shown
        return
    items = lists[0]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert [item["name"] for item in items[:-1]] == shown
    assert items[-1]["item"] == address(records, name)


def test_a_case_study_names_its_publication(page, records: Records):
    name, tree = page
    meta = records.pages[name].meta
    if not isinstance(meta, CaseStudy):
        assert all("isBasedOn" not in node for node in graph(tree))
        return
    about = next(node for node in graph(tree) if node["@id"].endswith("#page"))
    names = [records.organisations[key].name for key in meta.organisations]
    assert [item["name"] for item in about["about"]] == names
    # A practice may bear the name of a theme.
    assert len(set(about["keywords"])) == len(about["keywords"])
    if meta.publication.title:
        report = about["isBasedOn"]
        assert report["name"] == meta.publication.title
        assert [one["name"] for one in report.get("author", [])] == list(meta.publication.authors)
        doi = meta.publication.doi
        assert report.get("sameAs") == (f"https://doi.org/{doi}" if doi else None)


def test_the_dataset_names_files_that_exist(built, records: Records):
    tree = parsed(built.html / "about" / "cite-and-reuse.html")
    datasets = [node for node in graph(tree) if node["@type"] == "Dataset"]
    assert len(datasets) == 1
    named = {item["contentUrl"] for item in datasets[0]["distribution"]}
    for url in named:
        assert (built.html / url.removeprefix(records.base_url)).is_file()
    offered = {file.name for file in (built.html / "data").iterdir()} - {"catalogue.schema.json"}
    assert {url.rsplit("/", 1)[1] for url in named} == offered


def test_the_sitemap_lists_every_page_once(built, records: Records):
    root = ElementTree.parse(built.html / "sitemap.xml").getroot()
    places = [entry.text for entry in root.iter(f"{SITEMAP}loc")]
    assert sorted(places) == sorted(address(records, name) for name in PAGES)
    assert len(list(root.iter(f"{SITEMAP}lastmod"))) == len(places)


def test_robots_are_led_to_the_sitemap(built, records: Records):
    text = (built.html / "robots.txt").read_text(encoding="utf-8")
    assert f"Sitemap: {records.base_url}sitemap.xml" in text


def test_the_manifest_names_icons_that_exist(built):
    data = json.loads((built.html / "site.webmanifest").read_text(encoding="utf-8"))
    assert data["start_url"] == "."
    for icon in data["icons"]:
        assert (built.html / icon["src"]).is_file()


def test_a_wrong_address_gets_help(built):
    tree = parsed(built.html / "404.html")
    assert attribute(tree, "meta[name=robots]", "content") == "noindex"
    assert len(tree.css("[role=search] form")) == 1, "Two boxes are one too many."
    links = [link.attributes["href"] for link in tree.css("link[href], a[href]")]
    links += [form.attributes["action"] for form in tree.css("form")]
    inside = [link for link in links if link and not link.startswith(("https://", "#"))]
    assert inside
    assert all(link.startswith("/") for link in inside), "It is shown at any depth."


def test_spans_of_years_stay_on_one_line(page):
    _, tree = page
    for node in tree.css("h1, h2, h3, .menu a, .page-end a"):
        spans = re.findall(r"(?<![\w-])\d{4}-\d\d(?![\w-])", node.text())
        assert [one.text() for one in node.css(".unbroken")] == spans, node.html


def test_a_box_to_tick_stays_beside_its_word(page):
    _, tree = page
    apart = r'>(?<!class="unbroken">)[^<>]*☐ [^\s<]'
    assert not re.search(apart, tree.css_first("main").html)


def test_every_page_can_be_edited_and_reported(page, records: Records):
    name, tree = page
    links = {link.text(): link.attributes["href"] for link in tree.css(".page-end li a")}
    assert links["Edit this page on GitHub"].endswith(f"/edit/main/book/{name}.md")
    assert "/issues/new?title=" in links["Report a mistake on this page"]
    assert "/issues/new?title=Was" in links["Was this page useful?"]
    assert links["This page as Markdown"].endswith(f"/raw/main/book/{name}.md")


def test_every_page_says_how_to_cite_it_and_on_paper_where_it_stands(page, records: Records):
    name, tree = page
    assert tree.css_matches(".cite") or tree.css_matches(".page-end [href$='.bib']")
    assert f"{address(records, name)}." in tree.css_first(".on-paper").text()


def test_every_picture_keeps_its_place(page):
    _, tree = page
    for picture in tree.css("main img"):
        attributes = picture.attributes
        assert attributes.get("width")
        assert attributes.get("height")
        assert attributes["decoding"] == "async"
    late = [
        picture for picture in tree.css("article img")[1:] if "loading" not in picture.attributes
    ]
    assert not late


def test_nothing_of_the_default_theme_is_published(built):
    names = {file.name.split(".")[0] for file in (built.html / "_static").iterdir()}
    assert names == {
        "hub", "search", "gallery", "not-found", "favicon", "apple-touch-icon", "icon-192", "icon-512",
    }  # fmt: skip
