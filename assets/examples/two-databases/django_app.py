import django
from django.conf import settings
from django.db import connections, models, router

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
settings.configure(
    DATABASES={"default": database, "log": database},
    DATABASE_ROUTERS=[f"{__name__}.Router"],
)
django.setup()


class Router:
    def db_for_read(self, model, **hints):
        label = model._meta.app_label
        return "log" if label == "log" else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return (db == "log") == (app_label == "log")


class Product(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        app_label = "shop"
        db_table = "product"


class Visit(models.Model):
    page = models.CharField(max_length=50)

    class Meta:
        app_label = "log"
        db_table = "visit"


for connection in connections.all():
    name = connection.alias  # migrate --database=name
    with connection.schema_editor() as editor:
        for model in (Product, Visit):
            if router.allow_migrate_model(name, model):
                editor.create_model(model)
    tables = connection.introspection.table_names()
    print(name, "has", tables)

Product.objects.create(name="lamp")
Visit.objects.create(page="/products/1")
print(Product.objects.get(pk=1).name)
print(Visit.objects.get(pk=1).page)
