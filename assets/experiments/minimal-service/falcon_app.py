from wsgiref.simple_server import make_server

import falcon


class Hello:
    def on_get(self, request, response):
        response.media = {"message": "Hello, World!"}


app = falcon.App()
app.add_route("/", Hello())
make_server("127.0.0.1", 8000, app).serve_forever()
