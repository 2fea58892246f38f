import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "../../../src/digest/canonical.ts";
import { sha256Of } from "../../../src/digest/sha256.ts";
import { checkedReceipt } from "../../../src/verbs/receipt-check.ts";
import { judged, receipt, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { grantedElsewhere, handedIn } from "../steps.ts";

export const attempt: Attempt = {
  what: "a picture made elsewhere brings the receipt of a generation, as if a model of ours had drawn it",
  fault: 13,
  check: {
    rule: "receipt-of-another-model",
    file: "src/verbs/receipt-check.ts",
    on: "? otherSubmission(start, receipt as SubmissionReceipt)",
    off: "? null",
  },
  async run() {
    const w = await world();
    const granted = await grantedElsewhere(w);
    const { request } = granted;
    const text = canonical(receipt);
    mkdirSync(join(w.folder, "receipts"));
    writeFileSync(join(w.folder, "receipts", `${request}.0.json`), text);
    await w.gate.act(w.keys.ann, handedIn(granted));
    const event = judged(request, 0, "pass") as Extract<ReturnType<typeof judged>, { type: "image-judged" }>;
    const stages = event.stages.map((one) => ({ ...one, stage: "elsewhere" }));
    await w.gate.act(w.keys.ann, { ...event, stages, receipt: sha256Of(text) });
    const image = w.gate.state.images.get(`${request}.0`);
    if (image !== undefined) await checkedReceipt(w.gate, image, "release");
  },
};
