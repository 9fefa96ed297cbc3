"""Start or join the database of the books: `attach(settings)`."""

from workingcapital.store.embedded.scratch import scratch
from workingcapital.store.embedded.server import EmbeddedServer, ExternalServer, Server, attach

__all__ = ["EmbeddedServer", "ExternalServer", "Server", "attach", "scratch"]
