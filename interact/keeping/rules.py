"""What a backup, a restore and a drill refuse, in sentences for who runs INTERACT."""

from interact.core.errors import InteractError
from interact.core.words import Word
from interact.core.words import mark as _


class Store(Word):
    """The two stores of an installation; each has a backup and a place of its own."""

    MAIN = "main", _("main store")
    KEYRING = "keyring", _("keyring")


class SamePlace(InteractError):
    message = _(
        "Both backups would lie in one place: %(main)s and %(keyring)s. Whoever takes "
        "that one place has everything. Choose two that are apart."
    )


class ProgramMissing(InteractError):
    message = _(
        "%(name)s is not installed here. It comes with the client programs of "
        "PostgreSQL: apt-get install postgresql-client."
    )


class CopyFailed(InteractError):
    """A database did not do its part: what it says itself."""

    message = "%(why)s"


class NotWritten(InteractError):
    message = _("%(file)s could not be written, and nothing of it remains: %(why)s")


class NotReadable(InteractError):
    message = _("%(file)s is no backup that can be read: %(why)s")


class ManifestMissing(InteractError):
    message = _(
        "%(file)s is missing. It was written beside the backup and says what is in it: "
        "put both into one folder."
    )


class Changed(InteractError):
    message = _("%(file)s is not as it was written: its checksum differs.")


class OfAnother(InteractError):
    message = _("%(file)s belongs to another installation than config.toml.")


class OtherDatabase(InteractError):
    message = _(
        "%(file)s comes from %(found)s, and config.toml names %(wanted)s. Name "
        "the same kind of database."
    )


class WrongStore(InteractError):
    message = _("%(file)s is a backup of the %(found)s, not of the %(wanted)s.")


class KeyringOlder(InteractError):
    message = _(
        "%(file)s is older than the backup of the main store. With it, a case that was "
        "erased since could be opened again, and newer cases could not be opened at "
        "all. Take the newest backup of the keyring, or say --accept-older-keyring."
    )


class NewerKeyring(InteractError):
    message = _(
        "A newer backup of the keyring lies beside it: %(file)s. Take that one: the "
        "older may open a case that was erased since. Or say --accept-older-keyring."
    )


class NotEmpty(InteractError):
    message = _(
        "%(place)s is not empty. Restore into an empty folder and empty databases: "
        "nothing is ever overwritten."
    )


class NoScratchDatabase(InteractError):
    message = _(
        "PostgreSQL let no database be made for the drill: %(why)s. Allow the role of "
        "config.toml to make one with ALTER ROLE ... CREATEDB, or run the drill with a "
        "config.toml that names a role which may."
    )


class NoMemory(InteractError):
    message = _(
        "There is no folder in memory (/dev/shm) that a drill could restore into."
    )
