import django
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
settings.configure(DATABASES={"default": database})
django.setup()


class Author(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        app_label = "shop"


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE)

    class Meta:
        app_label = "shop"


def report(label, books):
    with CaptureQueriesContext(connection) as queries:
        names = [book.author.name for book in books]
    print(label, *names, "| queries:", len(queries))


with connection.schema_editor() as editor:
    editor.create_model(Author)  # or: migrate
    editor.create_model(Book)
for name in ("Ann", "Bob", "Cid", "Dee"):
    author = Author.objects.create(name=name)
    Book.objects.create(author=author)

books = Book.objects.order_by("id")
report("plain:", books)
report("join:", books.select_related("author"))
report("batch:", books.prefetch_related("author"))
