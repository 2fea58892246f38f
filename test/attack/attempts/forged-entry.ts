import type { Cascade } from "../../../models/index.ts";
import { manifestDigest } from "../../../src/digest/manifest.ts";
import { grantOf } from "../../../src/gate/door/grant.ts";
import type { Entry } from "../../../src/ledger/entry.ts";
import { asked, started, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a grant is made of an entry that stands in no ledger",
  fault: 1,
  check: {
    rule: "no-entry",
    file: "src/gate/door/grant.ts",
    on: "const found = isRecorded(entry)",
    off: "const found = (isRecorded(entry) || true)",
  },
  async run() {
    const w = await world();
    const { seq } = await w.gate.act(w.keys.ann, asked());
    const cascade = { manifest: { id: "tiny-cascade" }, files: {} } as unknown as Cascade;
    const event = { ...started(`r${seq}`), manifest: manifestDigest(cascade.manifest) };
    grantOf(w.gate, [{ seq: seq + 1, event } as unknown as Entry], cascade);
  },
};
