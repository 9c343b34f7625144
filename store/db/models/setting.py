"""The table of settings."""

from sqlmodel import Field

from store.db.models.base import Table
from store.domain.errors import LINE_MAX


class Setting(Table, table=True):
    """Something the app comes back to: the open tab, the last topic, the export folder."""

    name: str = Field(primary_key=True, max_length=100)
    value: str = Field(max_length=LINE_MAX)
