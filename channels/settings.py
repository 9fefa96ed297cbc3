"""Settings of the channels: where the server listens, and whether sample people may be impersonated."""

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

    def demo_allowed(self) -> bool:
        """Speaking as a sample person is for a laptop: demo mode, bound to loopback, nothing else."""
        return self.demo and self.host in LOOPBACK
