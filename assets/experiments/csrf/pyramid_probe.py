from lab import ask
from pyramid.config import Configurator
from pyramid.response import Response


def save(request):
    return Response("saved")


with Configurator() as config:
    config.add_route("save", "/save")
    config.add_view(save, route_name="save")
    application = config.make_wsgi_app()


def probe():
    answer = ask(application, "/save", "POST", form="name=x")
    told = f"a post without a token got {answer.status}"
    return {200: "no", 400: "yes", 403: "yes"}[answer.status], told
