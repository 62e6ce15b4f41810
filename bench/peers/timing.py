"""Median processor seconds of a call on the one core it has, and what it returned."""

import statistics
import time


def median_seconds(call, times):
    taken = []
    for _ in range(times):
        began = time.process_time()
        result = call()
        taken.append(time.process_time() - began)
    return statistics.median(taken), result
