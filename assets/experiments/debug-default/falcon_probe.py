import falcon
from lab import ask


class Page:
    def on_get(self, request, response):
        password = "s3cr3t"
        response.text = password / 2


application = falcon.App()
application.add_route("/", Page())


def probe():
    answer = ask(application)
    shown = "Traceback" in answer.text or "s3cr3t" in answer.text
    told = f"{answer.status}, {len(answer.text)} characters, "
    told += f"traceback or values shown: {shown}"
    return ("no" if shown else "yes"), told
