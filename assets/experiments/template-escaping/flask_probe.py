from flask import Flask, render_template, render_template_string

TEXT = "<script>alert(1)</script>"
app = Flask(__name__, template_folder=".")


def probe():
    with app.test_request_context():
        html = render_template("page.html", text=TEXT)
        string = render_template_string("{{ text }}", text=TEXT)
        plain = render_template("page.txt", text=TEXT)
    told = f"a page: {html}, a string: {string}, a text file: {plain}"
    escaped = [TEXT not in html, TEXT not in string]
    if all(escaped):
        return "yes", told
    return ("partly" if any(escaped) else "no"), told
