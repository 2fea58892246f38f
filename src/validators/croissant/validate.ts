import { type Finding, fault, sorted } from "../finding.ts";
import { isObject, shown } from "../json-path.ts";
import { readDocument } from "./document.ts";
import { expansionRemarks } from "./expand.ts";
import { rules } from "./rules/registry.ts";
import type { Version } from "./vocabulary.ts";

/** What a Croissant document claims to be, and what is wrong with it. */
export interface CroissantReport {
  readonly version: Version | null;
  readonly findings: readonly Finding[];
}

/**
 * Judges a Croissant document without a network.
 * @param text the document
 * @throws SyntaxError where the text is no JSON
 */
export async function validateCroissant(text: string): Promise<CroissantReport> {
  const raw: unknown = JSON.parse(text);
  if (!isObject(raw)) {
    const remark = fault(
      { path: "$" },
      `wanted an object, got ${shown(raw)}`,
      "write one dataset per document",
    );
    return { version: null, findings: [{ ...remark, rule: "root" }] };
  }
  const document = readDocument(text, raw);
  const findings = rules.flatMap(({ id, check }) =>
    check(document).map((remark) => ({ ...remark, rule: id })),
  );
  const expanded = (await expansionRemarks(raw)).map((remark) => ({ ...remark, rule: "json-ld" }));
  return { version: document.version, findings: sorted([...findings, ...expanded]) };
}
