"""Records as JSON: write, read, and the JSON Schema, all from the types of `onrecord.record`.

Field names are those of `docs/record.md`; `Time.begin` and `.end` are `from` and `to` there. Null fields are written, key order is
the types' own, and reading refuses an unknown schema by name.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from onrecord.errors import RecordError
from onrecord.record import SCHEMA, Record

_OUT = {"begin": "from", "end": "to"}
_IN = {v: k for k, v in _OUT.items()}


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


def to_dict(record: Record) -> dict[str, Any]:
    """The JSON object of the public format."""
    out: dict[str, Any] = _adapter().dump_python(record, mode="json")
    out["times"] = [{_OUT.get(k, k): v for k, v in time.items()} for time in out["times"]]
    return out


def to_json(record: Record) -> str:
    """One line of JSON, the same bytes for the same record."""
    return json.dumps(to_dict(record), ensure_ascii=False, separators=(",", ":"))


def from_dict(data: object) -> Record:
    """The record of a JSON object. Raises `RecordError` naming what is wrong."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else None
        raise RecordError(f"not a record of schema {SCHEMA!r} but of {found!r}: this version of onrecord reads {SCHEMA!r} only")
    times = data.get("times")
    if isinstance(times, list):
        data = {**data, "times": [{_IN.get(k, k): v for k, v in t.items()} if isinstance(t, dict) else t for t in times]}
    try:
        return _adapter().validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RecordError(f"not a record: {where}: {first['msg']}") from error


def from_json(text: str) -> Record:
    """The record of its JSON. `from_json(to_json(r)) == r`. Raises `RecordError`."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RecordError(f"not JSON: {error}") from error
    return from_dict(data)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    schema = _adapter().json_schema()
    time = schema["$defs"]["Time"]
    time["properties"] = {_OUT.get(k, k): v for k, v in time["properties"].items()}
    time["required"] = [_OUT.get(k, k) for k in time["required"]]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}
