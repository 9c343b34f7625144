import os
import secrets

import django
from django.conf import settings
from django.core.checks import run_checks
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

# only here: in production the host sets these
os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
os.environ["HOSTS"] = "shop.example,www.shop.example"
web = "django.middleware"
sessions = "django.contrib.sessions"
engine = f"{sessions}.backends.signed_cookies"
hsts, https = "security.W004", "security.W008"


def production(env):
    return {
        "DEBUG": False,
        "SECRET_KEY": env["SECRET_KEY"],
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_SECURE": True,
        "ALLOWED_HOSTS": env["HOSTS"].split(","),
    }


try:
    production({})
except KeyError as error:
    print("no settings without", error)

settings.configure(
    **production(os.environ),
    MIDDLEWARE=[
        f"{web}.security.SecurityMiddleware",
        f"{sessions}.middleware.SessionMiddleware",
        f"{web}.common.CommonMiddleware",
        f"{web}.csrf.CsrfViewMiddleware",
        f"{web}.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SESSION_ENGINE=engine,
    # HTTPS for every request is the proxy's part
    SILENCED_SYSTEM_CHECKS=[hsts, https],
)
django.setup()


def home(request):
    request.session["seen"] = True
    return HttpResponse("hello")


urlpatterns = [path("", home)]  # urls.py


def issues():  # or: manage.py check --deploy
    found = run_checks(include_deployment_checks=True)
    return [i for i in found if not i.is_silenced()]


client = Client()
for host in ("shop.example", "evil.example"):
    answer = client.get(
        "/", headers={"host": host}, secure=True
    )
    print(host, answer.status_code)
cookie = client.cookies["sessionid"]
print("Secure:", cookie["secure"], cookie["samesite"])
print("issues:", len(issues()))
with override_settings(SESSION_COOKIE_SECURE=False):
    print("issues, plain cookie:", len(issues()))
