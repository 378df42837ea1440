#!/usr/bin/env bash
# Everything that must hold: lint, Swift tests on SQLite and PostgreSQL, third-party judges, the whole cycle over HTTP,
# faults, the pages in a browser.
# One debug build serves them all. Goes on after a failing part, so that one run shows all that is wrong.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

tools/setup.sh test

reports=$local_dir/reports
rm -rf "$reports"
mkdir -p "$reports"
postgres=
stop_postgres() {
    [ -z "$postgres" ] || tools/postgres.sh stop "$postgres" || true
    postgres=
}
trap stop_postgres EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

failed_parts=()
part() {
    local name=$1
    shift
    step "$name"
    "$@" || { failed_parts+=("$name"); note "没有通过:$name"; }
}

part "规则检查" tools/lint.sh

step "编译全部代码和测试(首次约 5 分钟)"
logged build-tests swift_build --build-tests || {
    echo "0 passed, 1 failed"
    refuse "没有编译成功"
}

step "启动测试用的 PostgreSQL"
postgres=$(mktemp -d /tmp/mingcha-test.XXXXXX)
MINGCHA_TEST_POSTGRES=$(tools/postgres.sh start "$postgres" --no-fsync) || refuse "PostgreSQL 没有启动"

# Databases and servers side by side keep many files open; the usual soft limit of 1024 is little.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

# What the tests may read from their environment; CONTRIBUTING.md lists it.
export MINGCHA_TEST_POSTGRES
export MINGCHA_TEST_BIN=$root/.build/debug
export MINGCHA_TEST_SCREENS=$local_dir/screens
export MINGCHA_LOG_OUT=$local_dir/log-export
rm -rf "$MINGCHA_LOG_OUT"

# One run of the Swift tests: a name for its log and report, then what to run and how.
swift_tests() {
    local name=$1 status=0 log=$logs/swift-$1.log
    shift
    # Its own words on a failure are shorter than the end of the log: the failing tests, and all of a run that broke off.
    logged "swift-$name" swift test --skip-build --explicit-target-dependency-import-check error \
        --xunit-output "$reports/swift-$name.xml" "$@" 2>/dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        grep -E '^✘ (Test|Suite).*recorded an issue|error:' "$log" | head -n 100
        grep -q 'Test run with' "$log" || { note "测试中途停止,记录末尾($log):"; tail -n 40 "$log"; }
    fi
    grep -E 'Test run with|Executed [1-9][0-9]* test' "$log" || true
    # A run that found no test has shown nothing.
    grep -qE 'Test run with [1-9]' "$log" || status=1
    return "$status"
}
python_tests() { (cd "Tests/$1" && "$venv/bin/python" -m pytest --junitxml "$reports/$1.xml" .); }

# The database's own tests measure time and memory: alone, so that other tests do not count as theirs.
part "数据库测试" swift_tests database --no-parallel --filter '^DatabaseTests\.'
part "Swift 测试" swift_tests rest --parallel --skip '^DatabaseTests\.'
part "第三方评判" python_tests judges
part "全周期测试" python_tests cycle
part "差错与故障测试" python_tests faults
part "浏览器测试" python_tests browser
stop_postgres

step "测试结束"
[ ${#failed_parts[@]} -eq 0 ] || note "没有通过的部分:${failed_parts[*]}"
# The closing line: what the runners reported, and one failure for a part that failed without saying how.
"$venv/bin/python" tools/summary.py "${#failed_parts[@]}" "$reports"/*.xml
