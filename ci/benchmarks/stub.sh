# The stub server against nginx `return 200`; sourced by ci/bench.

# stubs N: the sessions /s/0 ... /s/N-1, and /slow
stubs() {
  python3 - "$1" <<'PY' >"$work/$1.json"
import json, sys
sessions = [{"request": {"method": "get", "uri": f"/s/{i}"}, "response": {"text": "hello"}} for i in range(int(sys.argv[1]))]
sessions.append({"request": {"uri": "/slow"}, "response": {"text": "hello", "latency": 1000}})
json.dump(sessions, sys.stdout)
PY
}

# serve FILE FLAGS...
serve() {
  local file=$1
  shift
  run 'Server is started at ' stub http -c "$file" --no-watch "$@"
}

serve_nginx() {
  port=18080
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
  server { listen 127.0.0.1:$port; location / { default_type text/plain; return 200 "hello"; } }
}
CONF
  taskset -c 0 nginx -e "$work/nginx.err" -c "$work/nginx.conf" &
  server=$!
  for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return 0; fi
    sleep 0.05
  done
  die "nginx did not start: $(cat "$work/nginx.err")"
}

requests=${requests:-1000000}
for n in 1 100 10000; do stubs "$n"; done

say "stub server, the best of three times $seconds s each, 64 connections, server and client on a core each"
row "what" "req/s" "ratio" "target"
nginx=0 plain=0 one=0
for round in 1 2 3; do
  serve_nginx
  nginx=$(most "$nginx" "$(load /)")
  end_server
  serve "$work/1.json" -q
  plain=$(most "$plain" "$(load /s/0)")
  end_server
  serve "$work/1.json" -q --control 0
  one=$(most "$one" "$(load /s/0)")
  end_server
done
row "nginx return 200" "$nginx" "1.00" ""
row "1 stub, nothing kept" "$plain" "$(ratio "$plain" "$nginx")" "of nginx"
row "1 stub, requests kept" "$one" "$(ratio "$one" "$nginx")" "of nginx, 0.90 at least"
row "1 stub, requests kept, to nothing kept" "" "$(ratio "$one" "$plain")" "0.90 at least"

serve "$work/1.json" --log-file "$work/log"
logged=$(best /s/0)
end_server
row "1 stub, log of every request" "$logged" "$(ratio "$logged" "$plain")" "of 1 stub without the log"
rm -f "$work/log"

for n in 100 10000; do
  serve "$work/$n.json" -q --control 0
  for which in "first /s/0" "last /s/$((n - 1))" "miss /nothing/here"; do
    rate=$(any_status=1 best "${which#* }")
    row "$n stubs, ${which%% *}, requests kept" "$rate" "$(ratio "$rate" "$one")" "of 1 stub, requests kept, 0.80 at least"
  done
  end_server
done

serve "$work/1.json" -q
idle=$(resident_kib)
end_server
row "memory when idle" "$((idle / 1024)) MiB" "" "under 20 MiB"

serve "$work/1.json" -q --control 0
sent=0
while [ "$sent" -lt "$requests" ]; do
  load /s/0 64 5 >/dev/null
  sent=$((sent + $(sent_by_load)))
done
row "memory after $sent requests, kept" "$(($(resident_kib) / 1024)) MiB" "" "bounded by what a bin holds (64 MiB of records)"
end_server

serve "$work/1.json" -q
rate=$(load /slow "$waiting" 10)
row "$waiting connections that wait 1 s each" "$rate" "$(ratio "$rate" "$waiting")" "of one answer per connection and second"
end_server
