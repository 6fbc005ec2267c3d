"""The reader: runs the stages over reports, in order, and assembles records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from itertools import islice

from onrecord import parser
from onrecord.assemble import assemble
from onrecord.errors import OnrecordError, StageError
from onrecord.intake.text import check_report
from onrecord.knowledge import version as knowledge_version
from onrecord.reading import Reading, Report
from onrecord.record import Certainty, Record
from onrecord.spans import Span
from onrecord.stages import actors, certainty, events, people, places, published, statements, times
from onrecord.stages.contract import Stage

STAGES: tuple[Stage, ...] = (
    Stage("published", ("published",), ("sentences",), published.run),
    Stage("times", ("times",), ("tokens", "published"), times.run),
    Stage("statements", ("statements",), ("tokens", "quotes"), statements.run),
    Stage("people", ("entities",), ("tokens", "statements"), people.run),
    Stage("actors", ("codes",), ("entities", "published"), actors.run),
    Stage("places", ("coordinates",), ("entities", "codes"), places.run),
    Stage("events", ("events", "omissions"), ("entities", "codes", "statements", "times", "coordinates"), events.run),
)
_BATCH = 32  # reports parsed together


def check_order(stages: Sequence[Stage]) -> None:
    """Raise `StageError` when a stage needs a layer that no stage before it adds, or adds one a second time."""
    have = {"text", "quotes", "tokens", "sentences"}
    for stage in stages:
        missing = [n for n in stage.needs if n not in have]
        if missing:
            raise StageError(f"stage {stage.name} needs {', '.join(missing)}, which no stage before it adds")
        if have & set(stage.adds):
            raise StageError(f"stage {stage.name} adds {', '.join(have & set(stage.adds))} a second time")
        have |= set(stage.adds)


class Reader:
    """Reads reports. Models and knowledge are loaded once; an instance may be used for any number of reports."""

    def __init__(self, *, force: bool = False, fast: bool = False) -> None:
        """`force`: read reports that do not look English, too. `fast`: rules alone, also where a learned reader is installed."""
        check_order(STAGES)
        self._force = force
        self.made_by = {"onrecord": metadata.version("onrecord"), "parser": parser.version(), "knowledge": knowledge_version(), "reader": "rules"}

    def read(self, report: Report) -> Record:
        """The record of one report. Raises `InputError` for what is no English report, `StageError` when a stage fails."""
        return next(self.read_many([report]))

    def read_many(self, reports: Iterable[Report]) -> Iterator[Record]:
        """A record for each report, in order, parsed in batches. The first report that cannot be read raises; see `try_many`."""
        for result in self.try_many(reports):
            if isinstance(result, OnrecordError):
                raise result
            yield result

    def try_many(self, reports: Iterable[Report]) -> Iterator[Record | OnrecordError]:
        """As `read_many`, but a report that cannot be read gives its error and leaves the others alone."""
        source = iter(reports)
        while batch := list(islice(source, _BATCH)):
            yield from self._batch(batch)

    def readings(self, reports: Iterable[Report]) -> Iterator[Reading]:
        """The finished readings, for tools that look at tokens; raises as `read_many` does."""
        for report in reports:
            check_report(report, force=self._force)
            reading = Reading(report, report.text)
            parser.parse([reading])
            self._run(reading)
            yield reading

    def certainty(self, report: Report, spans: Sequence[Span]) -> list[Certainty]:
        """The certainty of any predicate's words in the report, coded as an event or not: one label a span."""
        (reading,) = self.readings([report])
        return [certainty.of_span(reading, span).label for span in spans]

    def code_actor(self, mention: str, *, published: str | None = None) -> actors.Code:
        """Country and sector of an actor named by a mention alone, with the reason. `published`: the day it has to hold on."""
        return actors.code_mention(mention, published)

    def _batch(self, batch: list[Report]) -> Iterator[Record | OnrecordError]:
        results: dict[int, Record | OnrecordError] = {}
        readings: dict[int, tuple[Reading, str]] = {}
        for number, report in enumerate(batch):
            try:
                language = check_report(report, force=self._force)
                readings[number] = (Reading(report, report.text), language)
            except OnrecordError as error:
                results[number] = error
        parser.parse([reading for reading, _ in readings.values()])
        for number, (reading, language) in readings.items():
            try:
                self._run(reading)
                results[number] = assemble(reading, language, self.made_by)
            except OnrecordError as error:
                results[number] = error
        for number in range(len(batch)):
            yield results[number]

    def _run(self, reading: Reading) -> None:
        for stage in STAGES:
            try:
                stage.run(reading)
            except OnrecordError:
                raise
            except Exception as error:
                raise StageError(f"stage {stage.name} failed on {reading.report.named}: {type(error).__name__}: {error}") from error
