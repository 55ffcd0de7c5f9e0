#!/usr/bin/env bash
# Makes a Python with the packages whose snippets stand in the docs, and prints its path: SUANLI_PYTHON=$(tests/python/venv.sh).
# Where there is no Python or no network, nothing is printed, and the tests that need it say that they are skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/../../target/python}
python=$venv/bin/python
if ! "$python" -c 'import duckdb, jsonschema, pandas, polars, pyarrow' 2>/dev/null; then
    python3 -m venv "$venv" >&2
    "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2
fi
cd "$(dirname "$python")" && echo "$PWD/python"
