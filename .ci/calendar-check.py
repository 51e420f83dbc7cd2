#!/usr/bin/env python3
"""Reads our calendars with other people's parsers and fails unless they say what ours does.

    calendar-check.py FOLDER…

Takes every .ics file and every calendar inside an .eml file of the folders. Each must be read without
an error by icalendar, survive being written again, and have its times in UTC; maintenance notes must
be understood by circuit-maintenance-parser. Both come from the packages that .ci/packages installs.
"""

import email
import email.policy
import pathlib
import sys
from datetime import timedelta

try:
    import icalendar
    from circuit_maintenance_parser import NotificationData, init_provider
except ImportError as missing:
    print(f"calendar-check: NOT RUN: {missing}; run .ci/packages, and this with its Python", file=sys.stderr)
    sys.exit(2)

KINDS = ("text/calendar", "application/ics")
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED", "IN-PROCESS", "COMPLETED"}


def calendars(folder):
    for path in sorted(folder.rglob("*.ics")):
        yield path.name, path.read_bytes()
    for path in sorted(folder.rglob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
        for part in mail.walk():
            if part.get_content_type() in KINDS:
                yield f"{path.name} ({part.get_content_type()})", part.get_payload(decode=True)


def events(raw):
    calendar = icalendar.Calendar.from_ical(raw)
    again = icalendar.Calendar.from_ical(calendar.to_ical())
    if again.to_ical() != calendar.to_ical():
        yield "reads differently when it is written again"
    found = list(calendar.walk("VEVENT"))
    if calendar.get("method") != "PUBLISH" and len(found) != 1:
        yield f"has {len(found)} events"
    for component in calendar.walk():
        for name, why in getattr(component, "errors", []):
            yield f"{name}: {why}"
    for event in found:
        for name in ("dtstart", "dtend", "dtstamp"):
            if event.decoded(name).utcoffset() != timedelta(0):
                yield f"{name} is not in UTC"
        if event.decoded("dtend") <= event.decoded("dtstart"):
            yield "ends before it begins"
        if not str(event["organizer"]).startswith("mailto:"):
            yield f"is organized by {event['organizer']}"


def notes(raw):
    notification = NotificationData.init_from_raw("ical", raw)
    found = init_provider("genericprovider").get_maintenances(notification)
    event = icalendar.Calendar.from_ical(raw).walk("VEVENT")[0]
    if len(found) != 1:
        yield f"is {len(found)} maintenances"
        return
    note = found[0]
    if note.maintenance_id != str(event["X-MAINTNOTE-MAINTENANCE-ID"]) or note.status.value not in STATUSES:
        yield f"is read as {note.maintenance_id}, {note.status}"
    if (note.start, note.end) != tuple(int(event.decoded(name).timestamp()) for name in ("dtstart", "dtend")):
        yield "is read with other times"
    objects = event["X-MAINTNOTE-OBJECT-ID"]
    objects = objects if isinstance(objects, list) else [objects]
    if {circuit.circuit_id for circuit in note.circuits} != set(map(str, objects)):
        yield "is read with other objects"


def main():
    seen, noted, wrong = 0, 0, []
    for folder in sys.argv[1:]:
        before = seen
        for name, raw in calendars(pathlib.Path(folder)):
            seen += 1
            try:
                found = list(events(raw))
                if b"X-MAINTNOTE-" in raw:
                    noted += 1
                    found += notes(raw)
            except Exception as error:  # whatever their parser stumbles over is our fault
                found = [f"{type(error).__name__}: {error}"]
            wrong += [f"{name}: {each}" for each in found]
        if seen == before:
            wrong.append(f"{folder}: has no calendar")
    for each in wrong[:40]:
        print(f"calendar-check: {each}", file=sys.stderr)
    print(f"calendar-check: {seen} calendars read, {noted} of them maintenance notes, {len(wrong)} things wrong")
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
