"""
pycocotools' evaluation of boxes, timed: the first line on standard input is {"truth", "results"}, the paths of a COCO
annotation file and of a list of results, answered by the versions; every further line asks for one evaluation, answered
by {"seconds", "cpuSeconds", "numbers"}. Reading the files and indexing them is not measured.
"""
import contextlib
import io
import json
import platform
import sys
import time

import numpy as np

if not hasattr(np, "float"):
    np.float = float  # pycocotools 2.0 was written before numpy 1.24
import pycocotools
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

first = json.loads(sys.stdin.readline())
with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO(first["truth"])
    results = truth.loadRes(first["results"])
version = getattr(pycocotools, "__version__", "of unknown version")
print(json.dumps({"python": platform.python_version(), "numpy": np.__version__, "pycocotools": version}), flush=True)

for _ in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()):
        began, cpu = time.perf_counter(), time.process_time()
        evaluation = COCOeval(truth, results, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        answer = {"seconds": time.perf_counter() - began, "cpuSeconds": time.process_time() - cpu}
    print(json.dumps({**answer, "numbers": evaluation.stats.tolist()}), flush=True)
