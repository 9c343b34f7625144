import falcon
from lab import ask


class Page:
    def on_get(self, request, response):
        response.text = "hello"


application = falcon.App()
application.add_route("/", Page())


def probe():
    answer = ask(application, host="evil.example")
    told = f"Host: evil.example got {answer.status} {answer.text[:60]}"
    return {200: "no", 400: "yes"}[answer.status], told
