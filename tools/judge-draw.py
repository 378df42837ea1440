#!/usr/bin/env python3
"""Judges `mingcha-verify draw` and `tickets` by PyPI consistent-sampler.

Usage: judge-draw.py PATH-TO-mingcha-verify [ids]      (default 100000 identifiers)
"""
import json
import os
import random
import subprocess
import sys
import tempfile

from consistent_sampler.consistent_sampler import first_fraction
from consistent_sampler import sampler


def run(*words):
    done = subprocess.run(words, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{words}: exit {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def draw(verify, folder, seed, ids, take):
    path = os.path.join(folder, "ids.txt")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.writelines(identifier + "\n" for identifier in ids)
    answer = run(verify, "draw", "--seed", seed, "--ids", path, "--take", str(take))
    expected = list(sampler(ids, seed=seed, take=take, output="id"))
    assert answer["selected"] == expected, (seed, take, answer["selected"][:3], expected[:3])
    assert answer["tickets"] == [first_fraction(identifier, seed) for identifier in expected]
    assert answer["seed"] == seed and answer["ids_file"] == path


def strange(rng):
    alphabet = "aZ09:- \t\"'\\/é\u0301e中文𠮷😀\u200d\u2028\u0000\u007f\u0085ßİ"
    return "".join(rng.choices(alphabet, k=rng.randint(1, 12)))


def main():
    verify = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    rng = random.Random(20260301)
    with tempfile.TemporaryDirectory() as folder:
        ids = [f"{rng.getrandbits(80):020X}" for _ in range(count)]
        for take in (0, 1, count // 100, count):
            draw(verify, folder, "01382438112797316654", ids, take)
        for number in range(300):
            ids = list({strange(rng) for _ in range(rng.randint(1, 60))})
            seed = strange(rng).replace("\u0000", "0")
            draw(verify, folder, "s" + seed, ids, rng.randint(0, len(ids) + 2))
        path = os.path.join(folder, "tickets.json")
        questions = [{"seed": strange(rng), "id": strange(rng)} for _ in range(5000)]
        questions.append({"seed": "", "id": ""})
        with open(path, "w", encoding="utf-8") as file:
            json.dump(questions, file)
        answers = run(verify, "tickets", path)
        assert answers == [{**q, "ticket": first_fraction(q["id"], q["seed"])} for q in questions]
    print(f"{count} identifiers at four sizes, 300 draws of strange strings and {len(questions)} tickets agree "
          "with consistent-sampler")


if __name__ == "__main__":
    main()
