"""A process that has the book's imports loaded and forks a kernel from itself for each chapter.

Run as `python -P -m press.forkserver FD`, where FD is one end of a socket pair. The first message says
what to import; each further message asks for a kernel and brings the end of a pipe that closes when that
kernel ends. A forked kernel is as isolated as a fresh one: the project's own modules and the warnings
given are forgotten before the first, so that each imports them itself, and it gets the environment, the
folder and the arguments of the message, and new random seeds. When the socket closes, every kernel is ended.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import random
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

HEADER = struct.Struct("!I")
"""The length of the message that follows, in bytes."""

KERNEL_MODULES = (
    *(
        "ipykernel.kernelapp",
        "ipykernel.ipkernel",
        "ipykernel.debugger",
        "tornado.platform.asyncio",
    ),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.magics.ast_mod"),
    *("IPython.core.magics.execution", "IPython.core.magics.pylab", "IPython.core.oinspect"),
    *("IPython.core.logger", "IPython.extensions.storemagic", "IPython.utils.module_paths"),
    *("matplotlib_inline.config", "resource", "sqlite3", "press.withheld"),
)
"""What every kernel would import by itself as it starts: half a second, for each chapter."""
LATE_MODULES = {
    "matplotlib.pyplot": ("matplotlib.backends.backend_svg",),
    "pandas": ("pandas.io.formats.html", "pandas.io.formats.string"),
}
"""What libraries load only when they first draw or print, which is in every chapter."""
ENGINE = {"press", "__main__"}


def main(descriptor: int) -> None:
    """Import what the first message names, then fork kernels until the socket closes."""
    channel = socket.socket(fileno=descriptor)
    setup = _receive(channel)[0]
    if setup is None:
        return
    _preload(setup["imports"], setup["root"])
    _forget(setup["root"])
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from here on the closed socket is the sign
    kernels: set[int] = set()
    kernel = None
    try:
        while True:
            request, pipe = _receive(channel)
            if request is None:
                return
            if kernel is None:
                kernel = _prepared(request)
                gc.freeze()  # else each kernel's collector goes through all of it, and has it copied by that
            pid = os.fork()
            if pid == 0:
                channel.close()
                _become_kernel(kernel, request, pipe)
            os.close(pipe)
            kernels.add(pid)
            channel.sendall(HEADER.pack(pid))
            kernels = {kernel for kernel in kernels if not _ended(kernel)}
    finally:
        for kernel in kernels:
            _end(kernel)


def receive_exactly(channel: socket.socket, size: int) -> bytes:
    """`size` bytes from `channel`; fewer where it was closed."""
    data = b""
    while len(data) < size:
        piece = channel.recv(size - len(data))
        if not piece:
            break
        data += piece
    return data


def _receive(channel: socket.socket) -> tuple[dict[str, Any] | None, int]:
    """(message, descriptor that came with it); None where the socket was closed."""
    header, descriptors, _, _ = socket.recv_fds(channel, HEADER.size, 1)
    if len(header) < HEADER.size:
        return None, -1
    message: dict[str, Any] = json.loads(receive_exactly(channel, HEADER.unpack(header)[0]))
    return message, descriptors[0] if descriptors else -1


def _preload(imports: list[str], root: str) -> None:
    """Run the book's import statements; one that fails will fail again, and be told, in its cell.

    Modules in the root are found, though a cell may find them by a path of its own: what they import
    is what takes time, and they themselves are forgotten.
    """
    sys.path.append(root)
    with contextlib.ExitStack() as quiet:
        nowhere = quiet.enter_context(Path(os.devnull).open("w"))
        quiet.enter_context(contextlib.redirect_stdout(nowhere))
        quiet.enter_context(contextlib.redirect_stderr(nowhere))
        _import(KERNEL_MODULES)
        for statement in imports:
            with contextlib.suppress(Exception):
                exec(statement, {})  # noqa: S102 - the cell that holds it will run it too
        for library, modules in LATE_MODULES.items():
            _import(modules if library in sys.modules else ())
    del sys.path[len(sys.path) - 1 - sys.path[::-1].index(root)]


def _import(modules: Iterable[str]) -> None:
    for module in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)


def _end(kernel: int) -> None:
    """End a kernel and what it has started, and wait until it is gone."""
    for kill in (os.killpg, os.kill):  # it may not lead a group of its own yet
        with contextlib.suppress(ProcessLookupError):
            kill(kernel, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(kernel, 0)


def _ended(kernel: int) -> bool:
    try:
        return os.waitpid(kernel, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _prepared(request: dict[str, Any]) -> Any:
    """The kernel that each child becomes; the first `request` says with which arguments."""
    from press.forked import prepare

    _enter(request)
    return prepare(request["arguments"])


def _become_kernel(kernel: Any, request: dict[str, Any], pipe: int) -> None:
    """Turn this child into the kernel that was asked for; never returns.

    What it starts may outlive it, and has no part of the `pipe` that says whether it lives.
    """
    code = 1
    try:
        os.set_inheritable(pipe, False)
        os.register_at_fork(after_in_child=lambda: os.close(pipe))
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _enter(request)
        _reseed()
        from press.forked import run

        sys.argv = ["ipykernel_launcher", *request["arguments"]]
        sys.path.insert(0, "")  # a kernel finds what lies in its own folder
        run(kernel, request["connection_file"], request["begin"])
        code = 0
    except BaseException:  # noqa: BLE001 - the child may not go on as a second server, whatever happened
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _enter(request: dict[str, Any]) -> None:
    """Take over the environment and the folder of a request."""
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])


def _forget(root: str) -> None:
    """Forget what a fresh process would not know: the project's modules, and which warnings were given."""
    base = os.path.join(root, "")  # noqa: PTH118 - a prefix to compare strings with
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        engine = name.partition(".")[0] in ENGINE
        if file.startswith(base) and "site-packages" not in file and not engine:
            del sys.modules[name]
        if isinstance(module, ModuleType):
            vars(module).pop("__warningregistry__", None)


def _reseed() -> None:
    """Draw new random seeds, as a fresh process does."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


if __name__ == "__main__":
    main(int(sys.argv[1]))
