#!/bin/sh
# Fetches the Debian packages that registers.json names, holds each against its digest, and unpacks them where
# `npm run bench:probes` looks: $XDG_CACHE_HOME/sluice/probes/<package>. Nothing is installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${XDG_CACHE_HOME:-$HOME/.cache}/sluice/probes
mkdir -p "$to"
node -e '
  const { sources } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const one of Object.values(sources)) if (one.package) console.log(one.package, one.version, one.sha256);
' "$here/registers.json" | while read -r name version sha256; do
  [ -d "$to/$name" ] && continue
  (cd "$to" && apt-get download -qq "$name=$version")
  file=$(ls "$to/${name}_"*.deb)
  echo "$sha256  $file" | sha256sum -c -
  dpkg-deb -x "$file" "$to/$name.part"
  mv "$to/$name.part" "$to/$name"
  rm "$file"
done
