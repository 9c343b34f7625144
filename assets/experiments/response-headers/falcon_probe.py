import falcon
from lab import ask


class Page:
    def on_get(self, request, response):
        response.text = "hello"


application = falcon.App()
application.add_route("/", Page())

HEADERS = (
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)


def probe():
    answer = ask(application)
    sent = [
        f"{name}: {answer.header(name)}"
        for name in HEADERS
        if answer.header(name)
    ]
    told = "; ".join(sent) or "none of " + ", ".join(HEADERS)
    if len(sent) == len(HEADERS):
        return "yes", told
    return ("partly" if sent else "no"), told
