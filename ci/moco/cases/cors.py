"""`cors`: which headers which request gets."""
from rows import ask

POLICIES = {
    "true": True,
    "origin": {"allowOrigin": "http://a.example"},
    "any": {"allowOrigin": "*", "allowMethods": ["*"], "allowHeaders": ["*"], "exposeHeaders": ["*"]},
    "full": {"allowOrigin": "http://a.example", "allowMethods": ["PUT", "DELETE"], "allowHeaders": ["X-A", "X-B"],
             "maxAge": {"duration": 1, "unit": "hour"}, "exposeHeaders": ["X-C", "X-D"], "allowCredentials": True},
    "headers-of": {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": ["PUT"],
                   "Access-Control-Allow-Headers": ["X-A"], "Access-Control-Expose-Headers": ["X-B"],
                   "Access-Control-Max-Age": 5000, "Access-Control-Allow-Credentials": False},
    "in-one": {"allowHeaders": ["X-A, X-B"], "exposeHeaders": ["X-C,X-D", "X-E"]},
    "spaces": {"allowHeaders": [" X-A ", "X-B "], "exposeHeaders": ["  X-C"], "allowMethods": ["PUT"]},
    "case": {"allowMethods": ["put", "Delete"], "allowHeaders": ["x-a"]},
    "any-second": {"allowMethods": ["PUT", "*"], "allowHeaders": ["X-A", "*"]},
    "any-first": {"allowMethods": ["*", "PUT"]},
    "credentials": {"allowOrigin": "*", "allowCredentials": True},
    "no-credentials": {"allowOrigin": "http://a.example", "allowCredentials": False},
    "only-expose": {"exposeHeaders": ["X-A"]},
    "only-age": {"maxAge": {"duration": 2, "unit": "minute"}},
    "bare-age": {"maxAge": 999},
}
FILES = {"stubs.json": [{"request": {"uri": f"/{name}"}, "response": {"text": "ok", "cors": cors}} for name, cors in POLICIES.items()]}
ROWS = [ask(f"{method} /{name}", {"Origin": origin})
        for name in POLICIES for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS")
        for origin in ("http://a.example", "http://b.example")]
ROWS += [ask(f"{method} /{name}") for name in ("true", "full") for method in ("GET", "PUT", "OPTIONS")]
ROWS += [ask("OPTIONS /full", {"Origin": "http://a.example", "Access-Control-Request-Method": "PUT"})]


def with_cors(cors):
    return [{"request": {"uri": "/a"}, "response": {"text": "ok", "cors": cors}}]


LOADS = {str(cors): with_cors(cors) for cors in (
    False, {}, {"allowHeaders": []}, {"allowMethods": "*"}, {"allowMethods": "PUT"}, {"allowHeaders": "X-A"}, {"allowMethods": ["POST, PUT"]},
    {"allowMethods": ["FLY"]}, {"allowOrigin": ""}, {"allowCredentials": "true"}, {"maxAge": "60"}, {"allowHeaders": [""]},
    {"allowHeaders": ["X A"]}, {"exposeHeaders": [1]}, {"allowOrigin": ["*"]}, {"allowOrigin": "*", "Access-Control-Allow-Origin": "*"})}
