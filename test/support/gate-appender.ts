import { openGate } from "../../src/gate/gate.ts";
import { type Disk, type DiskFile, disk } from "../../src/ledger/disk.ts";
import { signingKeyFromPem } from "../../src/ledger/keys/signing-key.ts";
import { asked } from "./gate-world.ts";

/**
 * Appends so many requests to a gate, as one of several processes, and says each that was recorded. Reads folder,
 * count and key from the environment; with `DIE_AT` it is killed before its n-th call of the disk.
 */
const { GATE = "", COUNT = "0", PEM = "", DIE_AT = "0" } = process.env;
let calls = 0;
const step = () => {
  calls += 1;
  if (calls === Number(DIE_AT)) process.kill(process.pid, "SIGKILL");
};

/** Counts every call. */
function counted<T extends Disk | DiskFile>(of: T): T {
  return new Proxy(of, {
    get(target, name, receiver) {
      const call: unknown = Reflect.get(target, name, receiver);
      if (typeof call !== "function") return call;
      return async (...given: unknown[]) => {
        step();
        const done: unknown = await Reflect.apply(call, target, given);
        return name === "open" ? counted(done as DiskFile) : done;
      };
    },
  });
}

const key = signingKeyFromPem(PEM);
const now = () => new Date("2026-03-02T10:00:00.000Z");
const gate = await openGate(GATE, { now, say: () => {}, disk: counted(disk) });
for (let i = 0; i < Number(COUNT); i += 1) {
  const { seq } = await gate.act(key, asked());
  process.stdout.write(`${seq}\n`);
}
