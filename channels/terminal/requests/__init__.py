"""wcc request: changes that other people approve, each named as people name it."""

from channels.terminal.requests import bills, customers, policies, suppliers
from channels.terminal.requests.proposing import request

__all__ = ["bills", "customers", "policies", "request", "suppliers"]
