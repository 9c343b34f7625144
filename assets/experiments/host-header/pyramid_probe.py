from lab import ask
from pyramid.config import Configurator
from pyramid.response import Response


def page(request):
    return Response("hello")


with Configurator() as config:
    config.add_route("page", "/")
    config.add_view(page, route_name="page")
    application = config.make_wsgi_app()


def probe():
    answer = ask(application, host="evil.example")
    told = f"Host: evil.example got {answer.status} {answer.text[:60]}"
    return {200: "no", 400: "yes"}[answer.status], told
