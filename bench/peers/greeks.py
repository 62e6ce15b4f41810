"""Price, delta, gamma, vega, theta and rho of options by QuantLib's BlackCalculator: vega and rho for 1.0, theta a year."""

import json
import math
import sys

import QuantLib as ql

from timing import median_seconds

columns = json.load(sys.stdin)
rows = list(zip(*(columns[name] for name in ("isCall", "spot", "strike", "years", "vol", "rate", "dividend"))))


def greeks(is_call, spot, strike, years, vol, rate, dividend):
    payoff = ql.PlainVanillaPayoff(ql.Option.Call if is_call else ql.Option.Put, strike)
    forward = spot * math.exp((rate - dividend) * years)
    black = ql.BlackCalculator(payoff, forward, vol * math.sqrt(years), math.exp(-rate * years))
    return (black.value(), black.delta(spot), black.gamma(spot), black.vega(years), black.theta(spot, years), black.rho(years))


seconds, values = median_seconds(lambda: [greeks(*row) for row in rows], columns["times"])
json.dump({"seconds": seconds, "values": [list(column) for column in zip(*values)]}, sys.stdout)
