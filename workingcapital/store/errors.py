"""Why the database could not be started or reached, in words that say what to do.

Unavailable
├── DiskFull
├── EngineMissing
├── LoginTaken
├── ServerDidNotStart
└── VersionMismatch
BadInput
├── FolderClosed
├── FolderNotOurs
├── SecretsUnusable
└── SocketPathTooLong
"""

from workingcapital.errors import BadInput, Unavailable


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


class FolderClosed(BadInput):
    """A folder is closed to the user the database runs as."""


class FolderNotOurs(BadInput):
    """A folder that the store needs belongs to somebody else."""


class SecretsUnusable(BadInput):
    """The secrets of the database logins cannot be used."""


class SocketPathTooLong(BadInput):
    """The path of the database's socket is longer than the system allows."""
