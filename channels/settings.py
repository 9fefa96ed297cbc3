"""Settings of the channels: where the server listens, and whether sample people may be impersonated."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ChannelSettings(BaseSettings):
    """Environment variables start with CHANNEL_."""

    model_config = SettingsConfigDict(env_prefix="CHANNEL_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = True
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
        """Requests a minute by address."""
        return self.requests_per_minute or (None if self.demo_allowed() else 1200)

    def turn_bound(self) -> int | None:
        """Questions a minute by person."""
        return self.turns_per_minute or (None if self.demo_allowed() else 60)
