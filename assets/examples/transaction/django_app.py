import django
from django.conf import settings
from django.db import IntegrityError, connection
from django.db import models, transaction

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
settings.configure(DATABASES={"default": database})
django.setup()


class Seat(models.Model):
    number = models.IntegerField(unique=True)

    class Meta:
        app_label = "shop"


def taken():
    seats = Seat.objects.order_by("id")
    return list(seats.values_list("number", flat=True))


@transaction.atomic  # all or nothing
def book(*numbers):
    for number in numbers:
        Seat.objects.create(number=number)
        print("inside:", taken())


with connection.schema_editor() as editor:
    editor.create_model(Seat)  # or: migrate
book(1)
try:
    book(2, 1)  # seat 1 is taken
except IntegrityError:
    print("IntegrityError")
print("after:", taken())
