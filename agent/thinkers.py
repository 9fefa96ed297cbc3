"""Which model thinks, and which stands behind it."""

from agent.planner.thinker import PlannerThinker
from agent.settings import AgentSettings
from agent.state import Thinker
from workingcapital.store.database.connection import Store


def thinkers(settings: AgentSettings, store: Store) -> tuple[Thinker, Thinker]:
    """The configured model and its fallback; without a model the built-in planner is both."""
    planner = PlannerThinker(store)
    if not settings.uses_llm():
        return planner, planner
    from agent.models import connect  # the provider's client takes a second to import

    return connect(settings), planner
