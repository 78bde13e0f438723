"""What the Python programs share: each action is a function, run in order, told in one line."""
import sys
import time
import traceback
import uuid


def run(actions):
    """Runs [(name, function)]; a function that returns a text is skipped for that reason."""
    failed = False
    for name, action in actions:
        try:
            why = action()
            print(f"skip {name}: {why}" if why else f"ok {name}", flush=True)
        except Exception as error:  # whatever a client throws is the result
            failed = True
            traceback.print_exc()
            print(f"FAIL {name}: {type(error).__name__}: {error}", flush=True)
    sys.exit(1 if failed else 0)


def fresh(name):
    return f"{name}-{uuid.uuid4().hex[:8]}"


def until(done, limit=15.0, step=lambda: time.sleep(0.02)):
    """Steps until done() is true; what it is is the result."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        result = done()
        if result:
            return result
        step()
    raise TimeoutError("it did not happen in time")


def expect(condition, what):
    if not condition:
        raise AssertionError(what)
