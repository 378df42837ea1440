#!/usr/bin/env bash
# Builds the two commands into .build/$CONFIG (release unless told).
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

config=${CONFIG:-release}
case $config in release | debug) ;; *) refuse "CONFIG 只能是 release 或 debug,不是 $config" ;; esac
tools/setup.sh run

first=
[ -x ".build/$config/mingcha" ] || first="(首次约 6 分钟)"
[ -n "$first" ] && [ "$config" = debug ] && first="(首次约 4 分钟)"
for product in mingcha mingcha-verify; do
    step "编译 $product($config)$first"
    logged "build-$config-$product" swift_build -c "$config" --product "$product" || refuse "$product 没有编译成功"
    first=
done
