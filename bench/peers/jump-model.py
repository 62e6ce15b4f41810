"""Statistical jump model by jumpmodels, on rows that are features already."""

import json
import sys

import numpy as np
import pandas as pd
from jumpmodels.jump import JumpModel

from timing import median_seconds

asked = json.load(sys.stdin)
rows = pd.DataFrame(np.array(asked["values"]).reshape(-1, asked["width"]))


def fit():
    model = JumpModel(n_components=asked["states"], jump_penalty=asked["penalty"], cont=False, n_init=asked["starts"])
    return model.fit(rows, sort_by=None)


seconds, model = median_seconds(fit, asked["times"])
json.dump({"seconds": seconds, "total": float(model.val_), "labels": [int(label) for label in model.labels_]}, sys.stdout)
