#!/usr/bin/env python3
"""Races `forewarn send` against Postfix's smtp-source, turn by turn, into one smtp-sink on loopback.

    cargo build --release && benches/send.py [--people 10000] [--pairs 5] [--connections 4]
    benches/send.py --people 100000 --pairs 1     # memory must not grow with the readers

Every reader gets a mail of her own, about 20 KB of text and HTML, rendered from a plan and recorded
in a fresh durable ledger. smtp-source sends one constant text of the same size, renders nothing and
records nothing. Time is that of the whole process. Compare ratios, not rates: rates belong to a machine.

Needs python3 and the Debian package postfix, which need not run.
"""

import argparse
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HOUSE = pathlib.Path(__file__).resolve().parent.parent
# The moment of the notice with the details.
NOW = "2027-03-12T09:00"
SERVICES = 11
PLAN = """\
plan: race
title: Patient records move to the new data centre
organisation: Northgate Hospitals
timezone: Europe/London
contact: {team: Change team, email: change@northgate.example, phone: "+44 20 7946 0100"}
why: The servers that hold patient records lose their maker's support in June.
calendar: {sending-hours: 08:00-18:00 mon-fri}
departments:
  wards: {name: Wards, head: {name: Ana Lee, email: a.lee@northgate.example}}
services:
%(services)s
audiences:
  end-users: {people: {file: people.csv}}
phases:
  - id: main
    name: The move
    windows:
      - {id: cutover, start: 2027-03-27 22:00, length: 4h, status: confirmed, services: {%(off)s}}
notices:
  - {notice: first, skip: yes}
policy: {waivers: [{window: cutover, rule: lead-time, by: Ana Lee, because: A race has one notice.}]}
"""


def write_plan(folder, people, port, connections):
    """A plan whose notice makes mails of about 20 KB, and its people."""
    service = ('  part-%d: {name: Patient records part %d, used-by: [wards], workaround: "Write on paper form %d and keep it with the patient.", '
               'still-works: ["Copies of part %d printed before 9pm."]}')
    numbers = range(1, SERVICES + 1)
    services = "\n".join(service % ((number,) * 4) for number in numbers)
    off = ", ".join(f"part-{number}: off" for number in numbers)
    (folder / "race.yaml").write_text(PLAN % {"services": services, "off": off})
    with open(folder / "people.csv", "w") as out:
        out.write("name,email,department\n")
        for number in range(people):
            out.write(f"Firstname Lastname{number},firstname.lastname{number}@northgate.example,wards\n")
    (folder / "forewarn.yaml").write_text(
        f"smtp: {{host: 127.0.0.1, port: {port}, security: plain, hello: localhost, connections: {connections}}}\napproval: none\n")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Sink:
    """One smtp-sink, which counts what it took."""

    def __init__(self, port, folder):
        self.counts = folder / "counts"
        command = ["smtp-sink", "-c", *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", "1000"]
        with open(self.counts, "ab") as counts:
            self.process = subprocess.Popen(command, stdout=counts, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("smtp-sink does not answer")

    def messages(self):
        told = re.findall(rb"mesg=(\d+)", self.counts.read_bytes())
        return int(told[-1]) if told else 0


def measure(command, folder):
    """Runs a command: seconds, processor seconds, largest memory in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--program", type=pathlib.Path, default=HOUSE / "target/release/forewarn")
    parser.add_argument("--folder", type=pathlib.Path, default=HOUSE / "target", help="a folder on a real disk")
    asked = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    for tool in ("smtp-sink", "smtp-source"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: install the Debian package postfix; it need not run")
    program = asked.program.resolve(strict=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="race-", dir=asked.folder))
    port = free_port()
    sink = Sink(port, folder)
    try:
        race(asked, program, folder, port, sink)
    finally:
        sink.process.terminate()
        shutil.rmtree(folder)


def race(asked, program, folder, port, sink):
    write_plan(folder, asked.people, port, asked.connections)
    sample = folder / "sample"
    subprocess.run([program, "preview", "race.yaml", "--now", NOW, "--out", sample], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    [mail] = (sample / "mails").glob("cutover-detail.end-users.*.eml")
    size = mail.stat().st_size
    print(f"{asked.people} mails of {size} bytes, {asked.connections} connections")
    theirs = ["smtp-source", "-4", "-s", str(asked.connections), "-m", str(asked.people), "-l", str(size), "-d",
              "-f", "a@example.com", "-t", "b@example.com", f"127.0.0.1:{port}"]
    ours = [program, "send", "race.yaml", "--now", NOW, "--really", "--ledger", "fresh.ledger", "--large"]
    ratios = []
    print(f"{'':>4} {'smtp-source':^26}   {'forewarn send':^26}")
    print(f"{'pair':>4} {'mails/s':>9} {'CPU s':>8} {'MiB':>7}   {'mails/s':>9} {'CPU s':>8} {'MiB':>7}   ratio")
    for pair in range(1, asked.pairs + 1):
        rates, shown = [], []
        for command in (theirs, ours):
            for left in folder.glob("fresh.ledger*"):
                left.unlink()
            before = sink.messages()
            seconds, processor, memory = measure(command, folder)
            arrived = sink.messages() - before
            if command is ours and arrived < asked.people:
                sys.exit(f"only {arrived} of {asked.people} arrived")
            rates.append(asked.people / seconds)
            shown.append(f"{asked.people / seconds:9.0f} {processor:8.2f} {memory:7.1f}")
        ratios.append(rates[1] / rates[0])
        print(f"{pair:4} {shown[0]}   {shown[1]}   {ratios[-1]:5.2f}", flush=True)
    print(f"forewarn sends {statistics.median(ratios):.2f} times as many mails per second as smtp-source (median)")


if __name__ == "__main__":
    main()
