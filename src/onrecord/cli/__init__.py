"""The command line: parses options, calls, prints."""

from onrecord.cli.main import main

__all__ = ["main"]
