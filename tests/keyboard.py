"""A browser whose keys are pressed, through the pipe that Chromium has for tools: a page cannot press them itself."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["KeyedBrowser"]

KEYS: dict[str, dict[str, Any]] = {
    "Tab": {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9},
    "Enter": {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
    "Space": {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "},
}
START = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
"""Chromium reads commands from the file descriptor 3, and writes what it answers to 4."""


class KeyedBrowser:
    """A running browser with one page.

    Parameters
    ----------
    command : sequence of str
        The command that starts Chromium at the page.
    """

    def __init__(self, command: Sequence[str]) -> None:
        pipes = [*os.pipe(), *os.pipe()]
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in pipes]  # neither is 3 or 4
        for end in pipes:
            os.close(end)
        theirs, self._ours = (high[0], high[3]), (high[2], high[1])
        executable, *options = command
        start = [sys.executable, "-c", START, *map(str, theirs), executable, "--remote-debugging-pipe", *options]
        self._process = subprocess.Popen(start, pass_fds=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in theirs:
            os.close(end)
        self._answers = os.fdopen(self._ours[0], "rb", buffering=0)
        self._read = b""
        self._count = 0
        self._session: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._answers.close()
        os.close(self._ours[1])

    def press(self, name: str) -> None:
        """Press a key and let it go, and return when the page has seen both."""
        if not self._session:
            targets = self._ask("Target.getTargets")["targetInfos"]
            page = next(target["targetId"] for target in targets if target["type"] == "page")
            answer = self._ask("Target.attachToTarget", targetId=page, flatten=True)
            self._session = {"sessionId": answer["sessionId"]}
            self._ask("Emulation.setFocusEmulationEnabled", enabled=True)
        for kind in ("keyDown", "keyUp"):
            self._ask("Input.dispatchKeyEvent", type=kind, **KEYS[name])

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        command = {"id": self._count, "method": method, "params": parameters, **self._session}
        os.write(self._ours[1], json.dumps(command).encode() + b"\0")
        while True:
            answer = json.loads(self._message())
            if answer.get("id") == self._count:
                result: dict[str, Any] = answer["result"]
                return result

    def _message(self) -> bytes:
        while b"\0" not in self._read:
            more = self._answers.read(65536)
            if not more:
                raise EOFError("the browser has ended")
            self._read += more
        message, _, self._read = self._read.partition(b"\0")
        return message
