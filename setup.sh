#!/bin/sh
# Makes .venv with the pinned dependencies, and installs Pango, which WeasyPrint needs for a PDF,
# where it is missing and may be installed. Called by make; needs Python 3.11 or newer.
set -eu

python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

debian() {
    command -v apt-get >/dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet "$@" >/dev/null 2>&1 || {
        as_root apt-get update --quiet >/dev/null 2>&1 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet "$@" >/dev/null 2>&1
    }
}

pango() {
    debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ||
        { command -v dnf >/dev/null && as_root dnf install --assumeyes --quiet pango; } ||
        { command -v brew >/dev/null && brew install --quiet pango; }
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "factsheets needs Python 3.11 or newer; $python is older or missing." >&2
    echo "Install it, or name another: make sheets PYTHON=python3.12" >&2
    exit 1
}

# Debian's Python comes without venv's own pip.
"$python" -m venv .venv >/dev/null 2>&1 || { debian python3-venv && "$python" -m venv .venv; } || {
    echo "Python cannot make a virtual environment. Install its venv module and try again:" >&2
    echo "    apt-get install python3-venv" >&2
    exit 1
}

echo "Installing the pinned dependencies in .venv …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .

.venv/bin/python -c 'import weasyprint' 2>/dev/null || pango || true
.venv/bin/python -c 'import weasyprint' 2>/dev/null || {
    echo "PDF needs Pango, which is not on this machine. Install it and run make again:" >&2
    echo "    apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0    (Debian, Ubuntu)" >&2
    echo "    dnf install pango    (Fedora)" >&2
    echo "    brew install pango   (macOS)" >&2
    exit 1
}
