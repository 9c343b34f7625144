from lab import ask
from pyramid.config import Configurator
from pyramid.response import Response
from pyramid.session import SignedCookieSessionFactory


def save(request):
    return Response("saved")


with Configurator() as config:
    session = SignedCookieSessionFactory("k" * 50)
    config.set_session_factory(session)
    config.set_default_csrf_options(require_csrf=True)
    config.add_route("save", "/save")
    config.add_view(save, route_name="save")
    application = config.make_wsgi_app()


def probe():
    answer = ask(application, "/save", "POST", form="name=x")
    told = f"a post without a token got {answer.status}"
    return {200: "no", 400: "yes", 403: "yes"}[answer.status], told
