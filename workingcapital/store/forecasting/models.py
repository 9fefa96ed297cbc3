"""Forecast models as the books keep them: one row each, never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from workingcapital.forecast.artefact import Model
from workingcapital.forecast.habits import Kind
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class Kept:
    """A model with who trained it and when."""

    model: Model
    trained_by: str
    trained_at: datetime


def keep(books: Books, model: Model) -> bool:
    """Add a model; False where the same is kept already."""
    done = books.execute(
        "insert into forecast_model (company_id, trained_on, digest, body)"
        " values (%(company)s, %(on)s, %(digest)s, %(body)s) on conflict (company_id, digest) do nothing",
        {"company": model.company, "on": model.trained_on, "digest": model.digest, "body": model.body},
    )
    return done.rowcount == 1


def kept(books: Books, company: str, as_of: date) -> list[Kept]:
    """The models trained from books up to that day, the one in force first."""
    rows = books.execute(
        """
        select body, digest, trained_by, trained_at from forecast_model
        where company_id = %(company)s and trained_on <= %(as_of)s
        order by trained_on desc, forecast_model_id desc
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()
    return [Kept(Model.read(row["body"], row["digest"]), row["trained_by"], row["trained_at"]) for row in rows]


def in_force(books: Books, company: str, as_of: date) -> Model | None:
    """The newest model trained from books up to that day; None: none was trained, the general settings hold."""
    row = books.execute(
        """
        select body, digest from forecast_model
        where company_id = %(company)s and trained_on <= %(as_of)s
        order by trained_on desc, forecast_model_id desc limit 1
        """,
        {"company": company, "as_of": as_of},
    ).fetchone()
    return Model.read(row["body"], row["digest"]) if row else None


def kind_in_force(books: Books, company: str, as_of: date) -> Kind:
    """The settings a forecast of that day uses."""
    model = in_force(books, company, as_of)
    return model.kind if model else Kind()
