"""What can go wrong with models, vectors and questions.

IndexFault
├── ModelError                 a model cannot be obtained or used
│   ├── ModelNotFoundError     no such hub id or folder (or no network for a hub id)
│   ├── ModelDamagedError      hash or golden vectors differ
│   └── ModelChangedError      the data folder holds vectors of another fingerprint
├── NotFoundError              no document, passage or check with that id
├── OtherCollectionError       a document for a collection that is not to be written here
├── QueryError                 a question that cannot be asked (empty, k out of range …)
├── StoreMissingError          what the chosen vector store needs is not installed
├── StoreAwayError             the distributed vector store cannot be reached or answers wrongly
└── CancelledError             the caller asked to stop
"""


class IndexFault(Exception):
    """Base of everything this room raises; ``str(error)`` is one sentence for a user, without draft text."""


class ModelError(IndexFault):
    """A model cannot be obtained or used."""


class ModelNotFoundError(ModelError):
    """There is no model of that name here."""


class ModelDamagedError(ModelError):
    """A model's files are not what they should be."""


class ModelChangedError(ModelError):
    """The data folder holds vectors of another model."""


class NotFoundError(IndexFault):
    """No document, passage or check has that id."""


class OtherCollectionError(IndexFault):
    """A document is meant for a collection that is not to be written here."""


class QueryError(IndexFault):
    """A question that cannot be asked."""


class StoreMissingError(IndexFault):
    """What the chosen vector store needs is not installed."""


class StoreAwayError(IndexFault):
    """The distributed vector store cannot be reached, or does not answer as it should; words are still searched."""


class CancelledError(IndexFault):
    """The caller asked to stop."""
