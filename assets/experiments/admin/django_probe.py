from lab import fresh_django

fresh_django(migrated=True)  # startproject, migrate
from django.contrib.auth.models import User
from django.test import Client

PAGE = "/admin/auth/user/"


def probe():
    User.objects.create_superuser("ann", password="k" * 20)
    client = Client(SERVER_NAME="localhost")
    before = client.get(PAGE).status_code
    client.login(username="ann", password="k" * 20)
    after = client.get(PAGE).status_code
    told = f"{PAGE} before log-in: {before}, after: {after}"
    return ("yes" if (before, after) == (302, 200) else "no"), told
