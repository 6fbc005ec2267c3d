#!/usr/bin/env bash
# Make the virtual environment from the locked requirements. Usage: setup.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2
if [ -z "$python" ]; then
  echo "setup: no python3 found: install Python 3.11 or later (Debian: apt-get install python3 python3-venv)" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "setup: $("$python" --version) is too old: onrecord needs Python 3.11 or later; name it with PYTHON=PATH" >&2
  exit 1
fi
if [ ! -x "$venv/bin/pip" ]; then
  echo "setup: making $venv" >&2
  if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    rm -rf "$venv"
    "$python" -m virtualenv --quiet "$venv" 2>/dev/null || {
      echo "setup: Python cannot make virtual environments here: apt-get install python3-venv (or: pip install virtualenv)" >&2
      exit 1
    }
  fi
fi
echo "setup: installing the locked requirements (about 600 MB on disk; once)" >&2
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
if [ "${ONRECORD_SKIP_NOTHING:-}" = 1 ]; then
  echo "setup: and Apache Spark, for its tests" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.lock
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
