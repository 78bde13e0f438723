# The embedded broker beside Apache Kafka, one after the other on the first core, the client (tests/bench) on the second; sourced by
# ci/bench. Without java and mvn only ours is measured.
source ci/kafka/lib.sh
ci/build release bus_bench >&2
bench=build/release/bin/bus_bench
missing=$(kafka_missing)
trap 'end_all; stop_kafka; rm -rf "$work"' EXIT

measure() { taskset -c 1 "$bench" "$@"; }
memory_of() { awk '/^VmRSS:/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"; }

# all_of ADDRESS PID: what is measured of a broker, a line each
all_of() {
  memory_of "$2"
  measure first "$1" "$rounds"
  measure join "$1" "$rounds"
  measure latency "$1" 2000
  measure native-first "$1" 3
  measure native-join "$1" 3
  measure native-latency "$1" 500
  measure native-throughput "$1" 1024 100000
  measure native-throughput "$1" 100 500000
  measure connections "$1" 1000
  memory_of "$2"
}

# ready: the medians of starting it until it says where it is, in ms
for _ in $(seq "$rounds"); do
  begin=$(date +%s%N)
  coproc BUS { exec taskset -c 0 "$program" bus -p 0 2>/dev/null; }
  read -r -u "${BUS[0]}" _
  echo "$(((($(date +%s%N) - begin) + 5000) / 10000))" | awk '{ print $1 / 100 }' >>"$work/ready"
  started=$BUS_PID # which is gone with the program
  kill "$started"
  wait "$started" 2>/dev/null || true
done
ready=$(sort -n "$work/ready" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')

run bus 'bus at 127.0.0.1:' bus -p 0 --memory 2GiB
all_of "127.0.0.1:${port[bus]}" "${pid[bus]}" >"$work/ours"
end_server bus
if [ -z "$missing" ]; then
  taskset -cp 0 $$ >/dev/null
  start_kafka 'group.initial.rebalance.delay.ms=0'
  taskset -cp "0-$(($(nproc) - 1))" $$ >/dev/null
  measure first "$kafka_address" 1 >/dev/null # its first group makes a topic
  all_of "$kafka_address" "$kafka_pid" >"$work/theirs"
  stop_kafka
else
  echo "Apache Kafka is left out: it needs $missing" >&2
  kafka_ready_ms=-
  for _ in $(seq 11); do echo "- -"; done >"$work/theirs"
fi

line() { sed -n "$1p" "$work/ours" | cut -d' ' -f"${2:-1}"; }
kafka_line() { sed -n "$1p" "$work/theirs" | cut -d' ' -f"${2:-1}"; }
show() { printf '%-58s %12s  %12s  %s\n' "$1" "$2" "$3" "$4"; }
show what ours 'Apache Kafka' target
show 'ready, ms' "$ready" "$kafka_ready_ms" '5'
show 'memory when idle, MiB' "$(line 1)" "$(kafka_line 1)" '50'
show 'first assignment of a group, raw client, ms' "$(line 2)" "$(kafka_line 2)" '20'
show 'a second member joins, raw client, ms' "$(line 3)" "$(kafka_line 3)" '50'
show 'publish to fetch, raw client, median, ms' "$(line 4)" "$(kafka_line 4)" '0.3'
show 'publish to fetch, raw client, 99%, ms' "$(line 4 2)" "$(kafka_line 4 2)" '3'
show 'first assignment, librdkafka, ms' "$(line 5)" "$(kafka_line 5)" ''
show 'a second member joins, librdkafka, ms' "$(line 6)" "$(kafka_line 6)" ''
show 'publish to poll, librdkafka, median, ms' "$(line 7)" "$(kafka_line 7)" ''
show 'publish to poll, librdkafka, 99%, ms' "$(line 7 2)" "$(kafka_line 7 2)" ''
show 'records of 1 KiB per second, librdkafka, acks=all' "$(line 8)" "$(kafka_line 8)" "at least Kafka's"
show 'records of 100 B per second, librdkafka, acks=all' "$(line 9)" "$(kafka_line 9)" "at least Kafka's"
show 'of 1000 connections answered' "$(line 10)" "$(kafka_line 10)" '1000'
show 'memory then, MiB' "$(line 11)" "$(kafka_line 11)" ''
