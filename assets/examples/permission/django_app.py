import secrets

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.test import Client
from django.urls import path
from django.views import View

sqlite = "django.db.backends.sqlite3"
database = {"ENGINE": sqlite, "NAME": ":memory:"}
users = "django.contrib.auth"
types = "django.contrib.contenttypes"
sessions = "django.contrib.sessions"
settings.configure(
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": database},
    INSTALLED_APPS=[users, types, sessions],
    LOGIN_URL="/log-in",
    MIDDLEWARE=[
        f"{sessions}.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        f"{users}.middleware.AuthenticationMiddleware",
    ],
    ROOT_URLCONF=__name__,
    # in a project: one key, from the environment
    SECRET_KEY=secrets.token_hex(),
)
django.setup()
# these imports need the settings
from django.contrib.auth import mixins
from django.contrib.auth.models import Permission, User


class UserView(mixins.PermissionRequiredMixin, View):
    permission_required = "auth.delete_user"

    def delete(self, request, key):
        get_object_or_404(User, pk=key).delete()
        return HttpResponse(status=204)


# urls.py
urlpatterns = [
    path("users/<int:key>", UserView.as_view())
]

call_command("migrate", verbosity=0)
right = Permission.objects.get(codename="delete_user")
ann = User.objects.create_user("ann")
ann.user_permissions.add(right)
bob = User.objects.create_user("bob")
cid = User.objects.create_user("cid")
url = f"/users/{cid.id}"
as_ann, as_bob = Client(), Client()
as_ann.force_login(ann)
as_bob.force_login(bob)

nobody = Client()
print("not logged in:", nobody.delete(url).status_code)
print("bob:", as_bob.delete(url).status_code)
print("ann:", as_ann.delete(url).status_code)
print("ann again:", as_ann.delete(url).status_code)
