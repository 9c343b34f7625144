from time import process_time

from werkzeug.security import (
    check_password_hash,
    generate_password_hash,
)


def probe():
    first = generate_password_hash("123456")
    salted = first != generate_password_hash("123456")
    start = process_time()
    right = check_password_hash(first, "123456")
    slow = process_time() - start > 0.02
    method = first.partition("$")[0]
    told = f"{method}; salted: {salted}; slow: {slow}; "
    told += "only where the code calls it; 123456 was not refused"
    return ("partly" if salted and slow and right else "no"), told
