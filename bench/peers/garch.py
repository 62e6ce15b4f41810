"""GARCH(1,1) with a constant mean by maximum likelihood, by arch."""

import json
import sys

import numpy as np
from arch import arch_model

from timing import median_seconds

asked = json.load(sys.stdin)
returns = np.array(asked["returns"])


def fit():
    return arch_model(returns, mean="Constant", vol="GARCH", p=1, q=1, dist="normal", rescale=False).fit(disp="off")


seconds, result = median_seconds(fit, asked["times"])
mu, omega, alpha, beta = (float(value) for value in result.params)
json.dump({"seconds": seconds, "mu": mu, "omega": omega, "alpha": alpha, "beta": beta}, sys.stdout)
