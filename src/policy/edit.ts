import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { type Policy, parsePolicy } from "../../filters/policies.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { type Cut, cutsOf } from "./predicate.ts";

/** A stretch of a text and what takes its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Wanted {
  readonly policy: Policy;
  /** Which rule, from 0. */
  readonly at: number;
  readonly cut: Cut;
  readonly when: string;
  readonly evidence: readonly string[];
  readonly version: number;
}

/**
 * A policy's next version: the cut of one rule replaced, `version` raised, and evidence put above the
 * rule as a comment. Every other byte stays, comments and layout included; only a rule that hides behind an
 * alias or an escape makes the `yaml` package write the whole file anew, which keeps comments but not layout.
 * @param cutIndex which of `cutsOf(when)`, from 0
 * @param newCut finite, in the units of what is compared
 * @param options.version the one after the text's own unless given: several cuts can make one new version
 * @throws CliError (exit code 2) when the YAML is no policy, or has no such rule or cut
 */
export function withCut(
  yamlText: string,
  ruleId: string,
  cutIndex: number,
  newCut: number,
  options: { readonly evidence?: readonly string[]; readonly version?: number } = {},
): string {
  const policy = read(yamlText, ruleId);
  const at = policy.rules.findIndex(({ id }) => id === ruleId);
  const rule = policy.rules[at];
  if (rule === undefined)
    throw refused(ruleId, `wanted one of the rules ${policy.rules.map(({ id }) => id).join(", ")}`);
  const cuts = cutsOf(rule.when);
  const cut = cuts[cutIndex];
  if (cut === undefined)
    throw refused(ruleId, `wanted a cut below index ${cuts.length}, got index ${cutIndex}`);
  if (!Number.isFinite(newCut)) throw refused(ruleId, `wanted a finite cut, got ${newCut}`);

  const when = `${rule.when.slice(0, cut.start)}${newCut}${rule.when.slice(cut.end)}`;
  const lines = (options.evidence ?? [])
    .flatMap((line) => line.split(/\r?\n/u))
    .map((line) => line.replace(/\p{C}/gu, "·"));
  const wanted = { policy, at, cut, when, evidence: lines, version: options.version ?? policy.version + 1 };
  const document = parseDocument(yamlText);
  const edits = editsOf(document, yamlText, wanted);
  const spliced = edits && splice(yamlText, edits);
  if (spliced !== undefined && says(spliced, wanted)) return spliced;
  const whole = rewritten(document, wanted);
  if (whole !== undefined && says(whole, wanted)) return whole;
  throw refused(ruleId, "wanted a rule with a predicate of its own, got one that shares it through an alias");
}

function read(yamlText: string, ruleId: string): Policy {
  try {
    return parsePolicy(yamlText, "policy");
  } catch (cause) {
    throw refused(ruleId, oneLine(cause));
  }
}

function refused(ruleId: string, reason: string): CliError {
  return new CliError(`Cannot change cut of rule "${ruleId}": ${reason}`, { exitCode: 2 });
}

/** The edits in the text as it stands; `undefined` where one of them has no place of its own in it. */
function editsOf(document: Document, text: string, wanted: Wanted): readonly Edit[] | undefined {
  const rule = ruleNode(document, wanted.at);
  const when = rule?.get("when", true);
  const version = document.get("version", true);
  if (!rule?.range || !isScalar(when) || !when.range || !isScalar(version) || !version.range)
    return undefined;
  const literal = literalEdit(text.slice(0, when.range[1]), when.range[0], wanted);
  const comment = commentEdit(text, rule.range[0], wanted.evidence);
  if (!literal || !comment) return undefined;
  const [start, end] = version.range;
  return [{ start, end, text: String(wanted.version) }, comment, literal];
}

function ruleNode(document: Document, at: number): YAMLMap | undefined {
  const rules = document.get("rules", true);
  const rule = isSeq(rules) ? rules.items[at] : undefined;
  return isMap(rule) ? rule : undefined;
}

/** The literal's place in the source: counted from the end, since a block scalar's header may hold digits. */
function literalEdit(source: string, from: number, { policy, at, cut, when }: Wanted): Edit | undefined {
  const old = policy.rules[at]?.when ?? "";
  const literal = old.slice(cut.start, cut.end);
  const later = occurrences(old.slice(cut.start), literal).length;
  const place = occurrences(source.slice(from), literal).at(-later);
  if (place === undefined) return undefined;
  const start = from + place;
  return {
    start,
    end: start + literal.length,
    text: when.slice(cut.start, when.length - (old.length - cut.end)),
  };
}

function occurrences(text: string, part: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}

/** Comment lines above a rule of a block sequence, indented as its dash. */
function commentEdit(text: string, ruleStart: number, lines: readonly string[]): Edit | undefined {
  const start = text.lastIndexOf("\n", ruleStart - 1) + 1;
  const indent = /^([ ]*)-[ ]+(?:[&!]\S*[ ]+)*$/u.exec(text.slice(start, ruleStart))?.[1];
  if (lines.length === 0) return { start, end: start, text: "" };
  if (indent === undefined) return undefined;
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  return {
    start,
    end: start,
    text: lines.map((line) => `${`${indent}# ${line}`.trimEnd()}${lineBreak}`).join(""),
  };
}

/** From the last to the first, so that places stay true. */
function splice(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((old, { start, end, text: next }) => old.slice(0, start) + next + old.slice(end), text);
}

/** Whether a text is the wanted policy and nothing else. */
function says(text: string, { policy, at, when, version }: Wanted): boolean {
  const rules = policy.rules.map((rule, i) => (i === at ? { ...rule, when } : rule));
  const wanted = { ...policy, version, rules };
  try {
    return JSON.stringify(parsePolicy(text, "policy")) === JSON.stringify(wanted);
  } catch {
    return false;
  }
}

/** The file written anew by the `yaml` package; `undefined` where a whole rule is an alias. */
function rewritten(document: Document, { at, when, evidence, version }: Wanted): string | undefined {
  const rule = ruleNode(document, at);
  if (rule === undefined) return undefined;
  document.set("version", version);
  rule.set("when", when);
  const comments = [rule.commentBefore ?? "", ...evidence.map((line) => ` ${line}`)];
  if (evidence.length > 0) rule.commentBefore = comments.filter((line) => line !== "").join("\n");
  return document.toString({ lineWidth: 0 });
}
