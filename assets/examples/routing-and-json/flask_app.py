from flask import Flask, abort, request

NAMES = {7: {"de": "Lampe", "en": "lamp"}}

app = Flask(__name__)


@app.get("/products/<int:key>")
def product(key):
    lang = request.args.get("lang", "en")
    name = NAMES.get(key, {}).get(lang)
    if name is None:
        abort(404)
    return {"id": key, "lang": lang, "name": name}


@app.errorhandler(404)
def not_found(error):
    return {"error": "not found"}, 404


client = app.test_client()
for url in (
    "/products/7",
    "/products/7?lang=de",
    "/products/8",
    "/products/lamp",
):
    answer = client.get(url)
    print(url, answer.status_code, answer.json)
print("POST", client.post("/products/7").status_code)
