from flask import Flask
from flask_caching import Cache

app = Flask(__name__)
app.config["CACHE_TYPE"] = "SimpleCache"
cache = Cache(app)


@app.get("/sales/<int:year>")
@cache.cached(timeout=60)  # seconds
def sales(year):
    print("the view runs")  # imagine a slow query
    return {"total": 4900, "year": year}


def call(url):
    answer = client.get(url)
    print(url, answer.status_code, answer.json)


client = app.test_client()
for _ in range(3):
    call("/sales/2026")
call("/sales/2025")  # an entry of its own
cache.clear()
print("cleared")
call("/sales/2026")
