"""Photographs and documents of a case: added, listed, opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import undefer

from interact.access.guard import require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.fields import SealedColumn
from interact.cases.models import File
from interact.cases.rules import FileKind
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.core.errors import NotFound
from interact.keys.formats import lp
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from interact.keys.sealing import new_file_key, seal_file, unseal_file


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file to attach: checked and, for a photograph, rebuilt from its pixels."""

    kind: FileKind
    compartment: Compartment
    media_type: str
    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class FileView:
    """A file as a page lists it; its content is opened on its own."""

    id: UUID
    kind: FileKind
    compartment: Compartment
    media_type: str
    name: str
    added_at: datetime
    agency_id: UUID
    agency_name: str


def attach_file(vault: Vault, new: NewFile) -> File:
    """Seal a file into a compartment under its own key. Records `file.attached`."""
    session, actor, case = vault.session, vault.actor, vault.case
    require(actor, Permission.ATTACH_FILE, case)

    row_id, part = uuid4(), new.compartment
    key = new_file_key()
    about = {"name": new.name, "media_type": new.media_type}
    key_sealed = vault.seal(part, SealedColumn.FILE_KEY, row_id, key.hex())
    described = vault.seal(part, SealedColumn.FILE_DESCRIPTION, row_id, about)
    file = File(
        id=row_id,
        case_id=case.id,
        kind=new.kind,
        compartment=part,
        epoch=key_sealed.epoch,
        key_sealed=key_sealed.blob,
        description_sealed=described.blob,
        content_sealed=seal_file(key, new.content, _bound(vault, row_id)),
        agency_id=actor.agency_id,
        person_id=actor.person_id,
    )
    session.add(file)
    record(session, actor, Event.FILE_ATTACHED, case, compartments=[part])
    return file


def list_files(vault: Vault, kind: FileKind | None = None) -> list[FileView]:
    """The files the actor can open, newest first."""
    wanted = (
        select(File)
        .where(File.case_id == vault.case.id, File.compartment.in_(vault.held))
        .order_by(File.created_at.desc(), File.id)
    )
    if kind:
        wanted = wanted.where(File.kind == kind)
    return [_view(vault, file) for file in vault.session.scalars(wanted)]


def find_photograph(vault: Vault) -> FileView | None:
    """The newest photograph the actor can open, if there is one."""
    return next(iter(list_files(vault, FileKind.PHOTOGRAPH)), None)


def read_file(vault: Vault, file_id: UUID) -> tuple[FileView, bytes]:
    """A file and its content. Records `file.read`. NotFound when it is not theirs."""
    file = vault.session.get(File, file_id, options=[undefer(File.content_sealed)])
    if file is None or file.case_id != vault.case.id:
        raise NotFound
    if not vault.holds(file.compartment):
        raise NotFound(vault.case)
    view = _view(vault, file)
    sealed = Sealed(file.epoch, file.key_sealed)
    key = vault.unseal(file.compartment, SealedColumn.FILE_KEY, file.id, sealed)
    content = unseal_file(
        bytes.fromhex(key), file.content_sealed, _bound(vault, file.id)
    )
    record(
        vault.session,
        vault.actor,
        Event.FILE_READ,
        vault.case,
        compartments=[file.compartment],
    )
    return view, content


def _view(vault: Vault, file: File) -> FileView:
    sealed = Sealed(file.epoch, file.description_sealed)
    about = vault.unseal(
        file.compartment, SealedColumn.FILE_DESCRIPTION, file.id, sealed
    )
    return FileView(
        id=file.id,
        kind=file.kind,
        compartment=file.compartment,
        media_type=about["media_type"],
        name=about["name"],
        added_at=file.created_at,
        agency_id=file.agency_id,
        agency_name=file.agency.name,
    )


def _bound(vault: Vault, file_id: UUID) -> bytes:
    deployment = Installation.of(vault.session).deployment
    return lp(b"interact/file/v1", deployment, vault.case.id.bytes, file_id.bytes)
