"""Named tensors in the safetensors layout: an 8-byte length, a JSON header, then the raw values."""
import json
import struct

import numpy as np

DTYPES = {"F32": np.float32, "I32": np.int32}


def read_tensors(path):
    """The arrays of a file by name, in the order of its header."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    values = content[8 + length :]
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        flat = np.frombuffer(values[start:end], DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).copy()
    return tensors
