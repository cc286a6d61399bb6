"""Zip archives of XML parts (docx, odt), opened with limits."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import NoReturn
from xml.etree import ElementTree as ET

from corpus.errors import CorruptFileError, EncryptedFileError, FileTooLargeError

# Four times the file limit: photographs, the bulk of a large file, barely shrink; only a bomb unpacks to more.
UNPACKED_LIMIT_BYTES = 256 * 1024 * 1024
# One XML part; Word writes 10 to 20 bytes a character, so over 1,500 pages, and its tree stays under 1 GB.
XML_LIMIT_BYTES = 32 * 1024 * 1024
_ENCRYPTED_FLAG = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)


class _NoDoctype(ET.TreeBuilder):
    """Builds the tree, and refuses documents that declare a type: entities can only come from there."""

    def doctype(self, _name: str, _pubid: str | None, _system: str | None) -> NoReturn:
        raise CorruptFileError("The file holds an XML document type, which office files never have.")


class Archive:
    """A zip archive in memory.

    :param data: The archive's bytes.
    :raises CorruptFileError: If it is not a zip archive.
    :raises EncryptedFileError: If its parts ask for a password.
    :raises FileTooLargeError: If it unpacks to more than UNPACKED_LIMIT_BYTES.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _DAMAGE as error:
            raise CorruptFileError("The file is damaged: it cannot be unpacked.") from error
        if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
            raise EncryptedFileError("The file asks for a password.")
        if sum(member.file_size for member in members) > UNPACKED_LIMIT_BYTES:
            raise FileTooLargeError(f"The file unpacks to more than {UNPACKED_LIMIT_BYTES // 2**20} MiB.")
        self._sizes = {member.filename: member.file_size for member in members}

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        :param name: Its path in the archive.
        :return: What it unpacks to.
        :raises CorruptFileError: If it is not there or damaged.
        :raises FileTooLargeError: If it unpacks to more than XML_LIMIT_BYTES.
        """
        if self._sizes.get(name, 0) > XML_LIMIT_BYTES:
            raise FileTooLargeError(f"A part of the file unpacks to more than {XML_LIMIT_BYTES // 2**20} MiB.")
        try:
            return self._zip.read(name)  # never more than the size that was checked: zipfile stops there
        except KeyError:
            raise CorruptFileError(f"The file is damaged: its part {name} is missing.") from None
        except _DAMAGE as error:
            raise CorruptFileError(f"The file is damaged: its part {name} cannot be unpacked.") from error

    def xml(self, name: str) -> ET.Element:
        """The root of an XML part, names of elements and attributes without their namespaces.

        Namespaces only tell apart the two editions of OOXML here; local names are unique where the readers look.

        :param name: Its path in the archive.
        :return: The root element.
        :raises CorruptFileError: If it is missing, damaged or not XML.
        """
        parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 (expat has limits of its own, and see _NoDoctype)
        try:
            parser.feed(self.read(name))
            root = parser.close()
        except (ET.ParseError, LookupError, ValueError) as error:
            raise CorruptFileError(f"The file is damaged: its part {name} is not XML.") from error
        for element in root.iter():
            element.tag = _local(element.tag)
            for key in [key for key in element.attrib if key.startswith("{")]:
                element.attrib[_local(key)] = element.attrib.pop(key)
        return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]
