# The stub server against nginx `return 200`; sourced by ci/bench.
requests=${requests:-1000000}

# stubs N: the sessions /s/0 ... /s/N-1, and /slow
stubs() {
  python3 - "$1" <<'PY' >"$work/$1.json"
import json, sys
sessions = [{"request": {"method": "get", "uri": f"/s/{i}"}, "response": {"text": "hello"}} for i in range(int(sys.argv[1]))]
sessions.append({"request": {"uri": "/slow"}, "response": {"text": "hello", "latency": 1000}})
json.dump(sessions, sys.stdout)
PY
}

# A path by a pattern, a body by a value in it: what takes the matchers.
match_stubs() {
  cat >"$work/match.json" <<'JSON'
[{"request": {"uri": {"match": "/orders/\\d+"}}, "response": {"text": "hello"}},
 {"request": {"json_paths": {"$.order.status": "paid"}}, "response": {"text": "hello"}}]
JSON
  cat >"$work/post.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"order": {"id": 17, "status": "paid", "lines": [{"sku": "a", "count": 2}, {"sku": "b", "count": 1}]}}'
LUA
}

# serve NAME STUBS FLAGS...
serve() {
  local name=$1 file=$work/$2.json
  shift 2
  run "$name" 'Server is started at ' stub http -c "$file" --no-watch "$@"
}

serve_nginx() {
  port[nginx]=18080
  cat >"$work/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx.err;
events { worker_connections 20000; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 127.0.0.1:${port[nginx]}; location / { default_type text/plain; return 200 "hello"; } }
}
CONF
  taskset -c 0 nginx -e "$work/nginx.err" -c "$work/nginx.conf" &
  pid[nginx]=$!
  for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/${port[nginx]}") 2>/dev/null; then return 0; fi
    sleep 0.05
  done
  die "nginx did not start: $(cat "$work/nginx.err")"
}

for n in 1 100 10000; do stubs "$n"; done
serve plain 1 -q
idle=$(resident_mib plain)
serve kept 1 -q --control 0
serve logged 1 --log-file "$work/log"
serve_nginx

say "stub server: medians of $rounds pairs, 64 connections, server and client on a core each"
row "what" "req/s" "ratio" "to"
compare "1 stub, nothing kept" "nginx return 200" plain /s/0 nginx /
compare "1 stub, requests kept" "nginx return 200; at least 0.90" kept /s/0 nginx /
compare "1 stub, requests kept" "nothing kept; at least 0.90" kept /s/0 plain /s/0
compare "1 stub, every request with its answer in the log" "nothing kept" logged /s/0 plain /s/0
end_server logged
end_server nginx
rm -f "$work/log"
any_status=1 compare "1 stub, miss, requests kept" "a hit" kept /nothing/here kept /s/0

for n in 100 10000; do
  serve many "$n" -q --control 0
  compare "$n stubs, first, requests kept" "1 stub; at least 0.80" many /s/0 kept /s/0
  compare "$n stubs, last, requests kept" "1 stub; at least 0.80" many "/s/$((n - 1))" kept /s/0
  any_status=1 compare "$n stubs, miss, requests kept" "a miss of 1 stub; at least 0.80" many /nothing/here kept /nothing/here
  end_server many
done

# BEFORE=PROGRAM: the same paths of another build of ours, so that a change shows.
if [ -n "${BEFORE:-}" ]; then
  match_stubs
  for pair in "1 -q" "1 -q --control 0" "10000 -q" "match -q"; do
    read -r file flags <<<"$pair"
    serve now "$file" $flags
    program=$BEFORE serve then "$file" $flags
    case $file in
      match)
        compare "a path by a pattern" "the program before; at least 0.97" now /orders/17 then /orders/17
        compare "a body by a value in it" "the program before; at least 0.97" now /any then /any -s "$work/post.lua"
        ;;
      *)
        compare "$file stubs $flags, last" "the program before; at least 0.97" now "/s/$((file - 1))" then "/s/$((file - 1))"
        ;;
    esac
    end_server now
    end_server then
  done
fi

row "memory when idle" "$idle" "" "under 20 MiB"
sent=0
while [ "$sent" -lt "$requests" ]; do
  load kept /s/0 64 5 >/dev/null
  sent=$((sent + $(sent_by_load)))
done
row "memory after $sent more requests, kept" "$(resident_mib kept)" "" "bounded: 64 MiB of records and what they cost"

rate=$(load plain /slow "$waiting" 10)
row "$waiting connections that wait 1 s each, for 10 s" "$rate" "" "$waiting at most"
row "memory with them" "$(resident_mib plain)" "" ""
