from lab import weigh


def count():
    return weigh("django")
