import falcon
from lab import ask


class Save:
    def on_post(self, request, response):
        response.text = "saved"


application = falcon.App()
application.add_route("/save", Save())


def probe():
    answer = ask(application, "/save", "POST", form="name=x")
    told = f"a post without a token got {answer.status}"
    return {200: "no", 400: "yes", 403: "yes"}[answer.status], told
