"""The browser tests find a browser where there is one, and say in one line how to get one."""

from __future__ import annotations

import pytest

from tests.browser import chromium


@pytest.fixture
def nothing_found(monkeypatch):
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    for name in ("_on_path", "_from_playwright"):
        monkeypatch.setattr(chromium, name, lambda: None)


def test_the_variable_comes_first(monkeypatch, tmp_path):
    program = tmp_path / "browser"
    program.touch()
    monkeypatch.setenv(chromium.VARIABLE, str(program))
    assert chromium.find_chromium() == program


def test_a_wrong_variable_is_named(monkeypatch):
    monkeypatch.setenv(chromium.VARIABLE, "/nowhere/browser")
    with pytest.raises(chromium.NoChromiumError, match=r"HUB_CHROMIUM names «/nowhere/browser»"):
        chromium.find_chromium()


def test_the_path_is_searched_and_the_lighter_of_two_is_taken(monkeypatch, tmp_path):
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("google-chrome", "chromium", "chromium-headless-shell"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n", encoding="utf-8")
        program.chmod(0o755)
        assert chromium.find_chromium() == program


@pytest.mark.usefixtures("nothing_found")
def test_where_none_can_be_had_one_line_says_how():
    with pytest.raises(chromium.NoChromiumError) as raised:
        chromium.find_chromium()
    message = str(raised.value)
    assert "\n" not in message
    for way in ("chromium", "playwright install", chromium.VARIABLE):
        assert way in message


@pytest.mark.usefixtures("nothing_found")
def test_what_is_installed_is_said_before(monkeypatch, capsys):
    """Nobody's machine changes without a word, and a test alone never changes it."""
    asked = []
    monkeypatch.setattr(chromium, "_may_install_packages", lambda: True)
    monkeypatch.setattr(chromium, "_from_packages", asked.append)
    monkeypatch.setattr(chromium, "_install_with_playwright", lambda: asked.append("Playwright"))
    with pytest.raises(chromium.NoChromiumError):
        chromium.find_chromium()
    assert asked == []
    assert chromium.main() == 0
    assert asked == ["chromium-headless-shell", "chromium", "Playwright"]
    assert "apt-get install chromium)" in capsys.readouterr().out
