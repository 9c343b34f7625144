import asyncio

from tornado.web import Application, RequestHandler


class Hello(RequestHandler):
    def get(self):
        self.write({"message": "Hello, World!"})


async def main():
    Application([("/", Hello)]).listen(8000, "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
