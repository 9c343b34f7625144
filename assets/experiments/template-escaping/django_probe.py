import django
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string

TEXT = "<script>alert(1)</script>"
django_templates = "django.template.backends.django.DjangoTemplates"
settings.configure(
    TEMPLATES=[{"BACKEND": django_templates, "DIRS": ["."]}]
)
django.setup()


def probe():
    values = {"text": TEXT}
    template = engines["django"].from_string("{{ text }}")
    html = render_to_string("page.html", values)
    string = template.render(values)
    plain = render_to_string("page.txt", values)
    told = f"a page: {html}, a string: {string}, a text file: {plain}"
    escaped = [TEXT not in html, TEXT not in string]
    if all(escaped):
        return "yes", told
    return ("partly" if any(escaped) else "no"), told
