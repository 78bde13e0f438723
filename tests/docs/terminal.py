"""Shells that do what a document tells its reader to type."""
import os
import pathlib
import signal
import subprocess
import threading

LIMIT = 180  # seconds; only a test that fails takes that long


class Output:
    """What a pipe brings, gathered by a thread."""

    def __init__(self, pipe):
        self.text = ""
        self.ended = False
        self.news = threading.Condition()
        self.thread = threading.Thread(target=self.read, args=(pipe,), daemon=True)
        self.thread.start()

    def read(self, pipe):
        while part := os.read(pipe.fileno(), 65536):
            with self.news:
                self.text += part.decode("utf-8", "replace")
                self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()

    def wait(self, enough):
        """The text as soon as enough(text) holds, the pipe has ended, or LIMIT is over."""
        with self.news:
            self.news.wait_for(lambda: self.ended or enough(self.text), LIMIT)
            return self.text


def start(words, folder, environment):
    return subprocess.Popen(words, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, start_new_session=True)


class Terminal:
    """The first terminal: one shell for all its blocks, so that `cd` and variables last."""

    def __init__(self, folder, environment):
        self.folder = pathlib.Path(folder)  # where the shell stands
        self.process = start(["bash", "--norc", "--noprofile"], folder, environment)
        self.output = Output(self.process.stdout)
        self.typed = 0

    def type(self, commands):
        """(what came, True when all commands succeeded). A block that shows `$?` judges by itself."""
        self.typed += 1
        end = f"@@ end {self.typed} "
        begin = len(self.output.text)
        # The commands come from a variable: what they read themselves must not be the next commands.
        lines = (f"IFS= read -r -d '' commands <<'@@ block'\n{commands}@@ block\n"
                 "failed=0; trap 'failed=1' ERR\n"
                 'eval "$commands" </dev/null\n'
                 f"trap - ERR; printf '%s' '{end}'; printf '%s %s @@\\n' \"$failed\" \"$PWD\"\n")
        self.process.stdin.write(lines.encode())
        self.process.stdin.flush()
        text = self.output.wait(lambda all_of_it: end in all_of_it and all_of_it.endswith(" @@\n"))[begin:]
        if end not in text:
            raise TimeoutError(f"these commands did not end:\n{commands}\nso far:\n{text}")
        said, _, rest = text.partition(end)
        failed, folder = rest.removesuffix(" @@\n").split(" ", 1)
        self.folder = pathlib.Path(folder)
        return said, failed == "0" or "$?" in commands

    def close(self):
        self.process.stdin.close()
        self.process.wait(LIMIT)


class Server:
    """A block of the second terminal: it runs until its reader presses Ctrl-C."""

    def __init__(self, commands, folder, environment):
        self.process = start(["bash", "-c", commands], folder, environment)
        self.process.stdin.close()
        self.output = Output(self.process.stdout)

    def interrupt(self):
        """Presses Ctrl-C: the exit code, or None of a program that does not end."""
        if self.process.poll() is not None:
            return self.process.returncode
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            return None
