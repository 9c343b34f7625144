from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from lab import ask, fresh_django

fresh_django()  # startproject, settings unchanged
from site1 import urls


def page(request):
    return HttpResponse(request.build_absolute_uri())


urls.urlpatterns.append(path("", page))
application = get_wsgi_application()


def probe():
    answer = ask(application, host="evil.example")
    told = f"Host: evil.example got {answer.status} {answer.text[:60]}"
    return {200: "no", 400: "yes"}[answer.status], told
