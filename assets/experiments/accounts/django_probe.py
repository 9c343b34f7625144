from lab import fresh_django

fresh_django(migrated=True)  # startproject, migrate
from django.contrib.auth import authenticate
from django.contrib.auth.models import Permission, User


def probe():
    User.objects.create_user("ann", password="k" * 20)
    right = authenticate(username="ann", password="k" * 20)
    wrong = authenticate(username="ann", password="x" * 20)
    change = Permission.objects.get(codename="change_user")
    right.user_permissions.add(change)
    ann = User.objects.get(username="ann")
    may = ann.has_perm("auth.change_user")
    told = f"right password: {right}, wrong password: {wrong}, "
    told += f"a right that was given: {may}, "
    told += f"on one object: {ann.has_perm('auth.change_user', ann)}"
    good = right is not None and wrong is None and may
    return ("yes" if good else "partly"), told
