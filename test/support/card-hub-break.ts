import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { FindingClass } from "../../src/validators/finding.ts";
import { validateHubCard } from "../../src/validators/hub/validate.ts";
import { folder } from "./card-break.ts";

export const goodCard = readFileSync(`${folder}/hub/README.md`, "utf8");

/** Replaces one piece of the good card. */
export interface Case {
  readonly breaks: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly node: string;
  readonly says: RegExp;
  readonly class?: FindingClass;
}

/** Every case is found, where it is. */
export function findsInCard(cases: readonly Case[]): void {
  it.each(cases.map((one) => [one.breaks, one] as const))("with %s", (_, one) => {
    const broken = goodCard.replace(one.from, one.to);
    expect(broken).not.toBe(goodCard);
    const findings = validateHubCard(broken);
    const found = findings.filter(
      ({ class: kind, node, message }) =>
        kind === (one.class ?? "error") && node === one.node && one.says.test(message),
    );
    expect(found, JSON.stringify(findings, null, 1)).toHaveLength(1);
    expect(found[0]?.fix).not.toBe("");
  });
}
