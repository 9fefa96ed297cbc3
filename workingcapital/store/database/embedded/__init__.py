"""Start or join the database of the books: `attach(settings)`."""

from workingcapital.store.database.embedded.scratch import scratch
from workingcapital.store.database.embedded.server import EmbeddedServer, ExternalServer, Server, attach

__all__ = ["EmbeddedServer", "ExternalServer", "Server", "attach", "scratch"]
