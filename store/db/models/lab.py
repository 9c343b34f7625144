"""The table of the Lab's reports."""

from sqlalchemy import Text
from sqlmodel import Field

from store.db.models.base import TEXT_MAX, Table
from store.domain.errors import LINE_MAX


class LabReport(Table, table=True):
    """A report of the Lab, as `store.domain.lab.as_value` puts it into JSON."""

    id: int | None = Field(default=None, primary_key=True)
    experiment: str = Field(min_length=1, max_length=LINE_MAX, index=True)
    report: str = Field(sa_type=Text, max_length=TEXT_MAX)
