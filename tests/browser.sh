#!/usr/bin/env bash
# Gets a browser and the checker of accessibility, and runs the tests that need them. Where either cannot be had, its tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk; } || echo "skipped: no Chromium"
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if command -v npm >/dev/null && npm install --silent --prefix "$folder" axe-core@4 >/dev/null; then
    export SUANLI_AXE="$folder/node_modules/axe-core/axe.min.js"
fi
SUANLI_BROWSER_ALL=1 cargo test --release --test it -- page:: serve::browser --nocapture --test-threads 1
