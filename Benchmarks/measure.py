#!/usr/bin/env python3
"""Runs a command several times and prints one row of the benchmark table: best wall time, CPU time and peak memory.

    measure.py [--best-of N] [--one-core] [--megabytes M] LABEL COMMAND [ARGUMENT…]

Wall time is from before the start of the process to its exit, so it counts everything a user waits for. CPU time is
user and system time of the fastest run, all threads together. Peak memory below about 14 MB is Python's own, from
before the command replaced it. With --megabytes the row also gives the speed.
Exit status 3 of the command means "not installed" and is not a failure; any other but 0 is.
"""

import argparse
import os
import subprocess
import sys
import threading
import time

NOT_INSTALLED = 3
TIME_LIMIT = 900


def run_once(command, one_core):
    def pin():
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          preexec_fn=pin if one_core else None) as process:
        # A run that goes beyond the limit is killed, so that a benchmark always ends.
        timer = threading.Timer(TIME_LIMIT, process.kill)
        timer.start()
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, complaint, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def row(label, wall="", cpu="", memory="", speed=""):
    print(f"  {label:<58} {wall:>10} {cpu:>10} {memory:>9} {speed:>9}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--header", action="store_true", help="print the head of the table and nothing else")
    parser.add_argument("--best-of", type=int, default=3, metavar="N")
    parser.add_argument("--one-core", action="store_true")
    parser.add_argument("--megabytes", type=float, metavar="M")
    parser.add_argument("label", nargs="?")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.header:
        row("", "wall ms", "CPU ms", "peak MB", "MB/s")
        return 0
    if not options.label or not options.command:
        parser.error("a label and a command are needed")

    best = None
    for _ in range(max(1, options.best_of)):
        try:
            status, complaint, wall, cpu, memory = run_once(options.command, options.one_core)
        except OSError as error:
            row(options.label, "failed")
            print(f"    {error}", file=sys.stderr)
            return 1
        if status == NOT_INSTALLED:
            row(options.label, "not installed")
            return 0
        if status != 0:
            row(options.label, "failed")
            sentence = complaint.decode("utf-8", "replace").strip().splitlines()[:2]
            print(f"    status {status}: {' '.join(sentence)}", file=sys.stderr)
            return 1
        if best is None or wall < best[0]:
            best = (wall, cpu, memory)
    wall, cpu, memory = best
    speed = f"{options.megabytes / wall:,.0f}" if options.megabytes else ""
    row(options.label, milliseconds(wall), milliseconds(cpu), f"{memory:,.0f}", speed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
