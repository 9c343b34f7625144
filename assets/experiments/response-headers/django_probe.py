from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from lab import ask, fresh_django

fresh_django()  # startproject, settings unchanged
from site1 import urls


def page(request):
    return HttpResponse("hello")


urls.urlpatterns.append(path("", page))
application = get_wsgi_application()

HEADERS = (
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)


def probe():
    answer = ask(application)
    sent = [
        f"{name}: {answer.header(name)}"
        for name in HEADERS
        if answer.header(name)
    ]
    told = "; ".join(sent) or "none of " + ", ".join(HEADERS)
    if len(sent) == len(HEADERS):
        return "yes", told
    return ("partly" if sent else "no"), told
