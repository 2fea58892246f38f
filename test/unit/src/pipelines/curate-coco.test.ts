import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { pairsOf } from "../../../support/stored-pairs.ts";
import { picture } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;
const JSON_FILE = "annotations/captions_val2017.json";

const image = (n: number) =>
  `{"license": 4,"file_name": "00000${n}.jpg","coco_url": "http://images.example.org/00000${n}.jpg","height": 6,"width": ${8 + n},"date_captured": "2013-11-14 17:02:52","id": ${n}}`;
const annotation = (n: number, of: number) =>
  `{"image_id": ${of},"id": ${n},"caption": "caption number ${n}"}`;

/** Three pictures with two captions each; the annotations whose number is 1, or lies above 3, are dropped. */
async function curated(images = [0, 1, 2].map(image), uri = "") {
  const home = folder(String(made++));
  const whole = `{"info": {"description": "COCO 2017"}, "licenses": [{"url": "http://creativecommons.org/licenses/by/2.0/","id": 4,"name": "MIT"}, {"url": "http://example.org/", "id": 5, "name": "Another licence"}],
    "images": [${images.join(",")}], "annotations": [${[0, 1, 2, 3, 4, 5].map((n) => annotation(n, n % 3)).join(",")}]}`;
  const files: Record<string, string | Uint8Array> = { [JSON_FILE]: whole };
  for (const n of [0, 1, 2]) files[`val2017/00000${n}.jpg`] = await picture(n);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, "source", name)), { recursive: true });
    writeFileSync(join(home, "source", name), content);
  }
  const to = join(home, "out");
  const run = await scoredRun(join(home, "source", uri), join(home, "run"), (key) => /\/[145]$/u.test(key));
  const { curated: said } = await curateScored(run, { to });
  return { to, said, read: (name: string) => readFileSync(join(to, name)), files };
}

describe("COCO's captions that are curated without --format", () => {
  it("keep their JSON, less the annotations that do not pass, and the pictures of the others", async () => {
    const { to, said, read, files } = await curated();
    expect(read(JSON_FILE).toString()).toBe(
      `{\n"images": [\n${image(0)},\n${image(2)}\n],\n"licenses": [\n{"url": "http://creativecommons.org/licenses/by/2.0/","id": 4,"name": "MIT"}\n],\n"annotations": [\n${annotation(0, 0)},\n${annotation(2, 2)},\n${annotation(3, 0)}\n]\n}\n`,
    );
    expect(read("val2017/000002.jpg")).toEqual(files["val2017/000002.jpg"]);
    expect(existsSync(join(to, "val2017/000001.jpg"))).toBe(false);
    expect(said).toMatchObject({ format: "coco", pairs: { before: 6, written: 3 }, stripped: {} });
    expect(await checkFindings(to)).toEqual([]);
    expect((await pairsOf(to)).map(({ caption }) => caption)).toEqual(
      [0, 2, 3].map((n) => `caption number ${n}`),
    );
  });

  it("lose what nothing measured of an image's entry", async () => {
    const titled = image(0).replace("{", '{"title": "A title that nobody measured", ');
    const { to, said, read } = await curated([titled, image(1), image(2)]);
    expect(read(JSON_FILE).toString()).not.toContain("title");
    // Everything that is written beside the lists is left out, and listed.
    expect(said.stripped).toEqual({ "images.title": 2, info: 3 });
    expect(await checkFindings(to)).toEqual([]);
  });

  it("find their pictures again where the JSON was named by itself", async () => {
    const { to, said } = await curated(undefined, JSON_FILE);
    expect(said.pairs.written).toBe(3);
    expect((await pairsOf(to)).every(({ sha256 }) => sha256 !== null)).toBe(true);
    expect(await checkFindings(to)).toEqual([]);
  });

  it("are not proven once an annotation, an image's entry or a picture is another", async () => {
    const { to, read, files } = await curated();
    const whole = read(JSON_FILE).toString();
    const changed = async (text: string) => {
      writeFileSync(join(to, JSON_FILE), text);
      resign(to);
      return checkFindings(to);
    };
    const key = "annotations-captions_val2017-00000";
    expect(await changed(whole.replace("caption number 2", "another caption"))).toEqual([
      `${key}/2/2: caption is another`,
    ]);
    expect(await changed(whole.replace('"width": 10', '"width": 11'))).toEqual([
      `${key}/2/2: images.width is another`,
    ]);
    expect(await changed(whole.replace('"width": 10', '"width": 10, "more": 1'))).toEqual([
      `${key}/2/2: images.more is no part of the source`,
    ]);
    expect(await changed(whole)).toEqual([]);
    writeFileSync(join(to, "val2017/000002.jpg"), Buffer.from(files["val2017/000000.jpg"] ?? ""));
    expect(await checkFindings(to)).toEqual([`${key}/2/2: image is another`]);
  });
});
