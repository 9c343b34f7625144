import itertools
import sqlite3

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import JsonResponse
from django.urls import path

with sqlite3.connect("shop.db") as shop:
    shop.execute(
        "create table item (id integer primary key,"
        " name varchar(50) not null, price integer not null)"
    )
    rows = [(n, f"item {n}", n * 3) for n in range(1, 1001)]
    shop.executemany("insert into item values (?, ?, ?)", rows)

# no middleware, so that the database is what differs
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
ids = itertools.cycle(range(1, 981))


class Item(models.Model):
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=50)
    price = models.IntegerField()

    class Meta:
        app_label = "shop"
        db_table = "item"


def items(request):
    start = next(ids)
    query = Item.objects.filter(id__gte=start).order_by("id")[:20]
    answer = {
        "items": [
            {"id": i.id, "name": i.name, "price": i.price}
            for i in query
        ]
    }
    return JsonResponse(answer)


urlpatterns = [path("", items)]
