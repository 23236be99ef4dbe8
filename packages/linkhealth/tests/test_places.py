"""From the built page back to the line that somebody wrote, and how that line is rewritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkhealth.__main__ import visible_patch
from linkhealth.addresses import document_of, doi_of, place_of, requoted, split
from linkhealth.fix import SAFE, Rewrite, replace_addresses, rewrite
from linkhealth.page import read_signs
from linkhealth.site import Mention, outside_links, without_own
from linkhealth.written import Line, Written
from small_site import SmallSite

OLD, NEW = "https://a.example/x", "https://b.example/z"
SITE = """<html><body><main>
<h2>About <a href="https://a.example/h">this</a></h2>
<p>First one. See <a href="https://a.example/x?a=1&amp;b=2#part">the report</a>, please. Last.</p>
<p>Again: <a href="//b.example/y">there</a>.</p>
<ul><li><a href="inside.html">inside</a> <a href="mailto:a@b.example">mail</a></li>
<li><a href="HTTPS:/one.slash.example/">one slash</a></li></ul>
<img src="https://c.example/picture.png" alt="A picture">
<link rel="canonical" href="https://book.example/x.html"><link rel="license" href="https://l.example/">
</main></body></html>"""


def test_every_outside_address_is_collected_with_its_sentence(tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part/page.html").write_text(SITE)
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static/macro.html").write_text("<a href='https://never.example/'>x</a>")
    assert outside_links(tmp_path) == {
        "https://a.example/h": [Mention("part/page.html", "About this")],
        "https://a.example/x?a=1&b=2#part": [Mention("part/page.html", "See the report, please.")],
        "https://b.example/y": [Mention("part/page.html", "Again: there.")],
        "HTTPS:/one.slash.example/": [Mention("part/page.html", "one slash")],
        "https://c.example/picture.png": [Mention("part/page.html", "")],
        "https://l.example/": [Mention("part/page.html", "")],
    }


def test_a_long_sentence_is_cut_around_the_link(tmp_path):
    words = "word " * 100
    html = f"<p>{words}<a href='https://a.example/'>the link</a> {words}</p>"
    (tmp_path / "page.html").write_text(html)
    [mention] = outside_links(tmp_path)["https://a.example/"]
    assert "the link" in mention.sentence
    assert len(mention.sentence) <= 202
    assert mention.sentence.startswith("…")
    assert mention.sentence.endswith("…")


def test_a_book_without_address_and_repository_leaves_nothing_out():
    links = {"https://a.example/": [Mention("index.html")]}
    assert without_own(links, []) == (links, {})


EVERYTHING = ("book/**/*.md", "book/references.bib", "book/_data/*.yml")


def written(root):
    return Written(root, EVERYTHING, "")


def test_the_pages_own_source_comes_first_and_the_bibliography_is_searched(tmp_path):
    book = SmallSite(tmp_path)
    address = "https://doi.org/10.5281/zenodo.1"
    book.write("book/about/a.md", f"# A\n\n[x]({address})\n")
    book.write("book/z.md", f"# Z\n\nSee [x]({address}).\n")
    book.write("book/references.bib", "@misc{a,\n  doi = {10.5281/zenodo.1},\n}\n")
    found = written(tmp_path).lines_of(address, "book/z.md")
    assert found[0] == Line("book/z.md", 3)
    assert set(found) == {
        Line("book/about/a.md", 3),
        Line("book/z.md", 3),
        Line("book/references.bib", 2),
    }


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See <https://a.example/x>.", "https://a.example/x"),
        ("[x]: https://a.example/x", "https://a.example/x"),
        ("[f](https://a.example/f\u00fcr)", "https://a.example/f%C3%BCr"),
        ("[f](https://a.example/f%C3%BCr)", "https://a.example/f\u00fcr"),
        ("[b](https://b\u00fccher.example/x)", "https://xn--bcher-kva.example/x"),
        ("[a](https://a.example/?a=1&b=2)", "https://a.example/?a=1&b=2"),
        ("```{figure} https://a.example/p.png\n:alt: A\n```", "https://a.example/p.png"),
    ],
)
def test_an_address_is_found_at_its_line_however_it_is_spelt(tmp_path, text, address):
    SmallSite(tmp_path).write("book/a.md", f"# A\n\nNothing.\n\n{text}\n\n[x]\n")
    assert Line("book/a.md", 5) in written(tmp_path).lines_of(address)


def test_a_longer_address_in_the_source_is_another_one(tmp_path):
    SmallSite(tmp_path).write("book/a.md", f"# A\n\n[x]({OLD}/y) [y]({OLD}?z) [z]({OLD}#s)\n")
    assert written(tmp_path).lines_of(OLD) == []


def test_an_address_with_the_escapes_of_a_bibliography_is_found(tmp_path):
    text = "@misc{a,\n  url = {https://a.example/x\\_1?a=1\\&b=2},\n}\n"
    SmallSite(tmp_path).write("book/references.bib", text)
    assert written(tmp_path).lines_of("https://a.example/x_1?a=1&b=2") == [
        Line("book/references.bib", 2)
    ]


def test_a_move_keeps_what_is_not_the_address():
    text = "See https://a.example/x. And https://a.example/x/y, &amp; https://a.example/x)\n"
    new, found = replace_addresses(text, {OLD: NEW})
    assert new == "See https://b.example/z. And https://a.example/x/y, &amp; https://b.example/z)\n"
    assert found == {OLD}


MORE = [
    *("/", "y", "-y", ".html", "?a", "#s", "%20", "_y", "~y", ":8", ";v=1", ",y", "!y", "'y", "@y"),
    *("&y", "+y", "*y", "$y", "(y)", "=y", "{y}", "\\_y", "\\&y", "\\%20", "/#s"),
]


@pytest.mark.parametrize("more", MORE)
def test_a_longer_address_is_another_address(more):
    text = f"[t](<{OLD}{more}>)"
    assert replace_addresses(text, {OLD: NEW}) == (text, set())


@pytest.mark.parametrize(
    "around", ["[t]({})", "<{}>", "**{}**", "*{}*", '"{}"', "{{url: {}, b: 1}}"]
)
def test_what_stands_around_an_address_stays(around):
    assert replace_addresses(around.format(OLD), {OLD: NEW})[0] == around.format(NEW)


def test_a_move_into_the_place_of_another_is_not_moved_again():
    moves = {OLD: NEW, NEW: "https://c.example/", f"{OLD}#a": f"{NEW}#a"}
    text, found = replace_addresses(f"{OLD} {NEW} {OLD}#a {OLD}#b", moves)
    assert text == f"{NEW} https://c.example/ {NEW}#a {OLD}#b"
    assert found == set(moves)


CODE = """# A

[t](OLD) `OLD`

```console
$ curl OLD
```

```{note}
[t](OLD)

~~~text
OLD
~~~
```

1. A list

   with [t][x] in it

[x]: OLD
"""


def test_code_in_a_page_quotes_an_address_and_stays(tmp_path):
    SmallSite(tmp_path).write("book/a.md", CODE.replace("OLD", OLD))
    change = rewrite(written(tmp_path), {OLD: NEW})
    after = change.after["book/a.md"].split("\n")
    assert [number for number, line in enumerate(after, 1) if NEW in line] == [3, 10, 21]
    assert after[2] == f"[t]({NEW}) `{OLD}`"
    assert change.by_hand == {}


def test_a_link_on_a_later_line_of_its_paragraph_is_rewritten(tmp_path):
    SmallSite(tmp_path).write(
        "book/a.md", f"# A\n\nFirst line\nand a second with <{OLD}>\nand more.\n"
    )
    change = rewrite(written(tmp_path), {OLD: NEW})
    assert change.after["book/a.md"] == f"# A\n\nFirst line\nand a second with <{NEW}>\nand more.\n"


@given(st.text(max_size=200))
def test_any_text_has_one_spelling_of_its_escapes(text):
    once = requoted(text)
    assert once.isascii()
    assert requoted(once) == once


def test_a_rewritten_file_keeps_its_line_ends_and_the_bytes_that_are_no_text(tmp_path):
    book = SmallSite(tmp_path)
    before = f"caf\xe9\r\n\r\n[t]({OLD})\r\n".encode("latin-1")
    (tmp_path / "book/index.md").write_bytes(before)
    change = rewrite(written(tmp_path), {OLD: NEW})
    change.write(tmp_path)
    after = (tmp_path / "book/index.md").read_bytes()
    assert after == before.replace(OLD.encode(), NEW.encode())
    assert book.read("book/_config.yml")
    assert visible_patch(change.patch()).encode()


def test_an_address_with_the_escapes_of_its_file_is_found_and_rewritten():
    old = "https://a.example/x_1?a=1&b=2"
    for text in (r"https://a.example/x\_1?a=1\&b=2", "https://a.example/x_1?a=1&amp;b=2"):
        assert replace_addresses(f"{{{text}}}", {old: NEW})[0] == f"{{{NEW}}}"


@pytest.mark.parametrize(
    "address",
    [
        "https://b.example/a)b",
        "https://b.example/a b",
        "https://b.example/{x}",
        'https://b.example/"x',
        "https://b.example/<x>",
        "https://b.example/\u202e",
        "https://b.example/x'y",
        "javascript:alert(1)",
        "https://b.example/x\ny",
    ],
)
def test_a_new_address_that_could_break_out_of_its_place_is_never_written(tmp_path, address):
    book = SmallSite(tmp_path)
    book.write("book/index.md", "[x](https://a.example/x)\n")
    change = rewrite(written(tmp_path), {"https://a.example/x": address})
    assert change == Rewrite({}, {}, {"https://a.example/x": address})
    assert not SAFE.fullmatch(address)


def test_a_doi_is_never_rewritten(tmp_path):
    book = SmallSite(tmp_path)
    book.write("book/index.md", "[x](https://doi.org/10.1234/x)\n")
    moves = {"https://doi.org/10.1234/x": "https://b.example/landing"}
    assert rewrite(written(tmp_path), moves).by_hand == moves


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://doi.org/10.5281/zenodo.1", "10.5281/zenodo.1"),
        ("http://dx.doi.org/10.5281/zenodo.1", "10.5281/zenodo.1"),
        ("https://doi.org/10.1000/a%3Cb%3E", "10.1000/a<b>"),
        ("https://doi.org/", ""),
        ("https://doi.org/the-identifier/", ""),
        ("https://notdoi.org/10.5281/zenodo.1", ""),
        ("http://[", ""),
    ],
)
def test_a_doi_is_told_from_other_addresses(address, doi):
    assert doi_of(address) == doi


@given(st.text())
def test_any_text_can_be_taken_apart(text):
    split(text)
    assert document_of(text) == text.split("#")[0]
    assert isinstance(place_of(text), str)
    assert isinstance(doi_of(text), str)


@given(st.binary(max_size=2000), st.sampled_from(["text/html", "application/json", "", "x"]))
def test_any_page_can_be_read(body, kind):
    read_signs(body, True, kind, {})
