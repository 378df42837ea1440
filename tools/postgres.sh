#!/usr/bin/env bash
# A PostgreSQL of our own for tests and benchmarks, on 127.0.0.1 with trust authentication, in a directory of its own.
#   tools/postgres.sh start DIR [--no-fsync]   makes DIR (new or empty), starts the server, prints its URL
#   tools/postgres.sh url DIR                  prints the URL again
#   tools/postgres.sh stop DIR                 stops the server and removes DIR
# PostgreSQL refuses to run as root: then it runs as the user postgres, who must be able to reach DIR (use /tmp).
set -euo pipefail

fail() {
    printf 'PostgreSQL:%s\n' "$1" >&2
    exit 1
}
usage="用法:tools/postgres.sh start|stop|url 目录 [--no-fsync]"
verb=${1:-} dir=${2:-} option=${3:-}
if [ -z "$verb" ] || [ -z "$dir" ]; then fail "$usage"; fi
[ -z "$option" ] || [ "$option" = --no-fsync ] || fail "$usage"

# The newest server Debian has installed.
bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/pg_ctl" ] || fail "没有安装服务器(缺软件包 postgresql)"

as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}
free_port() {
    local port
    for _ in $(seq 100); do
        port=$((RANDOM % 20000 + 20000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    fail "找不到空闲端口"
}

start() {
    if [ -e "$dir" ] && [ -n "$(ls -A "$dir" 2>/dev/null)" ]; then fail "目录不是空的:$dir"; fi
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    chmod 700 "$dir"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$dir"
    as_server test -w "$dir" || fail "用户 postgres 进不了目录 $dir(请用 /tmp 下的目录)"
    # The mark that lets `stop` remove this directory and no other.
    as_server touch "$dir/mingcha-postgres"

    local sync=()
    [ -z "$option" ] || sync=(--no-sync)
    as_server "$bin/initdb" -D "$dir/data" -U mingcha -A trust -E UTF8 --locale=C.UTF-8 "${sync[@]}" \
        >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb 失败"; }
    {
        echo "listen_addresses = '127.0.0.1'"
        echo "unix_socket_directories = ''"
        echo "max_connections = 800"
        echo "timezone = 'UTC'"
        # Only for tests that throw the cluster away: a crash of the machine would lose it.
        [ -z "$option" ] || printf 'fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n'
    } | as_server tee -a "$dir/data/postgresql.conf" >/dev/null

    # Another program may take the port between the look and the start: then look again.
    local port
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        if as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 -o "-p $port" start >/dev/null 2>&1; then
            echo "postgres://mingcha@127.0.0.1:$port/mingcha" | as_server tee "$dir/url" >/dev/null
            as_server "$bin/createdb" -h 127.0.0.1 -p "$port" -U mingcha mingcha
            cat "$dir/url"
            return
        fi
        grep -q 'Address already in use' "$dir/server.log" || break
    done
    tail -n 20 "$dir/server.log" >&2 || true
    fail "服务器没有启动"
}

stop() {
    [ -e "$dir/mingcha-postgres" ] || fail "不是本脚本建立的目录:$dir"
    dir=$(cd "$dir" && pwd)
    local pid=
    [ ! -s "$dir/data/postmaster.pid" ] || pid=$(head -n 1 "$dir/data/postmaster.pid")
    if [ -n "$pid" ]; then
        as_server "$bin/pg_ctl" -D "$dir/data" -w -t 20 -m fast stop >/dev/null 2>&1 ||
            as_server "$bin/pg_ctl" -D "$dir/data" -w -t 10 -m immediate stop >/dev/null 2>&1 ||
            # A stale file may name a process that is not ours: look before the last resort.
            ! grep -qF "$dir/data" "/proc/$pid/cmdline" 2>/dev/null || kill -KILL "$pid" || true
    fi
    rm -rf "$dir"
}

case $verb in
start) start ;;
stop) stop ;;
url) cat "$dir/url" 2>/dev/null || fail "没有在运行:$dir" ;;
*) fail "$usage" ;;
esac
