#!/usr/bin/env bash
# The formatter's and the house's rules; --fix lets the formatter write.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

swift_paths=(Package.swift Sources Tests)
[ ! -d Benchmarks ] || swift_paths+=(Benchmarks)

if [ "${1:-}" = --fix ]; then
    step "整理代码格式"
    swift format --in-place --parallel --recursive "${swift_paths[@]}"
    exit
fi

tools/setup.sh lint
wrong=0

step "检查代码格式(swift format)"
swift format lint --strict --parallel --recursive "${swift_paths[@]}" || wrong=1

step "检查脚本(shellcheck)"
shellcheck -x tools/*.sh .ci/run || wrong=1

step "检查命名与禁用写法"
if git grep --untracked -nE '\b(class|struct|enum|actor|protocol|typealias) +\w*(Manager|Helper|Util|Utils|Service|Common|Core|Shared)\b' \
    -- 'Sources/*.swift' 'Tests/*.swift'; then
    note "以上名称说不出它是什么:请换成它所指事物的名字。"
    wrong=1
fi
if git grep --untracked -nE '\b(fatalError|try!)' -- 'Sources/*.swift' | grep -vE ':[0-9]+: *//'; then
    note "以上写法会让整个服务停掉:请改为抛出错误。"
    wrong=1
fi
git ls-files -co --exclude-standard -- '*.swift' | while read -r file; do
    [ ! -e "$file" ] || echo "$(wc -l <"$file") $file"
done | awk '$1 > 300 { printf "             提示:%s 有 %d 行,超过 300 行\n", $2, $1 }'

[ "$wrong" -eq 0 ] || refuse "规则检查没有通过"
