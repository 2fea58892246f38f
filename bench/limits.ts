/** What binds, in plain words; written after reading profiles (`node --cpu-prof`), so it ages with the code. */
export const limits = `## What binds

- **The CPU, and in it the networks.** In a profile of 500 pairs with the light model, its start included, each
  worker spent 45 % of the time in ONNX Runtime, 7 % handing pictures to libvips, 4 % collecting garbage, 3 % in the
  resize (WebAssembly) and 1 % in the maps of flagged pictures. The main thread was idle for four fifths of it:
  reading the tar and writing Parquet are not in the way.
- **More looks than one.** The default runs three networks where a rival runs one; a picture below 224 pixels is looked
  at twice, mirrored too; what whole numbers leave in doubt (15 to 28 % of textbook pictures) is computed again in
  floats; a flagged picture gets a map. Rivals and the Python pool do none of that, so no goal against them is reached
  by the default: it costs what three opinions cost.
- **Ready tensors** leave out decoding, resizing and the second looks.
- **The CPU-sum limit** takes each step's cost while one core is busy; the second line of each table takes it while
  all are, in one process per core.
- **Memory** is mostly the sessions, one per worker, and is there before the first pair: loading takes about 120 MiB
  for a session of the light model and 575 MiB for one of the heavy model.`;
