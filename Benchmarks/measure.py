"""Runs one command and says how long it took and how much memory it held at most."""

import dataclasses
import os
import subprocess
import tempfile
import time


class Failed(Exception):
    """A measurement that could not be made, in words for the table."""


@dataclasses.dataclass(frozen=True)
class Run:
    seconds: float
    peak_megabytes: float
    stdout: str


def peak_megabytes(pid) -> float:
    """The most memory that a running process has held since it became its present program; 0 when it has ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:")), 0.0)
    except OSError:
        return 0.0


def run(command: list[str], cwd=None, stdin: str = "", limit: float = 300) -> Run:
    """Runs `command` to its end; raises `Failed` with its last words if it does not succeed within `limit` seconds."""
    name = " ".join(os.path.basename(word) if "/" in word else word for word in command[:4])
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given:
        given.write(stdin.encode())
        given.seek(0)
        started = time.perf_counter()
        try:
            process = subprocess.Popen(command, cwd=cwd, stdin=given, stdout=out, stderr=err)
        except OSError as error:
            raise Failed(f"{name}:{error.strerror}") from error
        # Popen must not reap it first, and wait4's own peak memory is of no use: a child begins with its parent's mark.
        status, looks, peak = None, 0, 0.0
        while status is None:
            if looks % 4 == 0:
                peak = max(peak, peak_megabytes(process.pid))
            looks += 1
            pid, raw, _ = os.wait4(process.pid, os.WNOHANG)
            if pid:
                status = os.waitstatus_to_exitcode(raw)
            elif time.perf_counter() - started > limit:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                raise Failed(f"{name}:超过 {limit:.0f} 秒")
            else:
                time.sleep(0.001)
        seconds = time.perf_counter() - started
        process.returncode = status
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
        if status != 0:
            words = (texts[1].strip() or texts[0].strip() or "没有说明").splitlines()[0]
            raise Failed(f"{name}(退出码 {status}):{words}")
        return Run(seconds, peak, texts[0])
