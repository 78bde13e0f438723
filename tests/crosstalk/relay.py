"""A service that hands on the header X-Scenario: it takes an order, asks for a photo until there is one, and mails what it got.
DEFECT=forgets-mark: the mail has no mark. DEFECT=late-mail: the mail comes twice, the second time when somebody asks for /late, which is
answered when it has been sent."""
import http.server
import json
import os
import sys
import threading
import urllib.error
import urllib.request

PHOTOS, MAILS, DEFECT = os.environ["PHOTOS_URL"], os.environ["MAILS_URL"], os.environ.get("DEFECT", "")
TRIES = 5
late = []  # what is still to be mailed


def ask(method, url, headers, body=None):
    """Status and text; what is not 2xx is an answer, too."""
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def mail(order, photo, mark):
    headers = {"Content-Type": "application/json"}
    if mark and DEFECT != "forgets-mark":
        headers["X-Scenario"] = mark
    ask("POST", MAILS + "/mails", headers, json.dumps({"order": order, "photo": photo}).encode())


def work(order, mark):
    for _ in range(TRIES):
        status, photo = ask("GET", PHOTOS + "/photo", {"X-Scenario": mark} if mark else {})
        if status != 503:
            break
    if status != 200:
        return
    mail(order, photo, mark)
    if DEFECT == "late-mail":
        late.append((order, photo, mark))


class Orders(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path == "/late":
            while late:
                mail(*late.pop())
            return self.accept()
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["order"]
        threading.Thread(target=work, args=(order, self.headers.get("X-Scenario")), daemon=True).start()
        self.accept()

    def accept(self):
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1000


Server(("127.0.0.1", int(sys.argv[1])), Orders).serve_forever()
