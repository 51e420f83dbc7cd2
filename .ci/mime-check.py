#!/usr/bin/env python3
"""Reads mails with Python's own parser and fails unless each is well formed and has what it must.

    mime-check.py preview/mails

Every line ends in CRLF and is short enough, no header is missing or double, the parts are a text
and an HTML that decode without a defect, the text is not empty, and no place for a name is left. A
calendar goes as a file, or as a call to one person: then its type says the method its text has.
"""

import email
import email.policy
import pathlib
import re
import sys
import urllib.parse

ONCE = ["From", "Reply-To", "To", "Subject", "Date", "Message-ID", "References", "Auto-Submitted", "List-Id",
        "X-Auto-Response-Suppress", "X-Forewarn-Plan", "X-Forewarn-Notice", "MIME-Version", "Content-Type"]
ALTERNATIVE = ["multipart/alternative", "text/plain", "text/html"]
TREES = [
    ALTERNATIVE,
    ["multipart/mixed", *ALTERNATIVE, "application/ics"],
    ["multipart/mixed", *ALTERNATIVE, "text/calendar", "application/ics"],
    [*ALTERNATIVE, "text/calendar"],
    ["multipart/mixed", *ALTERNATIVE],  # to whom the call is from
]
LINE_LIMIT = 998
POLICY = email.policy.SMTP.clone(raise_on_defect=False)


def lines(raw):
    if not raw.endswith(b"\r\n"):
        yield "does not end with a line's end"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "has a line break other than CRLF"
    longest = max(map(len, raw.split(b"\r\n")))
    if longest > LINE_LIMIT:
        yield f"has a line of {longest} bytes"
    if re.search(rb"[^\t\r\n -~]", raw):
        yield "has bytes that are not printable ASCII"


def headers(mail):
    for name in ONCE:
        count = len(mail.get_all(name, []))
        if count != 1:
            yield f"has {name} {count} times"
            continue
        value = mail[name]
        for defect in getattr(value, "defects", []):
            yield f"{name}: {defect!r}"
    if mail["Auto-Submitted"] != "auto-generated":
        yield f"Auto-Submitted is {mail['Auto-Submitted']}"
    for name in ("From", "To"):
        addresses = mail[name].addresses
        if len(addresses) != 1 or "@" not in addresses[0].addr_spec:
            yield f"{name} is not one address: {mail[name]}"
    if mail["Date"].datetime.tzinfo is None:
        yield "Date has no offset"
    if not re.fullmatch(r"<[^<>\s]+@[^<>\s]+>", mail["Message-ID"].strip()):
        yield f"Message-ID is {mail['Message-ID']}"


def calendars(mail, leaves):
    texts = []
    for leaf in leaves:
        content = leaf.get_payload(decode=True).decode()
        texts.append(content)
        if leaf.get_content_type() == "application/ics":
            if not leaf.is_attachment() or not leaf.get_filename().endswith(".ics"):
                yield "has a calendar that is no file"
            continue
        method = leaf.get_param("method")
        if f"\r\nMETHOD:{method}\r\n" not in content or method == "PUBLISH":
            yield f"says {method}, and its calendar does not"
        if leaf.get_content_disposition() is not None or leaf.get_param("component") != "VEVENT":
            yield "has a call that its reader would take for a file"
        unfolded = content.replace("\r\n ", "")
        called = re.findall(r"^ATTENDEE.*:mailto:(.*)\r$", unfolded, re.MULTILINE)
        if [urllib.parse.unquote(who).lower() for who in called] != [mail["To"].addresses[0].addr_spec.lower()]:
            yield f"calls {called}"
    several = mail["X-Forewarn-With"] is not None
    files = [leaf for leaf in leaves if leaf.get_content_type() == "application/ics"]
    if several and len({leaf.get_filename() for leaf in files}) < len(files):
        yield "has two files of one name"
    if several and len(files) > 1 and len(set(texts)) < len(files):
        yield "has the same file twice"
    if not several and len(set(texts)) > 1:
        yield "has two calendars that differ"


def parts(mail):
    for part in mail.walk():
        for defect in part.defects:
            yield f"{part.get_content_type()}: {defect!r}"
    kinds = [part.get_content_type() for part in mail.walk()]
    # A mail of several notices brings a file for each window.
    while mail["X-Forewarn-With"] is not None and kinds[-2:] == ["application/ics"] * 2:
        kinds.pop()
    if kinds not in TREES:
        yield f"is made of {kinds}"
        return
    leaves = [part for part in mail.walk() if not part.is_multipart()]
    text, html = (part.get_content() for part in leaves[:2])
    yield from calendars(mail, leaves[2:])
    if len(text.strip()) < 100:
        yield "has next to no text"
    if not html.lstrip().lower().startswith("<!doctype html"):
        yield "has an HTML part without a document type"
    for content in (text, html):
        if "QFWNAMEQ" in content or "{{" in content or "{%" in content:
            yield "has a place that was not filled"
        if "\ufffd" in content:
            yield "has text that could not be decoded"


def main():
    folder = pathlib.Path(sys.argv[1])
    seen, wrong = {}, []
    mails = sorted(folder.glob("*.eml"))
    for path in mails:
        raw = path.read_bytes()
        mail = email.message_from_bytes(raw, policy=POLICY)
        found = [*lines(raw), *headers(mail), *parts(mail)]
        twin = seen.setdefault(mail["Message-ID"], path.name)
        if twin != path.name:
            found.append(f"shares its Message-ID with {twin}")
        wrong += [f"{path.name}: {each}" for each in found]
    for each in wrong[:40]:
        print(f"mime-check: {each}", file=sys.stderr)
    print(f"mime-check: {len(mails)} mails read, {len(wrong)} things wrong")
    return 1 if wrong or not mails else 0


if __name__ == "__main__":
    sys.exit(main())
