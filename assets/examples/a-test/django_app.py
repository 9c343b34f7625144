import unittest

import django
from django.conf import settings
from django.db import connection, models
from django.http import JsonResponse
from django.test import TestCase
from django.urls import path

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
settings.configure(
    DATABASES={"default": database},
    ROOT_URLCONF=__name__,
)
django.setup()


class Product(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        app_label = "shop"


def products(request):
    rows = Product.objects.order_by("name")
    names = rows.values_list("name", flat=True)
    return JsonResponse(list(names), safe=False)


urlpatterns = [path("", products)]  # urls.py


class ProductTests(TestCase):
    def test_list(self):
        """a stored product is in the list"""
        Product.objects.create(name="lamp")
        answer = self.client.get("/")
        self.assertEqual(answer.json(), ["lamp"])

    def test_no_rows(self):
        """each test starts with no rows"""
        answer = self.client.get("/")
        self.assertEqual(answer.json(), [])


class Report(unittest.TestResult):
    def addSuccess(self, test):
        print("passed:", test.shortDescription())


with connection.schema_editor() as editor:
    editor.create_model(Product)
# in a project: manage.py test, which also migrates
tests = unittest.defaultTestLoader
result = Report()
tests.loadTestsFromName(__name__).run(result)
print("failed:", len(result.failures + result.errors))
