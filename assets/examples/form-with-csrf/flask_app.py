import re
import secrets

from flask import Flask, redirect
from flask import render_template_string
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

# in a project: a file, shown with render_template()
PAGE = """<form method="post">{{ form.csrf_token }}
{{ form.name.label }} {{ form.name }}
{{ form.name.errors.0 }} <button>Save</button>
</form>"""

app = Flask(__name__)
# in a project: one key, from the environment
app.secret_key = secrets.token_hex()
CSRFProtect(app)


class NameForm(FlaskForm):
    name = StringField(validators=[DataRequired()])


@app.route("/", methods=["GET", "POST"])
def edit():
    form = NameForm()
    if form.validate_on_submit():
        return redirect("/")
    return render_template_string(PAGE, form=form)


client = app.test_client()
page = client.get("/").text
token = re.search('value="(.+?)"', page)[1]
data = {"csrf_token": token, "name": "Ann"}
answer = client.post("/", data={"name": "Ann"})
print("no token, refused:", answer.status_code == 400)
answer = client.post("/", data=data | {"name": ""})
print("no name:", *re.findall("This.+[.]", answer.text))
answer = client.post("/", data=data)
print("token and name:", answer.status_code)
