"""Where the books live and how they are reached: STORE_… and DATABASE_URL."""

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[3]


class StoreSettings(BaseSettings):
    """Settings of the store; without DATABASE_URL it starts a PostgreSQL of its own under `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="STORE_", frozen=True, extra="ignore", populate_by_name=True)

    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("database_url", "DATABASE_URL"),
        description="a PostgreSQL 16+ with pgvector to use instead of the embedded one; an administrator's login",
    )
    data_dir: Path = Field(default=CHECKOUT / ".data", description="the embedded server's data, locks and secrets")
    secrets_dir: Path | None = Field(default=None, description="0600 files, one per login; default: data_dir/secrets")
    socket_dir: Path | None = Field(default=None, description="the socket's folder; default: chosen to be short enough")
    system_user: str | None = Field(default=None, description="whom PostgreSQL runs as when the app runs as root")
    engine: int | None = Field(default=None, description="major version of the embedded server; default: the newest")
    database: str = Field(default="wcc", description="the embedded server's database")
    durable: bool = Field(default=True, description="false: no fsync, for tests that can lose everything")
    shared_buffers: str = "128MB"
    max_connections: int = 100
    start_seconds: float = Field(default=120, gt=0, description="patience at start: crash recovery may take a while")
    reset_logins: bool = Field(default=False, description="give logins that exist on DATABASE_URL our own secrets")

    @property
    def secrets(self) -> Path:
        """The folder of the logins' secrets."""
        return self.secrets_dir or self.data_dir / "secrets"

    @property
    def data_dir_is_default(self) -> bool:
        """Whether nobody asked for this data folder, so that another may be chosen openly."""
        return "data_dir" not in self.model_fields_set
