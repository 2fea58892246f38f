import type { ReleaseReceipt } from "../../src/provenance/receipt.ts";

const digest = (letter: string) => letter.repeat(64);

/** A receipt as a release's file carries one. */
export const someReceipt: ReleaseReceipt = {
  job: "r12",
  image: 0,
  model: "illustrator",
  modelSha256: digest("a"),
  stages: ["base", "super"],
  seed: "18446744073709551615",
  promptSha256: digest("b"),
  promptPolicySha256: digest("c"),
  imagePolicySha256: digest("d"),
  approvals: [digest("e")],
  cardSha256: digest("f"),
  ledgerEntry: digest("0"),
  reviewedSha256: digest("1"),
};
