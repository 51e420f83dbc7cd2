#!/usr/bin/env python3
"""What folding costs: a tick of `send` with nothing due, and a look at a day on which everybody is told two
things, for 100,000 people of three windows. Compares two programs.

    benches/fold.py [PROGRAM [OTHER]]
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

PEOPLE = int(os.environ.get("PEOPLE", "100000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
PLAN = """plan: three-moves
title: Three moves
organisation: St Brannock
timezone: Europe/London
status: confirmed
contact: {team: Change team, email: change@desk.example, phone: "+44 20 7946 0100"}
why: Both systems lose their support.
calendar: {sending-hours: 08:00-18:00 mon-fri}
departments:
  wards: {name: Wards, head: {name: Ana Lee, email: a.lee@wards.example}}
services:
  records: {name: Records, used-by: [wards], severity: high, workaround: Paper.}
  orders: {name: Orders, used-by: [wards], severity: high, workaround: Telephone.}
  archive: {name: Archive, used-by: [wards], severity: high, workaround: Wait.}
audiences:
  department-heads: {people: departments}
  end-users: {people: {file: people.csv}}
phases:
  - id: first
    name: Records move
    windows: [{id: records-night, start: 2027-03-06 22:00, length: 4h, services: {records: off}}]
    hyper-care: {length: 2 weeks, support: [{channel: Phone, number: "+44 20 7946 0100"}]}
  - id: second
    name: Orders move
    windows: [{id: orders-night, start: 2027-03-20 22:00, length: 4h, services: {orders: off}}]
  - id: third
    name: Archive moves
    windows: [{id: archive-night, start: 2027-03-21 22:00, length: 4h, services: {archive: off}}]
"""


def run(program, folder, arguments):
    """Processor seconds and memory in MiB of one run."""
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(program, [program, *arguments])
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 4):
        sys.exit(f"{program} {' '.join(arguments)} ended with {code}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    programs = [str(Path(name).resolve()) for name in sys.argv[1:]] or [
        str(Path("target/release/forewarn").resolve())
    ]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "plan.yaml").write_text(PLAN)
        rows = (f"Reader {at},reader-{at}@wards.example,wards\n" for at in range(PEOPLE))
        Path(folder, "people.csv").write_text("name,email,department\n" + "".join(rows))
        tick = ["send", "plan.yaml", "--outbox", "out", "--now", "2026-11-20T09:00"]
        look = ["send", "plan.yaml", "--outbox", "out", "--dry-run", "--now", "2027-03-12T09:05"]
        for name, arguments in [("nothing due", tick), ("two at once", look)]:
            known = {program: [] for program in programs}
            for _ in range(ROUNDS):
                for program in programs:
                    known[program].append(run(program, folder, arguments))
            middle = {
                program: [statistics.median(column) for column in zip(*runs)]
                for program, runs in known.items()
            }
            first = middle[programs[0]]
            for program, (seconds, memory) in middle.items():
                ratio = f"{first[0] / seconds:.2f} of its time, {first[1] / memory:.2f} of its memory"
                print(f"{name}: {seconds:.2f} s, {memory:.0f} MiB; the first takes {ratio} ({program})")


if __name__ == "__main__":
    main()
