from pathlib import Path

from hello import app  # the documentation's first program


def count():
    hooks = [*app.before_request_funcs, *app.after_request_funcs]
    return {
        "files": 1,
        "lines": len(Path("hello.py").read_text().splitlines()),
        "parts": len(app.extensions),
        "middleware": len(hooks),
        "tables": 0,
    }
