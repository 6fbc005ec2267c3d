"""Single documents that are no pages: PDF files and messages of a mailbox."""

from __future__ import annotations

import io
import mailbox
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from onrecord.errors import InputError
from onrecord.intake.feed import fragment_text
from onrecord.intake.text import LONGEST, clean, decode
from onrecord.reading import Report

_PAGES = 500
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*", re.I)


def read_pdf(data: bytes, *, name: str) -> Report:
    """The text of a PDF, its lines joined to paragraphs. Raises `InputError` for an encrypted, a scanned, or a broken one."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name}: the PDF is locked by a password: save it without one")
        pages = [page.extract_text() or "" for page, _ in zip(reader.pages, range(_PAGES), strict=False)]
        info = reader.metadata
        title = str(info.title) if info and info.title else None
        made = info.creation_date.date().isoformat() if info and info.creation_date else None
    except InputError:
        raise
    except Exception as error:  # pypdf raises many kinds over broken files
        raise InputError(f"{name}: the PDF cannot be read ({type(error).__name__}: {error}): save its text to a file") from error
    text = joined_lines(clean("\n".join(pages)))
    if len(text) > LONGEST:
        raise InputError(f"{name}: the PDF has more than {LONGEST:,} characters: split it into reports")
    if not text.strip():
        raise InputError(f"{name}: the PDF holds pictures of pages, no text: recognise its text first")
    return Report(text, title, made, None, None, "metadata" if made else None, name)


def joined_lines(text: str) -> str:
    """Hard-wrapped lines as paragraphs: a line that is as long as the others and ends no sentence goes on in the next."""
    lines = [line.strip() for line in _HYPHEN.sub("", text).split("\n") if not _PAGE_NUMBER.fullmatch(line) or not line.strip()]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    full = 0.75 * lengths[int(0.9 * (len(lengths) - 1))]
    out: list[str] = []
    goes_on = False
    for line in lines:
        if not line:
            goes_on = False
            continue
        if goes_on:
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
        goes_on = len(line) >= full
    return "\n".join(out)


def read_mbox(path: Path) -> Iterator[Report | InputError]:
    """The messages of a mailbox file, each a report: subject as headline, body as text."""
    try:
        box = mailbox.mbox(path, create=False)
        keys = list(box.keys())
    except (OSError, mailbox.Error) as error:
        yield InputError(f"{path}: the mailbox cannot be read: {error}")
        return
    for number, key in enumerate(keys, 1):
        where = f"{path}: message {number}"
        try:
            yield read_mail(box.get_bytes(key), name=where)
        except InputError as error:
            yield error
        except Exception as error:  # the email package raises many kinds over broken messages
            yield InputError(f"{where}: the message cannot be read ({type(error).__name__}: {error})")
    box.close()


def read_mail(data: bytes, *, name: str) -> Report:
    """A message as a report. Raises `InputError` when it has no text."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not isinstance(message, EmailMessage):
        raise InputError(f"{name}: no message")
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        raise InputError(f"{name}: the message has no text part")
    payload = part.get_payload(decode=True)
    raw = decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset(), name=name)
    body = fragment_text(raw) if part.get_content_type() == "text/html" else joined_lines(_unquoted(clean(raw)))
    title = " ".join(str(message["subject"] or "").split()) or None
    if not body.strip():
        raise InputError(f"{name}: the message is empty")
    published = _sent(message)
    senders = getattr(message["from"], "addresses", None) or ()
    sender = str(senders[0].display_name) if senders else None
    return Report("\n".join(p for p in (title, body) if p), title, published, None, sender or None, "metadata" if published else None, name)


def _unquoted(text: str) -> str:
    """A message without its signature and the lines it quotes."""
    body = text.split("\n-- \n")[0]
    return "\n".join(line for line in body.split("\n") if not line.startswith(">"))


def _sent(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message["date"])).isoformat() if message["date"] else None
    except (TypeError, ValueError, OverflowError):
        return None
