#!/usr/bin/env bash
# Our figures beside a yardstick of the same run, into .local/bench.md; what is measured is in Benchmarks/sections.
#   MINGCHA_BENCH_QUICK=1                 small sizes, one round: a minute or two
#   MINGCHA_BENCH_ONLY=matching,tickets   these sections only
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

tools/setup.sh bench
CONFIG=release tools/build.sh
step "编译 draw-benchmark"
logged build-release-draw-benchmark swift_build -c release --product draw-benchmark || refuse "draw-benchmark 没有编译成功"
step "编译 index-benchmark"
logged build-release-index-benchmark swift_build -c release --product index-benchmark || refuse "index-benchmark 没有编译成功"

step "测量(请让机器空闲)"
MINGCHA_TEST_BIN=$root/.build/release "$venv/bin/python" Benchmarks/bench.py "$local_dir/bench.md"
