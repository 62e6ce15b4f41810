"""American and European options on shares with cash dividends by QuantLib: prices, deltas and gammas to compare with,
and the processor time of its finite differences. Without cash the fixed-point scheme of Andersen, Lake and Offengenden;
with cash finite differences in the spot model, extrapolated to steps of 0 in time, where their error is of the first
order, and in the logarithm of the spot."""

import json
import sys

import QuantLib as ql

from timing import median_seconds

asked = json.load(sys.stdin)
today = ql.Date(1, 12, 2025)
ql.Settings.instance().evaluationDate = today
count_days = ql.Actual365Fixed()


def option(row, spot):
    flat = lambda level: ql.YieldTermStructureHandle(ql.FlatForward(today, level, count_days))
    vol = ql.BlackConstantVol(today, ql.NullCalendar(), row["vol"], count_days)
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(spot)),
        flat(row["dividend"]),
        flat(row["rate"]),
        ql.BlackVolTermStructureHandle(vol),
    )
    payoff = ql.PlainVanillaPayoff(ql.Option.Call if row["type"] == "call" else ql.Option.Put, row["strike"])
    expiry = today + row["days"]
    american = row["exercise"] == "american"
    exercise = ql.AmericanExercise(today, expiry) if american else ql.EuropeanExercise(expiry)
    return ql.VanillaOption(payoff, exercise), process, american


def by_grid(row, steps, spots):
    one, process, _ = option(row, row["spot"])
    paid = [ql.FixedDividend(amount, today + day) for day, amount in row["cash"]]
    one.setPricingEngine(ql.FdBlackScholesVanillaEngine(process, paid, steps, spots, 0))
    return one.NPV(), one.delta(), one.gamma()


def by_formula(row, spot):
    one, process, american = option(row, spot)
    scheme = ql.QdFpAmericanEngine.highPrecisionScheme()
    one.setPricingEngine(ql.QdFpAmericanEngine(process, scheme) if american else ql.AnalyticEuropeanEngine(process))
    return one.NPV()


def reference(row):
    if row["cash"]:
        meshes = (by_grid(row, 1000, 800), by_grid(row, 2000, 800), by_grid(row, 1000, 1600))
        return [one - 2 * (one - late) - (one - wide) * 4 / 3 for one, late, wide in zip(*meshes)]
    step = 0.01
    down, middle, up = (by_formula(row, row["spot"] + by) for by in (-step, 0, step))
    return [middle, (up - down) / (2 * step), None]


values = [reference(row) for row in asked["rows"]]
timed = [row for row in asked["rows"] if row["cash"]][: asked["timed"]]
seconds, grid = median_seconds(lambda: [by_grid(row, 1000, 1000)[0] for row in timed], asked["times"])
json.dump({"values": values, "seconds": seconds / len(timed), "grid": grid}, sys.stdout)
