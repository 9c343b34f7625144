import asyncio

from flask import Flask  # pip install flask[async]

app = Flask(__name__)


async def fetch(name, seconds):
    print(name, "starts")
    await asyncio.sleep(seconds)  # a call over HTTP
    print(name, "ends")
    return f"{name} ready"


@app.get("/product")
async def product():
    price, stock = await asyncio.gather(
        fetch("price", 0.2), fetch("stock", 0.1)
    )
    return {"price": price, "stock": stock}


answer = app.test_client().get("/product")
print(answer.status_code, answer.json)
