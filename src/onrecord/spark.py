"""The same reading and the same-dispatch join on Apache Spark (the extra `onrecord[spark]`).

A task reads whole input files, one process a core with its models loaded once. A task that fails or whose worker dies is run again by Spark, and
Parquet's committer keeps the rows of exactly one run: a killed worker costs time, never a record, and gives none twice.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import InputError, UsageError
from onrecord.intake.sources import reports_from
from onrecord.joins.dispatches import Dispatch, Found, keys, pairs, verdict
from onrecord.joins.profile import profile
from onrecord.reader import Reader
from onrecord.record import Record
from onrecord.record_json import from_json, to_json

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

COLUMNS = ("id", "text_id", "text_sha256", "url", "title", "publisher", "language", "published", "published_from", "text", "record")
UNDATED = "undated"
_reader: Reader | None = None  # one a worker process, made at its first task


def session(master: str | None = None, *, name: str = "onrecord") -> SparkSession:
    """A Spark session with this Python for its workers. Raises `UsageError` when PySpark is not installed."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError("PySpark is not installed: run `pip install onrecord[spark]` (it needs Java 17)") from error
    builder = SparkSession.builder.appName(name).config("spark.pyspark.python", sys.executable).config("spark.ui.enabled", "false")
    builder = builder.config("spark.python.worker.reuse", "true").config("spark.sql.session.timeZone", "UTC").config("spark.task.maxFailures", "8")
    builder = builder.config("spark.sql.sources.partitionOverwriteMode", "static").config("spark.python.authenticate.socketTimeout", "120s")
    return (builder.master(_retrying(master)) if master else builder).getOrCreate()


def _retrying(master: str) -> str:
    """A local master that tries a failed task again, as a cluster does: "local[2]" never does by itself."""
    found = re.fullmatch(r"local\[(\d+|\*)\]", master)
    return f"local[{found.group(1)},8]" if found else master


def files_of(sources: Sequence[str]) -> list[str]:
    """The input files: a source that is a folder stands for the files in it, in order. Raises `InputError` for one that is not there."""
    out: list[str] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            out += sorted(str(p) for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        elif path.exists():
            out.append(str(path))
        else:
            raise InputError(f"{source}: no such file or folder")
    return out


def read(spark: SparkSession, sources: Sequence[str], out: Path) -> tuple[int, int]:
    """Read every report of the sources into a Parquet folder by month, as `onrecord export --format parquet` lays out its reports. Each report once,
    however many files hold it. What could not be read goes into `failures/`. Returns how many records and failures there are.
    Raises `InputError` when `out` exists."""
    if out.exists():
        raise InputError(f"{out}: exists: name a new folder")
    files = files_of(sources)
    rows = spark.sparkContext.parallelize(files, max(1, len(files))).mapPartitions(_read_files)
    schema = ", ".join(f"{c} string" for c in (*COLUMNS, "month", "failure"))
    staged = out.with_name(out.name + ".staged")
    spark.createDataFrame(rows, schema).write.mode("overwrite").parquet(str(staged))
    frame = spark.read.parquet(str(staged))
    good = frame.where("failure IS NULL").drop("failure").dropDuplicates(["id"])
    good.repartition("month").sortWithinPartitions("id").write.partitionBy("month").parquet(str(out / "reports"))
    bad = frame.where("failure IS NOT NULL").select("failure").orderBy("failure")
    bad.coalesce(1).write.text(str(out / "failures"))
    counts = good.count(), bad.count()
    _remove(staged)
    return counts


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _read_files(files: Iterable[str]) -> Iterator[tuple[str | None, ...]]:
    """In a worker: the rows of some files. The models are loaded once a process."""
    global _reader
    _reader = _reader or Reader()
    for file in files:
        for result in _read_file(_reader, file):
            yield _row(result) if isinstance(result, Record) else (*(None,) * (len(COLUMNS) + 1), str(result))


def _read_file(reader: Reader, file: str) -> Iterator[Any]:
    from onrecord.pool import read_with

    return read_with(reader, reports_from(file))


def _row(record: Record) -> tuple[str | None, ...]:
    d = record.document
    month = (d.published or UNDATED)[:7]
    return (d.id, d.text_id, d.text_sha256, d.url, d.title, d.publisher, d.language, d.published, d.published_from, d.text, to_json(record), month, None)


def join(spark: SparkSession, parquet: Path, out: Path) -> int:
    """The pairs of reports that print one dispatch, as JSON lines in order in the file `out`; the same as `joins.dispatches` of all records.
    Returns their number."""
    from pyspark import StorageLevel

    source = parquet / "reports" if (parquet / "reports").exists() else parquet
    rows = spark.read.parquet(str(source)).select("record").rdd
    profiles = rows.map(lambda row: profile(from_json(row[0]))).keyBy(lambda p: p.report).reduceByKey(lambda a, _: a)
    profiles = profiles.persist(StorageLevel.MEMORY_AND_DISK)
    found = profiles.values().flatMap(lambda p: [(key, Found(p.report, p.when)) for key in keys(p)])
    candidates = found.groupByKey().flatMap(lambda item: pairs(item[1])).distinct()
    left = candidates.join(profiles).map(lambda item: (item[1][0], item[1][1]))
    both = left.join(profiles).values()
    made = both.map(lambda two: verdict(two[0], two[1])).collect()
    verdicts: list[Dispatch] = sorted(v for v in made if v is not None)
    out.write_text("".join(json.dumps({"left": v.left, "right": v.right, "score": v.score, "reason": v.reason}, ensure_ascii=False) + "\n" for v in verdicts), "utf-8")
    profiles.unpersist()
    return len(verdicts)
