"""Keeps the answers of a run that is under way, so that an interrupted run can go on."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from hubdata.atomic import write_text

from links.answer import Answer
from links.ledger import moment, written
from links.verdict import judge

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
        if self._read() and self.run != finished_run and abs(now - moment(self.begun)) < FRESH:
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write("\n")  # the line that was cut off must not swallow the next one
            return
        self.run, self.begun, self.answers = uuid.uuid4().hex, written(now), {}
        self._write()

    def add(self, answer: Answer) -> None:
        """Note one answer; when this returns it is on the disk."""
        self.answers[answer.address] = answer
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(self._line(answer.as_dictionary()))
            stream.flush()
            os.fsync(stream.fileno())

    def forget(self, addresses: Collection[str]) -> None:
        """Take back the answers of some addresses, and keep those that were there before."""
        for address in addresses:
            self.answers.pop(address, None)
        if self.answers:
            self._write()
        else:
            self.end()

    def end(self) -> None:
        """Forget the run: the ledger holds it now."""
        self._file.unlink(missing_ok=True)

    def _write(self) -> None:
        """Write the file whole: its first line, and the answers that are there."""
        head = self._line({"run": self.run, "begun": self.begun})
        lines = [self._line(answer.as_dictionary()) for answer in self.answers.values()]
        write_text(self._file, "".join([head, *lines]))

    def _read(self) -> bool:
        try:
            text = self._file.read_text(encoding="utf-8", errors="replace")
            first, *lines = text.split("\n")
            head = json.loads(first)
            self.run, self.begun = str(head["run"]), str(head["begun"])
            moment(self.begun)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return False
        for line in lines:
            try:
                answer = Answer.from_dictionary(json.loads(line))
                judge(answer)  # an answer that cannot be judged is none
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                continue
            self.answers[answer.address] = answer
        return True

    @staticmethod
    def _line(values: dict[str, object]) -> str:
        return json.dumps(values) + "\n"
