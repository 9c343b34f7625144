from tornado.template import Template

TEXT = "<script>alert(1)</script>"


def probe():
    html = Template("<p>{{ text }}</p>").generate(text=TEXT)
    page = html.decode()
    return ("no" if TEXT in page else "yes"), f"a page: {page}"
