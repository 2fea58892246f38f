import type { Pair } from "../../datasets/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { blurFaces } from "../faces/blur.ts";
import { type BlurredRow, blurredCounts, readBlurred } from "../faces/blurred-list.ts";
import { oneLine } from "../process/errors.ts";
import type { Books } from "./books.ts";
import type { Failure } from "./files.ts";
import type { Form, Part } from "./form.ts";

/** Pictures that the books say were written with faces blurred, by the pair that they are of. */
export interface Blurred {
  /**
   * What is to be expected of a pair of the source: its form with the pictures that were written. Each is blurred once
   * more, and must come out as it was written.
   */
  expect(shard: string, pair: Pair, form: Form): Promise<Form>;
  /** What was found on the way; asked once, at the end. */
  failures(): readonly Failure[];
}

/** Reads the list. */
export async function blurredOf(folder: string, { blurred: said }: Books): Promise<Blurred> {
  const failures: Failure[] = [];
  const byPair = new Map<string, BlurredRow[]>();
  const place = (shard: string, row: number) => `${shard}\t${row}`;
  try {
    const rows = said === undefined ? [] : await readBlurred(folder);
    for (const row of rows) {
      const own = place(row.shard, row.row);
      byPair.set(own, [...(byPair.get(own) ?? []), row]);
    }
    for (const [name, n] of Object.entries(blurredCounts(rows)))
      if (said !== undefined && said[name as keyof ReturnType<typeof blurredCounts>] !== n)
        failures.push({
          name: "CURATED.yaml",
          problem: `says blurred.${name} otherwise than its list, ${n}`,
        });
  } catch (cause) {
    failures.push({ name: "blurred.parquet", problem: `cannot be read: ${oneLine(cause)}` });
  }
  return {
    async expect(shard, pair, form) {
      const rows = byPair.get(place(shard, pair.row));
      if (rows === undefined) return form;
      byPair.delete(place(shard, pair.row));
      const pictures = await picturesOf(pair);
      for (const { key, from, to, boxes } of rows) {
        const bytes = pictures.get(from);
        const again = bytes && (await blurFaces(bytes, boxes));
        if (key !== pair.key || bytes === undefined)
          failures.push({
            name: key,
            problem: "is listed as blurred, and the source has no such picture there",
          });
        else if (again === undefined || sha256Of(again) !== to)
          failures.push({
            name: key,
            problem: "its picture is not the source's with the listed faces blurred",
          });
      }
      return withPictures(form, new Map(rows.map(({ from, to }) => [from, to])));
    },
    failures: () => [
      ...failures,
      ...[...byPair.values()]
        .flat()
        .map(({ key }) => ({ name: key, problem: "is listed as blurred, and not written" })),
    ],
  };
}

/** Pictures by their digests. */
async function picturesOf({
  image,
  images = [],
  members = [],
  stored,
}: Pair): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array | undefined) => bytes && found.set(sha256Of(bytes), bytes);
  for (const { bytes } of [...members, ...(stored?.beside ?? [])]) add(bytes);
  for (const one of images) add(await one.bytes().catch(() => undefined));
  add(await image?.().catch(() => undefined));
  return found;
}

/** Places of a form at which a picture's digest stands; what fields say of it stays the source's. */
const PICTURES = /^(?:image|member |column .* bytes$)/u;

function withPictures(form: Form, written: ReadonlyMap<string, string>): Form {
  const other = (value: string) =>
    written.get(value) ??
    value.replace(/^bytes (.*)$/u, (_, sha: string) => `bytes ${written.get(sha) ?? sha}`);
  const parts = new Map<string, Part>();
  for (const [place, part] of form.parts)
    parts.set(place, PICTURES.test(place) ? { ...part, value: other(part.value) } : part);
  const extras = new Map(
    [...form.extras].map(([name, values]) => [
      name,
      [
        ...values,
        ...[...written].flatMap(([from, to]) =>
          values.flatMap((one) =>
            typeof one === "string" && one.includes(from) ? [one.replace(from, to)] : [],
          ),
        ),
      ],
    ]),
  );
  return { ...form, parts, extras };
}
