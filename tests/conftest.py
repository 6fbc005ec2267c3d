"""One reader for all tests, and the invariants on every record that any test makes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import onrecord
from onrecord import invariants

CASES = Path(__file__).parent / "cases"
NOTHING_SKIPPED = os.environ.get("ONRECORD_SKIP_NOTHING") == "1"


@pytest.fixture(scope="session")
def reader() -> onrecord.Reader:
    """The reader, loaded once."""
    return onrecord.Reader()


def sound(record: onrecord.Record) -> onrecord.Record:
    """The record, after the six invariants and the round trip through JSON were held against it."""
    assert list(invariants.faults(record)) == []
    text = onrecord.to_json(record)
    again = onrecord.from_json(text)
    assert again == record
    assert onrecord.to_json(again) == text
    return record


def need(program: str) -> str:
    """The path of a system program; without it the test is skipped with a word, and fails where nothing may be skipped."""
    path = shutil.which(program)
    if path is None:
        message = f"{program} is not installed here"
        if NOTHING_SKIPPED:
            pytest.fail(message)
        pytest.skip(message)
    return path
