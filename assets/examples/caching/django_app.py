import django
from django.conf import settings
from django.core.cache import cache
from django.http import JsonResponse
from django.test import Client
from django.urls import path
from django.views.decorators.cache import cache_page

store = "django.core.cache.backends.locmem.LocMemCache"
settings.configure(
    ALLOWED_HOSTS=["testserver"],
    CACHES={"default": {"BACKEND": store}},
    ROOT_URLCONF=__name__,
)
django.setup()


@cache_page(60)  # seconds
def sales(request, year):
    print("the view runs")  # imagine a slow query
    return JsonResponse({"total": 4900, "year": year})


# urls.py
urlpatterns = [path("sales/<int:year>", sales)]


def call(url):
    answer = client.get(url)
    print(url, answer.status_code, answer.json())


client = Client()
for _ in range(3):
    call("/sales/2026")
call("/sales/2025")  # an entry of its own
cache.clear()
print("cleared")
call("/sales/2026")
