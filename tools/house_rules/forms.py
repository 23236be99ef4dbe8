"""Rules of this book only: its labels, the sections of its pages, its plans and its commands."""

import posixpath
import re
from collections.abc import Iterator
from importlib.util import find_spec

from booklint.book import Book, pages
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.page import Page
from booklint.registry import rule
from hubdata.slugs import slug
from rapidfuzz import fuzz, process

from house_rules.data_files import data_of

KEBAB = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
MAX_LABEL = 80


@rule("page")
def label_scheme(page: Page) -> Iterator[Problem]:
    """Every label is lower-case words joined by hyphens, so that nobody has to guess it.

    Bad (lines 1, 4):
        (Lessons_Learned)=
        # Lessons

        (中文)=
        ## More lessons

    Good:
        (lessons-learned)=
        # Lessons
    """
    for label in page.labels:
        if label.kind not in ("target", "place", "directive", "attribute", "equation"):
            continue
        if KEBAB.fullmatch(label.name) and len(label.name) <= MAX_LABEL:
            continue
        better = slug(label.name)[:MAX_LABEL]
        message = f"the label «{label.name}» is not lower-case words joined by hyphens"
        yield Problem(label.line, message, f"write «{better}», and fix the links to it")


@rule("book", each=pages)
def required_sections(book: Book, page: Page) -> Iterator[Problem]:
    """A page of a type has the sections of that type, in their order, so that pages compare.

    `identity.yml` lists them, and those that a page with nothing to say leaves out.

    Bad (strict, book/index.md, lines 6, 8, 10):
        == book/_data/identity.yml
        sections: {cohort: [What is not known, Sources, Cite this page]}
        may_lack: [What is not known]
        == book/index.md
        ---
        type: cohort
        ---
        # The 2023 cohort

        ## What is not Known:

        ## Source

        ### Cite this page

    Bad (strict, book/index.md, lines 4, 8):
        == book/_data/identity.yml
        sections: {cohort: [What is not known, Sources, Cite this page]}
        may_lack: [What is not known]
        == book/index.md
        ---
        type: cohort
        ---
        # The 2023 cohort

        ## Sources

        ## What is not known

    Bad (strict, book/index.md, line 6):
        == book/_data/identity.yml
        sections: {cohort: [Sources, Cite this page]}
        == book/index.md
        ---
        type: cohort
        ---
        # The 2023 cohort

        ## Sources Each of them is read.

        ## Cite this page

    Good (strict):
        == book/_data/identity.yml
        sections: {cohort: [What is not known, Sources, What happened, Cite this page]}
        may_lack: [What is not known]
        == book/index.md
        ---
        type: cohort
        ---
        # The 2023 cohort

        ## Who took part

        ## Sources

        ##What happened

        ## Cite this page
    """
    identity = data_of(book, "identity")
    sections, may_lack = identity.get("sections"), identity.get("may_lack") or []
    kind = page.front_matter.get("type")
    known = isinstance(sections, dict) and isinstance(kind, str)
    wanted = (sections.get(kind) if known else None) or []
    found = {each.text: each for each in page.headings if each.level == 2 and not each.nested}
    title = next((each.line for each in page.headings if each.level == 1), 1)
    wordless = any(
        not each.text for each in page.headings
    )  # found by itself, and may be any of them
    before = ""
    for name in wanted if page.is_read_whole else ():
        if name in found:
            before = name
        if name in found:
            continue
        like = [
            each
            for each in page.headings
            if not each.nested and (each.text not in wanted or each.level != 2)
        ]
        names = [each.text.casefold() for each in like]
        if found_near := process.extractOne(
            name.casefold(), names, scorer=fuzz.ratio, score_cutoff=87
        ):
            meant = found_near[0]
            each = next(each for each in like if each.text.casefold() == meant)
            written = f"{'#' * each.level} {each.text}"
            message = f"«{written}» is not quite the section «## {name}» of the type «{kind}»"
            yield Problem(each.line, message, f"write «## {name}»")
            continue
        if glued := next((each for each in like if each.text.startswith(f"{name} ")), None):
            message = f"the heading «## {name}» goes on with words of the text"
            yield Problem(glued.line, message, "leave a line empty after it, and write them below")
            continue
        # «##Sources» is found as text that was meant as a heading.
        if wordless or name in may_lack or re.search(rf"(?m)^#+{re.escape(name)}$", page.text):
            continue
        where = f"after «## {before}»" if before else "below the heading of the page"
        message = f"the page has no section «{name}», which every page of the type «{kind}» has"
        yield Problem(title, message, f"add «## {name}» {where}")
    last = 0
    for name in (each for each in wanted if each in found):
        place = wanted.index(name)
        later = [
            each
            for each in found.values()
            if each.line < found[name].line and each.text in wanted[place + 1 :]
        ]
        if later and found[name].line > last:
            message = f"the section «{name}» stands below «{later[0].text}», which comes after it"
            yield Problem(found[name].line, message, f"move it above «## {later[0].text}»")
        last = max(last, found[name].line)


@rule("page")
def plan_fills_length(page: Page) -> Iterator[Problem]:
    """The plan of a session ends when the session does, and a day's plan begins when the day does.

    Bad (line 10):
        ---
        type: kit
        facts:
          Length: A day, 09:00 to 17:00
        ---
        # Meeting

        | Time | What |
        |---|---|
        | 10:00 | Ask |
        | 16:00 | Leave |

    Bad (line 11):
        ---
        type: kit
        facts:
          Length: 2½ hours
        ---
        # Meeting

        | Minutes | What |
        |---|---|
        | 0–60 | Ask |
        | 60–120 | Answer |

    Good:
        ---
        type: kit
        facts:
          Length: A day, 10:00 to 16:00
        ---
        # Meeting

        | Minutes | What |
        |---|---|
        | 0–60 | Ask |
        | 60–120 | Answer |
    """
    facts = page.front_matter.get("facts") if page.front_matter.get("type") == "kit" else None
    length = str(facts.get("Length")) if isinstance(facts, dict) else ""
    clock = HOURS.search(length)
    times = [
        (line, re.match(r"\| *(\d\d:\d\d) *\|", row)) for line, row in enumerate(page.lines, 1)
    ]
    starts = [(line, time[1]) for line, time in times if time]
    if clock and starts and (clock[1] != starts[0][1] or starts[-1][1] > clock[2]):
        yield Problem(
            starts[0][0],
            f"the plan begins at {starts[0][1]}, its last part at {starts[-1][1]}; «Length» says {clock[0]}",
            "correct the plan, or «Length» in the front matter",
        )
    said = LENGTH.match(length)
    rows = [(line, ROW_OF_PLAN.match(row)) for line, row in enumerate(page.lines, 1)]
    ends = [(int(row[1]), line) for line, row in rows if row]
    if said and ends:
        hours = 60 if said["unit"] == "hour" else 1
        minutes = int(said["whole"]) * hours + (hours // 2 if said["half"] else 0)
        end, line = max(ends)
        if end != minutes:
            message = f"the plan ends after {end} minutes, and the session lasts {said[0]}"
            yield Problem(line, message, "correct the plan, or «Length» in the front matter")


HOURS = re.compile(r"(\d\d:\d\d) to (\d\d:\d\d)")
LENGTH = re.compile(r"(?P<whole>\d+)(?P<half>½?) (?P<unit>hour|minute)s?")

ROW_OF_PLAN = re.compile(r"\| *\d+[–-](\d+) *\|")


@rule("book", each=pages)
def command_known(book: Book, page: Page) -> Iterator[Problem]:
    """A command that a page names is there: a target of the Makefile, or a module.

    Bad (strict, book/index.md, lines 1, 4, 5):
        == Makefile
        case-study figure: FORCE
        == scaffold/__main__.py
        print("ready")
        == book/index.md
        Write it with `make case-studies`, and look.

        ```console
        $ make figures
        $ .venv/bin/python -m scafold practice
        ```

    Good (strict):
        == Makefile
        case-study figure: FORCE
        == scaffold/__main__.py
        print("ready")
        == book/index.md
        They make use of `make FILE=a.md case-study` or `make`, then `python -m venv .venv`.

        ```console
        $ make figure FILE=photo.jpg
        make: Nothing to be done.
        $ .venv/bin/python -m scaffold practice
        ```
    """
    if not book.files.is_file("Makefile"):
        return
    makefile = book.files.read("Makefile").decode("utf-8", "replace")
    targets = {each for found in TARGETS.findall(makefile) for each in found.split()}
    top = {posixpath.splitext(name)[0] for name in book.files.entries("")}
    for number, row in enumerate(page.lines, 1):
        for found in COMMAND.finditer(row):
            name = found["target"] or found["module"]
            known = targets if found["target"] else top
            if name in known or (found["module"] and find_spec(name)):
                continue
            what = "no target of the Makefile" if found["target"] else "no module of the project"
            fix = suggestion(nearest(name, sorted(known)), "write a command that there is")
            yield Problem(number, f"«{found[0].strip(' $`')}»: {name} is {what}", fix)


COMMAND = re.compile(
    r"(?:^\s*\$ |`|&& )(?:make (?:[A-Z]+=\S+ )*(?P<target>[a-z][\w-]*)|"
    r"(?:\S*/)?python3? -m (?P<module>[a-zA-Z_]\w*))"
)
TARGETS = re.compile(r"^([a-z][\w -]*):(?!=)", re.MULTILINE)
