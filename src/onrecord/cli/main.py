"""The `onrecord` command."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import click
import typer

from onrecord.cli import doctor, read
from onrecord.cli.console import DONE, NO_ARCHIVE, SOME_FAILED, STOPPED, USAGE, complain
from onrecord.errors import ArchiveError, OnrecordError, UsageError

_GROUPS = ("archive", "exchange", "actors", "serve")
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
    except click.exceptions.Abort:
        return STOPPED
    except KeyboardInterrupt:
        complain("stopped; what was stored is whole, and the next run resumes")
        return STOPPED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(file=sys.stderr)
        return USAGE
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
