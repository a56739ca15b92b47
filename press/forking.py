"""Kernels forked from one process that has the book's imports loaded: press's side of `forkserver.py`.

`ForkServer` starts that process and asks it for kernels; `ForkProvisioner` is the door by which
`jupyter_client` starts kernels otherwise, named in the project's entry points. Where a process cannot
be forked (Windows, another Python), kernels start the plain way.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from press.forkserver import HEADER, receive_exactly

PROVISIONER = "press-fork"
LAUNCHER = "ipykernel_launcher"
GONE_AFTER = 5
"""Seconds in which a killed kernel is gone."""


def can_fork() -> bool:
    """Whether this system can fork a kernel and hand it a pipe."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


class ForkServer:
    """The process that forks kernels; a context that ends it, and with it every kernel."""

    def __init__(self, root: Path, codes: Iterable[str], env: Mapping[str, str]) -> None:
        self._setup = {"root": str(root), "imports": imports_of(codes)}
        self._env = {**os.environ, **env, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        self._lock = threading.Lock()
        self.specs = ForkingSpecs()

    def __enter__(self) -> Self:
        self._channel, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "press.forkserver", str(theirs.fileno())]
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env=self._env, start_new_session=True
        )
        theirs.close()
        message = json.dumps(self._setup).encode()
        self._channel.sendall(HEADER.pack(len(message)) + message)
        return self

    def __exit__(self, *raised: object) -> None:
        self._channel.close()
        self._process.terminate()  # it may be importing still
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def fork(self, **request: Any) -> ForkedProcess:
        """A kernel with these `arguments` of `ipykernel_launcher`, in this folder `cwd` and environment `env`.

        What differs in the arguments of a server's kernels is their `connection_file` alone. A kernel runs the code `begin` first.
        Raises RuntimeError where the server is gone.
        """
        ours, theirs = os.pipe()
        message = json.dumps(request).encode()
        try:
            with self._lock:
                socket.send_fds(self._channel, [HEADER.pack(len(message))], [theirs])
                self._channel.sendall(message)
                answer = receive_exactly(self._channel, HEADER.size)
        except OSError:
            answer = b""
        os.close(theirs)
        if len(answer) < HEADER.size:
            os.close(ours)
            raise RuntimeError("the process that forks kernels has ended")
        return ForkedProcess(HEADER.unpack(answer)[0], ours)


class ForkedProcess:
    """A forked kernel as `subprocess.Popen` would show it; its pipe says when it has ended."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pipe: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._pipe = pipe

    def poll(self) -> int | None:
        """None while the kernel lives; how it ended is not known, so 0 afterwards."""
        if self.returncode is None and select.select([self._pipe], [], [], 0)[0]:
            os.close(self._pipe)
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the kernel. Raises subprocess.TimeoutExpired."""
        if self.returncode is None and not select.select([self._pipe], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        self.poll()
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it has started."""
        if self.poll() is None:
            os.killpg(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel by forking, where its manager has a `ForkServer`; else the plain way."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel that `cmd` would start; returns the connection information."""
        server = getattr(self.parent, "fork_server", None)
        if server is None:
            return await super().launch_kernel(cmd, **kwargs)
        manager: Any = self.parent
        request = {
            "arguments": cmd[cmd.index(LAUNCHER) + 1 :],
            "connection_file": manager.connection_file,
            "begin": manager.begin,
            **{name: kwargs[name] for name in ("cwd", "env")},
        }
        # In a thread, as it may be importing still, and other kernels go on. One that is no longer
        # waited for when it comes is ended with its server.
        forked = await asyncio.to_thread(server.fork, **request)
        self.process, self.pid, self.pgid = forked, forked.pid, forked.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel; a forked one is gone then, so that nobody looks for it every tenth of a second."""
        await super().kill(restart)
        if isinstance(self.process, ForkedProcess):
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self.process.wait, GONE_AFTER)


class ForkingManager(AsyncKernelManager):
    """A kernel manager whose kernels are forked from `fork_server`, and run the code `begin` before they listen."""

    fork_server: ForkServer
    begin: str


class ForkingSpecs(KernelSpecManager):
    """The kernels of this machine, those of this very Python marked to be forked; each is looked for once."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, KernelSpec] = {}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel called `kernel_name`. Raises NoSuchKernel."""
        if kernel_name in self._found:
            return self._found[kernel_name]
        spec: KernelSpec = super().get_kernel_spec(kernel_name)
        program = Path(spec.argv[0])
        own = program.name == spec.argv[0] or program == Path(sys.executable)
        if own and LAUNCHER in spec.argv:
            spec.metadata = {
                **spec.metadata,
                "kernel_provisioner": {"provisioner_name": PROVISIONER, "config": {}},
            }
        return self._found.setdefault(kernel_name, spec)


def own_imports(root: Path, folder: Path, codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the import statements of some cells in `folder` that name modules of the project in `root`."""
    return tuple(
        statement
        for statement in imports_of(codes)
        if any(
            (place / name).is_dir() or (place / f"{name}.py").is_file()
            for name in re.findall(r"^(?:import|from) (\w+)", statement)
            for place in (root, root / "src", folder)
        )
    )


def imports_of(codes: Iterable[str]) -> list[str]:
    """The import statements at the top level of some cells, each once, in order."""
    statements: dict[str, None] = {}
    for code in codes:
        try:
            body = ast.parse(code).body
        except SyntaxError:
            continue  # a magic or a slip: the cell itself will tell
        for node in body:
            if isinstance(node, ast.Import):
                each = (ast.unparse(ast.Import([alias])) for alias in node.names)
                statements |= dict.fromkeys(each)
            elif isinstance(node, ast.ImportFrom):
                statements[ast.unparse(node)] = None
    return list(statements)
