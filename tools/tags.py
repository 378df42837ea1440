"""Reference implementation of the tag rule in Reference/README.md: scope, name, type -> tags. Judge of the Swift one."""
import pathlib

import ahocorasick
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLANK = set(" \t\r\n\u00a0\u3000")
OPEN, CLOSE = set("([{<【〔〖〈"), set(")]}>】〕〗〉")


def normalise(text: str) -> str:
    """Blanks out; full-width ASCII to ASCII; a-z to upper case; every bracket but 《》 to ( or )."""
    out = []
    for char in text:
        if char in BLANK:
            continue
        if "\uff01" <= char <= "\uff5e":
            char = chr(ord(char) - 0xFEE0)
        if "a" <= char <= "z":
            char = char.upper()
        out.append("(" if char in OPEN else ")" if char in CLOSE else char)
    return "".join(out)


class Scanner:
    """All occurrences of many phrases: (start, end, phrase), by end, overlapping ones included."""

    def __init__(self, phrases):
        self.machine = ahocorasick.Automaton()
        for phrase in phrases:
            self.machine.add_word(phrase, phrase)
        if phrases:
            self.machine.make_automaton()

    def hits(self, text):
        if not len(self.machine):
            return []
        return [(end + 1 - len(phrase), end + 1, phrase) for end, phrase in self.machine.iter(text)]


class Tagger:
    def __init__(self, path: pathlib.Path = ROOT / "Reference/tag-rules.yaml"):
        data = yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))
        self.tags = [tag["code"] for tag in data["tags"]]
        self.names = {tag["code"]: tag["name"] for tag in data["tags"]}
        self.rules = data["rules"]
        negation = data["negation"]
        self.opening, self.forward, self.backward, self.exempt = (
            set(negation[key]) for key in ("opening", "forward", "backward", "exempt")
        )
        self.negations = Scanner(self.opening | self.forward | self.backward | self.exempt)
        self.by_phrase = {}
        for index, rule in enumerate(self.rules):
            for role in ("any", "with", "all", "none", "unless", "name_any"):
                for phrase in rule[role]:
                    self.by_phrase.setdefault(phrase, []).append((index, role))
        self.scanner = Scanner(self.by_phrase)
        self.bare = [i for i, rule in enumerate(self.rules) if not (rule["any"] or rule["all"] or rule["name_any"])]

    def clean(self, scope: str):
        """Normalised scope with negated stretches blanked (U+0000), and the clause number of every character."""
        text = normalise(scope)
        group, clause = [0] * len(text), [0] * len(text)
        spans = [[0, len(text), True]]  # group: start, end, closed
        stack, clauses, next_clause = [0], [0], 1
        for i, char in enumerate(text):
            if char == "(":
                spans.append([i + 1, len(text), False])
                group[i], clause[i] = stack[-1], clauses[-1]
                stack.append(len(spans) - 1)
                clauses.append(next_clause)
                next_clause += 1
                continue
            if char == ")" and len(stack) > 1:
                spans[stack.pop()][1:] = [i, True]
                clauses.pop()
            elif char in ",;。":
                clauses[-1] = next_clause
                next_clause += 1
            group[i], clause[i] = stack[-1], clauses[-1]
        hits = self.negations.hits(text)
        safe = [(a, b) for a, b, phrase in hits if phrase in self.exempt]
        masked = bytearray(len(text))
        for a, b, phrase in hits:
            if phrase in self.exempt or any(x <= a and b <= y for x, y in safe):
                continue
            own = group[a]
            if phrase in self.opening and not (own and a == spans[own][0]):
                continue
            start, end, closed = spans[own]
            # Inside a closed bracket a comma goes on listing; in the open text, or in a bracket that never closes, it ends the stretch.
            stops = ";。" if own and closed else ",;。"
            if phrase not in self.backward:
                stop = next((i for i in range(b, end) if group[i] == own and text[i] in stops), end)
                masked[a:stop] = b"\1" * (stop - a)
            else:
                first = next((i + 1 for i in range(a - 1, start - 1, -1) if group[i] == own and text[i] in stops), start)
                masked[first:b] = b"\1" * (b - first)
        return "".join("\0" if masked[i] else char for i, char in enumerate(text)), clause

    def found(self, text):
        """Per rule and role, the occurrences that no `none` phrase of the same rule holds."""
        raw = {}
        for a, b, phrase in self.scanner.hits(text):
            for index, role in self.by_phrase[phrase]:
                raw.setdefault(index, {}).setdefault(role, []).append((a, b, phrase))
        for roles in raw.values():
            shield = roles.pop("none", [])
            for role in roles:
                roles[role] = [h for h in roles[role] if not any(x <= h[0] and h[1] <= y for x, y, _ in shield)]
        return raw

    def tag(self, scope: str, name: str, kind: str):
        text, clause = self.clean(scope)
        in_scope, in_name = self.found(text), self.found(normalise(name))
        result = set()
        for index in {*in_scope, *in_name, *self.bare}:
            rule = self.rules[index]
            if rule["types"] and kind not in rule["types"]:
                continue
            by_name = in_name.get(index, {})
            if index in self.bare or by_name.get("name_any") and not by_name.get("unless"):
                result.add(rule["tag"])
                continue
            roles = in_scope.get(index, {})
            if roles.get("unless"):
                continue
            hits = roles.get("any", [])
            if rule["with"]:
                far = len(text) if rule["within"] is None else rule["within"]
                # the gap is the number of characters between the two; negative or 0 when they touch or overlap
                hits = [
                    (a, b, phrase)
                    for a, b, phrase in hits
                    if any(clause[a] == clause[x] and max(x - b, a - y) <= far for x, y, _ in roles.get("with", []))
                ]
            present = {phrase for _, _, phrase in roles.get("all", [])}
            if (hits or not rule["any"]) and (rule["any"] or rule["all"]) and set(rule["all"]) <= present:
                result.add(rule["tag"])
        return [tag for tag in self.tags if tag in result]
