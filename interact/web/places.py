"""Countries and languages in the reader's language, for choosing and for showing."""

import unicodedata

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.web.language import country_name

ALPHA_2 = 2

# In CLDR's list of territories, but not countries a child can be a national of.
NOT_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)

# Spoken by children on the move in Europe, as CLDR codes; others are typed.
LANGUAGES = (
    *("am", "ar", "bm", "bn", "byn", "ckb", "ee", "en", "es", "fa", "fa_AF", "ff"),
    *("fr", "ha", "hi", "ig", "ka", "kri", "ku", "ln", "man", "om", "pa", "ps"),
    *("pt", "ro", "ru", "rw", "snk", "so", "sq", "sus", "sw", "ta", "ti", "tr"),
    *("tw", "uk", "ur", "uz", "vi", "wo", "yo", "zh"),
)


def language_name(code: str) -> str:
    """The name of a language in the reader's language; without a code, as written."""
    return str(_locale().languages.get(code, code))


def country_choices() -> list[tuple[str, str]]:
    """Every country, by name, after an empty choice."""
    codes = {code for code in map(str, _locale().territories) if _is_country(code)}
    named = [(code, country_name(code)) for code in codes]
    return [("", _("Choose a country")), *sorted(named, key=_by_name)]


def language_choices() -> list[tuple[str, str]]:
    """The languages that are often spoken, by name."""
    return sorted(((code, language_name(code)) for code in LANGUAGES), key=_by_name)


def _is_country(code: str) -> bool:
    return len(code) == ALPHA_2 and code.isalpha() and code not in NOT_COUNTRIES


def _by_name(choice: tuple[str, str]) -> str:
    """Letters with marks stand beside those without."""
    return unicodedata.normalize("NFKD", choice[1]).casefold()


def _locale() -> Locale:
    return get_locale() or Locale("en")
