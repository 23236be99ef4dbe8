"""Whatever answers come together, commands write what passes all checks, or refuse in plain words."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubdata.loading import load_records
from hubdata.records import Records
from hubdata.strict_yaml import read_yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PIL import Image
from remembering import each_text_is_parsed_once
from support import ROOT, append

from scaffold.__main__ import COMMANDS, Command, main
from scaffold.data import to_yaml
from scaffold.questions import Question

from .tree import CASE_STUDY, COHORT, LESSON, PRACTICE, SUMMARY, TEMPLATE, digest, findings

PICTURE = {
    "title": "The launch",
    "alt": "A hall with forty people who listen to one.",
    "caption": "The launch, as somebody at the back saw it.",
    "creator": "Ada Example",
    "licence": "CC-BY-4.0",
    "source": "A photograph for this test",
}
SOUND = {
    **{"case-study": CASE_STUDY, "cohort": COHORT, "lesson": LESSON, "practice": PRACTICE},
    **{"template": TEMPLATE, "figure": PICTURE},
}
"""Answers that are sound together; some are then left out, or said in another way."""

NAMES = (
    "王小明", "Иван Петров", "Ngũgĩ wa Thiong’o", "Suharto", "ʻAlohilani Kūkahi", "José-María d'Ò", "Ø",
    "O'Neil, Zoë", "Fonoteca (Łódź) & Söhne", "C#Lab: UK", "مها الفيصل", "3M", "yes", "x" * 150,
)  # fmt: skip
ADDRESSES = (
    "https://example.org/a(b)?x=1&y=2", "https://пример.example/путь", "https://example.org/%C3%BC#s",
    "10.5281/zenodo.4242424", "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
    "http://example.org", "example.org", "https://example.org/a b", "https://doi.org/10.5281/zenodo.4242",
)  # fmt: skip
WORDS = (
    "It was open: 100% & more.", "Two (2) teams, 1,250 files.", "# of files", "- a list", "1. first",
    "a | b", "“Who decides?” they asked", "Read [a guide](https://example.org/g?a=1&b=(2)).", "__init__.py",
    "`code` & *emphasis*", "Über 40 m² — “ja”", "[one]", "{two}", "$5 to $9", "no", "null", "2026-11-23",
    "2025-02-30", "First words.\n\n- one\n- two\n\nLast words.", "<b>bold</b>", "@misc{x, y}", "~3 days", "?",
    "c:\\d", "Łódź and Ōsaka: one list * two archives", "> quoted", "+ more",
)  # fmt: skip
ODD = {
    **dict.fromkeys(("organisation", "expert", "author", "creator", "speaker"), NAMES),
    **dict.fromkeys(("address", "website"), ADDRESSES),
    "title": (*WORDS, *NAMES),
    "summary": (SUMMARY.replace("12 corrections", "*12* corrections & more"), *WORDS),
    "reviewed": ("2026-11-23", "2026-02-30"),
    "page": ("a-page", "A Page", "index", "../x"),
    "year": ("2025", "25"),
    "start": ("2027-01", "2026-13"),
    "end": ("2027-06", "2026-01"),
}
NEW_NAMES = ("about/a-page", "a-page", "cohorts/2023/a-b", "lessons/x/y", "About/X", "..", "index")


@pytest.mark.parametrize("text", [*WORDS, "2025-02-30 10:00:00", "12:30:45", "1e9"])
def test_what_is_said_is_read_back_from_the_data(text: str):
    assert read_yaml(to_yaml({"said": [text]}), "x.yml").data == {"said": [" ".join(text.split())]}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of all that the commands and the checks read."""
    folder = tmp_path_factory.mktemp("base") / "a tree"
    for name in ("book", ".github", "figures"):
        ignored = shutil.ignore_patterns("_build", "__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("published-paths.txt", "booklint.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return pictures as people have them, and what is none."""
    folder = tmp_path_factory.mktemp("pictures")
    noise = Image.effect_noise((900, 600), 60)
    noise.convert("RGB").save(folder / "a photo (1).JPG")
    noise.save(folder / "grey.png")
    for name, more in {"plan": "", "script": "<script>1</script>"}.items():
        shape = f'<rect width="5" height="5"/>{more}'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{shape}</svg>'
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    (folder / "words.png").write_text("no picture", encoding="utf-8")
    return sorted(map(str, folder.iterdir()))


@pytest.fixture(autouse=True, scope="module")
def _quickly() -> Iterator[None]:
    """Nobody types, and a page that is the same as before is parsed once for all examples."""
    with each_text_is_parsed_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(""))
        yield


@pytest.fixture(scope="module")
def found_before(base: Path) -> list[tuple[str, str, str]]:
    return findings(base)


def answers(question: Question, sound: str | list[str], known: Records) -> st.SearchStrategy:
    """Return what somebody answers: mostly what is sound with the rest, else nothing, listed or odd."""
    usual = [sound] if isinstance(sound, str) else sound
    most = 3 if question.many else 1
    ways = [st.just(usual)] * 12
    ways += [st.just([])] * (0 if question.required else 2)
    for choices in (
        question.kind.known(known) if question.kind.known else [],
        ODD.get(question.name, WORDS),
    ):
        if choices:
            ways.append(
                st.lists(st.sampled_from(list(choices)), min_size=1, max_size=most, unique=True)
            )
    return st.one_of(ways)


def orders(command: Command, files: list[str], known: Records) -> st.SearchStrategy[list[str]]:
    """Return commands of one name with their answers, as they stand on the command line."""
    page = st.sampled_from(sorted(known.pages))
    if command.name == "move":
        return st.tuples(st.just("move"), page, st.sampled_from(NEW_NAMES)).map(list)
    if command.name == "remove":
        more = st.just([]) | page.map(lambda to: ["--to", to])
        return st.tuples(page, more).map(lambda said: ["remove", said[0], *said[1]])
    asked = [each for each in command.questions if not each.bare]
    said = st.tuples(
        *(answers(each, SOUND[command.name].get(each.name, []), known) for each in asked)
    )
    file = (
        st.sampled_from(files).map(lambda name: [name]) if command.name == "figure" else st.just([])
    )
    return st.tuples(file, said).map(
        lambda both: [
            command.name,
            *both[0],
            *(
                f"--{each.name}={text}"
                for each, texts in zip(asked, both[1], strict=True)
                for text in texts
            ),
        ]
    )


def is_named(refusal: str, command: Command, said: list[str]) -> bool:
    """Whether a refusal names a question, an option, an answer, or the file that stands in the way."""
    text = refusal.casefold()
    if re.search(r"\b(book|figures)/\S+ exists already", text):
        return True
    spoken = [" ".join((each.partition("=")[2] or each).split())[:40] for each in said[1:]]
    spoken += [word for each in command.questions for word in (each.text, f"--{each.name}")]
    return any(each.casefold() in text for each in (*spoken, Path(said[1]).name) if each)


# The same inputs in every run: what fails, fails for everybody.
@settings(derandomize=True, max_examples=6, deadline=None, database=None, phases=[Phase.generate])
@given(data=st.data())
def test_commands_in_a_row_write_what_passes_every_check_or_refuse_in_plain_words(
    base: Path,
    files: list[str],
    found_before: list[tuple[str, str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
):
    tree = shutil.copytree(base, tmp_path_factory.mktemp("one") / "a tree")
    for _ in range(data.draw(st.integers(1, 3))):
        command = data.draw(st.sampled_from(COMMANDS))
        said = data.draw(orders(command, files, load_records(tree / "book")))
        before = digest(tree)
        out, errors = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout", out)
            patch.setattr("sys.stderr", errors)
            code = main(said, tree, redraw=lambda _: True)
        if code:
            assert digest(tree) == before
            refusal, *rest = errors.getvalue().splitlines()
            assert is_named(refusal, command, said), refusal
            assert rest[0] == "Nothing was written.", errors.getvalue()
            continue
        _, fence, lines = out.getvalue().partition("```{figure}")
        append(tree / "book/index.md", f"\n{fence}{lines}")
        assert [each for each in findings(tree) if each not in found_before] == []
