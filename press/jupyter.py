"""The one door to Jupyter: a kernel, code in, outputs out.

A `Kernel` is a context: entering starts it, leaving ends it, whatever happened between. Outputs are
Jupyter's own records (`nbformat`).
"""

from __future__ import annotations

import ast
import json
import math
import os
import queue
import tempfile
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from press.executed import Output, environment
from press.forking import ForkingManager, ForkingSpecs, ForkServer

RESIZE = """
import matplotlib, sys
matplotlib.rcParams["figure.figsize"] = ({width}, {height})
if "plotnine" in sys.modules:
    sys.modules["plotnine"].options.set_option("figure_size", ({width}, {height}))
"""


TOLD = "__import__('json').dumps(__import__('press.trace').trace.finish())"

LOOK_EVERY = 0.5
"""Seconds between two looks at whether a kernel that does not answer still lives."""


class CellFailed(Exception):
    """A cell raised. `name` and `value` are Python's, `line` counts from 1 within the cell's code."""

    def __init__(self, output: Output) -> None:
        self.name: str = output.get("ename", "")
        self.value: str = output.get("evalue", "")
        self.traceback: list[str] = list(output.get("traceback", []))
        super().__init__(f"{self.name}: {self.value}")


class CellTooLong(Exception):
    """A cell did not end within its time."""


class KernelDied(Exception):
    """The kernel's process ended while a cell ran."""


class KernelMissing(Exception):
    """There is no kernel of that name on this machine."""


class Kernel:
    """One running kernel, working in `folder`; `figure_size` is the book's default, in inches."""

    def __init__(
        self,
        name: str,
        folder: Path,
        timeout: float,
        figure_size: tuple[float, float],
        server: ForkServer | None = None,
    ) -> None:
        self._figure_size = figure_size
        self._notebook = new_notebook()
        self._sockets = tempfile.TemporaryDirectory(prefix="press-", ignore_cleanup_errors=True)
        self._manager = manager = _manager(name, server)
        if os.name != "nt":
            # Sockets in a private folder rather than ports: no other user of the machine can listen.
            manager.transport, manager.ip = "ipc", f"{self._sockets.name}/kernel"
        self._client = NotebookClient(
            self._notebook,
            km=manager,
            timeout=timeout,
            record_timing=False,
            force_raise_errors=True,
            # Outputs that come late are waited for, and never dropped with a note in a log.
            iopub_timeout=60,
            raise_on_iopub_timeout=True,
            extra_arguments=["--InlineBackend.figure_formats=svg", "--log-level=50"],
        )
        self._name = name
        self._folder = folder

    async def __aenter__(self) -> Self:
        # Started here and not by nbclient's own context, which would take Ctrl-C for itself.
        try:
            await self._client.async_start_new_kernel(
                cwd=str(self._folder), env={**os.environ, **environment(self._figure_size)}
            )
            await self._client.async_start_new_kernel_client()
        except NoSuchKernel:
            self._sockets.cleanup()
            raise KernelMissing(self._name) from None
        except RuntimeError as error:
            await self._end()
            raise KernelDied(str(error)) from None
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._end()

    async def _end(self) -> None:
        """End the process and close every socket, in whatever state they are."""
        try:
            if self._client.kc is not None:
                self._client.kc.stop_channels()
            if self._manager.has_kernel:
                await self._manager.shutdown_kernel(now=True)
            await self._manager.cleanup_resources()
        finally:
            self._sockets.cleanup()

    async def run(self, code: str, *, tolerate_error: bool = False) -> list[Output]:
        """The outputs of `code`, in order.

        Raises CellFailed, CellTooLong or KernelDied; with `tolerate_error` a Python error is an
        output like any other.
        """
        cell = new_code_cell(code, id=f"cell-{len(self._notebook.cells)}")
        if tolerate_error:
            cell.metadata["tags"] = ["raises-exception"]
        self._client.force_raise_errors = not tolerate_error
        self._notebook.cells.append(cell)
        try:
            await self._client.async_execute_cell(cell, len(self._notebook.cells) - 1)
        except CellExecutionError:
            errors = [output for output in cell.outputs if output["output_type"] == "error"]
            raise CellFailed(errors[-1] if errors else {}) from None
        except CellTimeoutError:
            raise CellTooLong from None
        except (DeadKernelError, RuntimeError) as error:
            raise KernelDied(str(error)) from None
        return _joined(cell.outputs)

    async def evaluate(self, expressions: Sequence[str]) -> list[Output | CellFailed]:
        """The value of each expression as an `execute_result`, or how it failed, in order.

        One message for all of them: inline code is many and small. Raises CellTooLong where they
        do not end within the time of one cell, KernelDied.
        """
        client = self._client.kc
        assert client is not None, "a kernel is entered before it is asked"
        asked = {str(place): code for place, code in enumerate(expressions)}
        request = client.execute("", store_history=False, user_expressions=asked)
        answer = await self._answer(request)
        return [_value(answer["content"]["user_expressions"][place]) for place in asked]

    async def begin_trace(self, root: Path) -> None:
        """Note from now on what the kernel reads, where press can be imported in it."""
        code = f"from press import trace; trace.start({str(root)!r})"
        await self.run(f"exec({code!r}, {{}})", tolerate_error=True)

    async def trace(self) -> dict[str, Any] | None:
        """What the kernel has read since `begin_trace`; None where that is not known."""
        (told,) = await self.evaluate([TOLD])
        if isinstance(told, CellFailed):
            return None
        traced: dict[str, Any] = json.loads(ast.literal_eval(told["data"]["text/plain"]))
        return traced

    async def _answer(self, request: str) -> dict[str, Any]:
        """The kernel's reply to `request`."""
        client, end = self._client.kc, time.monotonic() + (self._client.timeout or math.inf)
        while time.monotonic() < end:
            try:
                reply: dict[str, Any] = await client.get_shell_msg(timeout=LOOK_EVERY)  # type: ignore[union-attr]
            except queue.Empty:
                if not await self._manager.is_alive():
                    raise KernelDied("it ended") from None
                continue
            if reply["parent_header"].get("msg_id") == request:
                return reply
        raise CellTooLong

    async def resize(self, width: float | None, height: float | None) -> None:
        """Set the size of the figures to come, in inches; None means the book's default."""
        default_width, default_height = self._figure_size
        code = RESIZE.format(width=width or default_width, height=height or default_height)
        # In a namespace of its own, so that nothing is left in the author's.
        await self.run(f"exec({code!r}, {{}})")


def _value(answer: dict[str, Any]) -> Output | CellFailed:
    if answer["status"] != "ok":
        return CellFailed(answer)
    return {"output_type": "execute_result", "data": answer["data"], "metadata": {}}


def _manager(name: str, server: ForkServer | None) -> AsyncKernelManager:
    if server is None:
        return AsyncKernelManager(kernel_name=name)
    manager = ForkingManager(kernel_name=name, kernel_spec_manager=ForkingSpecs())
    manager.fork_server = server
    return manager


def _joined(outputs: Sequence[Output]) -> list[Output]:
    """`outputs` with streams that follow each other made one a name, standard output first.

    How a kernel cuts its streams depends on the clock; what is printed should not.
    """
    joined: list[Output] = []
    for streams, group in groupby(outputs, lambda output: output["output_type"] == "stream"):
        if not streams:
            joined += map(dict, group)
            continue
        texts = {"stdout": "", "stderr": ""}
        for output in group:
            texts[output["name"]] += output["text"]
        joined += [
            {"output_type": "stream", "name": name, "text": text}
            for name, text in texts.items()
            if text
        ]
    return joined
