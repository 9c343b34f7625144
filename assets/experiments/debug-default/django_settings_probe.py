from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path
from lab import ask

# settings that do not speak of DEBUG
settings.configure(
    SECRET_KEY="k" * 50,
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
)


def page(request):
    password = "s3cr3t"
    return password / 2


urlpatterns = [path("", page)]
application = get_wsgi_application()


def probe():
    answer = ask(application)
    shown = "Traceback" in answer.text or "s3cr3t" in answer.text
    told = f"{answer.status}, {len(answer.text)} characters, "
    told += f"traceback or values shown: {shown}"
    return ("no" if shown else "yes"), told
