import cherrypy


class Hello:
    @cherrypy.expose
    @cherrypy.tools.json_out()
    def index(self):
        return {"message": "Hello, World!"}


cherrypy.config.update({"environment": "embedded"})
application = cherrypy.tree.mount(Hello(), "/")
