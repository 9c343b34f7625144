from bottle import get, run


@get("/")
def hello():
    return {"message": "Hello, World!"}


run(port=8000)
