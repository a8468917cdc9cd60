"""A share whose server may fall silent: a FUSE mount of a folder, seen by one command alone.

    python tests/hooks/hanging_share.py FOLDER MOUNT CONTROL command …

runs a command in a mount namespace of its own, where FOLDER is to be seen, read-only, at MOUNT too.
The file CONTROL says, at any time, what gets no answer, a line each: "*" is everything,
"read 甲.txt" the reading of that file, "readdir 县" the listing of that folder, "stat 甲.txt" its
size and time. Who waits for such an answer sleeps in the kernel (state D), and not even SIGKILL
wakes it, until the command has ended, and with it the process that serves the mount.

Linux only; needs no privileges where the kernel has user namespaces and /dev/fuse may be opened.
`python tests/hooks/hanging_share.py` alone says whether it can be done here.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import stat
import struct
import sys
from pathlib import Path

_CLONE_NEWNS, _CLONE_NEWUSER = 0x20000, 0x10000000
_MS_RDONLY, _MS_REC, _MS_PRIVATE = 1, 1 << 14, 1 << 18
_PR_SET_PDEATHSIG = 1

# linux/fuse.h, version 7.31
_HEADER = struct.Struct("<IIQQIIII")
_ANSWER = struct.Struct("<IiQ")
_READ = struct.Struct("<QQIIQII")
LOOKUP, FORGET, GETATTR, OPEN, READ, RELEASE, FLUSH = 1, 2, 3, 14, 15, 18, 25
INIT, OPENDIR, READDIR, RELEASEDIR, INTERRUPT, DESTROY, BATCH_FORGET = 26, 27, 28, 29, 36, 38, 42
_NAMES = {LOOKUP: "stat", GETATTR: "stat", OPEN: "open", READ: "read", OPENDIR: "readdir",
          READDIR: "readdir"}  # fmt: skip
_UNANSWERED = (FORGET, BATCH_FORGET, INTERRUPT)


class Server:
    """Answers the kernel's questions about a folder, but for those that CONTROL names."""

    def __init__(self, folder: Path, control: Path, device: int) -> None:
        self._folder, self._control, self._device = folder, control, device
        self._paths = [b"", b""]  # by node; the root is 1

    def serve(self) -> None:
        while True:
            try:
                request = os.read(self._device, 1 << 20)
            except InterruptedError:
                continue
            except OSError:  # unmounted
                return
            _, opcode, unique, node, *_ = _HEADER.unpack_from(request)
            body = request[_HEADER.size :]
            if opcode in _UNANSWERED:
                continue
            path = self._paths[node] if node < len(self._paths) else b""
            if opcode == LOOKUP:
                path = (path and path + b"/") + body.rstrip(b"\0")
            if self._is_silent(opcode, path):
                continue
            try:
                answer, error = self._answer(opcode, path, body), 0
            except OSError as raised:
                answer, error = b"", -(raised.errno or errno.EIO)
            head = _ANSWER.pack(_ANSWER.size + len(answer), error, unique)
            os.write(self._device, head + answer)

    def _is_silent(self, opcode: int, path: bytes) -> bool:
        if opcode == INIT:
            return False
        try:
            lines = self._control.read_text().splitlines()
        except FileNotFoundError:
            return False
        return "*" in lines or f"{_NAMES.get(opcode)} {os.fsdecode(path)}".strip() in lines

    def _answer(self, opcode: int, path: bytes, body: bytes) -> bytes:
        where = os.fsencode(self._folder) + b"/" + path
        if opcode == INIT:
            return struct.pack("<IIIIHHIIHHI28x", 7, 31, 1 << 17, 0, 12, 9, 1 << 17, 1, 0, 0, 0)
        if opcode == LOOKUP:
            attributes = self._attributes(where)
            self._paths.append(path)
            return struct.pack("<QQQQII", len(self._paths) - 1, 0, 0, 0, 0, 0) + attributes
        if opcode == GETATTR:
            return struct.pack("<QII", 0, 0, 0) + self._attributes(where)
        if opcode in (OPEN, OPENDIR):
            return struct.pack("<QII", 0, 1, 0)  # FOPEN_DIRECT_IO: the kernel keeps nothing
        if opcode == READ:
            _, offset, size, *_ = _READ.unpack_from(body)
            with open(where, "rb") as file:  # noqa: PTH123 - bytes
                file.seek(offset)
                return file.read(size)
        if opcode == READDIR:
            _, offset, size, *_ = _READ.unpack_from(body)
            return self._entries(where, offset, size)
        if opcode in (RELEASE, RELEASEDIR, FLUSH, DESTROY):
            return b""
        raise OSError(errno.ENOSYS, "not here")

    def _attributes(self, where: bytes) -> bytes:
        about = os.lstat(where)
        seconds, fraction = divmod(about.st_mtime_ns, 10**9)
        return struct.pack(
            "<QQQQQQIIIIIIIIII", about.st_ino, about.st_size, about.st_blocks, seconds, seconds,
            seconds, fraction, fraction, fraction, about.st_mode, 1, os.getuid(), os.getgid(), 0,
            4096, 0,
        )  # fmt: skip

    def _entries(self, where: bytes, offset: int, size: int) -> bytes:
        found = b""
        for number, name in enumerate(sorted(os.listdir(where))):  # noqa: PTH208
            if number < offset:
                continue
            kind = stat.S_IFMT(os.lstat(where + b"/" + name).st_mode) >> 12
            entry = struct.pack("<QQII", number + 2, number + 1, len(name), kind) + name
            entry += b"\0" * (-len(entry) % 8)
            if len(found) + len(entry) > size:
                break
            found += entry
        return found


def mount(place: Path) -> int:
    """Mount a FUSE file system for this process alone; return the device to serve it by."""
    libc = ctypes.CDLL(None, use_errno=True)

    def check(result: int) -> None:
        if result:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWNS):
        check(libc.unshare(_CLONE_NEWNS | _CLONE_NEWUSER))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    check(libc.mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None))
    device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    options = f"fd={device},rootmode=40000,user_id={user},group_id={group}"
    check(libc.mount(b"share", os.fsencode(place), b"fuse", _MS_RDONLY, options.encode()))
    return device


def main() -> None:
    if len(sys.argv) == 1:
        mount(Path("/mnt" if Path("/mnt").is_dir() else "/tmp"))
        return
    folder, place, control = map(Path, sys.argv[1:4])
    device = mount(place)
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):  # nobody waits for the end of what this process says
            os.dup2(null, descriptor)
        Server(folder, control, device).serve()
        os._exit(0)
    os.close(device)
    os.execvp(sys.argv[4], sys.argv[4:])


if __name__ == "__main__":
    main()
