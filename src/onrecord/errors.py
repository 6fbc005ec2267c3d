"""What can go wrong, as a tree: catch `OnrecordError` to catch all of it."""

from __future__ import annotations


class OnrecordError(Exception):
    """Base of every error this package raises on purpose. The message names the thing, the place and the way out."""


class InputError(OnrecordError):
    """A report could not be read: empty, binary, too large, another language, a bad line of a file."""


class DataError(OnrecordError):
    """A row of a knowledge table is wrong; the message begins with `file:line`."""


class RecordError(OnrecordError):
    """A record breaks an invariant, or JSON is not a record of a known schema."""


class StageError(OnrecordError):
    """A reading stage failed on one report; names both."""


class ModelError(OnrecordError):
    """A model file is missing or is not the pinned one."""


class ArchiveError(OnrecordError):
    """The archive could not be opened or is of a newer schema."""


class UsageError(OnrecordError):
    """Options that do not go together, or a value that is not one of the allowed."""
