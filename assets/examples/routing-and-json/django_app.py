import django
from django.conf import settings
from django.http import Http404, JsonResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_safe

NAMES = {7: {"de": "Lampe", "en": "lamp"}}

settings.configure(ROOT_URLCONF=__name__)
django.setup()


@require_safe  # GET and HEAD
def product(request, key):
    lang = request.GET.get("lang", "en")
    name = NAMES.get(key, {}).get(lang)
    if name is None:
        raise Http404
    return JsonResponse(
        {"id": key, "lang": lang, "name": name}
    )


def not_found(request, exception):
    return JsonResponse(
        {"error": "not found"}, status=404
    )


# urls.py
urlpatterns = [path("products/<int:key>", product)]
handler404 = not_found  # used when DEBUG is False

client = Client()
for url in (
    "/products/7",
    "/products/7?lang=de",
    "/products/8",
    "/products/lamp",
):
    answer = client.get(url)
    print(url, answer.status_code, answer.json())
print("POST", client.post("/products/7").status_code)
