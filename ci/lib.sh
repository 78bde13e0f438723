# Shared by the scripts in this folder; source it, do not run it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n==> %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "need root to run: $*  (become root, or install sudo)"; fi
}

# Builds the Java service of scenarios/crm-sync. When that cannot be done it prints what is missing.
crm_sync_missing() {
  command -v javac >/dev/null && command -v mvn >/dev/null || { echo "a JDK and mvn"; return; }
  [ "$(javac -version 2>&1 | sed 's/javac \([0-9]*\).*/\1/')" -ge 17 ] || { echo "a JDK 17 or newer"; return; }
  mkdir -p build
  mvn -q -B -f scenarios/crm-sync/service/pom.xml package >build/crm-sync.log 2>&1 \
    || echo "what Maven could not get or build (build/crm-sync.log)"
}

jobs() { nproc 2>/dev/null || echo 2; }

# Prints the path of a Chromium; $CHROMIUM goes first.
find_chromium() {
  if [ -n "${CHROMIUM:-}" ]; then printf '%s\n' "$CHROMIUM"
  else command -v chromium || command -v chromium-browser || command -v google-chrome; fi
}
