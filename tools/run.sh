#!/usr/bin/env bash
# From a fresh clone to a running house: set up, build, make the demonstration data once, serve.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

tools/build.sh
mingcha=.build/${CONFIG:-release}/mingcha
port=${PORT:-8080}
export MINGCHA_PORT=$port

if [ -n "${MINGCHA_DATABASE:-}" ]; then
    step "使用 MINGCHA_DATABASE 指定的数据库,不生成演示数据"
else
    # A demonstration that was interrupted leaves this mark: then it is made anew, and nothing else is ever removed.
    data=${MINGCHA_DATA:-data}
    unfinished=$data/demo-unfinished
    if [ -e "$unfinished" ]; then
        step "上次的演示数据没有生成完,重新生成"
        rm -f "$data"/mingcha.db "$data"/mingcha.db-wal "$data"/mingcha.db-shm
    fi
    if [ ! -e "$data/mingcha.db" ]; then
        step "生成演示数据:一个虚构的省,50000 户检查对象,走完整个流程"
        mkdir -p "$data"
        touch "$unfinished"
        "$mingcha" demo --subjects 50000 --data "$data" || refuse "演示数据没有生成"
        rm -f "$unfinished"
    fi
fi

step "启动,浏览器打开 http://127.0.0.1:$port (Ctrl-C 停止)"
exec "$mingcha" serve ${data:+--data "$data"}
