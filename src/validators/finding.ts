/**
 * How much a finding weighs: an `error` breaks the format, a `warning` is allowed and unwise, and `reference`
 * says what the reference validator would do where it differs from us.
 */
export type FindingClass = "error" | "warning" | "reference";

/** One thing to repair in a document. */
export interface Finding {
  readonly class: FindingClass;
  /** The id of the rule that found it. */
  readonly rule: string;
  /** JSON path of the node, from `$`. */
  readonly node: string;
  /** The node's own name in the document, where it has one. */
  readonly id: string | null;
  /** What is wrong. */
  readonly message: string;
  /** What to do, in the imperative. */
  readonly fix: string;
}

/** Where a finding points. */
export interface Place {
  readonly path: string;
  readonly id?: string | undefined;
}

/** A rule's finding, before it knows its rule. */
export type Remark = Omit<Finding, "rule">;

const at = (kind: FindingClass, { path, id }: Place, message: string, fix: string): Remark => ({
  class: kind,
  node: path,
  id: id ?? null,
  message,
  fix,
});

/** The document breaks the format. */
export function fault(place: Place, message: string, fix: string): Remark {
  return at("error", place, message, fix);
}

/** The document is valid and likely not what was meant. */
export function warning(place: Place, message: string, fix: string): Remark {
  return at("warning", place, message, fix);
}

/** The reference validator would judge or read this otherwise. */
export function reference(place: Place, message: string, fix: string): Remark {
  return at("reference", place, message, fix);
}

const weight: Record<FindingClass, number> = { error: 0, warning: 1, reference: 2 };

/** Errors first, then by rule and node as found; the same finding once. */
export function sorted(findings: readonly Finding[]): readonly Finding[] {
  const once = new Map(findings.map((one) => [JSON.stringify(one), one]));
  return [...once.values()].sort((a, b) => weight[a.class] - weight[b.class]);
}
