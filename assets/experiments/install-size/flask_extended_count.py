from lab import weigh


def count():
    return weigh(
        "flask",
        "flask-sqlalchemy",
        "flask-migrate",
        "flask-wtf",
        "flask-login",
        "flask-admin",
    )
