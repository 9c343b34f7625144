from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from lab import ask, fresh_django

fresh_django()  # startproject, settings unchanged
from site1 import urls


def save(request):
    return HttpResponse("saved")


urls.urlpatterns.append(path("save", save))
application = get_wsgi_application()


def probe():
    answer = ask(application, "/save", "POST", form="name=x")
    told = f"a post without a token got {answer.status}"
    return {200: "no", 400: "yes", 403: "yes"}[answer.status], told
