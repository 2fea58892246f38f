import { parseDocument } from "yaml";

/** What only a person decides of a dataset on the hub. */
export interface HubAnswers {
  /** Whether the hub asks everyone whether they want to see it. */
  readonly notForAllAudiences?: boolean;
  /** Whether readers have to ask for access, and say what for. */
  readonly gated?: boolean;
}

/** A question of {@link HubAnswers} that what the audit found puts. */
export type HubQuestion = "not-for-all-audiences" | "gated";

const TAG = "not-for-all-audiences";
const HEAD = /^---\r?\n([\s\S]*?\n)---\r?\n/u;

/** What stands in a README: a rendered card proposes it where the audit found flagged pairs, and who owns a dataset of the hub may have set it. */
export function questionsIn(readme: string): readonly HubQuestion[] {
  const head: unknown = parseDocument(HEAD.exec(readme)?.[1] ?? "").toJS();
  if (typeof head !== "object" || head === null) return [];
  const tags = "tags" in head ? [head.tags].flat() : [];
  return [
    ...(tags.includes(TAG) ? (["not-for-all-audiences"] as const) : []),
    ...(Object.keys(head).some((key) => key.startsWith("extra_gated_")) ? (["gated"] as const) : []),
  ];
}

/** A README as it is pushed: the two fields stand in it where a person said yes, and nowhere else. */
export function withAnswers(
  readme: string,
  { notForAllAudiences = false, gated = false }: HubAnswers,
): string {
  const found = HEAD.exec(readme);
  if (found === null && !notForAllAudiences && !gated) return readme;
  const head = parseDocument(found?.[1] ?? "");
  const rest = found === null ? readme : readme.slice(found[0].length);
  const value = (head.toJS() ?? {}) as { readonly tags?: readonly string[]; readonly [key: string]: unknown };
  const tags = (value.tags ?? []).filter((tag) => tag !== TAG);
  if (notForAllAudiences) tags.push(TAG);
  if (tags.length > 0) head.set("tags", tags);
  else if (value.tags !== undefined) head.delete("tags");
  if (!gated)
    for (const key of Object.keys(value).filter((name) => name.startsWith("extra_gated_"))) head.delete(key);
  else if (value["extra_gated_fields"] === undefined)
    head.set("extra_gated_fields", { Affiliation: "text", "Intended use": "text" });
  return `---\n${String(head)}---\n${rest}`;
}
