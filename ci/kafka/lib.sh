# One Apache Kafka broker (KRaft) on loopback for a script of ci/, its jars through Maven, its data in a folder that goes with it;
# to be sourced behind ci/lib.sh. Its settings are Kafka's own but for what a cluster of one needs.

# Java 17 is enough. Prints what is missing.
kafka_missing() {
  command -v java >/dev/null && command -v mvn >/dev/null || echo "java and mvn"
}

# start_kafka [LINE-OF-SETTINGS...]: $kafka_address, $kafka_pid, $kafka_work, and $kafka_ready_ms (from the start of the formatted
# broker to its open port). With $kafka_user and $kafka_password it has a second listener, $kafka_secure_address, with TLS and SASL (PLAIN,
# SCRAM-SHA-512), and the certificate $kafka_work/cert.pem, signed by itself.
start_kafka() {
  local version jars controller port begin secure scram=()
  version=$(sed -n 's/.*kafka_2.13.*<version>\(.*\)<\/version>.*/\1/p' ci/kafka/pom.xml)
  jars=$PWD/build/kafka/lib-$version
  if [ ! -d "$jars" ]; then
    say "jars of Apache Kafka $version" >&2
    mvn -q -B -f ci/kafka/pom.xml dependency:copy-dependencies -DoutputDirectory="$jars.new" >&2
    mv "$jars.new" "$jars"
  fi
  kafka_work=$(mktemp -d)
  read -r port controller secure < <(python3 -c 'import socket
s = [socket.socket() for _ in range(3)]
[x.bind(("127.0.0.1", 0)) for x in s]
print(*[x.getsockname()[1] for x in s])')
  cat >"$kafka_work/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$kafka_work/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
PROPERTIES
  if [ -n "${kafka_user:-}" ]; then
    kafka_secure_address=127.0.0.1:$secure
    scram=(--add-scram "SCRAM-SHA-512=[name=$kafka_user,password=$kafka_password]")
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
      -keyout "$kafka_work/key.pem" -out "$kafka_work/cert.pem" 2>/dev/null
    cat "$kafka_work/key.pem" "$kafka_work/cert.pem" >"$kafka_work/keystore.pem"
    cat >>"$kafka_work/server.properties" <<PROPERTIES
listeners=PLAINTEXT://127.0.0.1:$port,SASL_SSL://127.0.0.1:$secure,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port,SASL_SSL://127.0.0.1:$secure
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_$kafka_user="$kafka_password";
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location=$kafka_work/keystore.pem
PROPERTIES
  fi
  printf '%s\n' "$@" >>"$kafka_work/server.properties"
  local kafka=(java -Xmx512m -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$jars/*")
  "${kafka[@]}" kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk -c "$kafka_work/server.properties" "${scram[@]}" \
    >"$kafka_work/log" 2>&1 \
    || { cat "$kafka_work/log"; die "Kafka's folder could not be made"; }
  begin=$(date +%s%N)
  "${kafka[@]}" kafka.Kafka "$kafka_work/server.properties" >>"$kafka_work/log" 2>&1 &
  kafka_pid=$!
  kafka_address=127.0.0.1:$port
  for _ in $(seq 6000); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    kill -0 "$kafka_pid" 2>/dev/null || { cat "$kafka_work/log"; die "Kafka ended before it was ready"; }
    sleep 0.02
  done
  kafka_ready_ms=$((($(date +%s%N) - begin) / 1000000))
}

stop_kafka() {
  [ -n "${kafka_pid:-}" ] || return 0
  kill "$kafka_pid" 2>/dev/null || true
  wait "$kafka_pid" 2>/dev/null || true
  rm -rf "$kafka_work"
}
