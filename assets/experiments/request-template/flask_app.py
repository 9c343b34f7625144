from flask import Flask, render_template

ROWS = [{"name": f"<b>item {n}</b>", "price": n * 3} for n in range(50)]
application = Flask(__name__, template_folder=".")


@application.get("/")
def prices():
    return render_template("page.html", title="Prices", rows=ROWS)
