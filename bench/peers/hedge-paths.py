"""Hedges simulated paths of a call by Whalley and Wilmott's band, by pfhedge: single precision, its default, and double."""

import json
import sys

import torch
from pfhedge.instruments import BrownianStock, EuropeanOption
from pfhedge.nn import Hedger, WhalleyWilmott

from timing import median_seconds

asked = json.load(sys.stdin)
torch.set_num_threads(1)


def hedged(dtype):
    dt = asked["years"] / asked["steps"]
    stock = BrownianStock(sigma=asked["vol"], cost=asked["cost"], dt=dt, dtype=dtype)
    call = EuropeanOption(stock, maturity=asked["years"])
    torch.manual_seed(1)
    call.simulate(n_paths=asked["paths"])
    band = WhalleyWilmott(call, a=asked["riskAversion"])
    hedger = Hedger(band, band.inputs())
    with torch.no_grad():
        seconds, pnl = median_seconds(lambda: hedger.compute_pl(call), asked["times"])
    rows = min(asked["shown"], asked["paths"])
    return {"seconds": seconds, "pnl": pnl[:rows].tolist(), "spot": stock.spot[:rows].flatten().tolist()}


json.dump({"single": hedged(torch.float32), "double": hedged(torch.float64)}, sys.stdout)
