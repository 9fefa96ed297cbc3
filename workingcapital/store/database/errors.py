"""Why the database could not be started or reached, in words that say what to do.

Unavailable
├── DatabaseUnfit
├── DatabaseUnreachable
├── DiskFull
├── EngineMissing
├── LoginTaken
├── ServerDidNotStart
└── VersionMismatch
BadInput
├── BadAddress
├── FolderClosed
├── FolderNotOurs
├── NotADump
├── SecretsUnusable
└── SocketPathTooLong
Conflict
└── StoreInUse
"""

from workingcapital.errors import BadInput, Conflict, Unavailable

FULL = "No space left on device"  # how PostgreSQL's programs put it


class DatabaseUnfit(Unavailable):
    """The database server lacks something that the books need."""


class DatabaseUnreachable(Unavailable):
    """The database server cannot be reached."""


class DiskFull(Unavailable):
    """The disk that holds the books is full."""


class EngineMissing(Unavailable):
    """The program of the embedded database is not installed."""


class LoginTaken(Unavailable):
    """A database login exists already with another secret."""


class ServerDidNotStart(Unavailable):
    """The embedded database did not start."""


class VersionMismatch(Unavailable):
    """The books were written by another major version of PostgreSQL."""


class BadAddress(BadInput):
    """The address of the database cannot be used."""


class FolderClosed(BadInput):
    """A folder is closed to the user the database runs as."""


class FolderNotOurs(BadInput):
    """A folder that the store needs belongs to somebody else."""


class NotADump(BadInput):
    """The file is not a dump of the books."""


class SecretsUnusable(BadInput):
    """The secrets of the database logins cannot be used."""


class SocketPathTooLong(BadInput):
    """The path of the database's socket is longer than the system allows."""


class StoreInUse(Conflict):
    """Somebody is using the books."""
