#!/usr/bin/env bash
# Fetches the software Vulkan of Debian's Chromium, by which test/golden/webgpu-parity.test.ts runs without a graphics
# processor, or keeps the one that is there. Only three of its files are taken; nothing is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
to="$PWD/node_modules/.cache/sluice/swiftshader"
[ -e "$to/libvk_swiftshader.so" ] && exit 0
apt-get update -qq
from="$(mktemp -d)"
trap 'rm -rf "$from"' EXIT
(cd "$from" && apt-get download -qq chromium-common)
mkdir -p "$to"
dpkg-deb --fsys-tarfile "$from"/chromium-common_*.deb | tar -x -C "$to" --strip-components=4 \
  ./usr/lib/chromium/libvulkan.so.1 ./usr/lib/chromium/vk_swiftshader_icd.json ./usr/lib/chromium/libvk_swiftshader.so
