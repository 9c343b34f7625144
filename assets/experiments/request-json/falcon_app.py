import falcon


class Hello:
    def on_get(self, request, response):
        response.media = {"message": "Hello, World!"}


application = falcon.App()
application.add_route("/", Hello())
