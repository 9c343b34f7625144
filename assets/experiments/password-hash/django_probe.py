from time import process_time

from lab import fresh_django

fresh_django(migrated=True)  # startproject, migrate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    validate_password,
)
from django.core.exceptions import ValidationError


def refuses(password):
    try:
        validate_password(password)
    except ValidationError:
        return True
    return False


def probe():
    ann = User.objects.create_user("ann", password="123456")
    bob = User.objects.create_user("bob", password="123456")
    salted = ann.password != bob.password
    start = process_time()
    right = ann.check_password("123456")
    slow = process_time() - start > 0.02
    method = "$".join(ann.password.split("$")[:2])
    rules = refuses("123456")
    told = f"{method}; salted: {salted}; slow: {slow}; "
    told += "every account is hashed; "
    told += f"123456: refused by the form rules: {rules}, "
    told += "taken by create_user()"
    if salted and slow and right:
        return ("yes" if rules else "partly"), told
    return "no", told
