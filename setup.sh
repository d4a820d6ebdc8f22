#!/bin/sh
# Makes .venv with what is needed to run, and installs the native libraries that a PDF needs where they
# are missing and may be installed. Called by make; needs Python 3.11 or newer.
set -eu

python=${PYTHON:-python3}
cd "$(dirname "$0")"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Says nothing of its own: a package manager that may not install is no fault, and what is missing
# then is said below.
debian() {
    command -v apt-get && set -- as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "$@" || return 1
    "$@" || { as_root apt-get update && "$@"; }
} >/dev/null 2>&1

libraries() {
    debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ||
        { command -v dnf && as_root dnf install --assumeyes pango; } ||
        { command -v brew && brew install pango; }
} >/dev/null 2>&1

# Says what this machine lacks for a PDF, as the program says it; status 1 when it lacks anything.
pdf() {
    .venv/bin/python -c 'from factsheets.render.libraries import missing
raise SystemExit(missing() and str(missing()))'
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "factsheets needs Python 3.11 or newer; $python is older or missing." >&2
    echo "Install it, or name another: make sheets PYTHON=python3.12" >&2
    exit 1
}

"$python" -m venv .venv >/dev/null 2>&1 || {
    if command -v apt-get >/dev/null; then
        echo "Installing Python's venv module, which Debian leaves out …"
        debian "${python##*/}-venv" || true
    fi
    "$python" -m venv .venv >&2 || {
        echo "Python cannot make the folder .venv. Mend what it says above, and run make again." >&2
        exit 1
    }
}

echo "Installing the pinned dependencies in .venv …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-deps --require-hashes --requirement requirements.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-build-isolation --no-deps --editable .

pdf >/dev/null 2>&1 || {
    echo "Installing Pango and HarfBuzz, which a PDF needs …"
    libraries || true
    pdf >/dev/null || true
}
