"""Settings of the channels: where the server listens, and whether sample people may be impersonated."""

from typing import overload

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ChannelSettings(BaseSettings):
    """Environment variables start with CHANNEL_."""

    model_config = SettingsConfigDict(env_prefix="CHANNEL_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = True
    workers: int = Field(
        1, ge=1, le=64, description="processes that serve side by side; bounds are shared out among them"
    )
    max_body_bytes: int = 1_000_000
    home_company: str = "HALDE"
    requests_per_minute: int | None = Field(
        None, gt=0, description="by address; default: 1,200, and no bound in demo mode"
    )
    turns_per_minute: int | None = Field(None, gt=0, description="questions by person; default: 60, none in demo mode")
    attempts_per_minute: int = Field(30, gt=0, description="sign-ins, codes and refreshes by address")

    def demo_allowed(self) -> bool:
        """Speaking as a sample person is for a laptop: demo mode, bound to loopback, nothing else."""
        return self.demo and self.host in LOOPBACK

    def request_bound(self) -> int | None:
        """Requests a minute by address, in each process."""
        return self._share(self.requests_per_minute or (None if self.demo_allowed() else 1200))

    def turn_bound(self) -> int | None:
        """Questions a minute by person, in each process."""
        return self._share(self.turns_per_minute or (None if self.demo_allowed() else 60))

    def attempt_bound(self) -> int:
        """Sign-ins, codes and refreshes a minute by address, in each process."""
        return self._share(self.attempts_per_minute)

    @overload
    def _share(self, bound: int) -> int: ...
    @overload
    def _share(self, bound: int | None) -> int | None: ...
    def _share(self, bound: int | None) -> int | None:
        """A process counts for itself, so that all of them together keep the bound only if each keeps its share."""
        return None if bound is None else max(1, bound // self.workers)
