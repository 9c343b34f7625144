import json
import secrets

import django
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import decorators
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
users = "django.contrib.auth"
types = "django.contrib.contenttypes"
sessions = "django.contrib.sessions"
hasher = f"{users}.hashers.ScryptPasswordHasher"
settings.configure(
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": database},
    INSTALLED_APPS=[users, types, sessions],
    LOGIN_URL="/log-in",  # a page with the form
    MIDDLEWARE=[
        f"{sessions}.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        f"{users}.middleware.AuthenticationMiddleware",
    ],
    PASSWORD_HASHERS=[hasher],  # default: PBKDF2
    ROOT_URLCONF=__name__,
    # in a project: one key, from the environment
    SECRET_KEY=secrets.token_hex(),
)
django.setup()
User = auth.get_user_model()


# with a page and a form: auth.views.LoginView
@require_POST
def log_in(request):
    data = json.loads(request.body)
    user = auth.authenticate(
        request,
        username=data["username"],
        password=data["password"],
    )
    if user is None:
        return HttpResponse(status=401)
    auth.login(request, user)
    return HttpResponse(status=204)


@decorators.login_required
def account(request):
    return HttpResponse("for users only")


# urls.py
urlpatterns = [
    path("session", log_in),
    path("account", account),
]

call_command("migrate", verbosity=0)
phrase = secrets.token_urlsafe()
ann = User.objects.create_user("ann", password=phrase)
print("stored:", ann.password[:6])

client = Client()
for word in ("a guess", phrase):
    data = {"username": "ann", "password": word}
    kind = "application/json"
    answer = client.post("/session", data, kind)
    print("log-in:", answer.status_code)
    print("page:", client.get("/account").status_code)
