#!/usr/bin/env bash
# Our figures beside a yardstick of the same run, into .local/bench.md; what is measured is in Benchmarks/bench.py.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

tools/setup.sh bench
CONFIG=release tools/build.sh

step "测量(请让机器空闲)"
MINGCHA_TEST_BIN=$root/.build/release "$venv/bin/python" Benchmarks/bench.py "$local_dir/bench.md"
