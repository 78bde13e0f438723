# What scenarios cost: their own time beside that of the service, many of them, what they keep; and requests with checks beside
# Playwright's API tests. Sourced by ci/bench. Scenarios and their service share the machine; where a peer is measured, the server has
# the first core, the one that tests the second.
requests=${requests:-1000} # scenarios, and requests beside the peer
captured=100000
ci/build release run_service >&2
suite=$work/suite
mkdir -p "$suite" "$work/http" "$work/full"

cat >"$suite/ricochet.json" <<JSON
{ "topics": { "orders": { "partitions": 4 }, "done": { "partitions": 4 } },
  "stubs": { "charges": "charges.stub.json" },
  "scope": true,
  "sut": { "fast": { "command": ["$PWD/build/release/bin/run_service"],
      "env": { "BROKERS": "\${bus.kafka}", "CALL_HOST": "127.0.0.1", "CALL_PORT": "\${stubs.charges.port}" },
      "ready": { "group": "fast" } } } }
JSON
cat >"$suite/charges.stub.json" <<'JSON'
[ { "request": { "method": "post", "uri": "/charge" }, "response": { "status": 200, "text": "charged" } } ]
JSON
cat >"$suite/order.json" <<'JSON'
{ "scenario": "an order is charged",
  "vars": { "order": "${uuid()}" },
  "steps": [
    { "publish": { "topic": "orders", "key": "${order}", "json": { "order": "${order}", "total": "160.65" } } },
    { "expect": { "calls": "charges", "request": { "method": "post", "uri": "/charge", "json_paths": { "$.order": "${order}" } }, "at_least": 1 } },
    { "expect": { "event": "done", "key": "${order}", "json_paths": { "$.order": "${order}" } } },
    { "expect": { "ack": "fast" } } ] }
JSON

# scenarios SUITE NAME FLAGS...: runs it, which must be green; reports/NAME.jsonl and what it printed are left in $work
scenarios() {
  local folder=$1 name=$2
  shift 2
  "$program" run "$folder" --report "jsonl=$work/$name.jsonl" "$@" >"$work/$name.out" 2>&1 || die "a run was not green: $(tail -n 40 "$work/$name.out")"
}
# seconds NAME: how long that run took, from the first service that was started to the last that had ended
seconds() {
  python3 -c 'import json, sys
print("%.2f" % (json.loads(open(sys.argv[1]).read().splitlines()[-1])["took_ms"] / 1000))' "$work/$1.jsonl"
}
median_of() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# median_seconds FLAGS...: of $rounds such runs
median_seconds() {
  local _
  for _ in $(seq "$rounds"); do
    scenarios "$suite" many "$@"
    seconds many
  done | median_of
}

# own_times REPORT: the medians in ms, by the clock of the embedded bus, of the scenarios in it: how long one takes; how long its service
# does, from the fetch of the record to its commit; what is left; and from the arrival of a call to the end of the step that waits for it
cat >"$work/own_times.py" <<'PY'
import json, re, statistics, sys
text = open(sys.argv[1]).read()
all_of = lambda name: [json.loads(one) for one in re.findall('class="ricochet-%s">(.*?)</script>' % name, text, re.S)]
columns = []
for scenario, trace in zip(all_of("scenario"), all_of("trace")):
    fetched = [e["offset_us"] for e in trace["bus"] if e["type"] == "fetched" and e["group"] == "fast"]
    committed = [e["offset_us"] for e in trace["bus"] if e["type"] == "committed" and e["offset_us"] > fetched[0]]
    whole, service = trace["ended_us"] - trace["began_us"], committed[0] - fetched[0]
    call = next(r for r in trace["records"] if r["bin"] == "charges")
    waits = scenario["steps"][1]
    begun = trace["began_us"] + waits["started_ms"] * 1000
    woken = begun + waits["took_ms"] * 1000 - max(call["offset_us"], begun)
    columns.append((whole, service, whole - service, woken))
print(" ".join("%.2f" % (statistics.median(values) / 1000) for values in zip(*columns)))
PY

# peak FLAGS...: of the memory of a run, in MiB
cat >"$work/peak.py" <<'PY'
import resource, subprocess, sys
with open(sys.argv[1], "w") as out:
    ended = subprocess.run(sys.argv[2:], stdout=out, stderr=out)
if ended.returncode != 0: sys.exit("a run was not green: " + open(sys.argv[1]).read()[-2000:])
print("%.0f" % (resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))
PY

# A scenario with so many calls in its bin.
cat >"$work/full/ricochet.json" <<'JSON'
{ "bins": ["hooks"], "env": ["CALLS"], "defaults": { "rest": "0s" } }
JSON
cat >"$work/full/full.json" <<JSON
{ "scenario": "many calls", "steps": [
    { "run": { "command": ["/usr/bin/python3", "$work/calls.py", "\${bins.hooks.url}", "\${env.CALLS}"], "timeout": "5m" } },
    { "expect": { "calls": "hooks", "request": { "json_paths": { "\$.status": "paid" } }, "at_least": $captured } } ] }
JSON
cat >"$work/calls.py" <<'PY'
import socket, sys, urllib.parse
port, left = urllib.parse.urlsplit(sys.argv[1]).port, int(sys.argv[2])
body = b'{"order": 17, "status": "paid", "items": [{"sku": "a-1", "count": 2}, {"sku": "b-7", "count": 1}], "total": 160.65}'
one = b"POST /hooks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
s = socket.create_connection(("127.0.0.1", port))
for begin in range(0, left, 500):
    batch, seen, tail = min(left - begin, 500), 0, b""
    s.sendall(one * batch)
    while seen < batch:
        part = tail + s.recv(1 << 20)
        seen += part.count(b"HTTP/1.1 200 ")
        tail = part[-12:]  # may hold the beginning of one, never the whole
PY

# Requests with checks, ours and the peer's. What they ask is a server of its own.
cat >"$work/orders.stub.json" <<'JSON'
[ { "request": { "method": "post", "uri": "/orders" },
    "response": { "status": 201, "template": true, "json": { "status": "accepted", "order": "${req.json.order}" } } } ]
JSON
cat >"$work/http/ricochet.json" <<'JSON'
{ "env": ["ORDERS_URL"] }
JSON
cat >"$work/http/order.json" <<'JSON'
{ "scenario": "an order is taken",
  "vars": { "order": "${uuid()}" },
  "steps": [
    { "request": { "method": "post", "url": "${env.ORDERS_URL}", "json": { "order": "${order}", "total": "160.65" },
        "expect": { "status": 201, "json_paths": { "$.status": "accepted", "$.order": "${order}" } } } } ] }
JSON
# ours N, theirs N: seconds that N of them take as a whole, the start of the program and the JUnit report included
timed() {
  local begin end
  begin=$(date +%s%N)
  "$@" >"$work/timed.out" 2>&1 || die "tests were not green: $(tail -n 40 "$work/timed.out")"
  end=$(date +%s%N)
  echo "$(((end - begin) / 1000000))"
}
ours() { timed taskset -c 1 "$program" run "$work/http" --repeat "$1" --junit "$work/ours.xml"; }
theirs() { TESTS=$1 JUNIT=$work/theirs.xml timed taskset -c 1 ci/benchmarks/playwright/node_modules/.bin/playwright test -c ci/benchmarks/playwright/config.js; }

say "scenarios: one publish, one call, one event, one ack each, against tests/bench/run_service.cc, on an embedded bus"
row "what" "" "ratio" "to"
scenarios "$suite" own --repeat 200 --report "html=$work/own.html"
read -r whole service added woken <<<"$(python3 "$work/own_times.py" "$work/own.html")"
row "a scenario, ms" "$whole" "" "median of 200"
row "of it its service, from the fetch to the commit, ms" "$service" "" ""
row "what is left, ms" "$added" "" "20 at most"
row "from a call's arrival to the end of the step, ms" "$woken" "" "1 at most"
for jobs in 1 32; do
  row "$requests scenarios, --jobs $jobs, s" "$(median_seconds --repeat "$requests" --jobs "$jobs")" "" \
    "$([ "$jobs" = 1 ] || echo "1000: 4 at most")"
done
none=$(CALLS=1 python3 "$work/peak.py" "$work/peak.out" "$program" run "$suite" --repeat 1)
full=$(CALLS=$captured python3 "$work/peak.py" "$work/peak.out" "$program" run "$work/full" --capture-mib 1024)
row "memory of a run at most, MiB" "$none" "" ""
row "the same with $captured captured calls of 116 bytes" "$full" "" "$(((full - none) * 1048576 / captured)) bytes each; --capture-mib 1024"

if ! command -v npm >/dev/null || ! (cd ci/benchmarks/playwright && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-audit --no-fund); then
  echo "Playwright's API tests are left out: they need npm" >&2
  return 0
fi
run orders 'Server is started at ' stub http -p 0 -c "$work/orders.stub.json" --no-watch -q
export ORDERS_URL=http://127.0.0.1:${port[orders]}/orders
say "requests with checks: ricochet run beside Playwright's API tests, one worker, on one core; the server has the other"
for tests in 1 "$requests"; do
  theirs "$tests" >/dev/null
  ours "$tests" >/dev/null
  : >"$work/pairs"
  for _ in $(seq "$rounds"); do echo "$(ours "$tests") $(theirs "$tests")" >>"$work/pairs"; done
  row "$tests $([ "$tests" = 1 ] && echo test || echo tests), whole run, ms" "$(median '{ print $1 }')" \
    "$(median '$2 > 0 { printf "%.3f\n", $1 / $2 }')" "Playwright's API tests"
done
end_server orders
