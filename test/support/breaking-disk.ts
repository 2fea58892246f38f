import { type Disk, type DiskFile, disk } from "../../src/ledger/disk.ts";

/** A disk that breaks at its n-th write, sync or cut, after half of what it should have written. */
export function breaking(at: number): { readonly disk: Disk; steps: number } {
  const self = { steps: 0 };
  const step = async (half: () => Promise<void>, whole: () => Promise<void>) => {
    self.steps += 1;
    if (self.steps < at) return whole();
    if (self.steps === at) await half();
    throw new Error("the disk broke");
  };
  const nothing = async () => {};
  const wrap = (file: DiskFile): DiskFile => ({
    ...file,
    write: (bytes, at) =>
      step(
        () => file.write(bytes.subarray(0, Math.floor(bytes.length / 2)), at),
        () => file.write(bytes, at),
      ),
    sync: () => step(nothing, () => file.sync()),
  });
  const link = async (from: string, to: string) => {
    let taken = false;
    await step(nothing, async () => {
      taken = await disk.link(from, to);
    });
    return taken;
  };
  return Object.assign(self, {
    disk: {
      ...disk,
      open: async (path: string) => wrap(await disk.open(path)),
      writeNew: (path: string, bytes: Uint8Array) =>
        step(
          () => disk.writeNew(path, bytes.subarray(0, Math.floor(bytes.length / 2))),
          () => disk.writeNew(path, bytes),
        ),
      link,
      syncFolder: (path: string) => step(nothing, () => disk.syncFolder(path)),
    },
  });
}
