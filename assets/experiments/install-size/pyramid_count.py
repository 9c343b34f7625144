from lab import weigh


def count():
    return weigh("pyramid")
