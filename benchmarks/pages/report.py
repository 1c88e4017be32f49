"""The figures and what is asked of them."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import dataclass, field
from pathlib import Path

LEAST_SHARE = 0.25
MOST_QUERIES = 12
MOST_GROWTH = 1.3
"""Asked of the worklist and the case page: the least share of the empty page's requests a second, the most
statements, and the most that the middle answer's time may grow from 1,000 referrals."""
JUDGED = ("worklist", "case")


@dataclass
class Measured:
    """Times of answers in milliseconds over `seconds` of load, what processor time gunicorn and PostgreSQL used for
    them (in seconds), and the number of statements of one answer."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0
    processor: float = 0
    queries: int = 0

    def add(self, other: Measured) -> None:
        self.took += other.took
        self.seconds += other.seconds
        self.processor += other.processor

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.took) / self.seconds

    @property
    def cost(self) -> float:
        """Processor milliseconds a request: what a busy neighbour on the machine changes least."""
        return self.processor * 1000 / len(self.took)

    @property
    def p50(self) -> float:
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.took, n=20)[-1]


@dataclass
class Report:
    """All figures of one run: `open` cases and results by number of referrals, the small number first."""

    open: dict[int, int]
    results: dict[int, dict[str, Measured]]
    seconds: float
    connections: int
    proved: int

    def share(self, size: int, page: str) -> float:
        return self.results[size][page].rate / self.results[size]["empty"].rate

    def growth(self, page: str) -> float:
        small, large = self.results
        return self.results[large][page].p50 / self.results[small][page].p50

    @property
    def met(self) -> bool:
        large = max(self.results)
        return all(
            self.share(large, page) >= LEAST_SHARE
            and self.results[large][page].queries <= MOST_QUERIES
            and self.growth(page) <= MOST_GROWTH
            for page in JUDGED
        )

    def as_json(self) -> dict[str, object]:
        return {
            "machine": machine(),
            "seconds": self.seconds,
            "connections": self.connections,
            "equal_to_actions": self.proved,
            "met": self.met,
            "growth": {page: round(self.growth(page), 2) for page in next(iter(self.results.values()))},
            "sizes": {
                str(size): {
                    "open": self.open[size],
                    "pages": {
                        page: {
                            "requests_a_second": round(one.rate, 1),
                            "p50_ms": round(one.p50, 2),
                            "p95_ms": round(one.p95, 2),
                            "cpu_ms": round(one.cost, 2),
                            "queries": one.queries,
                            "share_of_empty": round(self.share(size, page), 2),
                            "requests": len(one.took),
                        }
                        for page, one in pages.items()
                    },
                }
                for size, pages in self.results.items()
            },
        }

    def as_text(self) -> str:
        lines = [machine(), f"{self.connections} connections, {self.seconds:g} s a page and size", ""]
        lines += [
            f"{'referrals':>10} {'page':<11}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'cpu ms':>8}{'queries':>9}{'of empty':>10}"
        ]
        for size, pages in self.results.items():
            for page, one in pages.items():
                lines.append(
                    f"{size:>10,} {page:<11}{one.rate:>8.1f}{one.p50:>8.1f}{one.p95:>8.1f}{one.cost:>8.1f}"
                    f"{one.queries:>9}{self.share(size, page):>10.2f}"
                )
        large = max(self.results)
        lines.append("")
        for page in JUDGED:
            one = self.results[large][page]
            for what, value, wanted, good in [
                (
                    "share of the empty page",
                    self.share(large, page),
                    f">= {LEAST_SHARE}",
                    self.share(large, page) >= LEAST_SHARE,
                ),
                ("queries", one.queries, f"<= {MOST_QUERIES}", one.queries <= MOST_QUERIES),
                (
                    f"time at {large:,} / time at {min(self.results):,}",
                    self.growth(page),
                    f"<= {MOST_GROWTH}",
                    self.growth(page) <= MOST_GROWTH,
                ),
            ]:
                lines.append(f"{page:<9} {what}: {value:.2f} ({wanted}) {'met' if good else 'MISSED'}")
        return "\n".join(lines)


def machine() -> str:
    """The machine in a line: processor, cores, memory, system, Python."""
    info = Path("/proc/cpuinfo")
    names = (
        [
            line.split(":", 1)[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        if info.exists()
        else []
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )
