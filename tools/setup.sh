#!/usr/bin/env bash
# Installs what is missing: tools/setup.sh [run|lint|test|bench]. Installs nothing twice; a second run takes under a second.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

purpose=${1:-run}
lists=(tools/apt-packages.txt)
case $purpose in
run) ;;
lint | bench) lists+=("tools/apt-packages-$purpose.txt") ;;
test) lists+=(tools/apt-packages-lint.txt tools/apt-packages-test.txt) ;;
*) refuse "不认识的用途 $purpose" "可用:run、lint、test、bench。" ;;
esac

# Debian's packages. Asked of dpkg each time (a stamp file would outlive the machine it was written on).
listed() { sed 's/#.*//' "$@" | tr -s ' \t' '\n' | sed '/^$/d' | sort -u; }
missing_packages() {
    comm -23 <(listed "${lists[@]}") \
        <(dpkg-query -W -f '${binary:Package} ${Status}\n' 2>/dev/null | sed -n 's/^\([^ :]*\).* install ok installed$/\1/p' | sort -u)
}
install_packages() {
    local options=(-y --no-install-recommends -o DPkg::Lock::Timeout=300)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@" && return
    # Not found, or gone from the mirror: the package lists are missing or old.
    as_root apt-get update || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@"
}

command -v dpkg-query >/dev/null || refuse "这台机器不是 Debian(没有 dpkg)" "明查的安装步骤为 Debian 12 编写。"
# Swift cannot be installed by Debian's package manager: a machine without it is told so before anything else is done.
command -v swift >/dev/null || refuse "没有找到 Swift 工具链" \
    "请先安装 Swift 6.3.1(Debian 12 版),解压到 /opt/swift,使 /opt/swift/usr/bin/swift 存在;" \
    "装在别处时,请把它的 usr/bin 加入 PATH。Debian 的软件源里没有 Swift,这一步不能代劳。"

mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -gt 0 ]; then
    step "安装系统软件包:${missing[*]}"
    # sudo asks for the password here, not inside the log.
    [ "$(id -u)" -eq 0 ] || ! command -v sudo >/dev/null || sudo -v
    logged "apt-$purpose" install_packages "${missing[@]}" || refuse "系统软件包没有装上" "请检查网络和软件源。"
fi

# Its version is asked only now: on a bare machine it does not start without the libraries above.
needed_swift=6.2
swift_version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1) || true
[ -n "$swift_version" ] || refuse "Swift 工具链不能运行" "请运行 swift --version 查看原因;需要 Debian 12 版的 Swift 6.3.1。"
if [ "$(printf '%s\n' "$needed_swift" "$swift_version" | sort -V | head -n 1)" != "$needed_swift" ]; then
    refuse "Swift $swift_version 太旧,需要 $needed_swift 以上" "请安装 Swift 6.3.1。"
fi

# Python environment in .local/venv.
python_for_venv() {
    local candidate
    for candidate in python3 /usr/bin/python3; do
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        command -v "$candidate"
        return
    done
    return 1
}
make_venv() {
    "$venv/bin/python" -c 'import pip' 2>/dev/null && return
    local python
    python=$(python_for_venv) || refuse "没有找到 Python 3.11 以上(含 venv)"
    step "建立 Python 环境 .local/venv"
    rm -rf "$venv"
    logged venv "$python" -m venv "$venv" || refuse "Python 环境没有建成"
}
pip_quietly() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@"; }

# htmx: one file out of a PyPI package, checked twice (the package by pip, the file against tools/vendor.sha256).
htmx=Sources/Web/Public/vendor/htmx-2.0.10.min.js
fetch_htmx() {
    local from
    from=$(mktemp -d "$local_dir/htmx.XXXXXX")
    pip_quietly download --no-deps --only-binary :all: --require-hashes -r tools/requirements-vendor.txt -d "$from" &&
        mkdir -p "$(dirname "$htmx")" &&
        "$venv/bin/python" -c 'import sys, zipfile
sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("django_htmx/static/django_htmx/htmx-2.min.js"))' \
            "$from"/*.whl >"$from/htmx.js" &&
        mv "$from/htmx.js" "$htmx"
    local status=$?
    rm -rf "$from"
    return $status
}
if ! sha256sum --check --status tools/vendor.sha256 2>/dev/null; then
    make_venv
    step "取得 htmx"
    logged htmx fetch_htmx || refuse "htmx 没有取到"
    sha256sum --check --status tools/vendor.sha256 || refuse "htmx 的校验值不符" "见 tools/vendor.sha256。"
fi

# install_python NAME FILE SENTENCE: what FILE pins, once for each content of FILE.
install_python() {
    local stamp
    stamp=$venv/installed-$1-$(sha256sum "$2" | cut -c 1-16)
    [ ! -e "$stamp" ] || return 0
    make_venv
    step "$3($2)"
    logged "pip-$1" pip_quietly install --require-hashes --only-binary :all: -r "$2" ||
        refuse "Python 软件包没有装上" "请检查网络。"
    rm -f "$venv/installed-$1"-*
    touch "$stamp"
}
[ "$purpose" = lint ] || install_python run tools/requirements-run.txt "安装生成 PDF 的排版程序"
if [ "$purpose" = test ] || [ "$purpose" = bench ]; then
    install_python judges tools/requirements.txt "安装 Python 评判库和浏览器驱动"
fi
step "环境齐备(Swift $swift_version)"
