"""Write `requirements/lab-hashes.txt`: what every file of the versions in lab.txt must hash to.

python -m tests.lab_hashes

uv tells the hashes of the files for all systems. It is installed for as long as that takes.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

REQUIREMENTS = Path(__file__).parent.parent / "requirements"
HEAD = """\
# The versions of lab.txt, with what each of their files must hash to; `make lab-hashes` writes it.
"""
COMPILE = "pip compile --universal --generate-hashes --no-deps --no-header --no-annotate --quiet"


def main() -> int:
    """Asks uv, and writes the file."""
    with TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        programs = Path(place) / "bin"
        subprocess.run([programs / "pip", "install", "--quiet", "uv"], check=True)
        words = [*COMPILE.split(), "--python-version", "3.11", str(REQUIREMENTS / "lab.txt")]
        done = subprocess.run([programs / "uv", *words], check=True, capture_output=True, text=True)
    conditions = re.compile(r" ; python_full_version (\S+) '([^']+)'")
    text = conditions.sub(r'; python_version \1 "\2"', done.stdout)
    (REQUIREMENTS / "lab-hashes.txt").write_text(HEAD + text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
