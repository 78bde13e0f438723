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

# ready: the median in ms from the start of the program until it says where it is. The program is started and its line read
# by one process that is there already: what a shell's forks and `date` cost is as much as the program takes.
ready=$(python3 - "$program" "$rounds" <<'PY'
import os, signal, statistics, sys, time

def ready(program):
    reader, writer = os.pipe()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    begin = time.perf_counter()
    pid = os.posix_spawn(program, [program, "bus", "-p", "0"], os.environ,
                         file_actions=[(os.POSIX_SPAWN_DUP2, writer, 1), (os.POSIX_SPAWN_DUP2, nowhere, 2)])
    os.close(writer)
    said = os.read(reader, 1000)
    took = time.perf_counter() - begin
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
    os.close(reader)
    os.close(nowhere)
    if b"bus at" not in said: sys.exit(f"{program} said {said}")
    return took * 1000

os.sched_setaffinity(0, {0})  # which the program inherits
print(f"{statistics.median(ready(os.path.abspath(sys.argv[1])) for _ in range(int(sys.argv[2]))):.2f}")
PY
)

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
