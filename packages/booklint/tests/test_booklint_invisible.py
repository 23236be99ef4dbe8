"""Characters that nobody sees are found wherever they hide, and left alone where they are needed."""

import pytest
from booklint.invisible import CHARACTERS, INVISIBLE, escape_invisible
from hypothesis import given
from hypothesis import strategies as st

HIDDEN = [
    *("so\u00adon", "of\u200bten", "a\u2060b", "a\ufeffb", "a\u200db", "a\u200cb", "a\u180eb"),
    *("\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "a\u034fb", "\u17b4", "a\x00b", "a\x1b[2J"),
    *("a\u2028b", "a\u202eb", "a\u2066b", "a\u200eb", "a\u061cb", "a\ufe0fb", "a\U000e0101b"),
    *("\U000e0049\U000e0067", "a\ufff9b", "\ud800", "\ufdd0", "\uffff", "a\U0001d173b"),
    # What is sound alone is not sound again and again: a whole message can hide behind one sign.
    *("❤\ufe0f\ufe0f", "葛\U000e0100\U000e0101", "🏴\U000e0067\U000e0062", "क\u200d\u200dष"),
    "❤\u200d",
]
SOUND = [
    *("plain", "Zürich\nÉcole\tNaïve\r\n", "שלום", "می\u200cخواهم", "क्\u200dष", "👩\u200d💻"),
    *("❤\ufe0f", "1\ufe0f\u20e3", "🏳\ufe0f\u200d🌈", "👨🏽\u200d🚀", "葛\U000e0100", "שלום\u200f!"),
    *("۵\u0600", "x\u00a0y", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
]


@pytest.mark.parametrize("text", HIDDEN, ids=ascii)
def test_what_nobody_sees_is_found(text: str):
    assert INVISIBLE.search(text)


@pytest.mark.parametrize("text", SOUND, ids=ascii)
def test_what_a_script_or_an_emoji_needs_is_left_alone(text: str):
    assert [ascii(match[0]) for match in INVISIBLE.finditer(text)] == []


@given(st.text(st.sampled_from(sorted(CHARACTERS))), st.text())
def test_what_is_shown_holds_none_of_them(hidden: str, text: str):
    shown = escape_invisible(text + hidden + text)
    assert not CHARACTERS.intersection(shown)
    assert "\n" not in shown


@given(st.lists(st.sampled_from(sorted(CHARACTERS)), min_size=2))
def test_a_message_in_them_is_always_found(message: list[str]):
    assert INVISIBLE.search(f"a{''.join(message)}b")
