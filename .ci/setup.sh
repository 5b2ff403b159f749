#!/bin/sh
# Finds Python, makes the virtual environment, writes the lock; `make` and `.ci/run` share it.
#
#   setup.sh pythons             every Python that can serve, newest first, one of each version
#   setup.sh venv DIR [PYTHON]   makes DIR from the lock; leaves it alone where it is up to date
#   setup.sh lock [--upgrade]    resolves pyproject.toml into the lock
#
# Exit code 2 and one sentence where something must be installed or asked differently first.
set -eu
cd "$(dirname "$0")/.."

versions="3.13 3.12 3.11"
lock=.ci/requirements.lock

say() { echo "tci-sim: $*" >&2; }

refuse() {
    say "$*"
    exit 2
}

# A name that stands on the PATH may still be a shim that cannot run: only running it tells.
version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' </dev/null 2>/dev/null
}

is_supported() {
    case " $versions " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

can_make_venv() {
    "$1" -c 'import ensurepip, venv' </dev/null 2>/dev/null
}

candidates() (
    found() { if [ -x "$1" ]; then echo "$1"; fi; }
    on_path() (
        IFS=:
        for folder in $PATH; do found "$folder/$1"; done
    )
    for version in $versions; do
        on_path "python$version"
        for python in "${PYENV_ROOT:-${HOME-}/.pyenv}/versions/$version"*/bin/python; do found "$python"; done
    done
    on_path python3
    on_path python
)

pythons() {
    seen=" "
    candidates | while read -r python; do
        version=$(version_of "$python") || continue
        case "$seen" in *" $version "*) continue ;; esac
        if is_supported "$version" && can_make_venv "$python"; then
            seen="$seen$version "
            echo "$python"
        fi
    done
}

install_into() {
    folder=$1
    shift
    "$folder/bin/python" -m pip install --quiet --no-input --disable-pip-version-check "$@"
}

# uv does in seconds what takes pip a minute. It does not read pip's settings: where it fails, pip has its turn.
install_lock() {
    folder=$1
    awk '/^[^ #]/ { uv = /^uv==/ } uv' "$lock" >"$folder/uv.txt"
    install_into "$folder" --require-hashes -r "$folder/uv.txt" || return 1
    UV_PYTHON_DOWNLOADS=never "$folder/bin/uv" pip install --quiet --require-hashes --python "$folder/bin/python" \
        -r "$lock" 2>/dev/null || install_into "$folder" --require-hashes -r "$lock"
}

lacks_venv() {
    refuse "$1 (Python $2) has no venv module: install it first (Debian, Ubuntu: apt-get install python$2-venv)."
}

explain_absence() {
    candidates | while read -r python; do
        version=$(version_of "$python") || continue
        if is_supported "$version"; then lacks_venv "$python" "$version"; fi
    done
    seen=$(candidates | while read -r python; do version_of "$python" || :; done | sort -u | tr '\n' ' ')
    refuse "needs one of Python $versions and found ${seen:-none }here: install one first" \
        "(Debian, Ubuntu: apt-get install python3 python3-venv)."
}

any_python() {
    python=$(pythons | head -n 1)
    if [ -z "$python" ]; then explain_absence; fi
    echo "$python"
}

make_venv() {
    folder=$1
    python=${2-}
    has=$(version_of "$folder/bin/python") || has=none
    if [ -n "$python" ]; then
        version=$(version_of "$python") || refuse "PYTHON=$python does not run."
        is_supported "$version" || refuse "PYTHON=$python is Python $version: use one of $versions."
    elif is_supported "$has"; then
        version=$has
    else
        python=$(any_python)
        version=$(version_of "$python")
    fi

    stamp=$folder/tci-sim-stamp
    wanted="$version $(pwd) $(cat "$lock" pyproject.toml | cksum)"
    if [ "$has" = "$version" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return; fi

    if [ "$has" != "$version" ]; then
        if [ -e "$folder" ] && [ ! -e "$folder/pyvenv.cfg" ]; then
            refuse "VENV=$folder exists and is no virtual environment: name another folder."
        fi
        can_make_venv "$python" || lacks_venv "$python" "$version"
        say "makes $folder with Python $version (once, a minute or less)"
        "$python" -m venv --clear "$folder"
    else
        say "brings $folder up to date with the lock"
    fi
    rm -f "$stamp"
    install_lock "$folder" || refuse "could not install what $lock names; pip says why above."
    install_into "$folder" --no-deps --no-build-isolation -e . || refuse "could not install tci-sim itself; pip says why above."
    echo "$wanted" >"$stamp"
}

write_lock() {
    python=$(any_python)
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    "$python" -m venv "$folder"
    install_into "$folder" uv
    # --universal: one lock for every Python we serve; no header and no index: no addresses in it
    UV_PYTHON_DOWNLOADS=never "$folder/bin/uv" pip compile --quiet --universal --generate-hashes --no-header \
        --python-version 3.11 --extra dev --extra notebooks "$@" pyproject.toml -o "$lock"
}

case "${1-}" in
pythons) pythons ;;
venv)
    shift
    make_venv "$@"
    ;;
lock)
    shift
    write_lock "$@"
    ;;
*) refuse "use: .ci/setup.sh pythons | venv DIR [PYTHON] | lock [--upgrade]" ;;
esac
