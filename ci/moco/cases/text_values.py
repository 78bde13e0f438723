"""Every place that takes a text takes each of its forms."""
from rows import ask

FORMS = {"string": "${text}", "text": {"text": "${text}"}, "file": {"file": "${file}"}, "template": {"template": "${text}"},
         "vars": {"template": {"with": "${text}", "vars": {"v": "x"}}}, "spaces": "  ${text} ", "json": {"json": "${text}"}, "resource": {"path_resource": "${file}"}}


def filled(form, text, file):
    if isinstance(form, str):
        return form.replace("${text}", text).replace("${file}", file)
    return {key: filled(value, text, file) for key, value in form.items()}


FILES = {"body.txt": "of a file", "url.txt": "http://${upstream}/of-a-file", "header.txt": "of-a-file", "version.txt": "HTTP/1.0", "there.txt": "/of-a-file"}
PLACES = {
    "redirectTo": lambda form: {"redirectTo": filled(form, "/there", "there.txt")},
    "text": lambda form: {"response": {"text": filled(form, "hello", "body.txt")}},
    "version": lambda form: {"response": {"version": filled(form, "HTTP/1.0", "version.txt"), "text": "x"}},
    "header": lambda form: {"response": {"headers": {"X-A": filled(form, "v", "header.txt")}}},
    "cookie": lambda form: {"response": {"cookies": {"c": filled(form, "v", "header.txt")}}},
    "attachment": lambda form: {"response": {"attachment": {"filename": "a.txt", "text": filled(form, "hello", "body.txt")}}},
    "proxy": lambda form: {"response": {"proxy": {"url": filled(form, "http://${upstream}/target", "url.txt")}}},
    "on.get": lambda form: {"response": {"text": "x"}, "on": {"complete": {"get": {"url": filled(form, "http://${upstream}/g", "url.txt")}}}},
    "on.header": lambda form: {"response": {"text": "x"}, "on": {"complete": {"get": {
        "url": "http://${upstream}/h", "headers": {"X-A": filled(form, "v", "header.txt")}}}}},
    "on.post": lambda form: {"response": {"text": "x"}, "on": {"complete": {"post": {
        "url": "http://${upstream}/p", "content": filled(form, "hello", "body.txt")}}}},
    "record": lambda form: {"response": {"record": {"identifier": filled(form, "same", "there.txt")}}},
    "replay": lambda form: {"response": {"replay": {"identifier": filled(form, "same", "there.txt")}}},
}
SOCKET_PLACES = {
    "connected": lambda form: {"connected": filled(form, "hello", "body.txt")},
    "ping": lambda form: {"pingpongs": [{"ping": filled(form, "hello", "body.txt"), "pong": "x"}]},
    "pong": lambda form: {"pingpongs": [{"ping": "x", "pong": filled(form, "hello", "body.txt")}]},
    "reply": lambda form: {"sessions": [{"request": {"text": "x"}, "response": {"text": filled(form, "hello", "body.txt")}}]},
    "broadcast": lambda form: {"sessions": [{"request": {"text": "x"}, "response": {"broadcast": {"content": filled(form, "hello", "body.txt")}}}]},
}
LOADS = {}
for place, session in PLACES.items():
    for form_name, form in FORMS.items():
        LOADS[f"{place} as {form_name}"] = [{"request": {"uri": f"/{place}/{form_name}"}, **session(form)}]
for place, members in SOCKET_PLACES.items():
    for form_name, form in FORMS.items():
        LOADS[f"{place} as {form_name}"] = [{"websocket": {"uri": "/ws", **members(form)}}]
