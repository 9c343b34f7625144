import cherrypy


class Hello:
    @cherrypy.expose
    @cherrypy.tools.json_out()
    def index(self):
        return {"message": "Hello, World!"}


cherrypy.config.update({"server.socket_port": 8000})
cherrypy.quickstart(Hello())
