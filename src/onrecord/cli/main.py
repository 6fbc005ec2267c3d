"""The `onrecord` command."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import typer

from onrecord.cli import doctor, read
from onrecord.cli.console import DONE, NO_ARCHIVE, SOME_FAILED, STOPPED, USAGE, complain
from onrecord.errors import ArchiveError, OnrecordError, UsageError

_GROUPS = ("archive", "exchange", "actors", "serve", "bench")
"""Modules of this package that add commands; each has `register(app)`."""


def make_app() -> typer.Typer:
    """The command with all its sub-commands."""
    app = typer.Typer(
        name="onrecord",
        help="Puts news reports on record: who said what on whose word, who did what to whom, when, where, how certain.\n\nExample: onrecord read report.txt --published 2025-05-04",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    read.register(app)
    doctor.register(app)
    for name in _GROUPS:
        if importlib.util.find_spec(f"onrecord.cli.{name}") is not None:
            importlib.import_module(f"onrecord.cli.{name}").register(app)
    return app


def main() -> None:
    """Run, and turn every failure into its exit code: 1 some inputs failed, 2 wrong usage, 3 no archive, 130 stopped."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line."""
    try:
        result = make_app()(arguments, standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except typer.Abort:
        return STOPPED
    except KeyboardInterrupt:
        complain("stopped; what was stored is whole, and the next run resumes")
        return STOPPED
    except typer.Exit as stop:
        return stop.exit_code
    except UsageError as error:
        complain(str(error))
        return USAGE
    except ArchiveError as error:
        complain(str(error))
        return NO_ARCHIVE
    except OnrecordError as error:
        complain(str(error))
        return SOME_FAILED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:
        if not isinstance(error, _usage_error()):
            raise
        error.show(file=sys.stderr)  # type: ignore[attr-defined]
        return USAGE


def _usage_error() -> type[Exception]:
    """The class of all errors that the option parser raises; Typer names only the leaves of that tree."""
    return next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
