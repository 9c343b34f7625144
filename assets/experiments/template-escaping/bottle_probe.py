from bottle import SimpleTemplate

TEXT = "<script>alert(1)</script>"


def probe():
    html = SimpleTemplate("<p>{{text}}</p>").render(text=TEXT)
    return ("no" if TEXT in html else "yes"), f"a page: {html}"
