from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from lab import ask, fresh_django

fresh_django()  # startproject, settings unchanged
from site1 import urls


def page(request):
    password = "s3cr3t"
    return HttpResponse(password / 2)


urls.urlpatterns.append(path("", page))
application = get_wsgi_application()


def probe():
    answer = ask(application)
    shown = "Traceback" in answer.text or "s3cr3t" in answer.text
    told = f"{answer.status}, {len(answer.text)} characters, "
    told += f"traceback or values shown: {shown}"
    return ("no" if shown else "yes"), told
