"""Plain text: decoding, and the checks that every report passes before it is read."""

from __future__ import annotations

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
