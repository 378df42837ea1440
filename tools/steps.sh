# shellcheck shell=bash
# Sourced by every script here: where things are, and how a step shows what it does and how long it takes.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034  # read by the scripts that source this file
local_dir=$root/.local venv=$root/.local/venv logs=$root/.local/logs
mkdir -p "$logs"
cd "$root" || exit 1

# A Swift that is installed but not on the PATH is found where the tool-chain archives put it.
command -v swift >/dev/null || PATH=$PATH:/opt/swift/usr/bin

# Seconds count from the first script of a chain (run.sh calls setup.sh).
export MINGCHA_STEPS_FROM=${MINGCHA_STEPS_FROM:-$(date +%s)}

elapsed() { echo $(($(date +%s) - MINGCHA_STEPS_FROM)); }
step() { printf '==> [%4d 秒] %s\n' "$(elapsed)" "$*"; }
note() { printf '             %s\n' "$*"; }
refuse() {
    printf '==> [%4d 秒] 不能继续:%s\n' "$(elapsed)" "$1" >&2
    shift
    [ $# -eq 0 ] || printf '             %s\n' "$@" >&2
    exit 1
}

# logged NAME COMMAND…: runs it with its output in .local/logs/NAME.log, shows the last line of that every ten seconds
# (on a terminal every second, in place), and on failure what the log says is wrong.
logged() {
    local name=$1 log=$logs/$1.log status=0 shell=$BASHPID
    shift
    : >"$log"
    # The command stays in the foreground, so that Ctrl-C reaches it; the ticker ends with the command or with us.
    (
        pause=10 begin='             ' end='\n'
        [ ! -t 1 ] || { pause=1 begin='\r\033[K             ' end=''; }
        while sleep "$pause" && kill -0 "$shell" 2>/dev/null; do
            # shellcheck disable=SC2059  # the format is ours, the log line is an argument
            printf "${begin}… 第 %d 秒 %s${end}" "$(elapsed)" "$(tail -n 1 "$log" | tr -d '\r' | cut -c 1-90)"
        done
    ) &
    local ticker=$!
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    [ ! -t 1 ] || printf '\r\033[K'
    [ "$status" -eq 0 ] && return 0
    note "失败(退出码 $status),完整记录:.local/logs/$name.log" >&2
    { grep -E '(^|[ :])error:' "$log" | sort -u | head -n 20; echo "             --- 记录末尾 ---"; tail -n 25 "$log"; } >&2
    return "$status"
}

# The compiler holds the walls between targets: an undeclared import of a sibling is an error in every build.
swift_build() { swift build --explicit-target-dependency-import-check error "$@"; }

# as_root COMMAND…: runs it as root, through sudo if need be.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        refuse "安装软件包需要管理员权限" "请用 root 运行,或先装好 sudo。"
    fi
}
