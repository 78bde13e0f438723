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

jobs() { nproc 2>/dev/null || echo 2; }

# Prints the path of a Chromium; $CHROMIUM goes first.
find_chromium() {
  if [ -n "${CHROMIUM:-}" ]; then printf '%s\n' "$CHROMIUM"
  else command -v chromium || command -v chromium-browser || command -v google-chrome; fi
}
