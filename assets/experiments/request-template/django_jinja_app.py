from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.shortcuts import render
from django.urls import path

ROWS = [{"name": f"<b>item {n}</b>", "price": n * 3} for n in range(50)]
ENGINE = "django.template.backends.jinja2.Jinja2"
# no middleware, so that the templates are what differs
settings.configure(
    SECRET_KEY="k" * 50,
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": ENGINE, "DIRS": ["."]}],
)


def prices(request):
    page = {"title": "Prices", "rows": ROWS}
    return render(request, "page.html", page)


urlpatterns = [path("", prices)]
application = get_wsgi_application()
