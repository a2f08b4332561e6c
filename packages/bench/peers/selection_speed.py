"""
Selections and neighbours by numpy with BLAS, scikit-learn and scipy, on request: one JSON request a line on standard
input, {"of": case, "files": {...}}, one JSON answer a line on standard output, {"seconds", "cpuSeconds", "picks"}.
Reading the files is not measured. The first line is {"threads"}, answered by the versions.
"""
import heapq
import json
import os
import platform
import sys
import time

first = json.loads(sys.stdin.readline())
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(first["threads"])

import numpy as np
import scipy
import sklearn
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors


def k_center(case, embeddings, _):
    """Greedy from item 0; squared distances as ||x||^2 + ||c||^2 - 2 x.c, with a running minimum."""
    lengths = np.einsum("ij,ij->i", embeddings, embeddings)
    nearest = np.full(len(embeddings), np.inf, np.float32)
    picks = [0]
    for _ in range(case["batch"] - 1):
        pick = picks[-1]
        np.minimum(nearest, lengths + lengths[pick] - 2 * (embeddings @ embeddings[pick]), out=nearest)
        nearest[pick] = -np.inf
        picks.append(int(nearest.argmax()))
    return picks


def badge(case, embeddings, probabilities):
    """D^2 sampling of the factorised gradients, the longest first."""
    random = np.random.default_rng(0)
    residuals = probabilities.copy()
    residuals[np.arange(len(residuals)), residuals.argmax(1)] -= 1
    lengths = np.einsum("ij,ij->i", embeddings, embeddings) * np.einsum("ij,ij->i", residuals, residuals)
    nearest = np.full(len(embeddings), np.inf)
    picks = [int(lengths.argmax())]
    while len(picks) < case["batch"]:
        pick = picks[-1]
        products = (residuals @ residuals[pick]) * (embeddings @ embeddings[pick])
        np.minimum(nearest, np.maximum(lengths + lengths[pick] - 2 * products, 0), out=nearest)
        nearest[picks] = 0
        sums = np.cumsum(nearest)
        picks.append(int(np.searchsorted(sums, random.random() * sums[-1])))
    return picks


def neighbours(case, embeddings, _):
    return neighbour_graph(case, embeddings)[1][: 2000 // case["neighbours"]].ravel().tolist()


def neighbour_graph(case, embeddings):
    found = NearestNeighbors(n_neighbors=case["neighbours"], algorithm="brute").fit(embeddings)
    return found.kneighbors()


def k_means(case, embeddings, _):
    fitted = KMeans(case["batch"], init="k-means++", n_init=1, max_iter=100, tol=0, random_state=0).fit(embeddings)
    return [int(fitted.n_iter_)]


def facility_location(case, embeddings, _):
    """Lazy greedy on the similarities exp(-d^2 / mean d^2) of the nearest neighbours."""
    distances, places = neighbour_graph(case, embeddings)
    n = len(embeddings)
    squares = distances.ravel() ** 2
    rows = np.concatenate([np.repeat(np.arange(n), case["neighbours"]), np.arange(n)])
    cols = np.concatenate([places.ravel(), np.arange(n)])
    values = np.concatenate([np.exp(-squares / squares.mean()), np.ones(n)])
    graph = scipy.sparse.csc_matrix((values, (rows, cols)), (n, n))
    best = np.zeros(n)

    def gain(j):
        part = slice(graph.indptr[j], graph.indptr[j + 1])
        return np.maximum(graph.data[part] - best[graph.indices[part]], 0).sum()

    heap = [(-gain(j), j, 0) for j in range(n)]
    heapq.heapify(heap)
    picks = []
    while len(picks) < case["batch"]:
        _, j, seen = heapq.heappop(heap)
        if seen < len(picks):
            heapq.heappush(heap, (-gain(j), j, len(picks)))
            continue
        part = slice(graph.indptr[j], graph.indptr[j + 1])
        best[graph.indices[part]] = np.maximum(best[graph.indices[part]], graph.data[part])
        picks.append(j)
    return picks


PARTS = {
    "k-center": k_center,
    "k-center-million": k_center,
    "badge": badge,
    "neighbours": neighbours,
    "k-means": k_means,
    "facility-location": facility_location,
}


def main():
    versions = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }
    print(json.dumps(versions), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        case, files = request["of"], request["files"]
        arrays = [np.load(files[name]) if name in files else None for name in ("embeddings", "probabilities")]
        cpu, start = time.process_time(), time.perf_counter()
        picks = PARTS[case["part"]](case, *arrays)
        answer = {
            "seconds": time.perf_counter() - start,
            "cpuSeconds": time.process_time() - cpu,
            "picks": [int(pick) for pick in picks],
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
