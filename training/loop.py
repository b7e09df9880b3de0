"""The one loop by which the trainings learn: AdamW at a rate that rises, then falls in a straight line."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

SAID = 50  # steps between two lines of the log


def learn(network: nn.Module, batches: Sequence[Any], loss_of: Callable[[Any], tuple[torch.Tensor, dict[str, float]]],
          rates: dict[tuple[str, ...], float], log: Path, rise: float = 0.05) -> None:
    """Take one step a batch.

    loss_of: the loss of a batch, and its parts by name for the log. rates: highest learning rates by how the names of
    parameters begin, the first that fits counts, "" fits all. rise: part of the way on which the rate rises.
    """
    groups: dict[float, list[nn.Parameter]] = {rate: [] for rate in rates.values()}
    for name, value in network.named_parameters():
        if value.requires_grad:
            groups[next(rate for begins, rate in rates.items() if name.startswith(begins))].append(value)
    optimizer = torch.optim.AdamW([{"params": values, "base": rate} for rate, values in groups.items()],
                                  weight_decay=0.02, betas=(0.9, 0.98), fused=True)
    network.train()
    begun, running = time.time(), {}
    for step, batch in enumerate(batches, 1):
        share = min(1.0, step / (rise * len(batches))) * max(0.02, 1 - (step - 1) / len(batches))
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * share
        loss, parts = loss_of(batch)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        running = {name: 0.97 * running.get(name, value) + 0.03 * value for name, value in parts.items()}
        if step % SAID == 0:
            losses = " ".join(f"{name} {value:.4f}" for name, value in running.items())
            say(log, f"step {step}/{len(batches)} {time.time() - begun:.0f} s {losses}")


def say(log: Path, line: str) -> None:
    """Print a line and keep it."""
    print(line, flush=True)
    with log.open("a") as file:
        file.write(line + "\n")
