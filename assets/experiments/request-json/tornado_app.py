import asyncio

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler


class Hello(RequestHandler):
    def get(self):
        self.write({"message": "Hello, World!"})


application = Application([("/", Hello)])


def serve(listening):
    async def forever():
        listening.setblocking(False)
        server = HTTPServer(application)
        server.add_sockets([listening])
        await asyncio.Event().wait()

    asyncio.run(forever())
