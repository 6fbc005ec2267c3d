"""Reading with several processes: the same records in the same order as with one.

Reports go out in small shards; each process loads the models once. At most a few shards wait at a time, so memory does not grow with the
number of reports. A shard whose process dies is read again, one report at a time, so that one bad report costs only itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice

from onrecord.errors import InputError, OnrecordError, StageError
from onrecord.reader import Reader
from onrecord.reading import Report
from onrecord.record import Record
from onrecord.record_json import from_json, to_json

_SHARD = 16  # reports a process gets at a time
_WAITING = 3  # shards a process that are out or wait to be taken
Result = Record | OnrecordError
_Packed = tuple[bool, str]

_reader: Reader | None = None  # one a process, made when the process starts


def read_all(reports: Iterable[Report | InputError], *, processes: int = 0, force: bool = False, fast: bool = False) -> Iterator[Result]:
    """A record or an error for each report, in order. `processes` 0: as many as the machine has cores; 1: here, without a pool."""
    count = processes or os.cpu_count() or 1
    if count == 1:
        yield from _here(reports, force, fast)
        return
    source = iter(reports)
    waiting: deque[tuple[list[Report | InputError], Future[list[_Packed]]]] = deque()
    pool = _pool(count, force, fast)
    try:
        while True:
            while len(waiting) < count * _WAITING and (shard := list(islice(source, _SHARD))):
                waiting.append((shard, _submit(pool, shard)))
            if not waiting:
                return
            shard, future = waiting.popleft()
            try:
                packed = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                yield from _one_by_one(shard, force, fast)
                pool = _pool(count, force, fast)
                waiting = deque((s, _submit(pool, s)) for s, _ in waiting)
                continue
            yield from _unpacked(shard, packed)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _here(reports: Iterable[Report | InputError], force: bool, fast: bool) -> Iterator[Result]:
    """In this process; the models are loaded when there is something to read."""
    source = iter(reports)
    first = next(source, None)
    if first is not None:
        yield from read_with(Reader(force=force, fast=fast), chain((first,), source))


def read_with(reader: Reader, reports: Iterable[Report | InputError]) -> Iterator[Result]:
    """A record or an error for each report, in order, in this process."""
    source = iter(reports)
    while shard := list(islice(source, _SHARD)):
        read = iter(reader.try_many([r for r in shard if isinstance(r, Report)]))
        for item in shard:
            yield item if isinstance(item, InputError) else next(read)


def _pool(count: int, force: bool, fast: bool) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(force, fast))


def _start(force: bool, fast: bool) -> None:
    """In a new process: its own reader; Ctrl-C is the parent's to handle. Threads of numeric libraries would fight over the cores."""
    global _reader  # a process pool hands state to its tasks in no other way
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
    _reader = Reader(force=force, fast=fast)


def _submit(pool: ProcessPoolExecutor, shard: list[Report | InputError]) -> Future[list[_Packed]]:
    try:
        return pool.submit(_read, [r for r in shard if isinstance(r, Report)])
    except BrokenProcessPool as error:
        failed: Future[list[_Packed]] = Future()
        failed.set_exception(error)
        return failed


def _read(reports: list[Report]) -> list[_Packed]:
    """In a pool's process. Records travel as JSON: a tenth of the time that pickling their many small objects takes."""
    reader = _reader or Reader()
    return [(False, str(r)) if isinstance(r, OnrecordError) else (True, to_json(r)) for r in reader.try_many(reports)]


def _unpacked(shard: list[Report | InputError], packed: list[_Packed]) -> Iterator[Result]:
    found = iter(packed)
    for item in shard:
        if isinstance(item, InputError):
            yield item
            continue
        good, text = next(found)
        yield from_json(text) if good else InputError(text)


def _one_by_one(shard: list[Report | InputError], force: bool, fast: bool) -> Iterator[Result]:
    """A shard whose process died: each report in a process of its own, so that the one that kills is named and the others are read."""
    for item in shard:
        if isinstance(item, InputError):
            yield item
            continue
        with _pool(1, force, fast) as pool:
            try:
                yield from _unpacked([item], pool.submit(_read, [item]).result())
            except BrokenProcessPool:
                yield StageError(f"{item.named}: the process that read it died (out of memory?): give it alone, or shorter")
