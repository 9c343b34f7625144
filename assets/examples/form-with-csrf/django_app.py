import re

import django
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import Engine, RequestContext
from django.test import Client
from django.urls import path

# in a project: a file, shown with render()
PAGE = """<form method="post">{% csrf_token %}
{{ form.name.label_tag }} {{ form.name }}
{{ form.name.errors.0 }} <button>Save</button>
</form>"""

csrf = "django.middleware.csrf.CsrfViewMiddleware"
settings.configure(
    MIDDLEWARE=[csrf], ROOT_URLCONF=__name__
)
django.setup()


class NameForm(forms.Form):
    name = forms.CharField()


def edit(request):
    form = NameForm(request.POST or None)
    if form.is_valid():
        return redirect("/")
    page = RequestContext(request, {"form": form})
    html = Engine().from_string(PAGE).render(page)
    return HttpResponse(html)


urlpatterns = [path("", edit)]  # urls.py

client = Client(enforce_csrf_checks=True)
page = client.get("/").text
token = re.search('value="(.+?)"', page)[1]
data = {"csrfmiddlewaretoken": token, "name": "Ann"}
answer = client.post("/", data={"name": "Ann"})
print("no token, refused:", answer.status_code == 403)
answer = client.post("/", data=data | {"name": ""})
print("no name:", *re.findall("This.+[.]", answer.text))
answer = client.post("/", data=data)
print("token and name:", answer.status_code)
