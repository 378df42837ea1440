#!/usr/bin/env python3
"""Professional classes (3.3.1), recomputed from Policy/grading.yaml without any of the house's code: the fixed examples of
Tests/StoreTests/Registry/GradingTests.swift, and that in every field the credit class can give more than half of all points."""
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main() -> int:
    rules = {rule["id"]: rule for rule in yaml.safe_load((ROOT / "Policy/grading.yaml").read_text(encoding="utf-8"))["rules"]}

    def points(name: str) -> dict[str, int]:
        return {key: int(value) for key, value in (entry.split("=") for entry in rules[name]["list"])}

    bad = []
    fields = [entry.split("=")[0] for entry in rules["grading.fields"]["list"]]
    for field in fields:
        most = [max(points(f"grading.{field}.{part}").values()) for part in ("credit", "industry", "region", "results")]
        if most[0] * 10_000 // sum(most) <= rules["grading.credit.weight"]["value"]:
            bad.append(f"{field}: credit gives {most[0]} of {sum(most)}")
        levels = list(points(f"grading.{field}.classes").values())
        if levels != sorted(set(levels)) or levels[0] != 0:
            bad.append(f"{field}: thresholds {levels}")

    def grade(field: str, risk: str, tags: list[str], region: str, results: str) -> tuple[int, int]:
        regions = points(f"grading.{field}.region")
        held = [code for code in regions if region.startswith(code.rstrip("0"))]
        total = (points(f"grading.{field}.credit").get(risk, 0)
                 + max([points(f"grading.{field}.industry").get(tag, 0) for tag in tags] or [0])
                 + max([regions[code] for code in held] or [0]) + points(f"grading.{field}.results").get(results, 0))
        return max(int(key) for key, start in points(f"grading.{field}.classes").items() if start <= total), total

    for question, answer in [(("food", "C", ["catering", "food-sale"], "230102", "none"), (3, 58)),
                             (("food", "D", ["infant-formula"], "230700", "problem"), (4, 84)),
                             (("food", "A", ["food-sale"], "230700", "clean"), (1, 6)),
                             (("food", "B", ["food-sale"], "230700", "clean"), (1, 24)),
                             (("food", "B", ["food-sale"], "230700", "none"), (2, 30))]:
        if grade(*question) != answer:
            bad.append(f"{question}: {grade(*question)}, not {answer}")
    for line in bad:
        print("FAIL", line)
    print(f"{len(fields)} fields, 5 examples, {len(bad)} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
