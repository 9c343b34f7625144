import sqlite3

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import JsonResponse
from django.urls import path
from lab import ask

with sqlite3.connect("shop.db") as shop:
    shop.execute(
        "create table author (id integer primary key,"
        " name varchar(50) not null)"
    )
    shop.execute(
        "create table book (id integer primary key,"
        " author_id integer not null references author(id))"
    )
    for n in range(1, 21):
        name = f"author {n}"
        shop.execute("insert into author values (?, ?)", (n, name))
        shop.execute("insert into book values (?, ?)", (n, n))

settings.configure(
    SECRET_KEY="k" * 50,
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "shop.db",
        }
    },
)
application = get_wsgi_application()


class Author(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        app_label = "shop"
        db_table = "author"


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE)

    class Meta:
        app_label = "shop"
        db_table = "book"


def books(request):
    query = Book.objects.order_by("id")
    query = query.select_related("author")  # the cure
    names = [book.author.name for book in query]
    return JsonResponse({"authors": names})


urlpatterns = [path("", books)]


def count():
    sent = []

    def note(execute, *sql):
        sent.append(sql)
        return execute(*sql)

    with connection.execute_wrapper(note):
        ask(application)
    return {"queries": len(sent)}
