"""Reference implementation of the region rule in Reference/README.md: identifier, area, address -> region. Judge of the Swift one."""
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLANK = re.compile("[ \t\u00a0\u3000]")


class Regions:
    def __init__(self, folder: pathlib.Path = ROOT / "Reference"):
        rows = yaml.safe_load((folder / "regions.yaml").read_text(encoding="utf-8"))["regions"]
        aliases = yaml.safe_load((folder / "region-aliases.yaml").read_text(encoding="utf-8"))
        self.row = {row["code"]: row for row in rows}
        self.prefectures = [row["code"] for row in rows if row["level"] == "prefecture"]
        self.short = {c: self.row[c]["name"].removesuffix("市").removesuffix("地区") for c in self.prefectures}
        self.zones = sorted(aliases["zone_prefixes"], key=lambda z: -len(z.encode()))
        names = {code: [] for code in self.prefectures}
        for row in rows:
            if row["level"] == "county" and row["parent"] in names:
                names[row["parent"]].append((row["name"], self.current(row["code"]), False))
        for alias in aliases["aliases"]:
            names[alias["prefecture"]].append((alias["name"], alias["region"], alias["assumed"]))
        # Longest name first; equal lengths by bytes. The first that starts the text wins.
        self.names = {p: sorted(n, key=lambda t: (-len(t[0].encode()), t[0].encode())) for p, n in names.items()}

    def current(self, code: str) -> str:
        while self.row[code]["successor"]:
            code = self.row[code]["successor"]
        return code

    def prefecture(self, code: str):
        row = self.row[code]
        return code if row["level"] == "prefecture" else row["parent"] if row["level"] == "county" else None

    def base(self, code: str) -> str:
        """The region the code names: itself or its successor; an unknown code names its prefecture, else the province."""
        if code in self.row:
            return self.current(code)
        return code[:4] + "00" if code[:4] + "00" in self.prefectures else code[:2] + "0000"

    def named(self, address: str, candidates: list):
        """The county that the address opens with: (region, assumed) or None."""
        text = BLANK.sub("", address)
        for lead in ("黑龙江省", "黑龙江"):
            if text.startswith(lead):
                text = text[len(lead):]
                break
        explicit = False
        for prefecture in candidates:
            lead = next((n for n in (self.row[prefecture]["name"], self.short[prefecture]) if text.startswith(n)), None)
            if lead:
                text, candidates, explicit = text[len(lead):], [prefecture], True
                break
        for prefecture in candidates:
            for name, region, assumed in self.names[prefecture]:
                if text.startswith(name):
                    return region, assumed
        if explicit:
            zone = next((z for z in self.zones if text.startswith(z)), None)
            if zone:
                for name, region, assumed in self.names[candidates[0]]:
                    if text[len(zone):].startswith(name):
                        return region, assumed
        return None

    def resolve(self, identifier: str, area: str, address: str):
        """(region or None, how, conflict). how: code, successor, address, prefecture, province, outside."""
        code = identifier[2:8]
        if not code.startswith("23"):
            return None, "outside", False
        base = self.base(code)
        by_code = self.prefecture(base)
        by_area = next((p for p in self.prefectures if area in (self.short[p], self.row[p]["name"])), None)
        candidates = [p for p in dict.fromkeys((by_code, by_area)) if p]
        found = self.named(address, candidates)
        is_county = self.row[base]["level"] == "county"
        if found and is_county and found[1]:
            found = None  # an assumed place never overrules a county code
        if found and found[0] != base:
            return found[0], "address", is_county
        if is_county:
            return base, "code" if code == base else "successor", False
        if by_code:
            return base, "prefecture", False
        return (by_area, "prefecture", False) if by_area else (base, "province", False)
