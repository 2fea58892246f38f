import { seal } from "../../../src/ledger/sealed.ts";
import { allowList, digest, releaseOne, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "an image leaves once more, on a sheet, whose filters were taken from the list since its release",
  fault: 8,
  check: {
    rule: "foreign-filters",
    file: "src/gate/state/legal.ts",
    on: "version < 3 ? null : sheetEvidenceFault(state, event.images)",
    off: "null",
  },
  async run() {
    const w = await world();
    const image = await releaseOne(w);
    const filters = { ...allowList.filters, image: ["cd".repeat(32)] };
    const files = { ...w.gate.state.files, "allowed.yaml": JSON.stringify({ ...allowList, filters }) };
    await w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("they err") });
    const provenance = { c2pa: null, iptc: true, watermark: null };
    const file = { sha256: digest, bytes: 120, format: "png" } as const;
    await w.gate.act(w.keys.bo, { type: "sheet", images: [image], file, provenance });
  },
};
