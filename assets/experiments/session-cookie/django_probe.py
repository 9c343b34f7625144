from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from lab import ask, fresh_django

fresh_django(migrated=True)  # startproject, migrate
from site1 import urls


def page(request):
    request.session["cart"] = [1, 2]
    return HttpResponse("hello")


urls.urlpatterns.append(path("", page))
application = get_wsgi_application()


def probe():
    cookie = ask(application).header("Set-Cookie")
    flags = [
        flag
        for flag in cookie.split("; ")[1:]
        if not flag.startswith("expires")
    ]
    names = [flag.partition("=")[0] for flag in flags]
    wanted = ["HttpOnly", "SameSite", "Secure"]
    missing = [name for name in wanted if name not in names]
    told = f"{'; '.join(flags)}; missing: {', '.join(missing)}"
    if not missing:
        return "yes", told
    return ("no" if missing == wanted else "partly"), told
