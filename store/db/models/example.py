"""Tables of the programs that topics show."""

from sqlalchemy import Text
from sqlmodel import Field

from store.db.models import library, topic  # noqa: F401  # its tables are referred to
from store.db.models.base import Table


class Example(Table, table=True):
    """Programs that do the same thing."""

    slug: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.name", index=True)
    title: str
    shows: str
    output: str = Field(sa_type=Text)


class ExampleSide(Table, table=True):
    """The program of one option in an example."""

    example_slug: str = Field(primary_key=True, foreign_key="example.slug")
    position: int = Field(primary_key=True)
    option: str
    file: str
    code: str = Field(sa_type=Text)


class TopicExample(Table, table=True):
    """An example that a topic shows."""

    topic_slug: str = Field(primary_key=True, foreign_key="topic.slug")
    position: int = Field(primary_key=True)
    example_slug: str = Field(foreign_key="example.slug")
