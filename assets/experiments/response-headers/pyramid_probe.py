from lab import ask
from pyramid.config import Configurator
from pyramid.response import Response


def page(request):
    return Response("hello")


with Configurator() as config:
    config.add_route("page", "/")
    config.add_view(page, route_name="page")
    application = config.make_wsgi_app()

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
