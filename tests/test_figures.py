"""Every picture is drawn from its data, readable, safe, credited, and the same wherever it is drawn."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from hubdata.figure_manifest import pictures
from hubdata.records import PageRecord, Records
from hubdata.schema import contrast
from hubdata.strict_yaml import RecordError
from hubdata.symbols import SYMBOLS
from PIL import Image, ImageChops, ImageStat
from support import copy_book, page_with, rewrite

from figures.draw import FIGURES, ROOT, hub_timeline, planned_and_delivered
from figures.draw.__main__ import main, refresh
from figures.draw.catalogue import CHART_PIXELS, PICTURES
from figures.draw.chart import TEXT, WIDTH
from figures.draw.described import read_description
from figures.draw.palette import ACCENT, ACCENT_WASH, DARK, EDGE, GROUND, INK, PAPER, QUIET, WASH
from figures.draw.raster import is_fresh, png_bytes, render
from figures.draw.showcase_attendance import ONLINE, ONLINE_ON_DARK
from figures.draw.svg import NAMESPACE, number
from figures.draw.text import text_width, wrap
from figures.draw.theory_of_change import DESCRIPTION as STEPS_DESCRIPTION
from figures.draw.theory_of_change import Steps
from tests.browser.screenshots import SHOTS

SVG = f"{{{NAMESPACE}}}"
DRAWN = [name for name, picture in PICTURES.items() if picture.svg]
CHARTS = [name for name, picture in PICTURES.items() if CHART_PIXELS in picture.rasters.values()]
RASTERS = [(name, file) for name, picture in PICTURES.items() for file in picture.rasters]
# What the people of the illustration stand on where the reader has chosen dark; they keep their colours.
DARK_GROUND = "#dcd3c1"
# No picture has text that is smaller than this at the narrowest width at which it is shown.
READABLE_PIXELS = 14


def svg_of(name: str) -> Element:
    return ElementTree.parse(FIGURES / PICTURES[name].svg).getroot()


def file_text(name: str) -> str:
    return (FIGURES / PICTURES[name].svg).read_text(encoding="utf-8")


def with_organisation(records: Records, key: str, **changes: str) -> Records:
    changed = records.organisations[key].model_copy(update=changes)
    return dataclasses.replace(records, organisations=records.organisations | {key: changed})


# --- Drawn from data ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_as_its_data_would_draw_it(name: str, records: Records) -> None:
    stale = refresh(PICTURES[name], records, FIGURES, write=False)
    assert stale == [], "run «make figures» and commit what it draws"


def test_drawing_depends_on_neither_folder_nor_hash_seed_nor_time_zone(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from figures.draw import BOOK\n"
        "from figures.draw.catalogue import PICTURES\n"
        "from hubdata.loading import load_records\n"
        "records = load_records(BOOK)\n"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(''.join(picture.draw(records).to_text() for picture in PICTURES.values()))"
    )
    drawn = set()
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        command = [sys.executable, "-c", program]
        ended = subprocess.run(
            command, check=True, cwd=tmp_path, env=environment, capture_output=True
        )
        drawn.add(ended.stdout)
    [text] = drawn
    for name in DRAWN:
        assert file_text(name) in text.decode()


def test_a_renamed_organisation_is_renamed_in_every_figure_that_shows_it(records: Records) -> None:
    renamed = with_organisation(records, "bas", name="Polar & Sea Survey", short_name="PSS")
    showing = [name for name in DRAWN if re.search(r"British Antarctic|BAS\b", file_text(name))]
    assert {"cohort-growth", "practice-matrix"} <= set(showing)
    for name in showing:
        drawn = PICTURES[name].draw(renamed).to_text()
        assert "British Antarctic Survey" not in drawn
        assert "Polar &amp; Sea Survey" in drawn


def test_a_new_case_study_gets_a_column_and_a_new_cohort_a_block(records: Records) -> None:
    before = PICTURES["practice-matrix"].draw(records).to_text()
    museum = records.organisations["bas"].model_copy(
        update={"name": "Museum of Roads", "short_name": "Museum", "cohort": "2026"}
    )
    study = records.case_study_of("ons").meta.model_copy(update={"organisations": ["museum"]})
    cohort = records.cohorts["2024-25"].model_copy(update={"number": 4, "name": "2026 cohort"})
    page = PageRecord("cohorts/2026/museum", "x.md", "Roads", study)
    wider = dataclasses.replace(
        records,
        organisations=records.organisations | {"museum": museum},
        cohorts=records.cohorts | {"2026": cohort},
        pages=records.pages | {page.docname: page},
    )
    after = PICTURES["practice-matrix"].draw(wider).to_text()
    assert ">Museum<" in after
    assert after.count("<circle") > before.count("<circle")
    assert ">2026 cohort<" in PICTURES["cohort-growth"].draw(wider).to_text()


def test_check_names_what_differs_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    book = copy_book(tmp_path)
    rewrite(book / "_data" / "organisations.yml", "Genomics England", "Genomics UK")
    folder = tmp_path / "figures"
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert main(["--check", "--book", str(book), "--into", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "cohort-growth.svg differs from its data." in told
    assert "practice-matrix.png differs from its data." in told
    assert "showcase-attendance" not in told
    assert "make figures" in told
    assert before == {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert main(["--book", str(book), "--into", str(folder)]) == 0
    assert main(["--check", "--book", str(book), "--into", str(folder)]) == 0


def test_a_drawing_that_fails_midway_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records: Records
) -> None:
    file = tmp_path / "hub-timeline.svg"
    file.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        refresh(PICTURES["hub-timeline"], records, tmp_path, write=True)
    assert [each.name for each in tmp_path.iterdir()] == ["hub-timeline.svg"]
    assert file.read_text(encoding="utf-8") == "old"


def test_a_cohort_far_ahead_leaves_the_timeline_on_a_screen(records: Records) -> None:
    last = list(records.cohorts.values())[-1]
    cohorts = dict(records.cohorts)
    for year in range(int(last.start[:4]) + 1, int(last.start[:4]) + 12):
        days = {"start": f"{year}-10", "end": f"{year + 1}-03", "events": []}
        cohorts[str(year)] = last.model_copy(update=days)
    drawn = hub_timeline.draw(dataclasses.replace(records, cohorts=cohorts))
    assert drawn.height * CHART_PIXELS / drawn.width <= 4_000


@pytest.mark.parametrize("width", [WIDTH, 2 * WIDTH])
def test_every_year_of_the_plan_is_named(width: float, records: Records) -> None:
    drawn = planned_and_delivered.draw(records, width).root
    names = [text for text in drawn.itertext() if re.fullmatch(r"20\d\d|’\d\d", text)]
    assert [name[-2:] for name in names] == ["22", "23", "24", "25"]


# --- Safe and accessible --------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAWN)
def test_svg_tells_its_title_and_its_content_in_words(name: str) -> None:
    root = svg_of(name)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert len(title.text) >= 10
    assert len(description.text) >= 40


def _scale(element: Element) -> float:
    found = re.search(r"scale\(([\d.]+)", element.get("transform", ""))
    return float(found[1]) if found else 1.0


def _texts(element: Element, scale: float = 1.0) -> list[tuple[Element, float]]:
    """Every text element with the scale at which it is drawn."""
    scale *= _scale(element)
    own = [(element, scale)] if element.tag == f"{SVG}text" else []
    return own + [item for child in element for item in _texts(child, scale)]


@pytest.mark.parametrize("name", [name for name in DRAWN if name != "favicon"])
def test_text_can_be_read_at_the_narrowest_width(name: str, records: Records) -> None:
    drawing = PICTURES[name].draw(records)
    texts = _texts(svg_of(name))
    assert texts
    for text, scale in texts:
        pixels = float(text.get("font-size")) * scale * drawing.shown_at / drawing.width
        assert pixels >= READABLE_PIXELS, f"«{text.text}» is {pixels:.1f} pixels high"


@pytest.mark.parametrize("name", CHARTS)
def test_no_line_of_a_chart_runs_out_of_the_picture(name: str) -> None:
    root = svg_of(name)
    turned = {
        text
        for group in root.iter(f"{SVG}g")
        if "rotate" in group.get("transform", "")
        for text in group.iter(f"{SVG}text")
    }
    for text, _ in _texts(root):
        if text in turned:
            continue
        size, bold = float(text.get("font-size")), text.get("font-weight") == "700"
        width = text_width(text.text, size, bold)
        for span in text.iter(f"{SVG}tspan"):
            width += text_width(span.text, size) + float(span.get("dx", "0"))
        share = {"middle": 0.5, "end": 1.0}.get(text.get("text-anchor"), 0.0)
        left = float(text.get("x")) - share * width
        assert left >= 0, f"«{text.text}»"
        assert left + width <= WIDTH, f"«{text.text}»"


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((DARK[INK], DARK[ground]) for ground in (PAPER, WASH, ACCENT_WASH)),
        *((DARK[QUIET], DARK[ground]) for ground in (PAPER, WASH, ACCENT_WASH)),
        (DARK[ACCENT], DARK[PAPER]),
        (DARK[PAPER], DARK[ACCENT]),
        (INK, ONLINE),
        (DARK[INK], ONLINE_ON_DARK),
        *((INK, ground) for ground in (PAPER, WASH, GROUND, ACCENT_WASH)),
        *((QUIET, ground) for ground in (PAPER, WASH, GROUND, ACCENT_WASH)),
        *((ACCENT, ground) for ground in (PAPER, ACCENT_WASH)),
        (PAPER, ACCENT),
    ],
)
def test_text_stands_out_from_what_it_lies_on(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(
    ("shape", "ground"),
    [
        *((shape, PAPER) for shape in (ACCENT, EDGE, ONLINE)),
        *((shape, DARK[PAPER]) for shape in (DARK[ACCENT], EDGE, ONLINE_ON_DARK)),
    ],
)
def test_shapes_that_tell_something_stand_out_in_light_and_dark(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= 3


def test_the_colour_of_every_sector_stands_out_in_light_and_dark(records: Records) -> None:
    for sector in records.sectors.values():
        for ground in (PAPER, GROUND, DARK[PAPER], DARK_GROUND):
            assert contrast(sector.colour, ground) >= 3, sector.name


@pytest.mark.parametrize("name", CHARTS)
def test_every_neutral_of_a_chart_changes_in_the_dark(name: str, records: Records) -> None:
    style = svg_of(name).find(f"{SVG}style").text
    assert style.startswith("@media (prefers-color-scheme:dark){")
    kept = {sector.colour for sector in records.sectors.values()} | {EDGE}
    for attribute in ("fill", "stroke"):
        for colour in set(re.findall(rf'<[^>]* {attribute}="(#\w+)"', file_text(name))) - kept:
            assert f'[{attribute}="{colour}"]{{{attribute}:#' in style


def test_every_sector_has_a_symbol_and_colour_of_its_own(records: Records) -> None:
    sectors = records.sectors.values()
    assert len({sector.symbol for sector in sectors}) == len(sectors) == 7
    assert len({sector.colour for sector in sectors}) == len(sectors)
    assert {sector.symbol for sector in sectors} == set(SYMBOLS)


def test_the_illustration_says_and_shows_what_the_records_say(records: Records) -> None:
    drawn = file_text("practitioners-hub-experts")
    for sector in records.sectors.values():
        assert sector.symbol in drawn
        assert f'fill="{sector.colour}" stroke="{sector.colour}"' in drawn
    identity = records.identity
    assert f">the {identity.brand[-1]} – {identity.words.expert.many}<".lower() in drawn.lower()
    assert DARK_GROUND in drawn


# --- Rasters and sizes ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "file"), RASTERS)
def test_raster_shows_what_its_drawing_shows(name: str, file: str, records: Records) -> None:
    svg = PICTURES[name].draw(records).to_text()
    with Image.open(FIGURES / file) as image:
        image.load()
        committed = image.convert("RGB")
    drawn = render(svg, committed.width)
    assert drawn.size == committed.size
    # Another version of the renderer may smooth an edge otherwise; a changed word or bar is more.
    assert max(ImageStat.Stat(ImageChops.difference(drawn, committed)).mean) < 1.5


@pytest.mark.parametrize(
    "fill",
    [
        "var(--ink)",
        "var(--no, #0a0b0c)",
        "light-dark(rgb(10, 11, 12), #fff)",
        "light-dark(var(--ink), #fff)",
    ],
)
def test_a_raster_has_the_colours_of_the_light_theme(fill: str) -> None:
    style = ":root{--ink:#0a0b0c}@media (prefers-color-scheme:dark){:root{--ink:#fff}}"
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>{style}</style>'
    shown = render(f'{drawn}<rect width="9" height="9" style="fill:{fill}"/></svg>', 9)
    assert shown.getpixel((4, 4)) == (10, 11, 12)


def test_a_raster_of_an_older_drawing_or_a_broken_one_is_noticed(tmp_path: Path) -> None:
    svg = file_text("selection-funnel")
    file = tmp_path / "x.png"
    content = png_bytes(svg, 240)
    file.write_bytes(content)
    assert is_fresh(file, svg, 240)
    assert not is_fresh(file, svg, 480)
    assert not is_fresh(file, svg.replace("42", "43"), 240)
    file.write_bytes(content[:20])
    assert not is_fresh(file, svg, 240)
    assert not is_fresh(tmp_path / "missing.png", svg, 240)


@pytest.mark.parametrize("name", PICTURES)
def test_files_are_small(name: str) -> None:
    limits = {".svg": 90_000 if name == "practitioners-hub-experts" else 60_000, ".png": 150_000}
    for file in PICTURES[name].files:
        assert (FIGURES / file).stat().st_size <= limits[Path(file).suffix]


def test_every_figure_of_a_page_has_a_form_for_every_builder() -> None:
    for name in DRAWN:
        if name != "favicon":
            wide = {f"{name}-wide.svg"} if name in CHARTS else set()
            assert set(PICTURES[name].files) == {f"{name}.svg", f"{name}.png"} | wide


# --- The manifest ---------------------------------------------------------------------------------


def test_manifest_catalogue_and_folder_name_the_same_files() -> None:
    entries = pictures(ROOT / "book")
    recorded = [file for picture in entries for file in picture.files]
    given = [file for picture in entries if picture.source for file in picture.files]
    drawn = [file for picture in PICTURES.values() for file in picture.files]
    taken = [shot.file for shot in SHOTS]
    kept = [
        file.relative_to(FIGURES).as_posix()
        for file in FIGURES.rglob("*")
        if file.is_file() and FIGURES / "draw" not in file.parents and file.suffix != ".yml"
    ]
    assert sorted(recorded) == sorted(drawn + taken + given) == sorted(kept)


def test_manifest_credits_and_describes_every_picture() -> None:
    entries = pictures(ROOT / "book")
    for entry in entries:
        assert 20 <= len(entry.alt) <= 220
        if not entry.made_by:
            continue  # somebody else's: held to its record, by the model of the manifest
        assert entry.creator == "The Practitioners Hub book contributors"
        assert entry.licence == "CC-BY-4.0"
        assert (ROOT / entry.made_by).is_file()
        assert entry.alt.endswith(".")
        for source in entry.data:
            assert (ROOT / source).is_file() or source == "front matter of the case studies"
    assert len({entry.alt for entry in entries}) == len(entries)
    [inspired] = [entry for entry in entries if entry.inspired_by]
    assert inspired.inspired_url == "https://doi.org/10.5281/zenodo.3332807"
    assert "not a copy" in inspired.inspired_by


# --- Descriptions ---------------------------------------------------------------------------------


def test_the_page_lists_the_steps_that_the_figure_draws(records: Records) -> None:
    name = page_with("```{figure} /../figures/theory-of-change.*", "1. **")
    page = (ROOT / "book" / f"{name}.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\d+\. \*\*(.+?)\.?\*\*", page, re.MULTILINE)
    drawn = [step.name for step in read_description(STEPS_DESCRIPTION, Steps, records).steps]
    assert listed == drawn


@pytest.mark.parametrize(
    ("right", "wrong", "fix"),
    [
        ("name:", "nam:", "Add a line «name: …»."),
        ("facts: [p01, e01]", "facts: [p01, e001]", "Did you mean «e01»?"),
    ],
)
def test_a_fault_in_a_description_is_named_with_its_line_and_repair(
    right: str, wrong: str, fix: str, tmp_path: Path, records: Records
) -> None:
    text = STEPS_DESCRIPTION.read_text(encoding="utf-8")
    broken = tmp_path / "steps.yml"
    broken.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(RecordError) as raised:
        read_description(broken, Steps, records)
    line = text[: text.index(right)].count("\n") + 1
    told = {(each.line, each.fix) for each in raised.value.problems}
    assert (line, fix) in told


# --- The smallest parts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (2.04, "2"), (2.05001, "2.1"), (-0.01, "0"), (1e6, "1000000"), (-1.5, "-1.5")],
)
def test_numbers_are_short_and_never_negative_zero(value: float, text: str) -> None:
    assert number(value) == text


def test_wrapped_lines_fit_and_lose_no_word() -> None:
    words = "Open practices for sensitive data in a verylongwordthatfitsnowhere at all"
    lines = wrap(words, TEXT, 150)
    assert " ".join(lines) == words
    assert all(text_width(line, TEXT) <= 150 or " " not in line for line in lines)
