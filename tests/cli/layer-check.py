#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a file an ATT&CK Navigator layer of format 4.5?  layer-check.py FILE...

Required and optional fields, types and allowed values as the published description of the format
gives them; a field it does not name is an error.  Prints what is wrong, one line each.
"""
import json
import re
import sys

TEXT, FLAG = str, bool


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def one_of(*allowed):
    return lambda value: isinstance(value, (str, int)) and value in allowed


def like(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def newer_navigator(value):
    return like(r"\d+(\.\d+)*")(value) and [int(part) for part in value.split(".")] >= [4, 9]


PAIR = {"name!": TEXT, "value!": TEXT}
LINK = {"label!": TEXT, "url!": like(r"[a-z][a-z0-9+.-]*:.+")}
DIVIDER = {"divider!": FLAG}
COLOUR = like(r"#[0-9A-Fa-f]{6}")
TECHNIQUE = {
    "techniqueID!": like(r"T\d{4}(\.\d{3})?"), "tactic": TEXT, "comment": TEXT, "enabled": FLAG,
    "score": number, "color": TEXT, "showSubtechniques": FLAG,
    "metadata": [(PAIR, DIVIDER)], "links": [(LINK, DIVIDER)],
}
LAYOUT = {
    "layout": one_of("side", "flat", "mini"), "showID": FLAG, "showName": FLAG,
    "showAggregateScores": FLAG, "countUnscored": FLAG,
    "aggregateFunction": one_of("average", "min", "max", "sum"),
    "expandedSubtechniques": one_of("none", "all", "annotated"),
}
LAYER = {
    "name!": TEXT, "domain!": one_of("enterprise-attack", "mobile-attack", "ics-attack"),
    "versions": {"attack": TEXT, "navigator!": newer_navigator, "layer!": one_of("4.5")},
    "description": TEXT, "customDataURL": TEXT, "filters": {"platforms": [TEXT]},
    "sorting": one_of(0, 1, 2, 3), "layout": LAYOUT, "hideDisabled": FLAG, "techniques": [TECHNIQUE],
    "gradient": {"colors!": [COLOUR], "minValue!": number, "maxValue!": number},
    "legendItems": [{"label!": TEXT, "color!": TEXT}],
    "showTacticRowBackground": FLAG, "tacticRowBackground": TEXT,
    "selectTechniquesAcrossTactics": FLAG, "selectSubtechniquesWithParent": FLAG,
    "selectVisibleTechniques": FLAG, "metadata": [(PAIR, DIVIDER)], "links": [(LINK, DIVIDER)],
}


def faults(value, shape, where):
    if isinstance(shape, tuple):
        found = [faults(value, one, where) for one in shape]
        return min(found, key=len)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where}: not a list"]
        return [f for i, item in enumerate(value) for f in faults(item, shape[0], f"{where}[{i}]")]
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{where}: not an object"]
        known = {name.rstrip("!"): inner for name, inner in shape.items()}
        bad = [f"{where}: {name} is missing" for name in (n[:-1] for n in shape if n[-1] == "!")
               if name not in value]
        for name, inner in value.items():
            bad += (faults(inner, known[name], f"{where}.{name}") if name in known
                    else [f"{where}: {name} is not a field of the format"])
        return bad
    good = isinstance(value, shape) if isinstance(shape, type) else shape(value)
    return [] if good else [f"{where}: {value!r} is not allowed"]


def layer_faults(layer):
    bad = faults(layer, LAYER, "layer")
    if bad:
        return bad
    gradient = layer.get("gradient")
    if gradient and (len(gradient["colors"]) < 2 or gradient["maxValue"] <= gradient["minValue"]):
        bad.append("layer.gradient: needs two colours and maxValue above minValue")
    seen = [(t["techniqueID"], t.get("tactic")) for t in layer.get("techniques", [])]
    bad += [f"layer.techniques: {t[0]} twice" for t in sorted(set(seen), key=str) if seen.count(t) > 1]
    return bad


def main():
    status = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            layers = json.load(file)
        for layer in layers if isinstance(layers, list) else [layers]:
            for fault in layer_faults(layer):
                print(f"{path}: {fault}")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
