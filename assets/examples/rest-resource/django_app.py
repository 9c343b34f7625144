import django
from django.conf import settings
from django.db import connection, models
from django.urls import path

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=["rest_framework"],
    REST_FRAMEWORK={
        # nobody logs in here
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
)
django.setup()
# these imports need the settings
from rest_framework import generics, serializers
from rest_framework.test import APIClient


class Product(models.Model):
    name = models.TextField()
    price = models.IntegerField()

    class Meta:
        app_label = "shop"


class ProductSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ["id", "name", "price"]


class Products(generics.ListCreateAPIView):
    queryset = Product.objects.order_by("id")
    serializer_class = ProductSerializer


class ProductItem(generics.RetrieveDestroyAPIView):
    queryset = Product.objects.all()
    serializer_class = ProductSerializer


# urls.py
urlpatterns = [
    path("products", Products.as_view()),
    path("products/<int:pk>", ProductItem.as_view()),
]

with connection.schema_editor() as editor:
    editor.create_model(Product)  # or: migrate

client = APIClient()
url, lamp = "/products", {"name": "lamp", "price": 49}
answer = client.get(url)
print("GET", answer.status_code, answer.json())
answer = client.post(url, {"name": "lamp"}, "json")
print("POST", answer.status_code, list(answer.json()))
answer = client.post(url, lamp, "json")
print("POST", answer.status_code, answer.json())
answer = client.get(f"{url}/1")
print("GET", answer.status_code, answer.json())
answer = client.delete(f"{url}/1")
print("DELETE", answer.status_code)
print("GET", client.get(f"{url}/1").status_code)
