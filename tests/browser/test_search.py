"""The search finds every word of the book, answers what readers ask, and can be worked by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser
from support import BOOK, ROOT

from .axe import faults
from .conftest import one_page
from .server import Server, serve

ASKED = yaml.safe_load((ROOT / "tests/examples/questions.yml").read_text(encoding="utf-8"))
QUESTIONS, MEETINGS = (
    {question: pages.split() for question, pages in part.items()} for part in ASKED.values()
)
KNOWN = {page for part in (QUESTIONS, MEETINGS) for pages in part.values() for page in pages}
# The share of them that has its answer among the first three, and among those with pages that are new.
SHARE = 0.96
UNFILTERED_SHARE = 0.9
# What Pagefind takes for furniture of the page, and sources that stand behind sentences of every page.
LEFT_OUT = "form, label, nav, footer, script, style, svg, sup.citation, span.back"
# The addresses of the pages that are found for each question, in one go.
FIND = """async (questions) => {
  const search = document.getElementById("hub_search");
  const answers = [];
  const urls = new Map();
  const address = async (result) => {
    if (!urls.has(result.id)) urls.set(result.id, (await result.data()).url);
    return urls.get(result.id);
  };
  for (const question of questions) {
    const { results, corrected, missing } = await search.ask(question);
    const pages = await Promise.all(results.map(address));
    answers.push({ pages, corrected: [...corrected.keys()], missing });
  }
  return answers;
}"""


@pytest.fixture(scope="module")
def search_page(browser: Browser, site: Server) -> Iterator[Page]:
    """One page on which question after question is asked, as a reader does."""
    with one_page(browser) as page:
        page.goto(site.page("search"))
        yield page


def find(page: Page, questions: list[str]) -> list[dict]:
    """Return what is found for each question, pages by their names."""
    answers = page.evaluate(FIND, questions)
    base = urlsplit(page.url).path.removesuffix("search.html")
    for answer in answers:
        names = (urlsplit(url).path.removeprefix(base) for url in answer["pages"])
        answer["pages"] = [name.removesuffix(".html") for name in names]
    return answers


def is_page(file: Path) -> bool:
    """Whether a page stands there, and no redirect to where it has gone."""
    return file.exists() and 'http-equiv="refresh"' not in file.read_text(encoding="utf-8")


def failed(page: Page, questions: dict[str, list[str]], folder: Path) -> tuple[dict, dict]:
    """Return the questions without an answer among the first three, with these, and the unlucky ones.

    Only a page that answers one of the questions counts as one of the three, so that what the book
    gains later changes nothing; an unlucky question has other pages before it. What the book no
    longer has is not asked for.
    """
    there = {name for name in KNOWN if is_page(folder / f"{name}.html")}
    asked = {each: there & {*pages} for each, pages in questions.items() if there & {*pages}}
    assert len(asked) > len(questions) / 2
    lost, unlucky = {}, {}
    for (each, wanted), answer in zip(asked.items(), find(page, list(asked)), strict=True):
        if not wanted & {*[name for name in answer["pages"] if name in there][:3]}:
            lost[each] = answer["pages"][:3]
        elif not wanted & {*answer["pages"][:3]}:
            unlucky[each] = answer["pages"][:3]
    return lost, unlucky


def test_questions_find_their_answers_among_the_first_three(search_page, built):
    lost, unlucky = failed(search_page, QUESTIONS, built.html)
    assert len(lost) <= (1 - SHARE) * len(QUESTIONS), repr(lost)
    assert len({**lost, **unlucky}) <= (1 - UNFILTERED_SHARE) * len(QUESTIONS), repr(unlucky)


def test_every_question_that_a_page_says_it_answers_leads_to_it(search_page, records):
    pages = {name: page.meta.answers for name, page in records.pages.items() if page.meta.answers}
    asked = [(question, name) for name, questions in pages.items() for question in questions]
    assert len(asked) > 200
    answers = find(search_page, [question for question, _ in asked])
    lost = [
        (question, name)
        for (question, name), answer in zip(asked, answers, strict=True)
        if name not in answer["pages"][:3]
    ]
    assert len(lost) <= (1 - SHARE) * len(asked), lost


def test_a_result_leads_to_an_answer_and_not_to_the_list_of_questions(open_page):
    page = open_page("search?q=who replaces somebody who quits")
    addresses = offered(page, "who replaces somebody who quits")
    assert any("memorandum-of-understanding.html" in address for address in addresses)
    assert not [address for address in addresses if address.endswith("#hub_answers")]


def test_the_beginning_of_a_word_counts_little_before_others(search_page):
    typed, followed, alone = find(search_page, ["accessibi", "accessibi costs", "costs"])
    assert "about/accessibility" in typed["pages"][:3]
    assert followed["pages"][:2] == alone["pages"][:2]
    assert not followed["missing"]


def test_other_words_and_spellings_meet(search_page, built):
    assert failed(search_page, MEETINGS, built.html)[0] == {}


def words_of_pages(built) -> dict[str, set[str]]:
    """Return every word that stands in the text of a page, with its pages."""
    words: dict[str, set[str]] = {}
    for file in built.html.rglob("*.html"):
        tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
        body = tree.css_first("[data-pagefind-body]")
        if body is None:
            continue
        for node in body.css(LEFT_OUT):
            node.decompose()
        texts = [
            body.text(separator=" "),
            *(one.attributes["alt"] or "" for one in body.css("img")),
        ]
        name = file.relative_to(built.html).with_suffix("").as_posix()
        for word in " ".join(texts).split():
            # What stands around a word is not asked again: «(data)», «data,» and «data» are one word.
            if word := re.sub(r"^[\W_]+|[\W_]+$", "", word.lower()):
                words.setdefault(word, set()).add(name)
    return words


def test_every_word_of_the_book_is_found_on_the_pages_that_have_it(built, search_page):
    words = words_of_pages(built)
    assert len(words) > 1000
    answers = find(search_page, list(words))
    lost, corrected = {}, []
    for (word, pages), answer in zip(words.items(), answers, strict=True):
        if not pages <= set(answer["pages"]):
            lost[word] = sorted(pages - set(answer["pages"]))
        if answer["corrected"] or answer["missing"]:
            corrected.append(word)
    assert not lost
    assert not corrected, "A word that stands in the book is not corrected."


@pytest.mark.parametrize("word", ["organisation’s", "organisation's", "ORGANISATION'S"])
def test_apostrophes_and_capitals_make_no_difference(search_page, word):
    plain, other = find(search_page, ["organisation", word])
    assert set(other["pages"]) == set(plain["pages"])


def test_accents_may_be_left_out_or_added(search_page):
    plain, other = find(search_page, ["Sharan", "Shárän"])
    assert plain["pages"] == other["pages"] != []


@pytest.mark.parametrize(
    "word", ["KPIs", "handover", "patient", "xylophonic", "10777731", "constructor", "kindle"]
)
def test_another_word_is_not_taken_for_a_mistake(search_page, word):
    (answer,) = find(search_page, [word])
    assert not answer["corrected"]


def offered(page: Page, question: str) -> list[str]:
    """Wait for the answers to a question; return the addresses that are offered, in their order."""
    page.locator(f'#hub_search ol[data-question="{question}"]').wait_for(state="attached")
    return [one.get_attribute("href") for one in page.locator("#hub_search li > a:has(b)").all()]


@pytest.mark.parametrize(
    "words_of",
    [
        "one => one.querySelector('article img').alt",
        "one => one.querySelector('figcaption').textContent",
    ],
    ids=["alternative", "caption"],
)
@pytest.mark.parametrize("name", ["hub/how-a-cohort-works", "cohorts/comparison"])
def test_words_of_alternatives_and_captions_are_found(name, words_of, open_page):
    words = " ".join(open_page(name).locator("html").evaluate(words_of).split()[:9])
    page = open_page("search")
    (answer,) = find(page, [words])
    assert name in answer["pages"][:3]


def test_filters_narrow_what_is_found(open_page, records):
    everything = offered(open_page("search?q=open"), "open")
    page = open_page("search?q=open&cohort=2023 cohort&type=Case study")
    narrowed = {urlsplit(url).path.partition("cohorts/")[2] for url in offered(page, "open")}
    of_2023 = {
        f"{study.docname.removeprefix('cohorts/')}.html"
        for study in records.case_studies
        if study.meta.cohort == "2023"
    }
    assert narrowed == of_2023
    assert len(everything) == 10
    page.locator("select[name=cohort]").select_option("2024-25 cohort")
    page.locator("#results a[href*='2024-25/']").first.wait_for()
    assert page.locator("#results a[href*='2023/']").count() == 0
    assert "cohort=2024-25+cohort" in page.url


def test_filters_work_without_words(open_page, records):
    page = open_page("search?type=Case study")
    assert len(offered(page, "")) == min(len(records.case_studies), 10)


def test_a_phone_shows_results_before_filters(open_page):
    page = open_page("search?q=open", width=390, height=844)
    assert offered(page, "open")
    assert page.locator("#results li").first.bounding_box()["y"] < 500
    assert not page.locator("select[name=cohort]").is_visible()
    page.locator("#hub_search summary").press("Enter")
    assert page.locator("select[name=cohort]").is_visible()


@pytest.mark.parametrize(
    "name", ["search?q=open&cohort=2023 cohort", "cohorts/case-studies?cohort=2023"]
)
def test_a_phone_shows_the_filter_that_is_set(name, open_page):
    page = open_page(name, width=390)
    page.locator(".filters[open] select[name=cohort]").wait_for()


@pytest.mark.parametrize("name", ["search", "cohorts/case-studies"])
def test_a_wide_window_shows_the_filters_at_once(name, open_page):
    assert open_page(name).locator(".filters select[name=cohort]").is_visible()


def test_a_filter_that_does_not_exist_is_no_filter(open_page):
    assert offered(open_page("search?q=open&cohort=none"), "open")


def test_more_than_ten_are_shown_on_request(open_page):
    page = open_page("search?q=open")
    assert len(offered(page, "open")) == 10
    page.get_by_role("button", name="Show more").press("Enter")
    page.locator("#results > li:nth-child(11) b").wait_for()


def test_what_was_searched_instead_is_said_with_a_way_back(open_page):
    page = open_page("search?q=stakholder")
    assert offered(page, "stakholder")
    said = page.locator("#hub_found")
    assert said.inner_text().startswith("Showing results for “stakeholder”")
    page.get_by_role("button", name="Search for “stakholder” instead").press("Enter")
    page.get_by_text("No pages found. No page has “stakholder”.").wait_for()
    assert page.locator("#results li").count() == 0


def test_results_lead_to_the_section_and_show_where_they_matched(open_page):
    page = open_page("search?q=stakeholder mapping")
    addresses = offered(page, "stakeholder mapping")
    deep = next(url for url in addresses if "comparison.html#" in url)
    entry = page.locator(f"#results li:has(a[href='{deep}'])")
    assert "Stakeholder mapping" in entry.locator("a span").inner_text()
    assert entry.locator(".where").inner_text()
    assert {word.lower().rstrip(".") for word in entry.locator("mark").all_inner_texts()} >= {
        "stakeholder",
        "mapping",
    }
    entry.locator("a").press("Enter")
    page.wait_for_url(f"**{deep}")
    assert page.evaluate("document.getElementById(location.hash.slice(1)) !== null")


@pytest.mark.parametrize("name", ["search", "hub/index"])
def test_what_is_typed_cannot_become_markup(open_page, name):
    page = open_page(name)
    text = "<img src=x onerror=alert(1)> stakholder"
    page.locator("#hub_search [type=search]").fill(text)
    offered(page, text)
    assert page.locator("#hub_search img").count() == 0
    assert "<img" in page.get_by_role("button", name="instead").inner_text()


def test_a_question_fetches_little(open_page, site, built):
    page = open_page("hub/index")
    before = len(site.sent)
    page.locator("#hub_find").press_sequentially("how do I measur stakholder engagement", delay=20)
    assert offered(page, "how do I measur stakholder engagement")
    page.wait_for_load_state("networkidle")
    sent = site.sent[before:]
    pages = sum(
        "data-pagefind-body" in each.read_text("utf-8") for each in built.html.rglob("*.html")
    )
    # The program of the search with the 73 pages of 2026, and what its index takes for each further page.
    assert sum(size for _, size in sent) <= 150_000 + 450 * max(0, pages - 73), sent


@pytest.mark.parametrize("prefix", ["/", "/a/b c/"])
def test_the_search_works_below_any_prefix(browser, built, prefix):
    with serve(built.html, prefix) as server, one_page(browser) as page:
        page.goto(f"{server.base}hub/index.html")
        page.locator("#hub_find").fill("curriculum")
        (first, *_) = offered(page, "curriculum")
        page.locator("#hub_search li > a").first.click()
        page.wait_for_url(f"**{first}")
        assert page.locator("h1").is_visible()


def test_from_disk_it_says_why_it_cannot_search(browser, built):
    with one_page(browser) as page:
        page.goto((built.html / "hub/index.html").as_uri())
        page.locator("#hub_find").fill("ethics")
        page.get_by_text("opened from disk").wait_for()
        page.locator("#hub_find").press("Enter")
        page.wait_for_url("**/search.html?q=ethics")
        page.get_by_text("opened from disk").wait_for()


def test_a_search_that_cannot_be_loaded_says_so(open_page):
    page = open_page("hub/index")
    page.route("**/pagefind/**", lambda route: route.abort())
    page.locator("#hub_find").fill("ethics")
    page.get_by_text("could not be loaded").wait_for()


@pytest.mark.parametrize("name", ["hub/index", "search", "index"])
def test_the_keyboard_opens_walks_and_closes(open_page, name):
    page = open_page(name)
    focused = "document.activeElement.getAttribute('href') ?? document.activeElement.type"
    page.locator("main").focus()
    page.keyboard.press("/")
    assert page.evaluate(focused) == "search"
    page.keyboard.type("open/close")
    page.locator("#hub_search [type=search]").fill("ethics")
    first, second, *_ = offered(page, "ethics")
    for key, wanted in [
        ("ArrowDown", first),
        ("ArrowDown", second),
        ("ArrowUp", first),
        ("ArrowUp", "search"),
        ("ArrowUp", "search"),
    ]:
        page.keyboard.press(key)
        assert page.evaluate(focused) == wanted
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "search"
    assert page.locator("#hub_search li").count() == 0
    assert page.locator("#hub_search [role=status]").inner_text() == ""


def test_words_in_quotation_marks_stand_together_on_each_page(open_page):
    page = open_page("search?q=“reserve list”")
    assert offered(page, "“reserve list”")
    texts = page.locator("#results p:not(.where)").all_inner_texts()
    assert all("reserve list" in text.lower() for text in texts), texts


def test_words_that_no_page_has_are_told_one_by_one(open_page):
    page = open_page("search?q=zugzwang quxotic")
    page.get_by_text("No page has “zugzwang” or “quxotic”.").wait_for()


@pytest.mark.parametrize("width", [320, 600, 1280])
def test_nothing_lies_over_what_is_found(open_page, width):
    page = open_page("hub/did-it-work", width=width)
    page.locator("#hub_find").fill("showcase")
    offered(page, "showcase")
    covered = """link => {
      const { left, top, height } = link.getBoundingClientRect();
      return [2, height / 2, height - 2].filter((down) =>
        !link.parentElement.contains(document.elementFromPoint(left + 2, top + down)));
    }"""
    assert page.locator("#hub_search li a").first.evaluate(covered) == []


def test_results_close_when_the_reader_goes_elsewhere(open_page):
    page = open_page("hub/index")
    page.locator("#hub_find").fill("ethics")
    offered(page, "ethics")
    page.locator("h1").click(position={"x": 5, "y": 5})  # what is found may lie over its middle
    assert page.locator("#hub_search li").count() == 0


def test_the_key_can_be_turned_off(open_page, site):
    page = open_page("search")
    page.locator("#slash").uncheck()
    page.goto(site.page("hub/index"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["hub/index", "search"])
def test_open_results_have_no_fault(open_page, name, theme, width):
    page = open_page(name, width=width, bypass_csp=True, color_scheme=theme)
    page.locator("#hub_search [type=search]").fill("stakholder")
    assert offered(page, "stakholder")
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["hub/index", "search", "search?q=ethics"])
def test_nothing_moves_while_results_come(open_page, name):
    page = open_page(name)
    page.evaluate(
        """() => {
          window.moved = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.moved += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
        }"""
    )
    page.locator("#hub_search [type=search]").fill("stakholder")
    offered(page, "stakholder")
    page.wait_for_timeout(700)
    assert page.evaluate("window.moved") == 0


def test_every_page_has_the_box(built):
    for file in built.html.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' not in text:
            tree = LexborHTMLParser(text)
            assert len(tree.css("#hub_search [type=search]")) == 1, file
            assert len(tree.css("#hub_search [role=status]")) == 1, file


def test_the_script_stays_small():
    lines = (BOOK / "_static" / "search.js").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
