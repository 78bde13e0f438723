"""Requests over sockets and their answers as comparable texts."""
import re
import socket

ANSWER_WITHIN = 10.0  # seconds: Moco answers some requests never, and its first call to others late


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=ANSWER_WITHIN)


def read_answer(connection, head_only):
    """(status line, [(name, value)], body, ended) of the next answer; None: nothing came."""
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        line, *rest = head.decode("latin-1").split("\r\n")
        fields = [tuple(part.strip(" \t") for part in one.split(":", 1)) for one in rest]
        names = {name.lower(): value for name, value in fields}
        status = int(line.split()[1])
        if head_only or status in (204, 304) or status < 200:
            return line, fields, body
        if "chunked" in names.get("transfer-encoding", ""):
            while not body.endswith(b"0\r\n\r\n"):
                piece = connection.recv(65536)
                if not piece:
                    break
                body += piece
            return line, fields, unchunk(body)
        length = int(names["content-length"]) if "content-length" in names else None
        while length is None or len(body) < length:
            piece = connection.recv(65536)
            if not piece:
                break
            body += piece
        return line, fields, body
    except (TimeoutError, ConnectionError):
        return None


def unchunk(data):
    out = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        if length == 0:
            break
        out += data[:length]
        data = data[length + 2:]
    return out


class Answer:
    """One answer, without what no client looks at: the case and order of header names, Date and Server, how the connection goes
    on and whether a body comes in chunks."""

    def __init__(self, read, mask):
        self.nothing = read is None
        if self.nothing:
            return
        line, fields, body = read
        self.line = line
        self.status = int(line.split()[1])
        self.body = body
        left_out = {"date", "server", "connection", "transfer-encoding", "keep-alive"}
        kept = [(name.lower(), mask(dated(value))) for name, value in fields if name.lower() not in left_out]
        self.fields = sorted(kept, key=lambda one: one[0])
        self.body_text = mask(body.decode("latin-1"))

    def refusal(self):
        """Moco's 400 without a body: it does not say why it has no answer."""
        return not self.nothing and self.status >= 400 and self.body == b""

    def same_as(self, other):
        """`self` is Moco's."""
        if self.nothing or other.nothing:
            return self.nothing and other.nothing
        if self.refusal() and other.body:  # ours says why, and whose fault it is
            return other.status == self.status or (self.status == 400 and other.status in (404, 500))
        return self.text() == other.text()

    def text(self):
        if self.nothing:
            return "(no answer)"
        if self.status >= 400 and not self.body:
            return self.line + "\n"
        return "\n".join([self.line, *(f"{name}: {value}" for name, value in self.fields), "", self.body_text])


def dated(value):
    return re.sub(r"\b\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT", "(date)", value)


def exchange(port, row, mask):
    """The answers to the requests of a row, over one connection; a connection that was closed is made anew."""
    answers = []
    connection = connect(port)
    try:
        for request in row.requests:
            try:
                connection.sendall(request)
            except ConnectionError:
                connection = connect(port)
                connection.sendall(request)
            read = read_answer(connection, request.startswith(b"HEAD "))
            answers.append(Answer(read, mask))
            if read is None or closes(read):
                connection.close()
                connection = connect(port)
    finally:
        connection.close()
    return answers


def closes(read):
    return any(name.lower() == "connection" and value.lower() == "close" for name, value in read[1])
