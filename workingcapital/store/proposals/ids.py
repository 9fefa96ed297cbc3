"""A proposal's id as people and channels give it."""

import uuid

from workingcapital.controls.refusals import UnknownProposal


def parsed_id(proposal_id: str | uuid.UUID) -> uuid.UUID:
    """The id as the database knows it; what is no id is no proposal either."""
    try:
        return uuid.UUID(str(proposal_id))
    except ValueError:
        raise UnknownProposal(f"{proposal_id} is no proposal's id") from None
