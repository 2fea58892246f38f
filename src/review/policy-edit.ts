import { isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { CliError } from "../errors.ts";

/** A number that a predicate compares something with. */
export interface Cut {
  /** Where the number stands in the predicate, in characters. */
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly operator: ">" | ">=" | "<" | "<=";
  /** What is compared, as written: `text_toxicity`, `greatest(image_porn, image_hentai)`. */
  readonly left: string;
}

const COMPARISON = /(>=|<=|>|<)\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)(?![\w.])/giu;

/** The numbers right of a comparison in a predicate, in order. */
export function cutsOf(when: string): readonly Cut[] {
  return [...when.matchAll(COMPARISON)].map((match) => {
    const [whole, operator = "", number = ""] = match;
    const end = match.index + whole.length;
    return {
      start: end - number.length,
      end,
      value: Number(number),
      operator: operator as Cut["operator"],
      left: leftOf(when.slice(0, match.index)),
    };
  });
}

/** The operand before a comparison: back to the last AND, OR or opening bracket that it does not close. */
function leftOf(before: string): string {
  let depth = 0;
  let from = before.length;
  for (; from > 0; from--) {
    const letter = before[from - 1];
    if (letter === ")") depth++;
    if (letter === "(" && depth-- === 0) break;
    if (depth === 0 && /\b(?:and|or|not|when|then)\s$/iu.test(before.slice(0, from))) break;
  }
  return before.slice(from).trim();
}

/** A predicate with one of its cuts moved. @throws RangeError when it has no such cut */
export function movedCut(when: string, index: number, value: number): string {
  const cut = cutsOf(when)[index];
  if (cut === undefined) throw new RangeError(`wanted a cut below ${cutsOf(when).length}, got ${index}`);
  return when.slice(0, cut.start) + plainNumber(value) + when.slice(cut.end);
}

/** At most six digits, never in scientific notation. */
function plainNumber(value: number): string {
  return String(Number(value.toFixed(6)));
}

/** One cut of one rule, moved. */
export interface CutChange {
  readonly rule: string;
  readonly index: number;
  readonly value: number;
}

/**
 * The next version of a policy's YAML with cuts moved; comments and layout stay.
 * @param evidence lines for a comment above each rule that changed: why the cut stands where it stands
 * @throws CliError (exit code 2) when the policy has no such rule or cut
 */
export function withCuts(
  yaml: string,
  changes: readonly CutChange[],
  evidence: readonly string[] = [],
): string {
  const document = parseDocument(yaml);
  const rules = document.get("rules");
  for (const { rule: id, index, value } of changes) {
    const rule = isSeq<YAMLMap>(rules) ? rules.items.find((item) => item.get("id") === id) : undefined;
    const when = rule?.get("when", true);
    if (rule === undefined || !isScalar<string>(when) || cutsOf(when.value)[index] === undefined)
      throw new CliError(`Cannot move cut ${index + 1} of rule "${id}": the policy has no such cut`, {
        exitCode: 2,
      });
    when.value = movedCut(when.value, index, value);
    if (evidence.length > 0) rule.commentBefore = withEvidence(rule.commentBefore ?? "", evidence);
  }
  document.set("version", Number(document.get("version")) + 1);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

const EVIDENCE = " evidence: ";

/** A rule's comment with new evidence in place of the old. */
function withEvidence(comment: string, evidence: readonly string[]): string {
  const kept = comment.split("\n").filter((line) => line !== "" && !line.startsWith(EVIDENCE));
  return [...kept, ...evidence.map((line) => EVIDENCE + line)].join("\n");
}
