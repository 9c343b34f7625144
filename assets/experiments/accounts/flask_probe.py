import flask

WORDS = ("auth", "login", "user", "perm", "password")


def probe():
    found = [
        name
        for name in dir(flask)
        if any(word in name.lower() for word in WORDS)
    ]
    told = f"names in Flask that speak of accounts: {found}"
    return ("partly" if found else "no"), told
