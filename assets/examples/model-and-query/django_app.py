import django
from django.conf import settings
from django.db import connection, models

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
settings.configure(DATABASES={"default": database})
django.setup()


class Product(models.Model):
    name = models.CharField(max_length=50)
    cents = models.IntegerField()

    class Meta:
        app_label = "shop"


with connection.schema_editor() as editor:
    editor.create_model(Product)  # or: migrate
Product.objects.create(name="desk", cents=12000)
Product.objects.create(name="lamp", cents=4900)
Product.objects.create(name="mug", cents=900)
Product.objects.create(name="pen", cents=200)

cheap = Product.objects.filter(cents__lt=5000)
print("cheap:", cheap.count())

top = cheap.order_by("-cents")[:2]
for product in top:
    print(product.name, product.cents)
