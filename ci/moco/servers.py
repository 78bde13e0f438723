"""The two servers under comparison, and the one that their proxies and callbacks ask."""
import pathlib
import re
import socket
import subprocess
import threading
import time

import rows

START_WITHIN = 180  # seconds; a JVM on a busy machine


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Upstream:
    """Answers each path as it is told, and keeps what it was asked."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with connection:
            data = b""
            try:
                while b"\r\n\r\n" not in data:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    data += piece
                head, _, body = data.partition(b"\r\n\r\n")
                length = re.search(rb"(?im)^content-length: *(\d+)", head)
                while length and len(body) < int(length.group(1)):
                    body += connection.recv(65536)
                line = head.decode("latin-1").split("\r\n")[0]
                self.asked.append((head.decode("latin-1"), body.decode("latin-1")))
                path = line.split()[1].split("?")[0]
                connection.sendall(self.answers.get(path, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
            except OSError:
                return

    def take(self):
        """What it was asked since, line by line: what the two clients say of themselves is left out."""
        own = ("host:", "connection:", "user-agent:", "accept-encoding:", "content-length:", "upgrade:", "transfer-encoding:", "accept:")
        out = []
        for head, body in self.asked:
            line, *fields = head.split("\r\n")
            kept = sorted(one for one in fields if not one.lower().startswith(own))
            kept = [re.sub("charset=UTF-8", "charset=utf-8", one) for one in kept]  # names of charsets have no case
            out.append("\n".join([line, *kept, "", body]))
        self.asked.clear()
        return "\n".join(out)

    def close(self):
        self.listener.close()


class Server:
    """One of the two, in a folder of its own with the files of the case."""

    def __init__(self, case, folder, command):
        self.upstream = Upstream(getattr(case, "UPSTREAM", {}))
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        for name, value in case.FILES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(rows.content_of(value, self.upstream.place))
        self.port = free_port()
        self.output = open(self.folder.with_suffix(".log"), "w+b")
        words = [*command, "http", "-p", str(self.port), *getattr(case, "ARGS", ["-c", "stubs.json"])]
        self.process = subprocess.Popen(words, cwd=self.folder, stdout=self.output, stderr=subprocess.STDOUT)

    def wait(self):
        """True: it listens. False: it did not start."""
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return True
            except OSError:
                time.sleep(0.02)
        return False

    def mask(self, text):
        return text.replace(self.upstream.place, "UPSTREAM").replace(str(self.folder), "FOLDER")

    def log(self):
        self.output.flush()
        return pathlib.Path(self.output.name).read_text(errors="replace")

    def stop(self):
        self.upstream.close()
        self.process.kill()
        self.process.wait()
        self.output.close()


def moco(jars):
    return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-cp", f"{jars}/*",
            "com.github.dreamhead.moco.bootstrap.Main"]


def ricochet(program):
    return [str(program), "stub"]
