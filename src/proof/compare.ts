import { hidesFields, isFieldName, parseJson, unnamed } from "../../datasets/index.ts";
import { loose } from "./canonical.ts";
import type { Form } from "./form.ts";

/** What an output holds otherwise than its source. */
export interface Comparison {
  /** In words, one for each thing that nothing explains. */
  readonly differences: readonly string[];
  /** Names under which something was left out, as it is listed. */
  readonly stripped: readonly string[];
}

/**
 * Compares a pair with what was written of it.
 * @param listed names of what was left out, as `CURATED.yaml` lists them
 */
export function compare(source: Form, output: Form, listed: ReadonlySet<string>): Comparison {
  const differences = new Set<string>();
  const stripped = new Set<string>();
  const reduced = new Set<string>();
  for (const [place, { label, value, field = label }] of source.parts) {
    const written = output.parts.get(place);
    const name = listedName(field, listed);
    // A line of cells has an empty one for what was left out.
    const isEmptied = written?.value === '""' && value !== written.value && listed.has(name);
    if (written !== undefined && !isEmptied) {
      if (!isSame(value, written.value)) differences.add(`${label} is another`);
    } else if (listed.has(name)) {
      stripped.add(name);
      for (const whole of source.wholes.keys())
        if (whole === "line" || place.startsWith(`${whole} `)) reduced.add(whole);
    } else differences.add(`${label} is gone`);
  }
  for (const [place, { label, value }] of output.parts)
    if (!source.parts.has(place) && !isAllowed(source.extras.get(place), value))
      differences.add(`${label} is no part of the source`);
  if (differences.size === 0)
    for (const [whole, bytes] of source.wholes)
      if (!reduced.has(whole) && output.wholes.has(whole) && !isSame(bytes, output.wholes.get(whole) ?? ""))
        differences.add(`${whole} is written otherwise`);
  return { differences: [...differences], stripped: [...stripped] };
}

function isAllowed(may: readonly (string | RegExp)[] = [], value: string): boolean {
  return may.some((one) => (typeof one === "string" ? one === value : one.test(value)));
}

/** Members are fields elsewhere: `.cls` is `cls`. */
function listedName(label: string, listed: ReadonlySet<string>): string {
  if (!isFieldName(label)) return unnamed;
  return !listed.has(label) && listed.has(`.${label}`) ? `.${label}` : label;
}

/** A record that has a name twice is written with what its readers see. */
function isSame(source: string, output: string): boolean {
  if (source === output) return true;
  try {
    const value = parseJson(source);
    return hidesFields(source, value) && loose(value) === loose(parseJson(output));
  } catch {
    return false;
  }
}
