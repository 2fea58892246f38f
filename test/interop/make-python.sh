#!/usr/bin/env bash
# Makes the Python in which test/interop loads what Sluice wrote, or keeps the one that is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=node_modules/.cache/sluice/python
wanted="$(sha256sum test/interop/requirements.txt) $(python3 --version)"
[ "$(cat "$python/made-from" 2>/dev/null)" = "$wanted" ] && exit 0
# Debian packs venv apart from Python.
python3 -c 'import ensurepip, venv' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
rm -rf "$python"
python3 -m venv "$python"
# jsonpath-rw and pdqhash come as source alone; the latter is of C++.
{ command -v g++ && python3 -c 'import os, sysconfig as s; open(os.path.join(s.get_path("include"), "Python.h"))'; } >/dev/null 2>&1 ||
  { apt-get update -qq && apt-get install -y -qq g++ python3-dev; }
"$python/bin/pip" install --quiet --require-hashes --no-deps --only-binary :all: --no-binary jsonpath-rw,pdqhash -r test/interop/requirements.txt
echo "$wanted" > "$python/made-from"
