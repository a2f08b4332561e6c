"""Logistic regressions of scikit-learn on rows of features, for frozen-head.ts.

Started with a folder that holds `features.npy` (n, d) and `labels.npy` (n). Each line asks
{"train": [rows], "test": [rows], "strengths": [C, ...]}; the answer is
{"fits": [{"C", "accuracy", "seconds"}, ...], "versions": {...}}. Features are brought to mean 0 and spread 1 by the
columns of all rows, as Querent does.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")  # those that end before they converge are compared as they are
folder = Path(sys.argv[1])
features = np.load(folder / "features.npy").astype(np.float64)
labels = np.load(folder / "labels.npy")
spread = features.std(axis=0)
features = (features - features.mean(axis=0)) / np.where(spread > 0, spread, 1)

for line in sys.stdin:
    asked = json.loads(line)
    train, test = asked["train"], asked["test"]
    fits = []
    for strength in asked["strengths"]:
        began = time.perf_counter()
        model = LogisticRegression(C=strength, max_iter=300).fit(features[train], labels[train])
        seconds = time.perf_counter() - began
        accuracy = float(model.score(features[test], labels[test]))
        fits.append({"C": strength, "accuracy": accuracy, "seconds": seconds})
    versions = {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__}
    print(json.dumps({"fits": fits, "versions": versions}), flush=True)
