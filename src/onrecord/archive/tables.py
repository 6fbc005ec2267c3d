"""Rows as Arrow and pandas tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def to_dicts(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows as plain dicts, ready for JSON."""
    return [asdict(row) for row in rows]


def to_arrow(rows: Sequence[Any]) -> pa.Table:
    """Rows of one type as an Arrow table, a column a field; nested rows become structs and lists."""
    import pyarrow as pa

    if not rows:
        return pa.table({})
    if not is_dataclass(rows[0]):
        raise TypeError(f"rows of an archive are wanted, not {type(rows[0]).__name__}")
    plain = to_dicts(rows)
    return pa.table({f.name: pa.array([_plain(row[f.name]) for row in plain]) for f in fields(rows[0])})


def _plain(value: Any) -> Any:
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


def to_pandas(rows: Sequence[Any]) -> pd.DataFrame:
    """Rows of one type as a pandas table."""
    import pandas as pd

    return pd.DataFrame(to_dicts(rows), columns=[f.name for f in fields(rows[0])] if rows else None)
