#!/usr/bin/env python3
"""Judge Policy/calendar.yaml against chinesecalendar for every day it covers.

    .local/venv/bin/python tools/judge-calendar.py [calendar.yaml]

Needs: pip install -r tools/requirements.txt. Exit 0 when every day agrees, 1 otherwise.
"""
import datetime
import pathlib
import sys

import chinese_calendar
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main() -> int:
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "Policy/calendar.yaml"
    calendar = yaml.safe_load(path.read_text(encoding="utf-8"))
    listed = {}
    for row in calendar["days"]:
        day = datetime.date.fromisoformat(row["date"])
        if day in listed:
            print(f"FAIL {day}: listed twice")
            return 1
        listed[day] = row["working"]
    first = datetime.date.fromisoformat(calendar["covered"]["from"])
    last = datetime.date.fromisoformat(calendar["covered"]["to"])
    wrong, working, days = [], {}, 0
    day = first
    while day <= last:
        ours = listed[day] if day in listed else day.weekday() < 5
        theirs = chinese_calendar.is_workday(day)
        if ours != theirs:
            wrong.append((day, ours, theirs))
        working[day.year] = working.get(day.year, 0) + ours
        days += 1
        day += datetime.timedelta(days=1)
    outside = [d for d in listed if not first <= d <= last]
    for day, ours, theirs in wrong:
        print(f"FAIL {day}: ours {'working' if ours else 'off'}, chinesecalendar {'working' if theirs else 'off'}")
    for day in outside:
        print(f"FAIL {day}: listed outside the covered range")
    print(f"{days} days compared, {len(wrong)} differ; working days {working}")
    return 1 if wrong or outside else 0


if __name__ == "__main__":
    sys.exit(main())
