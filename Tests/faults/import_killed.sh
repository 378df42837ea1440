#!/bin/bash
# kill -9 in the middle of an import: the registry must hold nothing of it, and the next import all of it.
#
#   Tests/faults/import_killed.sh path/to/mingcha [rounds]
#
# Runs on SQLite in a folder of its own. Needs sqlite3 and python3. Exit 0 when every round held.
set -eu
mingcha=$(readlink -f "$1")
rounds=${2:-5}
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 - "$folder/rows.csv" <<'PY'
import sys
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
def code(serial):
    body = "91230102DEM%06d" % serial
    return body + ALPHABET[(31 - sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31) % 31]
with open(sys.argv[1], "w", encoding="utf-8", newline="") as out:
    out.write("企业名称,统一社会信用代码,经营范围,注册地址\r\n")
    for serial in range(40000):
        out.write("演示%d号店,%s,餐饮服务；食品零售；广告,道里区演示路%d号\r\n" % (serial, code(serial), serial))
PY

count() { sqlite3 "$folder/data/mingcha.db" "SELECT COUNT(*) FROM $1"; }

"$mingcha" migrate --data "$folder/data" >/dev/null
entries=$(count log_entry)
killed=0
for round in $(seq 1 "$rounds"); do
    "$mingcha" import subjects "$folder/rows.csv" --data "$folder/data" >/dev/null 2>"$folder/progress" &
    pid=$!
    # Not before rows are really going in: the progress line tells.
    for _ in $(seq 1 2000); do grep -q "导入检查对象" "$folder/progress" && break; sleep 0.01; done
    sleep "0.0$((round * 7 % 10))"
    kill -9 "$pid" 2>/dev/null && killed=$((killed + 1))
    wait "$pid" 2>/dev/null || true
    for table in registry_subject registry_subject_tag registry_import registry_import_refusal; do
        rows=$(count $table)
        if [ "$rows" != 0 ]; then echo "round $round: $table holds $rows rows"; exit 1; fi
    done
    if [ "$(count log_entry)" != "$entries" ]; then echo "round $round: the log grew"; exit 1; fi
done
if [ "$killed" = 0 ]; then echo "no import was killed in time"; exit 1; fi
"$mingcha" import subjects "$folder/rows.csv" --data "$folder/data" >/dev/null 2>&1
[ "$(count registry_subject)" = 40000 ] || { echo "the next import is not whole"; exit 1; }
[ "$(count log_entry)" = $((entries + 1)) ] || { echo "the log lacks the import"; exit 1; }
[ "$(sqlite3 "$folder/data/mingcha.db" 'PRAGMA integrity_check')" = ok ] || { echo "integrity"; exit 1; }
echo "ok: $killed of $rounds imports killed, nothing half-done, the next one whole"
