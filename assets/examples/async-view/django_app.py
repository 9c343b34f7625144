import asyncio

import django
from django.conf import settings
from django.http import JsonResponse
from django.test import Client
from django.urls import path

settings.configure(ROOT_URLCONF=__name__)
django.setup()


async def fetch(name, seconds):
    print(name, "starts")
    await asyncio.sleep(seconds)  # a call over HTTP
    print(name, "ends")
    return f"{name} ready"


async def product(request):
    price, stock = await asyncio.gather(
        fetch("price", 0.2), fetch("stock", 0.1)
    )
    return JsonResponse(
        {"price": price, "stock": stock}
    )


urlpatterns = [path("product", product)]  # urls.py

answer = Client().get("/product")
print(answer.status_code, answer.json())
