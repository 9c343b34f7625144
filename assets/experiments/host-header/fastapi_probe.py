from fastapi import FastAPI, Request
from lab import ask

application = FastAPI()


@application.get("/")
async def page(request: Request):
    return str(request.url)


def probe():
    answer = ask(application, host="evil.example")
    told = f"Host: evil.example got {answer.status} {answer.text[:60]}"
    return {200: "no", 400: "yes"}[answer.status], told
