#!/usr/bin/env python3
"""Sends what is due to a real mail server on loopback and compares every accepted mail with the preview.

    delivery-check.py target/release/forewarn plans/hospital.yaml --now 2027-01-05T09:00

The server is Postfix's smtp-sink, which writes down what it accepted. What it adds is undone: its own
headers in front, the empty line behind, and LF for CRLF. The mail must then be, byte for byte but for
its Date, the file that `preview --all` wrote for that reader; each due mail must have come once; and
a second run must send nothing. Without --now, each moment of the timeline is taken in turn, and of each
window whose end has passed somebody says that it is completed: nobody is told so by the clock.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

# The longest list of headers smtp-sink puts in front, of which X-Rcpt-Args may come several times.
ADDED = re.compile(rb"\AX-Client-Addr: .*\nX-Client-Proto: .*\nX-Helo-Args: .*\nX-Mail-Args: <(.*)>.*\n"
                   rb"X-Rcpt-Args: <(.*)>\nReceived: .*\n\t.*\n\t.*\n")
DATE = re.compile(rb"^Date: .*\r\n", re.MULTILINE)


class Sink:
    """One smtp-sink that keeps every mail in a file of its own."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        user = ["-u", "root"] if os.geteuid() == 0 else []
        command = ["smtp-sink", *user, "-d", str(folder / "mail."), f"127.0.0.1:{self.port}", "100"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("delivery-check: smtp-sink does not answer")

    def stop(self):
        """Ends the server, so that all it was given is in its files, and gives (sender, reader, mail)."""
        self.process.terminate()
        self.process.wait(20)
        for path in sorted(self.folder.iterdir()):
            dump = path.read_bytes()
            added = ADDED.match(dump)
            if not added or not dump.endswith(b"\n\n"):
                sys.exit(f"delivery-check: not what smtp-sink writes: {dump[:400]!r}")
            mail = dump[added.end():-1].replace(b"\n", b"\r\n")
            yield added[1].decode(), added[2].decode(), mail


def ran(program, *arguments, folder):
    done = subprocess.run([program, *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    # After a window, 4 says that nobody has said yet what became of it.
    if done.returncode not in ((0, 4) if arguments[0] in ("send", "status") else (0,)):
        sys.exit(f"delivery-check: {' '.join(map(str, arguments))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def run(program, *arguments, folder):
    return ran(program, *arguments, folder=folder).stdout


def say_what_became(program, plan, now, folder):
    """Records that every night is completed of which `status` wants to know what became of it."""
    asked = ran(program, "status", plan, "--now", now, folder=folder).stderr
    for window in re.findall(rf"forewarn record {re.escape(plan)} (\S+) completed$", asked, re.MULTILINE):
        run(program, "record", plan, window, "completed", "--now", now, folder=folder)


def fields(mail):
    head, _, _ = mail.partition(b"\r\n\r\n")
    lines = re.sub(rb"\r\n[ \t]", b" ", head).split(b"\r\n")
    return dict(line.split(b": ", 1) for line in lines if b": " in line)


def parse(mail):
    return fields(mail)[b"Message-ID"].strip().decode()


def notices_in(mail):
    """How many notices a mail tells: each is a delivery of its own in the ledger."""
    return 1 + len(fields(mail).get(b"X-Forewarn-With", b"").split())


def deliver(program, plan, now, settings_folder):
    """One run and one more, each into a fresh server; gives what both took."""
    took = []
    for turn in (1, 2):
        sink = Sink(settings_folder / f"sink-{now or 'clock'}-{turn}".replace(":", ""))
        settings = settings_folder / "forewarn.yaml"
        settings.write_text(f"smtp: {{host: 127.0.0.1, port: {sink.port}, security: plain, hello: localhost}}\n")
        try:
            run(program, "approve", plan, "--by", "The checks", "--now", now, "--settings", settings, folder=settings_folder)
            run(program, "send", plan, "--now", now, "--really", "--settings", settings, folder=settings_folder)
        finally:
            mails = list(sink.stop())
        took.append(mails)
    return took


def moments(program, plan, folder):
    timeline = json.loads(run(program, "timeline", plan, "--now", "2026-01-01T00:00", "--format", "json", folder=folder))
    return sorted({row["at"] for row in timeline})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("plan", type=pathlib.Path)
    parser.add_argument("--now")
    asked = parser.parse_args()
    if not shutil.which("smtp-sink"):
        print("delivery-check: NOT RUN: install the package postfix; it need not run", file=sys.stderr)
        return 2
    program = asked.program.resolve(strict=True)
    wrong, count, told = [], 0, 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for path in asked.plan.parent.iterdir():
            if path.suffix in (".yaml", ".csv"):
                shutil.copy(path, work)
        plan = asked.plan.name
        seen = set()
        nows = [asked.now] if asked.now else moments(program, plan, work)
        for now in nows:
            say_what_became(program, plan, now, work)
            run(program, "preview", plan, "--now", now, "--all", "--out", "shown", folder=work)
            shown = {parse(mail): mail for mail in (path.read_bytes() for path in (work / "shown/mails").glob("*.eml"))}
            first, second = deliver(program, plan, now, work)
            wrong += [f"{now}: sent again to {reader}" for _, reader, _ in second]
            for _, reader, mail in first:
                count += 1
                told += notices_in(mail)
                name = parse(mail)
                if name in seen:
                    wrong.append(f"{now}: {name} came twice")
                seen.add(name)
                if ".waiting." in name:
                    # Whoever has to see to something is reminded of it; that is no notice.
                    continue
                if name not in shown:
                    wrong.append(f"{now}: {name} to {reader} is not in the preview")
                elif DATE.sub(b"", mail, count=1) != DATE.sub(b"", shown[name], count=1):
                    wrong.append(f"{now}: {name} to {reader} differs from the preview")
                elif f"<{reader}>".encode() not in mail and reader.encode() not in mail:
                    wrong.append(f"{now}: {name} went to {reader}, whom it does not name")
        status = json.loads(run(program, "status", plan, "--now", nows[-1], "--format", "json", folder=work))
        recorded = sum(notice["standings"].get("accepted", 0) for notice in status["notices"])
        if recorded != told:
            wrong.append(f"the server accepted {told} notices in {count} mails, the ledger says {recorded}")
    for each in wrong[:40]:
        print(f"delivery-check: {each}", file=sys.stderr)
    print(f"delivery-check: {asked.plan.name}: {count} mails accepted at {len(nows)} moments, {len(wrong)} things wrong")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
