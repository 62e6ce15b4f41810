"""Raw SVI smiles by scipy's bounded least squares: weighted total variances, one fit an expiry, loss of each."""

import json
import sys

import numpy as np
from scipy.optimize import least_squares

from timing import median_seconds

asked = json.load(sys.stdin)
smiles = [tuple(np.array(smile[name]) for name in ("k", "variance", "weight")) for smile in asked["smiles"]]


def fit(k, variance, weight):
    root = np.sqrt(weight)

    def residuals(x):
        a, b, rho, m, s = x
        return root * (a + b * (rho * (k - m) + np.sqrt((k - m) ** 2 + s**2)) - variance)

    span = k[-1] - k[0]
    start = [0.5 * variance.min(), 0.1, -0.2, 0.0, span / 10]
    low = [-np.inf, 0.0, -0.9999, k[0] - span / 2, np.exp(-5) * span]
    high = [np.inf, np.inf, 0.9999, k[-1] + span / 2, span]
    return least_squares(residuals, start, bounds=(low, high), x_scale="jac", xtol=1e-10, ftol=1e-10, gtol=1e-10)


seconds, fits = median_seconds(lambda: [fit(*smile) for smile in smiles], asked["times"])
json.dump({"seconds": seconds, "losses": [2 * one.cost for one in fits]}, sys.stdout)
