from fastapi import FastAPI
from lab import ask

application = FastAPI()


@application.post("/save")
async def save():
    return "saved"


def probe():
    answer = ask(application, "/save", "POST", form="name=x")
    told = f"a post without a token got {answer.status}"
    return {200: "no", 400: "yes", 403: "yes"}[answer.status], told
