import { readRemoved } from "../proof/books.ts";
import { literal } from "../run/literal.ts";
import { everything, type Lens } from "../run/questions/lens.ts";

/** Pairs of a run by what a curation did with them: all of them unless said, and for whatever reason. */
export interface WhichCurated {
  readonly state?: "written" | "removed" | "held";
  /** A rule of the policy, or another reason. */
  readonly rule?: string;
}

/** They as a lens on the run, by the list of what was not written. @throws Error where that list cannot be read */
export async function lensOfCurated(folder: string, { state, rule }: WhichCurated): Promise<Lens> {
  if (state === undefined) return everything;
  const left = await readRemoved(folder);
  if (state !== "written") {
    const keys = left.filter((one) => one.state === state && (rule === undefined || one.rule === rule));
    return { ...everything, keys: keys.map(({ key }) => key) };
  }
  const out = left.map(({ key }) => `'${literal(key)}'`).join(", ");
  return { ...everything, where: out === "" ? null : `key NOT IN (${out})` };
}
