"""One encoder, many heads."""

from __future__ import annotations

from pathlib import Path

import torch
from data import HEADS, PAIRS, POINTERS
from torch import Tensor, nn
from transformers import BertModel

WIDTH = 64  # of the projections that pair heads compare


class Heads(nn.Module):
    """The encoder of all-MiniLM-L6-v2 with token heads and pair heads.

    Returns token logits (batch, pieces, sum of label counts in the order of HEADS) and pair scores
    (batch, heads, from piece, to piece) in the order of POINTERS, then PAIRS."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")
        size = self.encoder.config.hidden_size
        self.sizes = [len(labels) for labels in HEADS.values()]
        self.token = nn.Linear(size, sum(self.sizes))
        self.pair_count = len(POINTERS) + len(PAIRS)
        self.source = nn.Linear(size, WIDTH * self.pair_count)
        self.target = nn.Linear(size, WIDTH * self.pair_count)
        self.drop = nn.Dropout(0.1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.drop(self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state)
        batch, length, _ = hidden.shape
        source = self.source(hidden).view(batch, length, self.pair_count, WIDTH).permute(0, 2, 1, 3)
        target = self.target(hidden).view(batch, length, self.pair_count, WIDTH).permute(0, 2, 3, 1)
        return self.token(hidden), torch.matmul(source, target) / WIDTH**0.5
