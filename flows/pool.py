"""Reading documents in processes that may hang or die, without hanging or dying with them.

A `ChildReader` drives one child process (`flows.child`), document by document, each with a
deadline that moves on with every page read from a picture, and limits to its memory and its
silence (`flows.watch`). A child that is over them or dead is replaced, and the document that
did it is the only one that fails: at once where it is its own doing, after a second try where
chance may have been.
"""

from __future__ import annotations

import builtins
import compileall
import logging
import os
import queue
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Literal

from flows import child
from flows.confinement import memory_limit
from flows.ending import end, kill
from flows.patience import Patience
from flows.private_folder import PrivateFolder, clear_abandoned
from flows.process_tree import resident_bytes
from flows.silence import SILENCE_SECONDS as SHARE_SILENCE_SECONDS
from flows.watch import LOOK_SECONDS, MemoryExceededError, SilentError, Watch

if TYPE_CHECKING:
    from schemas.records import Extraction

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 120.0
"""For a document, and anew for each of its pages that is read from a picture."""
SILENCE_SECONDS = 30.0
"""A process that neither computes nor says anything for so long will never end."""
RECYCLE_AFTER = 500
"""Documents that one child reads before a new one takes over, lest leaks add up."""

FRUGAL = {"MALLOC_ARENA_MAX": "2", "OMP_THREAD_LIMIT": "1"}
"""Of a child's environment, unless the user says otherwise. Threads that read pages would each
keep memory of their own for the pages to come; tesseract's would fight for the cores."""

BLOATED_SHARE = 0.75
"""A child that keeps such a share of its memory from the documents before is replaced, so that
the next one has room."""

STARTUP_SECONDS = 60.0
LAST_WORDS = 800
"""Characters of a dead child's error output that are kept."""

_OUT_OF_MEMORY = re.compile(
    r"bad_alloc | MemoryError | [Cc]annot\ allocate\ memory | [Oo]ut\ of\ memory", re.VERBOSE
)
"""What libraries say as they end a process that may have no more memory."""

OutcomeKind = Literal["extracted", "known", "failed", "changing", "vanished", "unconverted"]


@dataclass(frozen=True, slots=True)
class Seconds:
    """Where a document's time went, in seconds. `extract` includes building the document."""

    read: float = 0.0
    extract: float = 0.0
    serialise: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading one file.

    `kind`: extracted (`payload` holds the serialised extraction), known (the caller has
    these bytes' extraction already), failed (`code` says why), changing (the file was
    written to while it was read), vanished or unconverted (`payload` holds the document, which
    an office program has to convert before it can be read). `document_id` is empty where the
    bytes could not be read; `size` and `modified_ns` are the file's when it was read.
    """

    kind: OutcomeKind
    document_id: str = ""
    bytes: int | None = None
    size: int | None = None
    modified_ns: int | None = None
    code: str | None = None
    detail: str = ""
    media_type: str | None = None
    payload: builtins.bytes = field(default=b"", repr=False)
    agency: str = ""
    report_year: int = 0
    pages: int | None = None
    ocr_pages: int = 0
    notes: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()
    seconds: Seconds = Seconds()

    @classmethod
    def extracted(cls, document_id: str, extraction: Extraction, **told: Any) -> Outcome:
        """Return the outcome that an extraction is; `told` is what it does not say itself."""
        return cls(
            "extracted",
            document_id,
            media_type=extraction.media_type,
            agency=extraction.agency,
            report_year=extraction.report_year,
            pages=extraction.pages,
            ocr_pages=extraction.ocr_pages,
            notes=tuple((note.code, note.detail) for note in extraction.notes),
            **told,
        )


class ReaderUnavailableError(RuntimeError):
    """A child process cannot be started at all: a fault of the installation."""


class ReaderClosedError(RuntimeError):
    """The reader was closed while it read: the run was interrupted, no document is at fault."""


class _OverdueError(Exception):
    """The deadline passed."""


class _FileSilentError(Exception):
    """The file system gave neither a part of the file nor an error for too long."""


class _DiedError(Exception):
    """The child closed its end of the channel."""


def _never(document_id: str) -> bool:
    return False


def _unconverted(document_id: str) -> bytes | None:
    return None


@lru_cache(maxsize=1)
def _prepare() -> None:
    """Do once what children may not do themselves: they write nowhere.

    Our modules are compiled, or every child would compile them anew; folders of children whose
    parents were killed are cleared away.
    """
    root = Path(__file__).resolve().parent.parent
    for package in ("schemas", "extractors", "flows"):
        with suppress(OSError):
            compileall.compile_dir(root / package, quiet=2)
    clear_abandoned()


@lru_cache(maxsize=8)
def _tell(confined: str) -> None:
    """Log once how children are confined."""
    weak = "by python" in confined or "not confined" in confined
    logger.log(logging.WARNING if weak else logging.INFO, "Reading processes: %s.", confined)


class _Child:
    """One child process, its pipes, its temporary folder, the file for its error output."""

    def __init__(self, target: str, warehouse: Path | None, memory_bytes: int) -> None:
        _prepare()
        root = str(Path(__file__).resolve().parent.parent)
        # The project's folder comes last in the path, so that it hides nothing; -P keeps the
        # current folder out of it.
        start = f"import sys; sys.path.append({root!r}); from flows.child import main; main()"
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
        self._folder = PrivateFolder()
        options = ["--target", target, "--memory", str(memory_bytes)]
        options += ["--temporary", str(self._folder.path)]
        if warehouse is not None:
            options += ["--warehouse", str(warehouse)]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", start, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
            env={**FRUGAL, **os.environ},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in = self._process.stdin
        self._out = self._process.stdout.fileno()
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self.documents = 0
        self._killed = False
        try:
            ready, _ = self.receive(time.monotonic() + STARTUP_SECONDS)
            _tell(ready["confined"])
        except (_DiedError, _OverdueError):
            words = self.end()
            raise ReaderUnavailableError(
                f"The process that reads documents does not start: {words}"
            ) from None
        except BaseException:
            self.end()
            raise

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        try:
            child.write_frame(self._in, header, payload)  # type: ignore[arg-type]
        except BrokenPipeError:
            raise _DiedError from None

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def receive(self, until: float, watch: Watch | None = None) -> tuple[dict[str, Any], bytes]:
        """Return the next frame. Raises `_OverdueError` after `until`, `_DiedError` at its end.

        Raises also what `watch` raises, as it looks at the child while that is silent.
        """

        def read_exactly(length: int) -> bytes:
            parts = bytearray()
            while len(parts) < length:
                left = until - time.monotonic()
                if left <= 0:
                    raise _OverdueError
                if not self._poll.poll(1000 * min(left, LOOK_SECONDS)):
                    if self._killed:  # though it may not have heard of it: see flows.ending
                        raise _DiedError
                    if watch is not None:
                        watch.look()
                    continue
                part = os.read(self._out, min(length - len(parts), 1 << 20))
                if not part:
                    raise _DiedError
                parts += part
            return bytes(parts)

        try:
            return child.read_frame(read_exactly)
        except ValueError:  # no frame of ours: something in the child wrote into the channel
            raise _DiedError from None

    def receive_file(
        self, silence_seconds: float, watch: Watch
    ) -> tuple[dict[str, Any], bytes] | None:
        """Wait until the child has read the file; return what it says instead, if it has not.

        Raises `_FileSilentError` where nothing has come of the file for `silence_seconds`.
        """
        while True:
            try:
                header, payload = self.receive(time.monotonic() + silence_seconds, watch)
            except _OverdueError:
                if watch.stood_still(silence_seconds):
                    raise _FileSilentError from None
                continue  # it is the machine that is slow
            watch.sign()
            progress = header.get("progress")
            if progress == "read":
                return None
            if progress != "file":
                return header, payload

    def receive_answer(self, patience: Patience, watch: Watch) -> tuple[dict[str, Any], bytes]:
        """Return the next frame that is no sign of progress; each of these moves the deadline."""
        while True:
            header, payload = self.receive(patience.until, watch)
            watch.sign()
            progress = header.get("progress")
            if progress is None:
                return header, payload
            if progress == "waiting":
                patience.wait()
            else:
                patience.page_read()

    def forget_errors(self) -> None:
        """Drop what the child has printed so far (parent and child share the file's offset)."""
        self._errors.seek(0)
        self._errors.truncate()

    def kill(self) -> None:
        """Kill the child with all processes that it started."""
        self._killed = True
        kill(self._process)

    def end(self) -> str:
        """Kill the child, wait for it, close everything; return how it ended, in a few words.

        Whoever wants to know how it died by itself calls `wait_for_death` before.
        """
        code = end(self._process)
        with suppress(BrokenPipeError):
            self._in.close()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 4 * LAST_WORDS))
        words = self._errors.read().decode("utf-8", "replace").strip()[-LAST_WORDS:]
        self._errors.close()
        self._folder.remove()
        return f"{_how_it_ended(code)}{': ' if words else ''}{words}"

    def wait_for_death(self) -> None:
        """Give a child that has closed its channel a moment to end with its own exit code."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "not to be killed"
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


class ChildReader:
    """Reads documents in a child process, one at a time.

    `deadline_seconds` is for each document, and anew for each of its pages that is read from
    a picture; `silence_seconds` for a child that stands still; `share_silence_seconds` for the
    file system that the file comes from, before all that; `memory_bytes` for the child
    with all that it started (by default `flows.confinement.memory_limit`). A child is replaced
    after `recycle_after` documents. Pages are kept in `warehouse`, where one is given: there
    and in a temporary folder of its own alone the child may write. `target` names the
    function, `module:function`, that makes an `Extraction` of (bytes, name=…). Not to be used
    by two threads at once; `close` may come from any.
    """

    def __init__(
        self,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
        memory_bytes: int | None = None,
        recycle_after: int = RECYCLE_AFTER,
        target: str = child.DEFAULT_TARGET,
        warehouse: Path | None = None,
        share_silence_seconds: float = SHARE_SILENCE_SECONDS,
    ) -> None:
        self._deadline = deadline_seconds
        self._share_silence = share_silence_seconds
        self._silence = silence_seconds
        self._memory = memory_bytes or memory_limit()
        self._warehouse = warehouse
        self._recycle_after = recycle_after
        self._target = target
        self._child: _Child | None = None
        self._closed = False
        self._lock = threading.Lock()

    def __enter__(self) -> ChildReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        self._drop()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def close(self) -> None:
        """Kill the child. A `read` under way in another thread raises `ReaderClosedError`."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()

    def read(
        self,
        path: Path,
        name: str,
        known: Callable[[str], bool] = _never,
        beneath: Path | None = None,
        member: Sequence[int] = (),
        converted: Callable[[str], bytes | None] = _unconverted,
    ) -> Outcome:
        """Read one file, once more where chance may have made it fail.

        `known` is asked with the document_id, in this thread, once the bytes are hashed;
        where it says True nothing is extracted. `converted` is then asked for the document's
        conversion by an office program, in the same way. No folder between `beneath` and the
        file may be a link. Raises `ReaderUnavailableError` where no child can be started,
        `ReaderClosedError` after `close`.
        """
        request = {
            "path": str(path),
            "name": name,
            "deadline": self._deadline,
            "silence": self._share_silence,
        }
        if beneath is not None:
            request["beneath"] = str(beneath)
        if member:
            request["member"] = list(member)
        outcome, by_chance = self._read_once(request, known, converted)
        if by_chance:
            outcome, _ = self._read_once(request, known, converted)
        return outcome

    def _read_once(
        self,
        request: dict[str, Any],
        known: Callable[[str], bool],
        converted: Callable[[str], bytes | None],
    ) -> tuple[Outcome, bool]:
        """Return what came of one try, and whether it failed by what may have been chance.

        Such are the death by a signal (the kernel short of memory ends whom it likes), what
        happens to a child that has read other documents before (they may have left it ill, or
        fat), and being too slow for want of a core.
        """
        current = self._ready_child()
        fresh = current.documents == 1
        started = time.monotonic()
        watch = Watch(current.pid, memory_bytes=self._memory, silence_seconds=self._silence)
        found: dict[str, Any] = {}
        by_chance = False
        payload = b""
        try:
            current.send(request)
            said = current.receive_file(self._share_silence, watch)
            patience = Patience(self._deadline)  # the share's time is not the document's
            header, payload = said or current.receive_answer(patience, watch)
            if "document_id" in header:
                found = header
                asked = time.monotonic()
                wanted = not known(header["document_id"])
                made = converted(header["document_id"]) if wanted else None
                patience.pause(time.monotonic() - asked)  # the caller's time, not the document's
                watch.listen()
                current.send({"extract": wanted}, made or b"")
                header, payload = current.receive_answer(patience, watch) if wanted else ({}, b"")
            if header.get("code") == "memory_exceeded":
                self._drop()
                by_chance = not fresh
        except _FileSilentError:
            self._drop()
            header = {"code": "file_not_answering", "detail": f"{self._share_silence:g} s"}
        except _OverdueError:
            by_chance = watch.starved()
            self._drop()
            header = {"code": "deadline_exceeded", "detail": f"{self._deadline:g} s"}
        except SilentError as error:
            self._drop()
            header = {"code": "silent_too_long", "detail": str(error)}
        except MemoryExceededError as error:
            self._drop()
            by_chance = not fresh
            header = {"code": "memory_exceeded", "detail": str(error)}
        except _DiedError:
            self._refuse_if_closed()
            current.wait_for_death()
            words = self._drop()
            full = bool(_OUT_OF_MEMORY.search(words))
            by_chance = not fresh or (words.startswith("SIG") and not full)
            header = {"code": "memory_exceeded" if full else "reader_died", "detail": words}
        except BaseException:
            self._drop()
            raise
        return _outcome(found, header, payload, time.monotonic() - started), by_chance

    def _ready_child(self) -> _Child:
        if self._child is not None and (
            self._child.documents >= self._recycle_after
            or resident_bytes(self._child.pid) > BLOATED_SHARE * self._memory
        ):
            self._drop()
        if self._child is None:
            self._refuse_if_closed()
            started = _Child(self._target, self._warehouse, self._memory)
            with self._lock:
                self._child = started
        self._refuse_if_closed()
        self._child.documents += 1
        self._child.forget_errors()
        return self._child

    def _refuse_if_closed(self) -> None:
        if self._closed:
            self._drop()
            raise ReaderClosedError("The run was interrupted.") from None

    def _drop(self) -> str:
        with self._lock:
            dropped, self._child = self._child, None
        return dropped.end() if dropped is not None else ""


def _outcome(
    found: dict[str, Any], header: dict[str, Any], payload: bytes, total: float
) -> Outcome:
    """Put together what the child's frames said."""
    code = header.get("code")
    done: OutcomeKind = "extracted" if payload else "known"
    spent = header.get("seconds", {})
    return Outcome(
        kind=header.get("kind", "failed" if code else done),
        document_id=found.get("document_id", ""),
        bytes=found.get("bytes"),
        size=found.get("size"),
        modified_ns=found.get("modified_ns"),
        code=code,
        detail=header.get("detail", ""),
        media_type=header.get("media_type"),
        payload=payload,
        agency=header.get("agency", ""),
        report_year=header.get("report_year", 0),
        pages=header.get("pages"),
        ocr_pages=header.get("ocr_pages", 0),
        notes=tuple((code, detail) for code, detail in header.get("notes", ())),
        members=tuple(header.get("members", ())),
        seconds=Seconds(
            spent.get("read", 0.0), spent.get("extract", 0.0), spent.get("serialise", 0.0), total
        ),
    )


class ReaderPool:
    """Child readers that are lent to one thread after another, so none starts per batch."""

    def __init__(self, size: int, make: Callable[[], ChildReader]) -> None:
        self._idle: queue.LifoQueue[ChildReader] = queue.LifoQueue()
        self._readers = [make() for _ in range(size)]
        for reader in self._readers:
            self._idle.put(reader)

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all readers; those that are lent are killed, and closed by their borrower."""
        for reader in self._readers:
            reader.close()
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().__exit__(None, None, None)

    @contextmanager
    def lend(self) -> Iterator[ChildReader]:
        """Lend a reader for the time of a `with` block; waits for one to come back."""
        reader = self._idle.get()
        try:
            yield reader
        finally:
            if reader.closed:
                reader.__exit__(None, None, None)
            self._idle.put(reader)
