import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

Path("shop").mkdir()  # in a project: startapp shop
sys.path.insert(0, "")  # manage.py stands here

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=["shop"],
)
django.setup()


class Product(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        app_label = "shop"


def report(label):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM shop_product")
        print(label, cursor.fetchall())


call_command("makemigrations", "shop", verbosity=0)
call_command("migrate", verbosity=0)
Product.objects.create(name="lamp")
report("before:")
# in a project: a new line in the class
stock = models.IntegerField(db_default=0)
Product.add_to_class("stock", stock)
call_command("makemigrations", "shop", verbosity=0)
call_command("migrate", verbosity=0)
report("upgraded:")
call_command("migrate", "shop", "0001", verbosity=0)
report("downgraded:")
