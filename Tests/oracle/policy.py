"""Answers as others do: an ONNX model checked and run, and what stands in a document's Python block.

In: {"model": path, "observations": [[...]]}; or {"snippet": text, "file": path, "observation": [...]}.
Out: {"actions": [[...]], "opset": n, "metadata": {...}}; or {"action": [...]}.
"""
import json
import sys

import numpy

question = json.load(sys.stdin)
if "model" in question:
    import onnx
    import onnxruntime

    model = onnx.load(question["model"])
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(question["model"], providers=["CPUExecutionProvider"])
    observations = numpy.array(question["observations"], dtype=numpy.float32)
    (actions,) = session.run(["action"], {"observation": observations})
    single = session.run(["action"], {"observation": observations[:1]})[0]
    assert numpy.allclose(single, actions[:1], atol=1e-6)
    answer = {
        "actions": actions.tolist(),
        "opset": model.opset_import[0].version,
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
    }
else:
    names = {"file": question["file"], "observation": numpy.array(question["observation"], dtype=numpy.float32)}
    exec(question["snippet"], names)
    answer = {"action": names["action"].tolist()}
print(json.dumps(answer))
