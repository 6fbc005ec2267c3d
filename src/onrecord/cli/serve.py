"""`onrecord serve`: the web page and the HTTP API."""

from __future__ import annotations

import ipaddress
import os
from typing import Annotated

import typer

from onrecord.cli.console import DONE, note
from onrecord.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", help=HELP, short_help="The web page and the HTTP API over an archive.")(serve)


HELP = """Serve the web page and the HTTP API over an archive.

Example: onrecord serve --archive news.db

Only this machine can reach it, unless --host says otherwise; then a token is demanded (--token, or $ONRECORD_TOKEN).
"""


def serve(
    archive: Annotated[str, typer.Option("--archive", metavar="PATH|DSN", envvar="ONRECORD_ARCHIVE", help="the archive")] = "onrecord.db",
    host: Annotated[str, typer.Option(help="the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port", min=0, max=65535)] = 8765,
    token: Annotated[str | None, typer.Option(envvar="ONRECORD_TOKEN", help="what clients must show when the host is not this machine")] = None,
) -> int:
    if not is_loopback(host) and not token:
        raise UsageError(f"--host {host} lets others reach the archive: give a --token of your choice (or $ONRECORD_TOKEN), which they must show")
    import uvicorn

    from onrecord.joins.archive import Archive
    from onrecord.web.app import create_app

    with Archive(archive) as opened:
        note(f"the page is at http://{host}:{port}/ over {opened.name}; Ctrl-C stops it")
        level = os.environ.get("ONRECORD_LOG", "warning")
        uvicorn.run(create_app(opened, token=token), host=host, port=port, log_level=level, access_log=level in ("info", "debug"), server_header=False)
    return DONE


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
