from bottle import Bottle

application = Bottle()


@application.get("/")
def hello():
    return {"message": "Hello, World!"}
