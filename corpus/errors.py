"""What can go wrong with files and the store.

CorpusError
├── ReadError                a file could not become text
│   ├── EmptyFileError       nothing in it
│   ├── UnknownFormatError   no reader for it (also: NUL bytes in a "text" file)
│   ├── CorruptFileError     not what its name says, or damaged
│   ├── EncryptedFileError   asks for a password
│   ├── NoTextError          a scan: pages but no text
│   ├── FileTooLargeError    over the limit
│   ├── TooCostlyError       takes more time or memory than a file may
│   └── ConverterMissingError  doc/wps without LibreOffice
└── StoreError               the data folder
    ├── NewerSchemaError     written by a newer Wenheng
    ├── StoreBusyError       another process is the writer
    ├── StoreFullError       no room on the disk
    ├── CollectionExistsError  a new name that is taken
    └── StoreReadOnlyError   not writable
"""


class CorpusError(Exception):
    """Base of everything this room raises; ``str(error)`` is one sentence for a user, without draft text."""


class ReadError(CorpusError):
    """A file could not become text."""


class EmptyFileError(ReadError):
    """The file holds nothing, or only white space."""


class UnknownFormatError(ReadError):
    """There is no reader for this file."""


class CorruptFileError(ReadError):
    """The file is not what its name says, or is damaged."""


class EncryptedFileError(ReadError):
    """The file asks for a password."""


class NoTextError(ReadError):
    """The file has pages but no text: a scan."""


class FileTooLargeError(ReadError):
    """The file is over the limit."""


class TooCostlyError(ReadError):
    """Reading the file takes more time or memory than a file may."""


class ConverterMissingError(ReadError):
    """The format needs LibreOffice, which is not installed."""


class StoreError(CorpusError):
    """The data folder cannot be used as asked."""


class NewerSchemaError(StoreError):
    """The data folder was written by a newer version."""


class StoreBusyError(StoreError):
    """Another process holds the data folder for writing."""


class StoreFullError(StoreError):
    """The disk is full."""


class CollectionExistsError(StoreError):
    """A collection was to get the name of another."""


class StoreReadOnlyError(StoreError):
    """The data folder cannot be written."""
