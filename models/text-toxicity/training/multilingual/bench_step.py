"""Seconds and tokens per second of 20 training steps, fp32 against bf16: some CPUs are slower in bf16.

    python bench_step.py
"""

import time

import torch

from network import Encoder


def main():
    model = Encoder(list(range(1000)), 6).train()
    for threads in (1, 2):
        torch.set_num_threads(threads)
        for frozen in (0, 6):
            for bf16 in (False, True):
                body = [p for layer in model.layers[frozen:] for p in layer.parameters()]
                optimiser = torch.optim.AdamW(body, lr=1e-5, fused=True)
                ids = torch.randint(4, 1000, (48, 20))
                for step in range(22):
                    if step == 2:
                        since, cpu = time.time(), time.process_time()
                    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
                        loss = model(ids, torch.ones_like(ids), 0.1, frozen).float().square().mean()
                    loss.backward()
                    optimiser.step()
                    optimiser.zero_grad()
                wall, cpu = time.time() - since, time.process_time() - cpu
                tokens = 20 * ids.numel()
                print({"threads": threads, "frozen": frozen, "bf16": bf16, "tokens/s": round(tokens / wall),
                       "tokens/CPU-s": round(tokens / cpu)}, flush=True)


if __name__ == "__main__":
    main()
