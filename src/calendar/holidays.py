#!/usr/bin/env python3
"""Writes holidays.txt, the public holidays that forewarn carries.

    python3 -m venv /tmp/holidays && /tmp/holidays/bin/pip install holidays
    /tmp/holidays/bin/python src/calendar/holidays.py

The only input is the installed release of the Python package `holidays`; the same release always
gives the same bytes. Raise FIRST and LAST here, then the constants in holiday.rs (a test compares).

The file, line by line; fields are separated by one tab:

    # ...                                   header: release, years, licence
    = GB   United Kingdom|GBR|UK   2040     country: code, names, last year that can be trusted
    - ENG  England                          region of that country: code, names
    Good Friday   -SCT   0418:25 0403:26    holiday: name, where, dates

Where: empty is everywhere; `+A,B` only there; `-A,B` everywhere but there; `.` is the country for
somebody who names no region. Dates: `1225` is every year of the file, `0403:26,37` is 3 April of
2026 and of 2037.
"""

import re
import sys
import warnings
from collections import defaultdict
from importlib.metadata import distribution
from pathlib import Path

# This file has the package's name; without its own folder in the path, the import finds the package.
sys.path.pop(0)

import holidays
from holidays.registry import COUNTRIES

FIRST, LAST = 2025, 2040
YEARS = range(FIRST, LAST + 1)
WHOLE_COUNTRY = "."
SMALL_WORDS = {"And", "Of", "The"}


def language(entity):
    """English as written there, else American English, else what there is."""
    own = entity.default_language
    if own is None or own.startswith("en"):
        return own
    english = sorted(tag for tag in entity.supported_languages if tag.startswith("en"))
    return "en_US" if "en_US" in english else (english or [own])[0]


def days(code, region):
    """date -> set of names; names that share a day are told apart."""
    entity = getattr(holidays, code)
    found = holidays.country_holidays(
        code, subdiv=region, years=YEARS, language=language(entity), categories=("public",)
    )
    return {
        day: set(name.split("; ")) for day, name in found.items() if FIRST <= day.year <= LAST
    }


def last_year(entity, national):
    """The package stops early for some calendars, which shows as a sudden loss of holidays."""
    count = defaultdict(int)
    for day in national:
        count[day.year] += 1
    last = min(LAST, entity.end_year)
    for year in YEARS:
        if year <= last and count[year] * 3 < count[FIRST] * 2:
            return year - 1
    return last


def compact(dates):
    """Month and day with the years it falls on; no years when it is all of them."""
    years = defaultdict(list)
    for day in dates:
        years[f"{day.month:02}{day.day:02}"].append(day.year)
    return " ".join(
        day if len(on) == len(YEARS) else day + ":" + ",".join(str(y % 100) for y in sorted(on))
        for day, on in sorted(years.items())
    )


def where(having, places):
    """The shorter way to say which places have a holiday."""
    if len(having) == len(places):
        return ""
    without = [place for place in places if place not in having]
    if len(without) < len(having):
        return "-" + ",".join(without)
    return "+" + ",".join(sorted(having))


def names(*candidates):
    """Names without repeats, in order."""
    kept = list(dict.fromkeys(name for name in candidates if name))
    assert not any(mark in name for name in kept for mark in "|\t\n"), kept
    return "|".join(kept)


def country_name(module):
    words = [word.capitalize() for word in module.split("_")]
    return " ".join(w.lower() if i and w in SMALL_WORDS else w for i, w in enumerate(words))


def country(module, codes):
    """The lines of one country."""
    code = codes[1]
    entity = getattr(holidays, code)
    places = [WHOLE_COUNTRY] + sorted(entity.subdivisions)
    by_place = {p: days(code, None if p == WHOLE_COUNTRY else p) for p in places}
    having = defaultdict(set)
    for place, found in by_place.items():
        for day, titles in found.items():
            for title in titles:
                having[title, day].add(place)
    lines = defaultdict(list)
    for (title, day), there in having.items():
        lines[names(title), where(there, places)].append(day)

    last = last_year(entity, by_place[WHOLE_COUNTRY])
    aliases = sorted(alias for alias in codes[2:] if not alias.startswith("Holidays"))
    yield f"= {code}\t{names(country_name(module), *aliases)}\t{last}"
    for region in places[1:]:
        known_as = [a for a, target in entity.subdivisions_aliases.items() if target == region]
        known_as.sort(key=lambda alias: (not re.search("[a-z]", alias), alias))
        yield f"- {region}\t{names(*known_as)}".rstrip("\t")
    for (title, there), dates in sorted(lines.items()):
        yield f"{title}\t{there}\t{compact(dates)}"


def header():
    package = distribution("holidays")
    licence = next(f for f in package.files if f.name == "LICENSE").read_text().strip()
    yield f"# release: holidays {package.version}"
    yield f"# years: {FIRST}-{LAST}"
    yield "# licence: MIT, as below; dates and names are from the Python package `holidays`."
    yield "# Written by holidays.py, which explains the lines. Do not edit."
    yield "#"
    for line in licence.splitlines():
        yield f"# {line}".rstrip()


def main():
    warnings.simplefilter("ignore")
    lines = list(header())
    for module, codes in sorted(COUNTRIES.items(), key=lambda item: item[1][1]):
        lines.extend(country(module, codes))
    target = Path(__file__).with_name("holidays.txt")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


main()
