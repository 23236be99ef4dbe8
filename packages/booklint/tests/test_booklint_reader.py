"""The reader gives every fact the line it stands on, and an answer whatever the text is."""

import tracemalloc

from booklint.config import read_config
from booklint.page import Page
from booklint.reader import Reader

EVERYTHING = """\
sphinx: {config: {myst_heading_anchors: 3}}
parse:
  myst_enable_extensions:
    [attrs_block, attrs_inline, colon_fence, deflist, dollarmath, fieldlist, linkify, substitution]
"""

# Each target and label ends in the number of the line it stands on.
NUMBERED = """\
---
summary: See [the words](line-2) and
  [more](line-2)
myst:
  substitutions:
    logo: "![Logo](line-6)"
---
(label-8)=
# A [heading](line-9)

A paragraph
over [two
lines](line-12) and ![a picture
too](line-13){#label-13} and [one](
line-14 "a title") and [two](line-15).

:::{note} First [line](line-17)
:class: dropdown

Body [of the note](line-20)

```{figure} line-22
---
name: label-24
alt: >
  Words
---
Caption [one](line-28)
over [two](line-29)
```
:::

::::{grid} 2
:::{grid-item-card} A [title](line-34)
:link: line-35
:img-top: line-36

Body <a href="line-38">of</a> the card
:::
::::

> Quotation
> ```{image} line-43
> :name: label-44
> ```

| a | b |
|---|---|
| [c](line-49) | {ref}`words <line-49>` |

- item
  - ```{list-table} [Title](line-52)
    :name: label-53
    * - [cell](line-54)
    ```

```{glossary}
Term label-58
  Meaning [one](line-59)

  Meaning [two](line-61)
```

```{csv-table}
:header: [a](line-65),b

[c](line-67),"d
[e](line-68)"
```

<div>
<a
 href="line-72"></a></div>

Term
: Meaning [here](line-76)

$$a$$ (label-78)

[unused]: line-80

{.wide #label-83}
Paragraph [after](line-83) its attributes

    % [no](comment)

% [comment](hidden-87)
<!--
[comment](hidden-89)
-->
"""


def read(text: str, config: str = EVERYTHING) -> Page:
    return Reader(read_config(config).parser).read("page.md", text)


def test_every_fact_has_its_line():
    page = read(NUMBERED)
    named = [(link.target, link.line) for link in page.links]
    named += [(image.source, image.line) for image in page.images]
    assert len(named) > 30
    for name, line in named:
        # A target may begin on the line below its words.
        assert name in (f"line-{line}", f"line-{line + 1}"), name
    for label in page.labels:
        assert label.name.rpartition("-")[2] == str(label.line)
    hidden = [link for comment in page.comments for link in comment.hidden.links]
    assert [link.target for link in hidden] == [f"hidden-{link.line}" for link in hidden]


def test_words_keep_their_lines():
    page = read("One ![a\nb](c.png) two\nthree `co\nde` four [x](\ny) five\nsix\n")
    (prose,) = page.prose
    for word, line in {"One": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}.items():
        assert prose.line_of(prose.text.index(word)) == line
        assert prose.shape_line_of(prose.shape.index(word)) == line


def test_a_slug_is_the_one_that_myst_makes():
    page = read("# One `two` [three](x)\n\n## Ünder & over!\n\n## Same\n\n## Same\n\n#### Deep\n")
    slugs = [heading.slug for heading in page.headings]
    assert slugs == ["one-two-three", "ünder--over", "same", "same-1", ""]


def test_options_are_read_in_both_forms_with_their_lines():
    text = ":::{figure} a.png\n:name: one\n:alt: A: b\n:::\n\n"
    text += "```{figure} b.png\n---\nalt: |\n  A\n  b\n---\n```\n"
    one, two = read(text).directives
    assert {key: (option.value, option.line) for key, option in one.options.items()} == {
        "name": ("one", 2),
        "alt": ("A: b", 3),
    }
    assert (two.options["alt"].value, two.options["alt"].line) == ("A\nb", 8)


def test_half_signs_and_all_others_are_read():
    """JSON can hold what no file can: half of a sign."""
    for text in ("\ud800\udfff [a](\ud800)", "".join(map(chr, range(1, 3000)))):
        assert not read(text).unreadable


def test_a_long_line_takes_memory_in_proportion():
    tracemalloc.start()
    try:
        page = read("*a " * 10_000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [prose.text for prose in page.prose] == [("*a " * 10_000).strip()]
    assert most < 60_000_000
