"""Median seconds of a call, and what it returned."""

import statistics
import time


def median_seconds(call, times):
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        result = call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), result
