"""The search answers questions that readers ask, in their words, and finds what they misspell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from .conftest import one_page
from .server import Server

# A question → the page that answers it.
QUESTIONS = {
    "who were the experts at ONS": "cohorts/2023/office-for-national-statistics",
    "stakeholder mapping": "playbook/templates/stakeholder-map",
    "how long is a cohort": "hub/how-a-cohort-works",
    "data hazards": "cohorts/2024-25/nhs-england",
    "what did the NHS England team learn about ethics": "cohorts/2024-25/nhs-england",
    "who funded the hub": "hub/people-and-funding",
    "how many organisations took part in 2024": "cohorts/2024-25/index",
    "expression of interest form": "playbook/templates/expression-of-interest",
    "what goes into a memorandum of understanding": "playbook/templates/memorandum-of-understanding",
    "how to select applicants": "playbook/templates/selection-rubric",
    "polar data": "cohorts/2023/british-antarctic-survey",
    "how do I cite this": "about/cite-and-reuse",
    "carbon emissions of training models": "cohorts/2024-25/nhs-england",
    "energy project directory": "cohorts/2023/energy-systems-catapult",
    "road freight": "cohorts/2023/digihaul",
    "genomics sensitive data": "cohorts/2023/genomics-england",
    "compare all case studies": "cohorts/comparison",
    "other programmes like OLS": "hub/comparable-programmes",
    "what should I budget for": "playbook/roles-budget-risks",
    "questions for a case study interview": "playbook/templates/interview-guide",
    "accessibility statement": "about/accessibility",
    "agenda with unstructured time": "playbook/templates/workshop-agenda",
    "BAS": "cohorts/2023/british-antarctic-survey",
    "stakholder maping": "playbook/templates/stakeholder-map",
    "acessibility": "about/accessibility",
    # Names, of people who wrote no case study too.
    "Malvika Sharan": "hub/people-and-funding",
    "malvica sharan": "hub/people-and-funding",
    "Stuart Gillespie": "hub/people-and-funding",
    "Lucy Stephenson": "cohorts/2023/british-antarctic-survey",
    # A misspelling that begins as other words do.
    "antartic": "cohorts/2023/british-antarctic-survey",
    "reproducability": "lessons/practices",
    # American spelling.
    "license of this book": "about/cite-and-reuse",
    "decarbonization": "cohorts/2023/digihaul",
    "color": "about/accessibility",
    # Readers' own words for what the book calls otherwise.
    "MOU template": "playbook/templates/memorandum-of-understanding",
    "timetable": "playbook/six-months",
    "healthcare": "cohorts/2024-25/nhs-england",
    "hospital": "cohorts/2024-25/nhs-england",
    "trucks": "cohorts/2023/digihaul",
    "LLMs": "cohorts/2024-25/nhs-england",
    "feedback survey": "playbook/templates/impact-and-feedback-form",
    # Words that say more together than each alone.
    "screen reader": "about/accessibility",
    "launch workshop date": "cohorts/2023/index",
    # A word that citations repeat on every page.
    "newsletter": "about/sources",
    "does the hub still exist": "hub/index",
    "what went wrong": "lessons/index",
    "who paid for it": "hub/people-and-funding",
}


def found(page) -> list[str]:
    """Return the pages in the order in which they are offered."""
    page.locator("#results[data-question]").wait_for(state="attached")
    return offered(page)


def offered(page) -> list[str]:
    links = page.locator("#results > li > a").all()
    return [link.evaluate("one => one.pathname").split("/", 2)[2] for link in links]


@pytest.fixture(scope="module")
def search_page(browser: Browser, site: Server) -> Iterator[Page]:
    """One page on which question after question is asked, as a reader does."""
    with one_page(browser) as page:
        page.goto(site.page("search"))
        yield page


@pytest.mark.parametrize(("question", "answer"), QUESTIONS.items())
def test_a_question_finds_its_answer_among_the_first_three(question, answer, search_page):
    search_page.locator("#words").fill(question)
    search_page.locator("#words").press("Enter")
    answered = search_page.locator(f"#results[data-question={json.dumps(question)}]")
    answered.wait_for(state="attached")
    assert f"{answer}.html" in offered(search_page)[:3]


@pytest.mark.parametrize(
    "words_of",
    [
        "one => one.querySelector('article img').alt",
        "one => one.querySelector('figcaption').textContent",
    ],
    ids=["alternative", "caption"],
)
@pytest.mark.parametrize("name", ["hub/how-a-cohort-works", "lessons/practices-by-organisation"])
def test_words_of_alternatives_and_captions_are_found(name, words_of, open_page):
    words = open_page(name).locator("html").evaluate(words_of).split()[:9]
    page = open_page(f"search?q={quote(' '.join(words))}")
    assert f"{name}.html" in found(page)[:3]


def test_filters_narrow_what_is_found(open_page, records):
    everything = found(open_page("search?q=open"))
    narrowed = found(open_page("search?q=open&cohort=2023 cohort&type=Case study"))
    of_2023 = {
        f"{page.docname}.html" for page in records.case_studies if page.meta.cohort == "2023"
    }
    assert narrowed
    assert set(narrowed) <= of_2023
    assert not set(everything) <= of_2023


def test_filters_work_without_words(open_page, records):
    page = open_page("search?type=Case study")
    assert len(found(page)) == min(len(records.case_studies), 10)


def test_what_was_searched_instead_is_said(open_page):
    page = open_page("search?q=stakholder")
    found(page)
    said = page.locator("[role=status]").inner_text()
    assert "searched for “stakeholder”" in said


def test_nothing_found_is_said(open_page):
    page = open_page("search?q=xylophonic")
    page.get_by_text("No pages found.", exact=True).wait_for()


def test_results_link_into_sections_and_show_where_they_matched(open_page):
    page = open_page("search?q=rubric")
    found(page)
    assert page.locator("#results mark").first.is_visible()
    assert page.locator("#results a[href*='#']").count() > 0


def test_what_is_typed_cannot_become_markup(open_page):
    page = open_page(f"search?q={quote('<img src=x onerror=alert(1)>')}")
    found(page)
    assert page.locator("#found img, #results img").count() == 0


def test_one_query_fetches_little_of_the_index(open_page, site):
    page = open_page("search")
    before = len(site.sent)
    page.locator("#words").fill("ethics")
    page.locator("#words").press("Enter")
    found(page)
    index = [
        (path, size)
        for path, size in site.sent[before:]
        if path.startswith(("pagefind/index/", "pagefind/filter/")) or path.endswith(".pf_meta")
    ]
    assert index
    assert sum(size for _, size in index) <= 60_000, index
