import warnings

from pyramid.config import Configurator

# setuptools warns of a part of it that Pyramid 2.1 still uses
warnings.simplefilter("ignore")


def hello(request):
    return {"message": "Hello, World!"}


with Configurator() as config:
    config.add_route("hello", "/")
    config.add_view(hello, route_name="hello", renderer="json")
    application = config.make_wsgi_app()
