"""A WebSocket client that sees whole messages in their order."""
import base64
import os
import struct

import wire

QUIET = 0.25  # seconds without a message: nothing more comes


class Client:
    def __init__(self, port, path):
        self.connection = wire.connect(port)
        key = base64.b64encode(os.urandom(16)).decode()
        self.connection.sendall((f"GET {path} HTTP/1.1\r\nHost: stub.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self.data = b""
        while b"\r\n\r\n" not in self.data:
            piece = self.connection.recv(4096)
            if not piece:
                raise ConnectionError("no handshake")
            self.data += piece
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])

    def send(self, text, opcode=1):
        payload = text.encode()
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0x80 | 126]) + struct.pack(">H", len(payload))
        self.connection.sendall(bytes([0x80 | opcode]) + size + mask + masked)

    def messages(self):
        """What has come, until it is quiet: "binary text", "pong text", "close 1000"."""
        out = []
        self.connection.settimeout(QUIET)
        while True:
            try:
                piece = self.connection.recv(65536)
                if not piece:
                    out.append("(closed)")
                    break
                self.data += piece
            except TimeoutError:
                break
            except ConnectionError:
                out.append("(reset)")
                break
        while len(self.data) >= 2:
            opcode, size, at = self.data[0] & 15, self.data[1] & 127, 2
            if size == 126:
                size, at = struct.unpack(">H", self.data[2:4])[0], 4
            payload, self.data = self.data[at:at + size], self.data[at + size:]
            name = {1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}.get(opcode, str(opcode))
            out.append(f"{name} {payload.decode('latin-1')}")
        return out


def conversation(port, row):
    """What each client of a row got, step by step, as a text."""
    clients, lines = {}, []
    try:
        for who, what, *rest in row.steps:
            if what == "connect":
                clients[who] = Client(port, row.path)
            elif what == "ping":
                clients[who].send(rest[0], opcode=9)
            else:
                clients[who].send(rest[0])
            lines.append(" ".join([who, what, *rest]))
            for name, client in clients.items():
                lines += [f"    {name} got {message}" for message in client.messages()]
    except (ConnectionError, TimeoutError) as problem:
        lines.append(f"    {problem}")
    finally:
        for client in clients.values():
            client.connection.close()
    return "\n".join(lines)
