"""What the pages for coming in and for one's own account ask for alike."""

from base64 import b32decode, b32encode
from typing import NamedTuple

import segno
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput
from werkzeug.exceptions import BadRequest
from wtforms import HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired

from interact.joining.accepting import Factor
from interact.joining.passphrases import language_of_words, suggest_passphrase
from interact.keys.totp import SECRET_BYTES, new_secret, provisioning_uri
from interact.web.forms import InteractForm
from interact.web.inputs import LineField, check_length

LONGEST_PASSPHRASE = 500
LETTERS_IN_A_GROUP = 4
ISSUER = "INTERACT"


class AppSecret(NamedTuple):
    """The secret for an authenticator app: a picture to scan, letters to type."""

    picture: str
    letters: str


class NewPassphraseForm(InteractForm):
    suggestion = HiddenField(default=lambda: suggest_passphrase(_language()).passphrase)
    passphrase = PasswordField(
        _l("Your new passphrase"),
        description=_l("The suggested one, or one of your own with 15 characters"),
        widget=GovPasswordInput(),
        validators=[
            InputRequired(_l("Enter a passphrase")),
            check_length(LONGEST_PASSPHRASE),
        ],
    )
    again = PasswordField(
        _l("The same passphrase again"),
        widget=GovPasswordInput(),
        validators=[
            EqualTo("passphrase", _l("The two passphrases differ. Type both again")),
        ],
    )

    @property
    def words_are_english(self) -> bool:
        """Whether there is no list of words in the reader's language."""
        return language_of_words(_language()) != _language()


class AppForm(InteractForm):
    secret = HiddenField(default=lambda: b32encode(new_secret()).decode())
    code = LineField(_l("The six digits your app shows now"))

    def factor(self) -> Factor | None:
        """The secret and the code that was typed; None when no code was."""
        code = self.code.data or ""
        return Factor(self._secret(), code) if code else None

    def app_secret(self, account: str) -> AppSecret:
        """What the app needs, for the e-mail address of whoever sets it up."""
        address = provisioning_uri(self._secret(), account, ISSUER)
        picture = segno.make(address, error="m").svg_data_uri(scale=4, border=4)
        letters, size = str(self.secret.data), LETTERS_IN_A_GROUP
        starts = range(0, len(letters), size)
        return AppSecret(
            str(picture), " ".join(letters[start : start + size] for start in starts)
        )

    def _secret(self) -> bytes:
        """The secret that was shown; a forged form has none."""
        try:
            secret = b32decode(self.secret.data or "")
        except ValueError:
            raise BadRequest from None
        if len(secret) != SECRET_BYTES:
            raise BadRequest
        return secret


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "en"
