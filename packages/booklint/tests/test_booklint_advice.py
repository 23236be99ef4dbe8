"""Advice is right: whoever does what a message says is not told the same again."""

import re

import pytest
from booklint.book import Book
from booklint.examples import Example, run_example
from booklint.files import MemoryFiles
from booklint.finding import Finding
from booklint.nearest import nearest
from booklint.registry import Rule, all_rules, run
from rapidfuzz import fuzz
from rule_examples import every_example

CASES = [
    pytest.param(rule, example, id=f"{rule.name}-{number}")
    for rule in all_rules()
    for number, example in enumerate(every_example(rule), 1)
    if not example.good
]
ADVICE = re.compile(
    r"(?:write|did you mean) (?:«(?P<quoted>[^»]+)»|(?P<plain>[^\s,;?«»]*[^\s,;?«».]|\[[^\]]+\]\(\S+\)))"
    r"(?: in its place)?[?.]?"
)
LIKE = 60
"""How much alike the wrong and the right words are, in per cent; else the advice is for a person."""


def instead(finding: Finding, row: str) -> tuple[str, str] | None:
    """What an advice replaces in its line, and by what; nothing where it takes a person."""
    if finding.repair:
        return finding.repair[0], finding.repair[1]
    advice = ADVICE.fullmatch(finding.fix)
    if advice is None:
        return None
    new = advice["quoted"] or advice["plain"]
    quoted = re.findall(r"«([^»]+)»", finding.message)
    said = {*quoted, *re.findall(r"[^\s«»,]+", finding.message)}
    said |= {f"#{each}" for each in said} | {f":{each}:" for each in said}
    near = {
        each: fuzz.ratio(each, new)
        for each in said
        # An address that becomes a link takes what stands around it with it.
        if row.count(each) == 1 and each != new and len(each) > 2 and f"]({each})" not in new
    }
    if row.endswith(tuple(quoted)) and new.endswith(tuple(quoted)):
        near[row] = 100.0
    best = max(near, key=lambda each: near[each], default="")
    return (best, new) if near.get(best, 0) > LIKE else None


def followed(rule: Rule, example: Example) -> list[tuple[Finding, Example]]:
    """Each finding whose advice a program can follow, with the example as it is then."""
    done = []
    for finding in run_example(rule, example):
        text = example.files.get(finding.path)
        rows = text.split("\n") if isinstance(text, str) else []
        change = instead(finding, rows[finding.line - 1]) if rows else None
        if change:
            rows[finding.line - 1] = rows[finding.line - 1].replace(*change)
            files = {**example.files, finding.path: "\n".join(rows)}
            done.append((finding, Example(False, files, example.links)))
    return done


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_who_follows_the_advice_is_not_told_again(rule: Rule, example: Example):
    before = [(each.path, each.line) for each in run_example(rule, example)]
    for finding, better in followed(rule, example):
        place = (finding.path, finding.line)
        left = [each for each in run_example(rule, better) if (each.path, each.line) == place]
        assert finding.message not in {each.message for each in left}
        # A second slip of the line may come to light, but the advice makes none.
        assert len(left) < max(2, before.count(place) + 1)
        assert not any(each.fix == finding.fix for each in left)


def test_much_advice_can_be_followed_without_a_person():
    assert sum(len(followed(*case.values)) for case in CASES) > 50


@pytest.mark.parametrize(
    ("files", "rules", "line"),
    [
        ({"index.md": "## 1. A\n## 3. B\n## 3. C\n## 4. D"}, {"numbers-agree"}, 2),
        ({"index.md": "Do\n: Ask.\n\nDo\n:Ask them."}, {"markup-shown"}, 5),
        ({"index.md": "A [^b].\n\n[^b] See them."}, {"markup-shown"}, 3),
        (
            {
                "references.bib": "@misc{a41,\n}\n@misc{a41,\n}\n@misc{a52,\n}",
                "index.md": "{cite:p}`a42`",
            },
            {"citation-key", "work-written"},
            3,
        ),
    ],
)
def test_one_slip_is_told_once(files: dict[str, str], rules: set[str], line: int):
    bibliography = "sphinx: {config: {bibtex_bibfiles: [references.bib]}}"
    config = f"parse: {{myst_enable_extensions: [deflist]}}\n{bibliography}"
    files = {"booklint.toml": "strict = true\n", "_config.yml": config, **files}
    chosen = [each for each in all_rules() if each.name in rules]
    assert [each.line for each in run(Book.load(MemoryFiles(files)), chosen)] == [line]


@pytest.mark.parametrize("words", ["a map", "A map", "I see a map", "map"])
def test_what_follows_a_prefix_is_offered_word_for_word(words: str):
    rule = next(each for each in all_rules() if each.name == "alt-written")
    example = Example(False, {"index.md": f"![Picture of {words}.](map.png)\n"})
    [found] = run_example(rule, example)
    assert f"«{words[0].upper()}{words[1:]}.»" in found.fix


HEADING = "write «## » in its place, or as many signs as the heading has levels, and none behind it"
RIGHT = "if the word is right, add it to `words` in the settings"


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("It is so {cite:p}`one` {cite:p}`one`.", "write it once: {cite:p}`one`"),
        ("It is so {cite:p}`one,two` {cite:p}`two`.", "write one: {cite:p}`one,two`"),
        ("It was so. {cite:p}`one`.", "take out the one before the citation"),
        (":::{note}\n1. Ask.\n:::\n2. Wait.", "close the block below the list"),
        ("```{math}\nlabel: area\nA = 3\n```", "write «:label: area»"),
        ("They should of asked.", "write «should have» in its place"),
        ("The libray’s books were read.", f"write «library’s»; {RIGHT}"),
        ("It has several directivs.", f"write «directives»; {RIGHT}"),
        ("There is many.", "write «There are many» in its place"),
        ("We discussed about it.", "write «discussed» in its place"),
        ("It knows every thing.", "write «everything» in its place"),
        ("They gave advices.", "write «advice» in its place"),
        ("It is to big. It is apart of them.", "write «is too big» in its place"),
        ("Each of them are here.", "write «Each of them is» in its place"),
        ("1. Ask.\n2. Wait.\n4. Go.", "write back the point 3 if it was lost; else write 3. here"),
        ("1. Ask.\n2. Wait.\n\nThen\n\n2. Plan.\n4. Go.", "write 3. here"),
        (
            "```{note}\nMind.\n~~~\n\nWords.",
            "write «```» in the place of the line «~~~» that closes nothing",
        ),
        ("```sh\nls```\n\nWords.", "put «```» on a line of its own where «ls```» ends"),
        ("```{ note } Mind\n```", "write «```{note}», and a space before what follows"),
        ("It is so [@one; @two].", "write {cite:p}`one,two`"),
        ("xref:a/b.adoc#c[The plan] says so.", "write [The plan](a/b.md#c)"),
        (
            "# A\n\nIt hat eine rote Tülr. It ist eine offene Frrage.",
            f"translate «It ist eine offene Frrage», or take it out; {RIGHT}",
        ),
        (
            "[It](https://a.org “the way”).",
            'a title stands in straight quotes: write [It](https://a.org "the way"), or delete it',
        ),
        (
            '[It](a.md «the "way»).',
            'a title stands in straight quotes: write [It](a.md "the \'way"), or delete it',
        ),
        (
            "[It](https://a.org the way).",
            'write [It](https://a.org "the way") if this is its title, else [It](https://a.org%20the%20way)',
        ),
        (
            "[It](a.org/the way.md).",
            "a target has no spaces: name the file with hyphens, or write [It](a.org/the%20way.md)",
        ),
        ("<!- ask ->", "write «<!-- … -->»"),
        ("Ask. <!–- ask -–>", "write «<!-- … -->»"),
        ("Ask. < !-- ask -->", "write «<!-- … -->»"),
        ("<!-- ask ->\nThem.", "write «-->» in the place of «->»"),
        ("<!-- it -> that\nThem.", "add a line «-->» where it ends"),
        (
            "h3. The question",
            HEADING,
        ),
        (
            "== The question ==",
            HEADING,
        ),
        ("bq. They asked.", "write «> » in its place"),
        ("See [the plan|https://a.org].", "write [the plan](https://a.org)"),
        ("See [https://a.org|the plan].", "write [the plan](https://a.org)"),
        ("See [[https://a.org|the plan]].", "write [the plan](https://a.org)"),
        ("## A\n{: .no_toc }", "delete this line"),
        ('It.\n{: target="_blank"}', "delete this line"),
        ("Ask~~ed~~ them.", "delete the signs, or the words that were struck out as well"),
        (
            "# A\n\nThey came (bitte prüffen).",
            f"translate «bitte prüffen», or take it out; {RIGHT}",
        ),
        ("A [^b].\n\n[^b] See.", "write «[^b]: » in its place"),
        ("Do this\n:Hold one day.", "write «: » in its place"),
        (
            "They ask:\n5. Who is it?",
            "leave a line empty above it, and write 1, unless it goes on with another list",
        ),
        ("On {date}`2023' {cite:p}`one` they met.", "write «`» for «'» behind «2023»"),
        ("(plan)=\n# A\n\nSee @fig-plan.", "write {ref}`plan`"),
        ("```{figure} a.png\n:align: centre\n```", "write center"),
        ("```{figure} a.png\n:align: there\n```", "write left or center or right"),
        ("```{figure} a.png\n:width: 80 procent\n```", "write 80% or 400px, for a width"),
        (
            "::::{grid} 2\n:::{card}\nAsk.\n:::\n:::\n\nWords.",
            "write «::::» in the place of the line «:::» that closes nothing",
        ),
        ("````{note}\n```\nx\n```\n\nWords.", "add a line «````» where it ends"),
        ("```sh\nls\n'''\n\nWords.", "write «```» in the place of «'''»"),
        (
            "```{figure} a.png\n:alt: Five towns and\nThe towns.\n```",
            "finish the sentence, all of it on this line",
        ),
        ("See {eq}`area`.", "write «:label: area» below the {math} that is meant"),
        (
            "[Ask](#ask-early) first.\n\n# A\n\n#### Ask early\n",
            "write (ask-early)= above «Ask early»: a heading of this level has no name",
        ),
        (
            "[a](#nowhere) [b](#nowhere)\n# A\n",
            "link a heading that exists, or only the page. If the label was renamed, put (nowhere)= back "
            "beside the new one: links from outside may use it",
        ),
        (
            "{download}`The plan <made/plan.odt>` {made}`The list <made/list.odt>`",
            "write {made}`The plan <made/plan.odt>` for a file that the build makes; "
            "else add the file, or correct the path",
        ),
    ],
)
def test_advice_says_what_to_write(text: str, fix: str):
    files = {"booklint.toml": "strict = true\n", "index.md": text}
    assert fix in [each.fix for each in run(Book.load(MemoryFiles(files)))]


SOUND = """
# The ratio of 10:30:45 and #hash

= 5 is a sum. h3 is a tag, and [a|b] a choice. A <- B -> C, and A <--> C. {x: y} == z.

Press :wq to leave, add a+b, or +20 per cent; the colour is =2C, %CC. It's what was meant.
It was so, say Ada et al. {cite:p}`one`. See https://example.org/L%C3%A9 too.

1. Ask.

:::{note}
1. Ask them.
:::

2. Wait.

```{csv-table}
Ada, 2023
Ben
Cem, 2024, "May, June"
```

::::{tab-set}
:::{tab-item} One
:sync: one
Ask.
:::
:::{tab-item} Two
:sync: two
Wait.
:::
::::

::::{tab-set}
:::{tab-item} One
:sync: one
Go.
:::
::::

```{glossary}
Ph.D.
  The degree of a doctor.
```

- [ ] Ask.
- [x](plan.md) is marked.
"""


def test_what_looks_like_a_slip_of_markup_is_left_alone():
    rules = {"markup-shown", "text-changed", "text-lost", "mojibake", "name-known", "option-lost"}
    chosen = [each for each in all_rules() if each.name in rules]
    assert run(Book.load(MemoryFiles({"index.md": SOUND})), chosen) == []


def test_a_short_form_may_be_told_in_the_settings():
    files = {
        "booklint.toml": "strict = true\n",
        "myst.yml": "project: {abbreviations: {KPI: Key performance indicator}}\n",
        "index.md": "# A\n\nIt counts its KPIs.\n",
    }
    chosen = [each for each in all_rules() if each.name == "short-form"]
    assert run(Book.load(MemoryFiles(files), ""), chosen) == []


def test_a_comment_of_code_that_lost_its_fence_is_no_heading():
    page = "# A\n\n```sh\nls\n```\n\n# all of it\nls -a\n\n```\n\nWords.\n"
    (found,) = run(Book.load(MemoryFiles({"index.md": page})))
    assert found.fix == "delete it, or the line above it that closes a block too early"


def test_a_word_with_soft_hyphens_is_not_read_in_parts():
    files = {
        "booklint.toml": "strict = true\n",
        "index.md": "# A\n\nTwo in\u00adstitu\u00adtions.\n",
    }
    assert {each.rule for each in run(Book.load(MemoryFiles(files)))} == {"text-bytes"}


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("about/gaps.md", ["about/figures.md", "about/index.md"], ""),
        ("about/gap.md", ["about/figures.md", "about/gaps.md"], "about/gaps.md"),
        ("cohort-path", ["cohort-growth", "cohort-months", "expert-path"], ""),
        ("calendars:time-off", ["calendars:team"], ""),
        (
            "7-chasing-approval",
            ["7-chasing-an-approval", "7-chasing-money"],
            "7-chasing-an-approval",
        ),
        ("figure-indx", ["figure-end", "figure-index"], "figure-index"),
        ("pages/ybranch", ["pages/y_branch", "pages/branches"], "pages/y_branch"),
        ("part2.1", ["part3.4", "overview"], ""),
        ("rep2024", ["rep24", "rep22"], "rep24"),
        ("gird", ["girder", "grid"], "grid"),
    ],
)
def test_a_name_that_only_shares_a_beginning_is_not_meant(name, known, meant):
    assert nearest(name, known) == meant


@pytest.mark.parametrize(
    ("rule", "page", "said"),
    [
        ("front-matter", "---\ntitle:\n\t- Start\n---\n# Start", "a tab stands at the beginning"),
        ("address-syntax", "See [it](htps://a.org/b).", "write «https://» in place of «htps://»"),
        ("address-syntax", "See [it](https:/a.org/b).", "write «https://» in place of «https:/»"),
        ("link-target", "Ask a {term}`steward`.", "this book has no glossary"),
        ("link-target", "See [us](..\\b\\index.md).", "did you mean index.md?"),
        ("markup-shown", "$$ x^2", "put «$$» there twice"),
    ],
)
def test_the_cause_is_named(rule, page, said):
    chosen = [each for each in all_rules() if each.name == rule]
    files = {"_config.yml": "", "_toc.yml": "format: jb-book\nroot: index", "index.md": page}
    (found,) = run(Book.load(MemoryFiles(files), ""), chosen)
    assert said in f"{found.message} {found.fix}"


def test_no_message_shows_the_sign_that_stands_for_code_or_a_link():
    page = "# Plan\n\n##Week by week `x`\n\nRead [the `x` of it][nowhere here]."
    found = run(Book.load(MemoryFiles({"index.md": page}), ""))
    assert [each.line for each in found] == [3, 5]
    assert not [each for each in found if "\ufffc" in each.message + each.fix]
