import { type Comparison, compare } from "./compare.ts";
import type { Form } from "./form.ts";

/** A pair of the source, and why it must not be in the output. */
export interface Expected {
  readonly form: Form;
  readonly removed: string | null;
}

/** How source and output stand to one another at one pair. */
export type Match =
  | { readonly kind: "pair"; readonly source: Form; readonly output: Form; readonly comparison: Comparison }
  | { readonly kind: "removed"; readonly source: Form; readonly output: Form; readonly rule: string }
  | { readonly kind: "missing"; readonly source: Form }
  | { readonly kind: "extra"; readonly output: Form };

/** Pairs looked ahead where the two do not fit. */
const WINDOW = 64;

/** Walks source and output side by side, and finds the way back where something is missing, added or changed. */
export async function* align(
  source: AsyncIterator<Expected>,
  output: AsyncIterator<Form>,
  listed: ReadonlySet<string>,
): AsyncGenerator<Match> {
  const [left, right] = [lookahead(source), lookahead(output)];
  const fits = (a: Expected, b: Form) => compare(a.form, b, listed).differences.length === 0;
  for (;;) {
    const [expected, written] = [await left.at(0), await right.at(0)];
    if (expected === undefined && written === undefined) return;
    if (expected === undefined) yield { kind: "extra", output: right.take() as Form };
    else if (expected.removed !== null) {
      const next = await firstWritten(left);
      const back = written !== undefined && fits(expected, written) && !(next && fits(next, written));
      left.take();
      if (back) yield removed(expected, right.take() as Form);
    } else if (written === undefined) yield { kind: "missing", source: (left.take() as Expected).form };
    else if (fits(expected, written)) yield together(left.take() as Expected, right.take() as Form, listed);
    else yield* apart(left, right, fits, listed);
  }
}

function together({ form }: Expected, output: Form, listed: ReadonlySet<string>): Match {
  return { kind: "pair", source: form, output, comparison: compare(form, output, listed) };
}

function removed({ form, removed: rule }: Expected, output: Form): Match {
  return { kind: "removed", source: form, output, rule: rule ?? "" };
}

/** The next pair of the source that the output should hold. */
async function firstWritten(left: Lookahead<Expected>): Promise<Expected | undefined> {
  for (let i = 1; i < WINDOW; i++) {
    const next = await left.at(i);
    if (next === undefined || next.removed === null) return next;
  }
  return undefined;
}

/** Up to where they fit again: what stands before is another pair each, or missing here or there. */
async function* apart(
  left: Lookahead<Expected>,
  right: Lookahead<Form>,
  fits: (a: Expected, b: Form) => boolean,
  listed: ReadonlySet<string>,
): AsyncGenerator<Match> {
  let [missing, extra] = [1, 1];
  search: for (let both = 1; both < WINDOW; both++)
    for (let skip = 0; skip <= both; skip++) {
      const [a, b] = [await left.at(skip), await right.at(both - skip)];
      if (a === undefined || b === undefined || !fits(a, b)) continue;
      [missing, extra] = [skip, both - skip];
      break search;
    }
  const sources: Expected[] = [];
  for (let i = 0; i < missing; i++) {
    const one = left.take();
    if (one && one.removed === null) sources.push(one);
  }
  for (let i = 0; i < extra; i++) {
    const output = right.take() as Form;
    const one = sources.shift();
    yield one === undefined ? { kind: "extra", output } : together(one, output, listed);
  }
  for (const { form } of sources) yield { kind: "missing", source: form };
}

interface Lookahead<T> {
  at(index: number): Promise<T | undefined>;
  take(): T | undefined;
}

function lookahead<T>(items: AsyncIterator<T>): Lookahead<T> {
  const read: T[] = [];
  let ended = false;
  return {
    async at(index) {
      while (!ended && read.length <= index) {
        const { done, value } = await items.next();
        if (done === true) ended = true;
        else read.push(value);
      }
      return read[index];
    },
    take: () => read.shift(),
  };
}
