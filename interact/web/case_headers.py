"""What stands above every page of a case, with the level that counts now."""

from interact.assessments.queries import current_level
from interact.cases.header import CaseHeader, case_header
from interact.cases.vault import Vault


def header_of(vault: Vault) -> CaseHeader:
    """Whose case it is, where it stands, and the level that counts now."""
    return case_header(vault, current_level(vault))
