import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "../../store/files.ts";

/**
 * Where unfinished work lies: checkpoints of stages under way and what finished stages hand on, one name per
 * stage and image (`base/000003`). A write replaces what had the name, whole or not at all.
 */
export interface StageStore {
  has(name: string): Promise<boolean>;
  /** @throws Error when there is none */
  read(name: string): Promise<Uint8Array>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/** A plain folder. Nothing in it is sealed: the gate brings a store of its own. */
export function folderStore(folder: string): StageStore {
  const pathOf = (name: string) => join(folder, `${name}.bin`);
  return {
    has: async (name) => existsSync(pathOf(name)),
    read: (name) => readFile(pathOf(name)),
    async write(name, bytes) {
      await mkdir(dirname(pathOf(name)), { recursive: true });
      await writeWhole(pathOf(name), bytes);
    },
  };
}

/** Nothing on disk: for work that is not to be gone on with. */
export function memoryStore(): StageStore {
  const held = new Map<string, Uint8Array>();
  return {
    has: async (name) => held.has(name),
    async read(name) {
      const bytes = held.get(name);
      if (bytes === undefined) throw new Error(`Cannot read "${name}": there is none`);
      return bytes;
    },
    write: async (name, bytes) => void held.set(name, bytes),
  };
}
