import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hubHome } from "../support/hub-home.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";
import { tinyClip } from "../support/tiny-models.ts";

const at = hubHome();
let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

/** Name, colour and caption of each picture; no caption says what its colour is. */
const pictures = [
  ["a-red", "#d01010", "poppy petals"],
  ["b-green", "#10c010", "moss after rain"],
  ["c-grey", "#707070", "slate roof"],
  ["d-rather-red", "#c04030", "poppy meadow"],
] as const;

/** A run over four pictures of one colour each, and one that cannot be read. */
beforeEach(async () => {
  const data = join(at.home, "data");
  mkdirSync(data);
  for (const [name, background, caption] of pictures) {
    const picture = sharp({ create: { width: 40, height: 30, channels: 3, background } });
    await picture.png().toFile(join(data, `${name}.png`));
    writeFileSync(join(data, `${name}.txt`), caption);
  }
  writeFileSync(join(data, "e-broken.png"), "no picture");
  writeFileSync(join(data, "e-broken.txt"), "something");
  const words = ["audit", data, "--out", join(at.home, "run"), "--filters", "text-basics", "--quiet"];
  expect((await at.sluice(words)).code).toBeLessThan(5);
});

/** A CLIP pair of one's own, in a folder, pinned: its digests hold from then on. */
async function pinned(): Promise<void> {
  const held = join(at.home, "held");
  for (const [path, bytes] of tinyClip()) {
    mkdirSync(dirname(join(held, path)), { recursive: true });
    writeFileSync(join(held, path), bytes);
  }
  expect((await at.sluice(["models", "pin", "clip-vit-base-patch32", "--from", held])).code).toBe(0);
}

const found = (like: string, ...more: string[]) =>
  at.sluice(["explore", join(at.home, "run"), "--like", like, "--over", "images", "--keys", ...more]);

function inTerminal(): Terminal {
  const env = {
    ...{ HF_HOME: join(at.home, "hf"), XDG_CONFIG_HOME: join(at.home, "config"), HF_HUB_CACHE: "" },
    SLUICE_REVIEWER: "ann",
  };
  const screen = openTerminal(["explore", "run"], { cwd: at.home, env, columns: 100, rows: 30 });
  terminal = screen;
  return screen;
}

describe("pictures by what they show", () => {
  it("are found by a CLIP pair of one's own, the nearest first, looked at once", async () => {
    await pinned();
    const red = await found("red");
    expect([red.code, red.stderr]).toEqual([0, ""]);
    const names = (text: string) =>
      text
        .trim()
        .split("\n")
        .map((key) => /[a-z]-[a-z-]+/u.exec(key)?.[0]);
    expect(names(red.stdout).slice(0, 2).sort()).toEqual(["a-red", "d-rather-red"]);
    // What cannot be read has no place in the order.
    expect(names(red.stdout)).toHaveLength(4);
    // Once looked at, the pictures need not be in reach.
    renameSync(join(at.home, "data"), join(at.home, "moved"));
    expect(names((await found("green")).stdout)[0]).toBe("b-green");
    // By another model they are looked at anew, where they lie now.
    const other = await found("red", "--clip", "icon-clip", "--data", join(at.home, "moved"));
    expect([other.code, names(other.stdout).length]).toEqual([0, 4]);
    const [shard = ""] = JSON.parse(readFileSync(join(at.home, "run/run.json"), "utf8")).inputs.shards;
    const file = join(at.home, "run/image-embeddings", `${shard.name}.bin`);
    expect(JSON.parse(readFileSync(file, "utf8").split("\n", 1)[0] ?? "").model.id).toBe("icon-clip");
  });

  it("are held against descriptions, by the groups that their captions name", async () => {
    await pinned();
    const [data, run] = [join(at.home, "people"), join(at.home, "people-run")];
    mkdirSync(data);
    for (let n = 0; n < 24; n++) {
      const [who, background] = n < 12 ? (["woman", "#d01010"] as const) : (["man", "#10c010"] as const);
      const picture = sharp({ create: { width: 40 + n, height: 30, channels: 3, background } });
      await picture.png().toFile(join(data, `${n}.png`));
      writeFileSync(join(data, `${n}.txt`), `a ${who} on a bench, number ${n}`);
    }
    await at.sluice(["audit", data, "--out", run, "--filters", "text-basics", "--quiet"]);
    const probes = (...words: string[]) => at.sluice(["representation", run, ...words]);
    const { code, stdout } = await probes("--probe", "red,green", "--json");
    expect(code).toBe(0);
    const { pictures: seen, overall, groups, model } = JSON.parse(stdout);
    expect([seen, overall.map(({ k }: { k: number }) => k), model]).toEqual([
      24,
      [12, 12],
      "clip-vit-base-patch32",
    ]);
    const women = groups.find(({ cell }: { cell: string }) => cell === "gender women");
    expect(women.probes[0]).toMatchObject({ rate: { k: 12, n: 12 } });
    expect(women.probes[0].association.corrected).toBeLessThan(0.001);
    expect(women.probes[1]).toMatchObject({ rate: { k: 0, n: 12 } });
    const text = (await probes("--probe", "red,green")).stdout;
    expect(text).toMatch(/“green”: 50\.00 %[^\n]*\n {2}gender (?:wo)?men /u);
    const alone = await probes("--probe", "red");
    expect([alone.code, alone.stderr]).toEqual([
      2,
      expect.stringContaining("wanted two descriptions or more"),
    ]);
  });

  it("need such a model, which is said in one line with the way on", async () => {
    const ran = await found("red");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(
      /^sluice: Cannot look for pictures: [^\n]+sluice models pin clip-vit-base-patch32 --from FOLDER\n$/u,
    );
    expect((await found("red", "--clip", "toxic-bert")).stderr).toMatch(
      /^sluice: Cannot look for pictures: [^\n]+\n$/u,
    );
    const alone = await at.sluice(["explore", join(at.home, "run"), "--over", "images", "--keys"]);
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining("wanted --like with words too")]);
  });

  it("are grouped by what they show, each group named by words of its captions", async () => {
    await pinned();
    // Words of captions that nobody measured name nothing.
    const run = join(at.home, "read");
    const filters = ["--filters", "text-basics,text-toxicity,lexicon", "--quiet"];
    await at.sluice(["audit", join(at.home, "data"), "--out", run, ...filters]);
    const topics = (...words: string[]) => at.sluice(["topics", run, "--over", "images", "--json", ...words]);
    const three = await topics("--count", "3");
    expect([three.code, three.stderr.replace(/^embedded .*\n/gmu, "")]).toEqual([
      0,
      expect.stringMatching(/^$|^next: /u),
    ]);
    const found = JSON.parse(three.stdout) as {
      topics: { name: string; flagged: { n: number }; where: string }[];
    };
    expect(found.topics.map(({ flagged }) => flagged.n)).toEqual([2, 1, 1]);
    expect(found.topics[0]?.name).toMatch(/poppy/u);
    // What cannot be read is in no group.
    const where = found.topics[0]?.where ?? "";
    const { stdout } = await at.sluice(["explore", run, "--where", where, "--keys"]);
    expect(stdout.trim().split("\n")).toEqual([
      expect.stringContaining("a-red"),
      expect.stringContaining("d-rather-red"),
    ]);
    // What lies there is read: neither the model nor the pictures are asked again.
    renameSync(join(at.home, "data"), join(at.home, "moved"));
    expect(JSON.parse((await topics()).stdout).topics).toEqual(found.topics);
    // By another model they are looked at anew.
    expect((await topics("--clip", "icon-clip")).stderr).toMatch(/^sluice: Cannot [^\n]+\n$/u);
    expect((await topics("--clip", "icon-clip", "--data", join(at.home, "moved"))).code).toBe(0);
  });

  it("are grouped in the interface, which says what is missing until a model is here", async () => {
    const screen = inTerminal();
    await screen.until(/1\/5/u);
    await screen.press(":", "topics stones", "enter");
    await screen.until(/Cannot find topics of "stones": wanted captions or images/u);
    await screen.press(":", "topics images", "enter");
    await screen.until(/Cannot look for pictures: .*/u);
    await screen.press("q");
    await screen.until(/1\/5/u);
    await pinned();
    await screen.press(":", "topics images", "enter");
    await screen.until(/pictures alike, named by clear captions/u);
    await screen.until(/^\S.* pairs?, /mu);
    await screen.press("enter");
    await screen.until(/where topic /u);
    await screen.press("q", "P");
    await screen.until(/by words of captions below the veil/u);
    await screen.press("P");
    await screen.until(/pictures alike/u);
  });

  it("are found from the interface, and more like one of them", async () => {
    await pinned();
    const screen = inTerminal();
    await screen.until(/1\/5/u);
    await screen.press("P", "red", "enter");
    await screen.until(/where ~ pictures: red/u);
    // The cursor stands on the nearest, which is one of the two red ones.
    await screen.until(/ 1\/4 /u);
    await screen.press("M");
    await screen.until(/pictures like \S*(?:a-red|d-rather-red)/u);
    await screen.until(/ 1\/3 /u);
    await screen.press("-", "-");
    await screen.until(/ 1\/5 /u);
  });
});
