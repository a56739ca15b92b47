"""The kernel that `forkserver.py` forks: what is the same for all chapters is made once, before the first fork.

`prepare` reads the settings, and makes the kernel and its shell; `run`, in a forked process, gives it what has to be
its own, which are sockets and threads. It has no heartbeat, as a pipe says whether it lives, and no debugger.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.application import BaseIPythonApplication


class _ReadOnce(BaseIPythonApplication):
    """Reads the settings of a program once, however often it is initialized."""

    has_read = False

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read what the command line and the files of a profile say."""
        if not self.has_read:
            super().initialize(argv)  # type: ignore[no-untyped-call]
        self.has_read = True


class ForkedKernel(IPythonKernel):
    """A kernel that is there before its channels are."""

    @classmethod
    def instance(cls, **given: Any) -> Any:
        """The kernel, with the channels and threads that are `given` to it; no debugger is."""
        kernel: Any = super().instance(**given)
        for name, value in given.items():
            if value is not None and name != "debugpy_stream":
                setattr(kernel, name, value)
        for speaker in (kernel.shell.displayhook, kernel.shell.display_pub):
            speaker.session, speaker.pub_socket = kernel.session, kernel.iopub_socket
        return kernel


class ForkedApp(IPKernelApp, _ReadOnce):
    """The program of a forked kernel."""

    def init_heartbeat(self) -> None:
        """Nobody listens to it."""


def prepare(arguments: list[str]) -> Any:
    """The program of a kernel that is all but running, with these arguments of `ipykernel_launcher`; it has no thread yet."""
    app: Any = ForkedApp.instance(kernel_class=ForkedKernel)
    _ReadOnce.initialize(app, arguments)
    app.shell = ForkedKernel.instance(parent=app, profile_dir=app.profile_dir).shell
    if "matplotlib.pyplot" in sys.modules:
        from matplotlib_inline.backend_inline import configure_inline_support

        configure_inline_support(app.shell, "inline")
    return app


def run(app: Any, connection_file: str, begin: str) -> None:
    """Be the kernel of `prepare`, with the channels that `connection_file` names, once the code `begin` has run."""
    app.connection_file = connection_file
    app.shell.init_environment()
    app.shell.history_manager.dir_hist[:] = [Path.cwd()]
    app.initialize()
    if "matplotlib.pyplot" in sys.modules:
        # What importing pyplot does in a kernel; here it was imported before there was one.
        app.shell.enable_matplotlib("inline")
    exec(begin, {})  # noqa: S102 - press's own, and the kernel runs whatever it is sent
    app.start()
