"""The faults that are planted into Markdown pages, data and files of the book."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from support import GAPS, page_with

from mutations.planting import Fault, Place, Scene

ABOUT = (
    "---\ntype: about\nreviewed: 2026-11-23\n"
    "description: A page that was planted to see whether anybody notices that it is there.\n---\n"
)


def block(name: str, rule: str, text: str, line: int = 1, level: str = "finding") -> Fault:
    """A fault that is a block of Markdown, found on its line so and so."""

    def plant(scene: Scene) -> Place:
        # A template to fill in may ask for «last month».
        page = scene.page(lambda each: each.front_matter.get("type") not in ("template", "kit"))
        place = scene.insert(text, page)
        return Place(place.path, place.line + line - 1)

    return Fault(name, rule, plant, level)


def at_end(name: str, rule: str, text: str) -> Fault:
    """A fault that is what a page ends with."""
    return Fault(name, rule, lambda scene: scene.append(text))


def changed(name: str, rule: str, path: str, pattern: str, replacement: str) -> Fault:
    """A fault that a change of one line makes."""
    return Fault(name, rule, lambda scene: scene.change(path, pattern, replacement))


# --- structure -----------------------------------------------------------------------------------


def heading_twice(scene: Scene) -> Place:
    # Pages of some types have their sections in one order, which a second one breaks.
    page = scene.page(
        lambda each: (
            each.front_matter.get("type") not in ("case-study", "cohort", "kit", "template")
            and any(heading.level == 2 and not heading.nested for heading in each.headings)
        )
    )
    headings = [each for each in page.headings if each.level == 2 and not each.nested]
    return scene.append(f"## {scene.random.choice(headings).text}\n\nMore of it.", page)


def title_missing(scene: Scene) -> Place:
    page = scene.page()
    heading = next(each for each in page.headings if each.level == 1)
    rows = [*page.lines]
    rows[heading.line - 1] = "#" + rows[heading.line - 1]
    scene.files.write(page.path, "\n".join(rows))
    return Place(page.path, heading.line)


def page_not_in_menu(scene: Scene) -> Place:
    folder = posixpath.dirname(scene.page().path)
    path = f"{folder}/planted-page.md"
    scene.files.write(path, f"{ABOUT}\n# Planted page\n\nNobody comes here.\n")
    return Place(path, 1)


def menu_entry_twice(scene: Scene) -> Place:
    place = scene.change("book/_toc.yml", rf"^( +- file: {GAPS})$", r"\1\n\1")
    return Place(place.path, place.line + 1)


def address_not_listed(scene: Scene) -> Place:
    text = scene.files.read("published-paths.txt").decode()
    scene.files.write("published-paths.txt", text.replace(f"\n{GAPS}.html\n", "\n"))
    return Place("published-paths.txt", 1)


def label_twice(scene: Scene) -> Place:
    # The later of two is the one that is blamed, so something must come after the first.
    last = max(page.path for page in scene.book.pages.values() if page.in_book)
    own = [
        (name, places[0])
        for name, places in scene.book.labels.items()
        if places[0].kind == "target" and places[0].path < last
    ]
    name, first = scene.random.choice(own)
    page = scene.page(lambda each: each.path > first.path and bool(scene.gaps(each)))
    return scene.insert(f"({name})=\nA paragraph with a label that is taken.", page)


def labels_without_end(scene: Scene) -> Place:
    rows = "\n".join(f"(planted-{number})=" for number in range(600))
    return Place(scene.insert(f"{rows}\nWords that stand here.").path, 0)


def front_matter_broken(scene: Scene) -> Place:
    return scene.change(scene.page().path, r"^description: .*$", r"description: all: of it")


def front_matter_endless(scene: Scene) -> Place:
    # Printed as text, longer front matter would break other rules as well; and a template that is not
    # known as one may not ask for «today».
    page = scene.page(
        lambda each: (
            len(each.front_matter) == 3
            and ". " not in each.front_matter["description"]
            and each.front_matter["type"] not in ("template", "kit")
        )
    )
    rows = [*page.lines]
    del rows[page.front_matter_end - 1]
    scene.files.write(page.path, "\n".join(rows))
    return Place(page.path, 1)


def block_twice(scene: Scene) -> Place:
    page = scene.page(lambda each: bool(_long_paragraphs(each)))
    prose = scene.random.choice(_long_paragraphs(page))
    end = prose.line + prose.text.count("\n")
    return scene.append("\n".join(page.lines[prose.line - 1 : end]), page)


def _long_paragraphs(page):
    return [
        each
        for each in page.prose
        if each.kind == "paragraph"
        and not each.within
        and len(each.text) > 100
        and each.text == each.shape
        and page.lines[each.line - 1][:1].isalpha()
    ]


STRUCTURE = (
    at_end("a second title", "heading-one", "# Another title\n\nMore of it."),
    Fault("a title of level two", "heading-one", title_missing),
    block(
        "a heading that jumps",
        "heading-order",
        "###### Much deeper than what stands above\n\nIts words.",
    ),
    block("a heading without words", "heading-empty", "##\n\nMore of it."),
    block("a heading with a sign glued on", "markup-shown", "#What the team learned"),
    Fault("a heading that stands twice", "heading-order", heading_twice),
    at_end(
        "a heading that ends with a colon", "heading-form", "## What they kept:\n\nThey kept it."
    ),
    block("a line in bold as heading", "bold-heading", "**What came next**\n\nThe team met again."),
    Fault("a page outside the menu", "page-in-menu", page_not_in_menu),
    changed(
        "a menu entry without a page",
        "toc-entry",
        "book/_toc.yml",
        r"^( +- file: about/)(sources)$",
        r"\1sorces\n\1\2",
    ),
    Fault("a menu entry that stands twice", "toc-entry", menu_entry_twice),
    Fault("a label that stands twice", "label-unique", label_twice),
    Fault("front matter that cannot be read", "front-matter", front_matter_broken),
    Fault("front matter without an end", "front-matter", front_matter_endless),
    block("a marker", "leftover", "TODO: ask the experts what they think."),
    block("a gap to be filled", "leftover", "The grant was [insert number] of pounds."),
    block(
        "a short form with its letters swapped", "short-form", "The Wider Lakes Trust (WTL) met."
    ),
    block("an open sign of bold", "markup-shown", "The team met **often and long."),
    block("an open backtick", "markup-shown", "- Run `make book first."),
    block("a table without its second row", "markup-shown", "| Who | When |\n| Ada | 2023 |"),
    block("an entity letter by letter", "markup-shown", "Research &amp;amp; more of it."),
    block(
        "a label with a blank", "markup-shown", "(the-planted-label) =\nThe words that it names."
    ),
    block("letters garbled on the way", "mojibake", "The teamâ€™s words, one by one."),
    block("the other end of a conflict", "conflict-mark", ">>>>>>> main\nAsk early."),
    block("a cell too many", "text-lost", "| Who | When |\n|---|---|\n| Ada | 2023 | five |", 3),
    block("a footnote for nobody", "text-lost", "[^planted]: A note that nobody comes to."),
    block("a definition for nobody", "text-lost", "[planted]: https://example.org/planted"),
    block("a blank to fill in as a tag", "text-lost", "Dear <your organisation>, welcome."),
    block("dashes below a paragraph", "text-changed", "The team met in London.\n---", 2),
    block("a sentence as code", "text-changed", "    The team met four times in London."),
    block("a year that counts", "text-changed", "2024. The next cohort began in London."),
    block("a directive with a slip", "name-known", ":::{admonitoin} Mind\nThe gap.\n:::"),
    at_end("a section without words", "section-empty", "## Planted\n\n% Nothing yet."),
    block("a marker of three letters", "leftover", "XXX: ask the experts what they think."),
    block("a year to be filled in", "leftover", "The workshop was held in 20XX."),
    block("a sum to be filled in", "leftover", "The workshop cost £XX."),
    block("a proposed insertion", "markup-shown", "The workshop {++for all++} was held."),
    block("a reviewer's remark", "markup-shown", "The workshop was held {>>is this so?<<}."),
    block("a note in brackets", "leftover", "The team met nine times [CHECK THIS]."),
    block("two versions never joined", "conflict-mark", "<<<<<<< HEAD\nAsk early."),
    block("a marker within a sentence", "leftover", "The numbers are\nTBC by the team.", 2),
    block("filler text", "leftover", "Lorem ipsum dolor sit amet."),
    block("a promise", "leftover", ":::{note}\nThe second part is coming soon.\n:::", 2),
    block("a day that is none", "cannot-be", "The second call\nclosed on 31 November 2024.", 2),
    block("a number of a person", "private-contact", "Call Ada at\n+999 7700 900123 about it.", 2),
    block("a word twice", "slip-of-the-pen", "The expert has to\nask the the deputy.", 2),
    at_end(
        "a page that breaks off",
        "sentence-unfinished",
        "As the programme went on, the team set time aside for the",
    ),
    block(
        "a sentence that breaks off",
        "sentence-unfinished",
        "Unplanned time was useful. As the programme went on, the team set aside more of it",
    ),
    Fault("a paragraph printed twice", "block-twice", block_twice),
)

# --- words ---------------------------------------------------------------------------------------

WORDS = (
    block("a misspelling", "spelling", "The team did not recieve\nan answer."),
    at_end("a picture that is not below", "named-place", "The chart below shows how many came."),
    block("a point without its dot", "markup-shown", "1. Ask early.\n2 Ask often.", 2),
    block("a short form that nothing explains", "short-form", "Put it into your MERL plan."),
    block("a hyphen that other pages have", "hyphen-varies", "They wrote\nan email early.", 2),
    block(
        "a misspelling in a link",
        "spelling",
        "See\n[the seperate page](https://example.org/page).",
        2,
    ),
    block("a word with a plainer one", "plain-word", "A new page\nwas made in order to help.", 2),
    block(
        "a sentence without an end",
        "sentence-long",
        f"The team met {'on Monday and on Tuesday and ' * 7}on Wednesday, and went home.",
    ),
    block("for example without stops", "plain-word", "Bring partners, eg a library."),
    block(
        "that is, in a link",
        "plain-word",
        "Ask\n[the library, i.e. its desk](https://example.org/desk).",
        2,
    ),
    block("two years ago", "vague-date", "The first of them met\ntwo years ago.", 2),
    block("a name with one letter less", "recorded-name", "Among them was Genomic England."),
    block("a name in small letters", "recorded-name", "- The British antarctic survey came."),
    block("a person with other letters", "recorded-name", "Malvika Sharan spoke, and Rowan Hensi."),
    block("for example in Latin", "plain-word", "Bring partners, e.g. a library."),
    block("and so on in Latin", "plain-word", "- Talks, workshops, etc."),
    block("a date without a year", "vague-date", "Last year\nfive organisations took part."),
    block("a present that passes", "vague-date", "The team is currently\nlooking for partners."),
    block(
        "a wrong name",
        "recorded-name",
        "Among them was the\nOffice of National Statistics.",
        2,
    ),
    block("a wrong name in another case", "recorded-name", "- Digihaul moves freight."),
    block("a slip in a person's name", "recorded-name", "Malvika Sharran edited the studies."),
    block(
        "a number that nothing counts", "records", "There were {number}`organisation.2023` of them."
    ),
    block("a wrong name of the programme", "recorded-name", "The Practitioner’s Hub began."),
)

# --- this book -----------------------------------------------------------------------------------


def bibliography(old: str, new: str) -> Callable[[Scene], Place]:
    """A fault in an entry of the bibliography: its words `old` become `new`."""

    def plant(scene: Scene) -> Place:
        path = "book/references.bib"
        text = scene.files.read(path).decode()
        at = scene.random.choice([match.start() for match in re.finditer(re.escape(old), text)])
        scene.files.write(path, text[:at] + new + text[at + len(old) :])
        return Place(path, text.count("\n", 0, at) + 1)

    return plant


def section_missing(scene: Scene) -> Place:
    page = scene.page(lambda each: each.front_matter.get("type") == "case-study")
    title = next(each for each in page.headings if each.level == 1)
    scene.change(page.path, r"^## What they did$", "## What they tried")
    return Place(page.path, title.line)


def section_out_of_order(scene: Scene) -> Place:
    page = scene.page(lambda each: each.front_matter.get("type") == "case-study")
    found = {each.text: each.line for each in page.headings if each.level == 2}
    rows = [*page.lines]
    first, second = found["What they did"], found["What others can reuse"]
    rows[first - 1], rows[second - 1] = rows[second - 1], rows[first - 1]
    scene.files.write(page.path, "\n".join(rows))
    return Place(page.path, 0)


def field_missing(scene: Scene) -> Place:
    page = scene.page()
    scene.change(page.path, r"^description: .*\n", "")
    return Place(page.path, 0)


def field_unknown(scene: Scene) -> Place:
    return scene.front_matter_line(scene.page(), "colour: green")


def practice_unknown(scene: Scene) -> Place:
    page = scene.page(lambda each: each.front_matter.get("type") == "case-study")
    known = scene.random.choice(page.front_matter["practices"])
    start = page.front_matter_lines["practices"]
    rows = [*page.lines]
    at = next(n for n in range(start, page.front_matter_end) if known in rows[n - 1])
    rows[at - 1] = rows[at - 1].replace(known, f"{known}s-planted", 1)
    scene.files.write(page.path, "\n".join(rows))
    return Place(page.path, at)


def role_elsewhere(scene: Scene) -> Place:
    name = scene.random.choice(["README.md", "CONTRIBUTING.md"])
    return scene.append("Press {kbd}`Ctrl` to stop it.", scene.book.pages[name])


HOUSE = (
    block("a label off the scheme", "label-scheme", "(Planted_Label)=\nA paragraph with a label."),
    Fault("a section that is missing", "required-sections", section_missing),
    Fault("sections out of order", "required-sections", section_out_of_order),
    Fault("an entry with a slip in its type", "work-written", bibliography("@misc{", "@mics{")),
    Fault(
        "an entry without a sign",
        "records",
        bibliography("  title        =", "  title"),
    ),
    block("a comment as in HTML", "page-taken", "<!-- Ask the team. -->"),
    block("a formula with an unknown command", "formula-shown", "The answer is $\\foo{2}$."),
    block("a formula with a brace too few", "text-changed", "The answer is\n$\\frac{1}{2$.", 2),
    block(
        "a row of a list with a cell too few",
        "text-changed",
        ":::{list-table} Who came\n* - Who\n  - When\n* - First\n:::",
        4,
    ),
    block("more than one that was", "slip-of-the-pen", "The organisations was asked early."),
    block(
        "these of one", "slip-of-the-pen", "These meeting took an hour. These\nmeeting was long.", 1
    ),
    block("a column without a head", "text-changed", "| Who | |\n|---|---|\n| The first | 2023 |"),
    block("a point without a space", "markup-shown", "- Ask early.\n-Ask the deputy, too.", 2),
    block("a role without braces", "markup-shown", "They met on date`2023-06-27`, and left."),
    block("an option below a gap", "option-lost", "```{organisations}\n\n:cohort: 2023\n```", 3),
    block(
        "an option without a colon", "markup-shown", ":::{admonition} Why\nclass: guidance\n:::", 2
    ),
    block("two citations for one", "text-changed", "So they said {cite:p}`nl44` {cite:p}`rep23`."),
    block("a cohort that is none", "records", "They were of the 2022 cohort, and left."),
    block("a cohort in an option", "records", "```{organisations}\n:cohort: 2024-2025\n```", 2),
    block("this of many", "slip-of-the-pen", "This organisations have asked early."),
    block(
        "months without their s", "slip-of-the-pen", "They met for the first\n15 month of it.", 2
    ),
    block("a pound behind its number", "slip-of-the-pen", "It was a grant\nof 5,000£ in all.", 2),
    block("a month with a slip", "slip-of-the-pen", "They met in Juen 2024, and left."),
    block("an apostrophe before more than one", "slip-of-the-pen", "The Hub and it's members met."),
    block("a number before a heading", "numbers-agree", "## 3. What was\n\nIt was enough."),
    block("no space behind a stop", "slip-of-the-pen", "They met in London.Then they left."),
    block("years that run backwards", "cannot-be", "They met (2023-2022) in London."),
    block("a label in a sentence", "markup-shown", "Some words (a-label)= and more words."),
    block(
        "the box of a task without a space", "markup-shown", "- [x]read the study\n- [ ] write it"
    ),
    block("a definition without a space", "markup-shown", "Term\n:What it means to them.", 2),
    block("a break of a line from code", "markup-shown", "They met. \\n Then they left."),
    block("words marked as elsewhere", "markup-shown", "Words that are ==marked== here."),
    block("a note without words", "directive-written", ":::{note}\n:::"),
    block("a date of no calendar", "page-taken", "They met on {date}`2024-02-30`."),
    block("a colour in braces", "page-taken", "{colour=red}\nWhat we learned.", 2),
    Fault("labels without end", "page-taken", labels_without_end),
    block("a class of the frame", "page-taken", "{.card-title}\nWords that stand here.", 2),
    block(
        "words that nobody sees",
        "page-taken",
        "Words [that nobody sees]{.unseen} stand here.",
    ),
    block("a near class", "page-taken", "{.laed}\nWords that stand here.", 2),
    block("a note to oneself", "leftover", "% See the report.\n% TODO: fix this", 2),
    block("the note of the seed", "leftover", "% This needs to be fixed"),
    Fault("a page without a description", "page-fields", field_missing),
    Fault("a field that no page has", "page-fields", field_unknown),
    Fault("a role where nothing knows it", "markup-elsewhere", role_elsewhere),
    Fault("a practice that is not listed", "records", practice_unknown),
    changed(
        "a right name among the wrong ones",
        "recorded-name",
        "book/_data/organisations.yml",
        r"^  wrong_names: \[NHS of",
        "  wrong_names: [NHS England, NHS of",
    ),
    block("were with an h", "slip-of-the-pen", "Most sources where written by the team."),
    block(
        "the old beside the new wording", "leftover", "They met ~~about 40~~ roughly 40 experts."
    ),
    block("a heading of Textile", "markup-shown", "h3. The question"),
    block(
        "a title in other quotes", "markup-shown", "See [it](https://example.org “the way”) now."
    ),
    changed(
        "a sector that is not listed",
        "records",
        "book/_data/organisations.yml",
        r"^  sector: \w+$",
        "  sector: art",
    ),
)

# --- data and settings ---------------------------------------------------------------------------


CONFIG = "book/_config.yml"
REFERENCES = "book/references.bib"
WEEKS = "| Week | Do |\n|---|---|\n| 1 | Ask |\n| 1 | Read |\n| 2 | Write |\n| 3 | Talk |"


def comma_missing(scene: Scene) -> Place:
    place = scene.change(REFERENCES, r"^(  author +=.*),$", r"\1")
    return Place(place.path, place.line + 1)


DATA = (
    changed(
        "a repository without its colon",
        "address-whole",
        CONFIG,
        r"https://github",
        "https//github",
    ),
    changed(
        "an end before the start",
        "date-plausible",
        "book/_data/cohorts.yml",
        r"^(  end: )2023",
        r"\g<1>2022",
    ),
    changed(
        "a work of two years",
        "identifier-agrees",
        "book/cohorts/2024-25/nhs-england.md",
        r"^  year: 2025",
        "  year: 2024",
    ),
    changed(
        "an event that ends first",
        "date-plausible",
        "book/_data/cohorts.yml",
        r"end: 2024-11-26",
        "end: 2024-11-16",
    ),
    changed(
        "an author's slip",
        "recorded-name",
        "book/cohorts/2024-25/nhs-england.md",
        r"- Mia Noonan$",
        "- Mia Noonen",
    ),
    Fault(
        "a field without a comma",
        "work-written",
        comma_missing,
    ),
    changed("a field with a slip", "work-written", REFERENCES, r"^  shorthand ", "  shorthnad "),
    Fault(
        "a year still to come",
        "date-plausible",
        bibliography("year         = {20", "year         = {21"),
    ),
    changed(
        "a licence with a slip", "licence-known", "figures/manifest.yml", r"CC-BY-4\.0$", "CC-BY-4"
    ),
    changed(
        "a country that has another code",
        "language-known",
        CONFIG,
        r"language: en-GB",
        "language: en-UK",
    ),
    changed("a setting with a slip", "setting-known", CONFIG, r"^author:", "auhtor:"),
    block("a table in tabs", "markup-shown", "Who\tHours\nLead\t3 a week."),
    block("a role without backticks", "markup-shown", "Ask {date}'2023-06' of it."),
    block("half a mark of a merge", "conflict-mark", "They asked early.\n=======", 2),
    block("a row that begins too early", "numbers-agree", WEEKS, 4),
    block(
        "a list of another length", "numbers-agree", "Four help:\n\n- a name\n- a face\n- a hand"
    ),
    block("a letter of another script", "slip-of-the-pen", "They asked the t\u0435am early."),
    block("a word for another", "slip-of-the-pen", "They could of asked early."),
    block("a place for an owner", "slip-of-the-pen", "They asked in there teams."),
    block("an owner for a verb", "slip-of-the-pen", "It's teams are asked early."),
    block("a range from its end", "cannot-be", "It takes 16 to 14 weeks."),
    block("a name in another spelling", "name-spelt-otherwise", "They asked Allan early."),
    block("a formula left open", "markup-shown", "They counted $x^2 of them."),
    block("a role behind its content", "markup-shown", "They asked `noor`{kbd} early."),
    block(
        "a row that stands twice",
        "block-twice",
        "| Who asks | What about |\n|---|---|\n| The deputy | their teams |\n| The deputy | their teams |",
        4,
    ),
    block(
        "a row that begins too late",
        "numbers-agree",
        "| Minutes | Do this |\n|---|---|\n| 0–5 | Ask |\n| 5–9 | Listen |\n| 15–20 | Write |\n"
        "| 20–25 | Read |\n| 25–30 | End |",
        5,
    ),
    block("a box named by its colour", "slip-of-the-pen", "The blue boxes are advice."),
    block(
        "a sum that is too large",
        "numbers-agree",
        "| Part | Points |\n|---|---|\n| Need | 3 |\n| Time | 2 |\n| Sum | 6 |",
        5,
    ),
    block("a host with a slip", "lookalike-host", "See [the card](https://githb.com/a/card)."),
    block("a work cited twice", "citation-key", "It grew {cite:p}`nl51,nl51`."),
    block("a comment of a word processor", "leftover", "They asked[MS1] early."),
    block(
        "lines that the code lacks",
        "value-form",
        "```{code-block} text\n:emphasize-lines: 7\n\nWords.\n```",
        2,
    ),
    block("a heading in a sentence", "markup-shown", "It was enough. ## Then they met again"),
    block(
        "a line of a comparison",
        "markup-shown",
        "@@ -12,7 +12,9 @@\nThey met again in the evening.",
    ),
    block("a number without its blank", "markup-shown", "1.Ask them before they leave the room."),
    block(
        "an entity that there is not",
        "markup-shown",
        "They asked &mdahs; and waited for an answer.",
    ),
    block(
        "a bracket before a link", "markup-shown", "- [[The example](https://example.org) of one"
    ),
    block(
        "a host in its own path",
        "address-syntax",
        "See [its plan](https://example.org/example.org/plan).",
    ),
    block("the foot of a letter", "leftover", "Sent from my iPhone"),
    block("a sentence without its beginning", "sentence-unfinished", "asked the experts early."),
    Fault(
        "a number that no source has",
        "fact-recorded",
        lambda scene: scene.append(
            "Of these, 98765 came.",
            scene.page(lambda each: each.front_matter.get("type") == "overview"),
        ),
    ),
    changed(
        "a plan that ends too early",
        "plan-fills-length",
        f"book/{page_with('type: kit', '| 115–120 ')}.md",
        r"^(\| 115–)120 ",
        r"\g<1>118 ",
    ),
    changed(
        "the surname first",
        "records",
        "book/_data/people.yml",
        r"^(  name: )(\w+) (\w+)$",
        r"\1\3, \2",
    ),
    changed("an extension with a slip", "setting-known", CONFIG, r"dollarmath", "dolarmath"),
    changed(
        "a bibliography that is not there",
        "setting-file",
        CONFIG,
        r"\[references.bib\]",
        "[reference.bib]",
    ),
    changed(
        "a work that nothing cites",
        "work-written",
        REFERENCES,
        r"(?=^@misc\{coped,)",
        "@misc{smith1999,\n  title = {{Planted}},\n  url = {https://example.org/planted},\n}\n\n",
    ),
    changed(
        "an address without its scheme",
        "address-whole",
        CONFIG,
        r"url: https://github",
        "url: github",
    ),
    Fault(
        "people without «and»",
        "work-written",
        bibliography("Sharan, Malvika and Gillespie, Stuart", "Sharan, Malvika, Gillespie, Stuart"),
    ),
    block("a heading in a box", "heading-place", ":::{note}\n### What to do\nAsk.\n:::", 2),
    changed(
        "a list that has one twice",
        "value-varies",
        "book/_data/synonyms.yml",
        r"\[ill, illness,",
        "[ill, ill, illness,",
    ),
    Fault(
        "a DOI and an address of two works",
        "identifier-agrees",
        bibliography("doi          = {10.5281/zenodo.1", "doi          = {10.5281/zenodo.9"),
    ),
)

# --- safety --------------------------------------------------------------------------------------


def bytes_block(name: str, rule: str, data: bytes) -> Fault:
    """A fault that is a block of bytes."""

    def plant(scene: Scene) -> Place:
        place = scene.insert("PLANTED")
        text = scene.files.read(place.path)
        scene.files.write(place.path, text.replace(b"PLANTED", data, 1))
        return place

    return Fault(name, rule, plant)


def endless(scene: Scene) -> Place:
    place = scene.append("More and more words.\n" * 60_000)
    return Place(place.path, 1)


def byte_order_mark(scene: Scene) -> Place:
    page = scene.page()
    scene.files.write(page.path, b"\xef\xbb\xbf" + page.text.encode())
    return Place(page.path, 1)


def line_ending(scene: Scene) -> Place:
    page = scene.page()
    scene.files.write(page.path, page.text.encode().replace(b"\n", b"\r\n"))
    return Place(page.path, 1)


def unnamed_notebook(scene: Scene) -> Place:
    """An empty notebook beside a page, as a program names it."""
    place = scene.random.choice(["hub", "lessons", "playbook"])
    path = f"{scene.book.folder}/{place}/Untitled.ipynb"
    scene.files.write(path, '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n')
    return Place(path, 1)


def symbolic_link(scene: Scene) -> Place:
    path = posixpath.dirname(scene.page().path) + "/planted.txt"
    scene.files.links[path] = "../../../../etc/passwd"
    return Place(path, 1)


def path_collision(scene: Scene) -> Place:
    scene.files.write("book/_data/Hub.yml", "name: planted\n")
    return Place("book/_data/Hub.yml", 1)


def key_twice(scene: Scene) -> Place:
    return scene.front_matter_line(scene.page(), "reviewed: 2026-11-23")


GAPS_DATA = "book/_data/gaps.yml"
NESTED = "\n".join(
    [*(":" * (12 - n) + "{note}" for n in range(8)), "Deep.", *(":" * (5 + n) for n in range(8))]
)

SAFETY = (
    block("a script", "script", '<script src="https://example.org/count.js"></script>'),
    block("an event handler", "script", 'A word with\n<b onclick="alert(1)">more</b> to it.', 2),
    block("a script as address", "script", '<a href="javascript:alert(1)">the study of it</a>'),
    block("a frame", "raw-passage", '<iframe src="https://example.org" title="Talk"></iframe>'),
    block("raw HTML", "raw-html", '<div class="box">\n\nWords.\n\n</div>'),
    block("raw HTML in a sentence", "raw-html", "Press\n<kbd>Enter</kbd> to go on.", 2),
    block("a raw directive", "raw-passage", "```{raw} html\n<b>x</b>\n```"),
    block(
        "raw reStructuredText", "raw-passage", "```{eval-rst}\n.. raw:: html\n\n   <b>x</b>\n```"
    ),
    block("code to be run", "code-cell", "```{code-cell} python\nprint(1)\n```"),
    Fault(
        "a page that is a notebook",
        "code-cell",
        lambda scene: scene.front_matter_line(scene.page(), "kernelspec: {name: python3}"),
    ),
    block("an include from elsewhere", "file-outside", "```{include} ../../../../etc/passwd\n```"),
    block("a listing from elsewhere", "file-outside", "```{literalinclude} /../../secret.py\n```"),
    block(
        "a table from elsewhere",
        "file-outside",
        "```{csv-table} Partners\n:file: ../../../../etc/hosts\n```",
        2,
    ),
    block(
        "a table from another host",
        "file-outside",
        "```{csv-table} Partners\n:url: https://example.org/list.csv\n```",
        2,
    ),
    block(
        "a download from elsewhere",
        "file-outside",
        "Take {download}`the list <../../../../../etc/hosts>`.",
    ),
    Fault("an address that is not listed", "published-paths", address_not_listed),
    block(
        "a file that nobody writes",
        "published-paths",
        "- Take {generated}`all of it <downloads/playbooks.zip>` home.",
    ),
    Fault("a notebook that nobody named", "file-left-over", unnamed_notebook),
    Fault("a symbolic link", "symlink", symbolic_link),
    Fault("two names that some computers mix up", "path-collision", path_collision),
    Fault("a key that stands twice", "yaml-sound", key_twice),
    changed("an anchor", "yaml-sound", GAPS_DATA, r"^(  item: )(.*)$", r"\1&planted \2"),
    changed(
        "data that cannot be read", "yaml-sound", GAPS_DATA, r"^  item: .*$", "  item: one: two"
    ),
    bytes_block("a letter that is not UTF-8", "text-bytes", b"A caf\xe9 in London."),
    Fault("a page too long to be read", "page-readable", endless),
    Fault("a byte order mark", "text-bytes", byte_order_mark),
    Fault("line ends of Windows", "text-bytes", line_ending),
    bytes_block("a control character", "text-bytes", b"Ask \x08early."),
    bytes_block("text turned round", "text-bytes", "Ask \u202eylrae.".encode()),
    bytes_block("a space without width", "text-bytes", "Ask ear\u200bly.".encode()),
    block("a span that ends late", "record-agrees", "It ran from June 2023 to November 2023."),
    block("a command that is not there", "command-known", "Write it with `make case-studies` now."),
    block(
        "a quotation mark of print", "slip-of-the-pen", "```console\n$ git commit -m “so”\n```", 2
    ),
    block("a very long line", "page-readable", "More and more words. " * 110),
    block("directives nested deeply", "page-readable", NESTED, 7),
)

FAULTS = (*STRUCTURE, *WORDS, *HOUSE, *DATA, *SAFETY)
