#!/usr/bin/env bash
# Sees to the few system packages that pip and npm can't bring: installs them where it may (root on a Debian system),
# otherwise says exactly what to install.
set -euo pipefail

install() { # install "what it is for" package...
  local why=$1
  shift
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for $why: $*" >&2
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >&2
  else
    echo "Missing for $why. Install it with:  sudo apt-get install $*" >&2
    exit 1
  fi
}

find_python() { # the newest Python that fits, from 3.11 on
  local name
  for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "Python 3.11, 3.12 or 3.13 is needed (none found; set PYTHON to name one)." >&2
  exit 1
}

case "${1:-}" in
which-python) find_python ;;
python)
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null || install "virtual environments" python3-venv
  ;;
node)
  if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    install "the front end" nodejs npm
  fi
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || {
    echo "Node 20 or newer is needed; this is $(node --version)." >&2
    exit 1
  }
  ;;
tests)
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || install "the browser tests" chromium
  command -v gpsbabel >/dev/null || install "the tests that read tours back as devices do" gpsbabel
  # Each test starts its own server, in a folder of its own; nothing of the system's is touched.
  [ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || install "the tests on PostgreSQL" postgresql
  command -v redis-server >/dev/null || install "the tests with shared limits" redis-server
  command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || install "the tests with two servers" nginx-light
  ;;
*)
  echo "usage: system_packages.sh which-python | python | node | tests" >&2
  exit 2
  ;;
esac
