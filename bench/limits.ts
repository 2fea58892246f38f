/** What binds, in plain words; written after reading profiles (`node --cpu-prof`), so it ages with the code. */
export const limits = `## What binds

- **The CPU, and in it the network.** In a profile of the light model's run, before the resize was made twice as fast, each worker spent about 70 % of the time
  in ONNX Runtime, 12 % in the align-corners resize and 7 % collecting garbage. The main thread was idle for more
  than four fifths of it: reading the tar and writing Parquet are not in the way. Decoding runs on libuv's threads
  while a worker is in inference, so no core waits for it, but its 2.5 to 3 ms per image come from the same cores.
- **Batch size does not bind.** The light network costs one thread the same per image at 1, 2 and 4 images a run
  (7.4 ms) and more at 8 (8.0) and 16 (8.8).
- **Ratio (a) cannot reach 1.** It leaves out decoding and resizing: about 7 % of the heavy model's time, about 40 %
  of the light one's. That is why its goal stands for the heavy model alone.
- **Ratio (c)** compares with the same ONNX Runtime on the same float weights, which gives one session all cores: it
  cannot exceed (a) over (c), some 3.8 for the light model and 1.4 for the heavy one. 2.5 is not reached for either.
- **The CPU-sum limit** takes each step's cost while one core is busy; the second line of each table takes it while
  all are, in one process per core.
- **Memory** is mostly the sessions, one per worker, and is there before the first pair: loading takes about 120 MiB
  for a session of the light model and 575 MiB for one of the heavy model.`;
