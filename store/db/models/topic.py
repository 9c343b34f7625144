"""Tables of topics and their claims."""

from datetime import date

from sqlalchemy import String, Text
from sqlmodel import Field

from store.db.models import library  # noqa: F401  # its tables are referred to
from store.db.models.base import Table, one_of
from store.domain.content import Verdict


class Topic(Table, table=True):
    """One of the questions; `body` is what `store.matrix.json_codec` makes of its pieces."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    number: int = Field(unique=True)
    title: str
    question: str
    category: str
    checked: date
    answer: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    related: str
    path: str


class Claim(Table, table=True):
    """A checkable statement of a topic."""

    __table_args__ = (one_of("verdict", Verdict),)

    number: str = Field(primary_key=True)
    topic_slug: str = Field(foreign_key="topic.slug", index=True)
    position: int
    text: str
    verdict: Verdict = Field(sa_type=String)
    about: str
    fact: str = Field(sa_type=Text)


class ClaimSource(Table, table=True):
    """A source of a claim."""

    claim_number: str = Field(primary_key=True, foreign_key="claim.number")
    position: int = Field(primary_key=True)
    source_slug: str = Field(foreign_key="source.slug")
