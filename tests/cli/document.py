# SPDX-License-Identifier: GPL-3.0-or-later
"""document.py array|object|csv FILE [MEMBER...]: FILE is one document of that form, no member twice."""
import json
import re
import sys


def members(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        sys.exit(f"a member stands twice: {names}")
    return dict(pairs)


def rows_of(table):
    if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
        sys.exit("a table is no array of objects")
    if any(row.keys() != table[0].keys() for row in table):
        sys.exit("rows differ in their members")


def csv_tables(text):
    """RFC 4180 read strictly: CRLF, quotes only around a whole field, equal numbers of fields."""
    field = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
    record = re.compile(rf"{field}(?:,{field})*\r\n")
    at = width = 0
    while at < len(text):
        found = record.match(text, at)
        if not found:
            sys.exit(f"no record at {at}: {text[at:at + 60]!r}")
        n = sum(1 for _ in re.finditer(rf"(?:\A|,){field}", found.group()[:-2]))
        if found.group() == "\r\n":
            width = 0
        elif width and n != width:
            sys.exit(f"{n} fields instead of {width}: {found.group()!r}")
        else:
            width = n
        at = found.end()


form, path, *wanted = sys.argv[1:]
with open(path, encoding="utf-8", newline="") as file:
    text = file.read()
if form == "csv":
    csv_tables(text)
else:
    document = json.loads(text, object_pairs_hook=members)
    if isinstance(document, list) != (form == "array"):
        sys.exit(f"not an {form}")
    for table in [document] if form == "array" else document.values():
        rows_of(table)
    for name in wanted:
        if name not in document:
            sys.exit(f"no member {name}: {list(document)}")
