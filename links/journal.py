"""Keeps the answers of a run that is under way, so that an interrupted run can go on."""

from __future__ import annotations

import json
import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from links.answer import Answer
from links.ledger import moment, written

# An older run is not continued: its answers say nothing about today.
FRESH = timedelta(hours=24)


class Journal:
    """A file with one line for the run and one for each answer, written as they come."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.run = ""
        self.answers: dict[str, Answer] = {}
        self.begun = ""

    def begin(self, now: datetime, finished_run: str) -> None:
        """Continue the run in the file, or begin a new one.

        A run that the ledger already holds, or one from another day, is not continued.
        A last line that was cut off in the middle is left out.
        """
        if self._read() and self.run != finished_run and now - moment(self.begun) < FRESH:
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write("\n")  # the line that was cut off must not swallow the next one
            return
        self.run, self.begun, self.answers = uuid.uuid4().hex, written(now), {}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._line({"run": self.run, "begun": self.begun}), encoding="utf-8")

    def add(self, answer: Answer) -> None:
        """Note one answer; when this returns it is on the disk."""
        self.answers[answer.address] = answer
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(self._line(answer.as_dictionary()))
            stream.flush()
            os.fsync(stream.fileno())

    def end(self) -> None:
        """Forget the run: the ledger holds it now."""
        self._file.unlink(missing_ok=True)

    def _read(self) -> bool:
        try:
            first, *lines = self._file.read_text(encoding="utf-8").splitlines()
            head = json.loads(first)
            self.run, self.begun = str(head["run"]), str(head["begun"])
            moment(self.begun)
        except (OSError, ValueError, TypeError, KeyError):
            return False
        for line in lines:
            try:
                answer = Answer.from_dictionary(json.loads(line))
            except (ValueError, TypeError, KeyError):
                continue
            self.answers[answer.address] = answer
        return True

    @staticmethod
    def _line(values: dict[str, object]) -> str:
        return json.dumps(values) + "\n"
