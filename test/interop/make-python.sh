#!/usr/bin/env bash
# Makes the Pythons that tests ask: one loads what Sluice wrote, the other serves object storage. What is there is kept.
set -euo pipefail
cd "$(dirname "$0")/../.."
# make FOLDER REQUIREMENTS PIP-OPTIONS…
make() {
  local python=node_modules/.cache/sluice/$1 requirements=$2 wanted
  shift 2
  wanted="$(sha256sum "$requirements") $(python3 --version)"
  [ "$(cat "$python/made-from" 2>/dev/null)" = "$wanted" ] && return
  # Debian packs venv apart from Python.
  python3 -c 'import ensurepip, venv' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
  rm -rf "$python"
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet --require-hashes --no-deps --only-binary :all: "$@" -r "$requirements"
  echo "$wanted" > "$python/made-from"
}
# jsonpath-rw and pdqhash come as source alone; the latter is of C++.
{ command -v g++ && python3 -c 'import os, sysconfig as s; open(os.path.join(s.get_path("include"), "Python.h"))'; } >/dev/null 2>&1 ||
  { apt-get update -qq && apt-get install -y -qq g++ python3-dev; }
make python test/interop/requirements.txt --no-binary jsonpath-rw,pdqhash
make python-s3 test/interop/requirements-s3.txt
