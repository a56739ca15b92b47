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
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import zmq
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from press.config import Figures
from press.executed import Limits, Output, environment, said_of, wanted
from press.forking import ForkedProcess, ForkingManager, ForkServer
from press.withheld import Held

DRAW = """
import os, sys
os.environ.update({variables})
try:
    from IPython import get_ipython
    from matplotlib import rcParams
    from matplotlib_inline.config import InlineBackend
except ImportError:
    pass
else:
    rcParams["figure.figsize"], rcParams["figure.dpi"] = ({width}, {height}), {dpi}
    InlineBackend.instance(parent=get_ipython()).figure_formats = {{{format!r}}}
if "plotnine" in sys.modules:  # else it reads the variables when it is imported
    from plotnine.options import set_option
    set_option("figure_size", ({width}, {height}))
    set_option("dpi", {dpi})
    set_option("figure_format", {format!r})
"""
"""Sets how figures are drawn."""

BEGIN = """
try:
    import resource
except ImportError:
    pass
else:
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    bound = {bytes} if most == resource.RLIM_INFINITY else min({bytes}, most)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, most))
from press import trace, withheld
withheld.watch({held!r}, {root!r})
trace.start({root!r})
"""
"""Bounds what a kernel can ask for, so that too much is a MemoryError at its line, not a full machine; notes from then
on what it reads, and refuses what is `held`."""

ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}\b", re.IGNORECASE)
STYLED = re.compile(r'<table id="(T_[0-9a-f]{5})"')
"""A table to which pandas gives styles, by a name that is another in each run."""
CELL_FILE = re.compile(r"(?<!\S)\S*[/\\]ipykernel_\d+[/\\]\d+\.py\b")
"""As what a warning knows a cell: a file that is not there, by a number that no two runs agree on.

It begins where a word does: tried from each of its letters, a word of a million would take days."""
REACHED = "__import__('os').truncate({file!r}, {place})"
"""Evaluated before each inline expression: the size of a file says which one never ended."""

TOLD = "__import__('json').dumps(__import__('press.trace').trace.finish())"

RETRY = 5
"""Milliseconds until it is tried again to reach a kernel that is not there yet; without a word, 100."""

LISTEN = 0.05
"""Seconds for which a kernel that has answered is listened to, before it is asked again."""

LOOK_EVERY = 0.5
"""Seconds between two looks at whether a kernel that does not answer still lives."""


class CellFailed(Exception):
    """A cell raised. `name` and `value` are Python's, `line` counts from 1 within the cell's code."""

    def __init__(self, output: Output) -> None:
        self.name: str = output.get("ename", "")
        self.value: str = output.get("evalue", "")
        self.traceback: list[str] = list(output.get("traceback", []))
        super().__init__(said_of(output))


class CellTooLong(Exception):
    """A cell did not end within its time; `place` is that of an expression among those asked for."""

    place = 0


class KernelDied(Exception):
    """The kernel's process ended while a cell ran; `place` as above."""

    place = 0


class KernelMissing(Exception):
    """There is no kernel of that name on this machine."""


class Kernel:
    """One running kernel, working in `folder` of the project in `root`; `figures` says how the book draws."""

    def __init__(
        self,
        name: str,
        folder: Path,
        limits: Limits,
        figures: Figures,
        server: ForkServer | None,
        variables: Mapping[str, str],
        *,
        root: Path,
        held: Sequence[Held],
    ) -> None:
        self._figures = figures
        self._begin = BEGIN.format(bytes=limits.memory * 2**20, held=held, root=str(root))
        # Not by nbformat, which holds what it makes against its schema.
        self._notebook = NotebookNode(metadata=NotebookNode(), cells=[])
        self._sockets = tempfile.TemporaryDirectory(prefix="press-", ignore_cleanup_errors=True)
        self._manager = manager = _manager(name, server, self._begin)
        if os.name != "nt":
            # Sockets in a private folder rather than ports: no other user of the machine can listen.
            manager.transport, manager.ip = "ipc", f"{self._sockets.name}/kernel"
        self._client = NotebookClient(
            self._notebook,
            km=manager,
            timeout=limits.cell,
            record_timing=False,
            force_raise_errors=True,
            # Outputs that come late are waited for, and never dropped with a note in a log.
            iopub_timeout=60,
            raise_on_iopub_timeout=True,
            extra_arguments=[f"--InlineBackend.figure_formats={figures.format}", "--log-level=50"],
        )
        self._name = name
        self._folder = folder
        self._styled = 0
        self._environment = {**os.environ, **environment(figures), **variables}
        if settings := os.environ.get("IPYTHONDIR"):  # the same to all, wherever a chapter runs
            self._environment["IPYTHONDIR"] = str(Path(settings).expanduser().absolute())

    async def __aenter__(self) -> Self:
        # Started here and not by nbclient's own context, which would take Ctrl-C for itself.
        try:
            await self._client.async_start_new_kernel(cwd=str(self._folder), env=self._environment)
            await self._connect()
        except NoSuchKernel:
            self._sockets.cleanup()
            raise KernelMissing(self._name) from None
        except (RuntimeError, CellTooLong) as error:
            await self._end()
            raise KernelDied(str(error) or "it does not answer") from None
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._end()

    async def _connect(self) -> None:
        """Open the channels, and wait until the kernel answers and is heard on all of them.

        nbclient's own way listens for a fifth of a second to nothing, for each chapter.
        """
        context = self._manager.context
        context.setsockopt(zmq.RECONNECT_IVL, RETRY)
        client = self._client.kc = self._manager.client(context=context)
        client.start_channels(stdin=False, hb=False, control=False)
        heard = False
        while not heard:
            asked = client.kernel_info()
            await self._answer(asked)
            heard = await self._is_idle_after(asked)

    async def _is_idle_after(self, request: str) -> bool:
        """Whether the kernel is heard to be done with `request`; False where its outputs do not come yet."""
        with suppress(queue.Empty):
            while True:
                said = await self._client.kc.get_iopub_msg(timeout=LISTEN)  # type: ignore[union-attr]
                done = said["content"].get("execution_state") == "idle"
                if done and said["parent_header"].get("msg_id") == request:
                    return True
        return False

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
        tags = {"tags": ["raises-exception"]} if tolerate_error else {}
        cell = NotebookNode(cell_type="code", metadata=NotebookNode(tags), source=code, outputs=[])
        self._client.force_raise_errors = not tolerate_error
        self._notebook.cells.append(cell)
        try:
            await self._client.async_execute_cell(cell, len(self._notebook.cells) - 1)
        except CellExecutionError as error:
            reply = {"ename": error.ename, "evalue": error.evalue}  # of what cannot be told whole
            errors = [output for output in cell.outputs if output["output_type"] == "error"]
            raise CellFailed(errors[-1] if errors else reply) from None
        except CellTimeoutError:
            raise CellTooLong from None
        except (DeadKernelError, RuntimeError) as error:
            raise KernelDied(str(error)) from None
        return [self._named(output) for output in _joined(cell.outputs)]

    def _named(self, output: Output) -> Output:
        """An output in which tables with styles are numbered, as they come in the chapter."""
        page = output.get("data", {}).get("text/html", "")
        for name in STYLED.findall(page):
            self._styled += 1
            page = page.replace(name, f"T_{self._styled}")
        return {**output, "data": {**output["data"], "text/html": page}} if page else output

    async def evaluate(self, expressions: Sequence[str]) -> list[Output | CellFailed]:
        """The value of each expression as an `execute_result`, or how it failed, in order.

        One message for all of them: inline code is many and small. Raises CellTooLong where they
        do not end within the time of one cell, KernelDied.
        """
        client = self._client.kc
        assert client is not None, "a kernel is entered before it is asked"
        reached = Path(self._sockets.name) / "reached"
        reached.write_bytes(b"")
        asked: dict[str, str] = {}
        for place, code in enumerate(expressions):
            asked[f"before {place}"] = REACHED.format(file=str(reached), place=place)
            asked[str(place)] = code
        request = client.execute("", store_history=False, user_expressions=asked)
        try:
            answer = await self._answer(request)
        except (CellTooLong, KernelDied) as error:
            error.place = reached.stat().st_size
            raise
        values = answer["content"]["user_expressions"]
        return [_value(values[str(place)]) for place in range(len(expressions))]

    async def begin_trace(self) -> bool:
        """Have it done what `BEGIN` says, where press can be imported in the kernel: a forked one did so by itself.

        Returns whether it can.
        """
        provisioner = self._manager.provisioner
        if provisioner and isinstance(getattr(provisioner, "process", None), ForkedProcess):
            return True
        (said,) = await self.evaluate([f"exec({self._begin!r}, {{}})"])
        return not isinstance(said, CellFailed)

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

    async def draw(self, **changes: Any) -> None:
        """Draw the figures to come as the book says, but for `changes` (width, height, dpi, format)."""
        figures = replace(self._figures, **changes)
        code = DRAW.format(variables=wanted(figures), **asdict(figures))
        # In a namespace of its own: nothing is left in the author's.
        await self.run(f"exec({code!r}, {{}})")


def _value(answer: dict[str, Any]) -> Output | CellFailed:
    if answer["status"] != "ok":
        return CellFailed(answer)
    return _placeless({"output_type": "execute_result", "data": answer["data"], "metadata": {}})


def _manager(name: str, server: ForkServer | None, begin: str) -> AsyncKernelManager:
    if server is None:
        return AsyncKernelManager(kernel_name=name)
    manager = ForkingManager(kernel_name=name, kernel_spec_manager=server.specs)
    manager.fork_server, manager.begin = server, begin
    return manager


def _placeless(output: Output) -> Output:
    """An output whose plain text does not say where in memory an object lay, as no two runs agree on that."""
    data = output.get("data", {})
    if "text/plain" not in data:
        return dict(output)
    return {**output, "data": {**data, "text/plain": ADDRESS.sub(" at 0x0", data["text/plain"])}}


def _joined(outputs: Sequence[Output]) -> list[Output]:
    """`outputs` with streams that follow each other made one a name, standard output first.

    How a kernel cuts its streams depends on the clock, and what a warning calls a cell on the process; what is
    printed should not.
    """
    joined: list[Output] = []
    for streams, group in groupby(outputs, lambda output: output["output_type"] == "stream"):
        if not streams:
            joined += map(_placeless, group)
            continue
        texts = {"stdout": "", "stderr": ""}
        for output in group:
            texts[output["name"]] += CELL_FILE.sub("cell", output["text"])
        joined += [
            {"output_type": "stream", "name": name, "text": text}
            for name, text in texts.items()
            if text
        ]
    return joined
