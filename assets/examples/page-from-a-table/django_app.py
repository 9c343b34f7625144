import django
from django.conf import settings
from django.db import connection, models
from django.http import HttpResponse
from django.template import Context, Engine
from django.test import Client
from django.urls import path

# in a project: a file, shown with render()
PAGE = """<ul>{% for product in products %}
  <li>{{ product.name }}</li>{% endfor %}
</ul>"""

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
    page = Context({"products": rows})
    html = Engine().from_string(PAGE).render(page)
    return HttpResponse(html)


urlpatterns = [path("", products)]  # urls.py

with connection.schema_editor() as editor:
    editor.create_model(Product)  # or: migrate
for name in ("lamp & desk", "<script>"):
    Product.objects.create(name=name)

answer = Client().get("/")
print(answer.status_code, answer.text)
