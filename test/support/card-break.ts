import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { validateCroissant } from "../../src/validators/croissant/validate.ts";
import type { FindingClass } from "../../src/validators/finding.ts";

export const folder = join(import.meta.dirname, "../fixtures/cards");

/** The good documents that the cases break. */
export type Good =
  | "webdataset-1.1"
  | "manifest-1.1"
  | "hub-1.0"
  | "names-1.0"
  | "own-terms-1.0"
  | "tables-1.0";

// biome-ignore lint/suspicious/noExplicitAny: a document is edited where it is to break
export type Doc = any;

/** One break in one place. */
export interface Case {
  readonly breaks: string;
  readonly good?: Good;
  readonly edit: (doc: Doc) => void;
  /** JSON path that the finding must name. */
  readonly node: string;
  /** Id that it must name too. */
  readonly id?: string;
  readonly says: RegExp;
  readonly class?: FindingClass;
}

export function goodText(name: Good): string {
  return readFileSync(join(folder, "croissant", `${name}.json`), "utf8");
}

/** Every case is found, where it is; and the good document has no such finding. */
export function finds(cases: readonly Case[]): void {
  it.each(cases.map((one) => [one.breaks, one] as const))("%s", async (_, one) => {
    const text = goodText(one.good ?? "webdataset-1.1");
    const doc: Doc = JSON.parse(text);
    one.edit(doc);
    const matches = ({ findings }: Awaited<ReturnType<typeof validateCroissant>>) =>
      findings.filter(
        ({ class: kind, node, message }) =>
          kind === (one.class ?? "error") && node === one.node && one.says.test(message),
      );
    const broken = await validateCroissant(JSON.stringify(doc));
    expect(matches(broken), JSON.stringify(broken.findings, null, 1)).toHaveLength(1);
    if (one.id !== undefined) expect(matches(broken)[0]?.id).toBe(one.id);
    expect(matches(broken)[0]?.fix).not.toBe("");
    expect(matches(await validateCroissant(text))).toEqual([]);
  });
}
