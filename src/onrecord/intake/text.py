"""Plain text: decoding, and the checks that every report passes before it is read."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Any

from onrecord.errors import InputError
from onrecord.reading import Report

LONGEST = 5_000_000
"""Characters a report may have; ten times the longest dossier seen."""
_ENGLISH = "en"
_SURE = 0.95  # of another language, at which a text is refused
_SAMPLE = 4_000  # characters shown to the language model
_TOO_SHORT = 8  # words: no model tells the language of fewer
_FUNCTION_SHARE = 0.2  # of English function words, from which a text is English without asking the model
_FUNCTION_WORDS = frozenset(["the", "of", "to", "and", "in", "that", "for", "on", "said", "with", "was", "by", "is", "at", "from", "it", "as", "has", "be", "were", "have", "not", "an", "its", "he"])


def check_report(report: Report, *, force: bool = False) -> str:
    """The report's language. Raises `InputError` for an empty, a binary, a too long text, or one in another language unless `force`."""
    text, name = report.text, report.named
    if not text.strip():
        raise InputError(f"{name}: the text is empty")
    if len(text) > LONGEST:
        raise InputError(f"{name}: the text has {len(text):,} characters, more than {LONGEST:,}: split it into reports")
    if text.count("\x00") > len(text) // 100:
        raise InputError(f"{name}: this is binary data, not text")
    lone = next((i for i, c in enumerate(text) if "\ud800" <= c <= "\udfff"), None) if not text.isascii() else None
    if lone is not None:
        raise InputError(f"{name}: half a surrogate pair at character {lone}: this is no Unicode text; decode the bytes again")
    if not any(c.isalpha() for c in text):
        raise InputError(f"{name}: there is no word in the text")
    language = detect_language(text)
    if language != _ENGLISH and not force:
        raise InputError(f"{name}: this reads as {language_name(language)}; English only (--force reads it all the same)")
    return language


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str:
    """ISO 639-1 code of the text's language; English unless another is nearly certain and the text long enough to tell."""
    sample = text[:_SAMPLE]
    words = sample.lower().split()
    if len(words) < _TOO_SHORT or sum(w in _FUNCTION_WORDS for w in words) >= _FUNCTION_SHARE * len(words):
        return _ENGLISH
    language, sure = _identifier().classify(sample)
    return language if language != _ENGLISH and sure >= _SURE else _ENGLISH


def language_name(code: str) -> str:
    """The English name of a language by its ISO 639-1 code, or the code."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale(code).english_name or code
    except (UnknownLocaleError, ValueError):
        return code


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TEXT_ENCODINGS = ("utf-8", "cp", "iso", "koi8", "mac", "gb", "big5", "euc", "shift", "tis", "hz", "johab", "kz")  # as Python names them; others are no encodings of text
_LATIN = "windows-1252"  # what browsers read when a page says ISO 8859-1 or ASCII
_MARKS = 0.15  # of bytes beyond ASCII, up to which a text is English with quotation marks and names
_GUESSED = 60_000  # bytes shown to the encoding guesser
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
_HALVES = re.compile("[\ud800-\udfff]")
_BINARY_SHARE = 0.01  # of control characters, from which data is not text


def decode(data: bytes, declared: str | None = None, *, name: str = "the report") -> str:
    """The characters of the bytes: by byte-order mark, by the declared encoding, or by what fits. Raises `InputError` for binary data."""
    text = _decode(data, declared)
    head = text[:100_000]
    if len(_CONTROLS.findall(head)) > 1 + _BINARY_SHARE * len(head):
        raise InputError(f"{name}: this is binary data, not text")
    return text


def _decode(data: bytes, declared: str | None) -> str:
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(marked, "replace")
    for encoding in (_known(declared), "utf-8", _wide(data)):
        if encoding is not None:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return data.decode(_guess(data), "replace")


def _known(declared: str | None) -> str | None:
    """Python's name of a declared encoding; Latin-1 and ASCII are read as browsers read them, UTF-16 only where the bytes are."""
    try:
        name = codecs.lookup((declared or "").strip().strip("'\"")).name
    except (LookupError, ValueError):
        return None
    if name in ("iso8859-1", "ascii"):
        return None  # UTF-8 first: it never fits Latin-1 prose by chance, and the guess ends in windows-1252
    return None if name.startswith(("utf-16", "utf-32", "utf-7")) or not _is_text_encoding(name) else name


def _is_text_encoding(name: str) -> bool:
    return name.startswith(_TEXT_ENCODINGS)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark shows as a NUL in every second byte of English."""
    head = data[:4_000]
    half = len(head) // 2
    if half < 4:
        return None
    if head[1::2].count(0) > 0.4 * half and head[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.4 * half and head[1::2].count(0) < 0.05 * half else None


def _guess(data: bytes) -> str:
    """English in a one-byte encoding is windows-1252 unless it does not fit; else what charset-normalizer says."""
    sample = data[:_GUESSED]
    if sum(b > 127 for b in sample) <= _MARKS * len(sample) and not any(b in sample for b in b"\x81\x8d\x8f\x90\x9d"):
        return _LATIN
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else _LATIN


def clean(text: str) -> str:
    """Line ends become `\\n`, control characters and byte-order marks go, halves of surrogate pairs become U+FFFD; nothing else is changed."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", _HALVES.sub("\ufffd", text)))
