import { lstat, mkdir, mkdtemp, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { openQuarantine } from "../../../../src/gate/quarantine/quarantine.ts";
import { seal, unseal } from "../../../../src/gate/quarantine/seal.ts";
import { openSealedStore } from "../../../../src/gate/quarantine/sealed-store.ts";
import { safeName } from "../../../../src/process/safe-files.ts";

const png = new TextEncoder().encode("not really a picture, but easy to look for");
const thumbnail = new TextEncoder().encode("a small one, easy to look for as well");
const now = () => new Date("2026-03-01T00:00:00Z");

let home = "";
let reviewer = "";
let auditor = "";
let stranger = "";
let recipients: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sluice-quarantine-"));
  [reviewer, auditor, stranger] = (await Promise.all([1, 2, 3].map(() => generateX25519Identity()))) as [
    string,
    string,
    string,
  ];
  recipients = await Promise.all([reviewer, auditor].map((one) => identityToRecipient(one)));
});

const image = (id: string, blocked = false) => ({
  id,
  job: "r1",
  stage: "super",
  width: 128,
  height: 128,
  rules: blocked ? ["image-porn"] : [],
  scores: { image_porn: 0.25, finite: true, stage: "super" },
  policySha256: "a".repeat(64),
  blocked,
  png,
  thumbnail,
});

const open = (folder = join(home, "quarantine")) => openQuarantine(folder, { recipients, now });

describe("quarantine", () => {
  it("gives an image back to each recipient and to nobody else", async () => {
    const quarantine = await open();
    const held = await quarantine.put(image("r1.0"));
    for (const identity of [reviewer, auditor]) {
      expect(await quarantine.open("r1.0", identity, "image")).toEqual(png);
      expect(await quarantine.open("r1.0", identity, "thumbnail")).toEqual(thumbnail);
    }
    await expect(quarantine.open("r1.0", stranger, "image")).rejects.toThrow("not sealed for this person");
    await expect(quarantine.open("r1.0", "nonsense", "image")).rejects.toThrow("no age identity");
    expect(held).toMatchObject({ state: "held", scores: { image_porn: 0.25 } });
  });

  it("writes neither image nor thumbnail in clear, and lets only its owner read", async () => {
    await (await open()).put(image("r1.0"));
    const folder = join(home, "quarantine", "r1.0");
    expect((await readdir(folder)).sort()).toEqual(["image.age", "item.json", "thumbnail.age"]);
    for (const name of await readdir(folder)) {
      expect((await readFile(join(folder, name))).includes("easy to look for")).toBe(false);
      expect((await lstat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    expect((await lstat(folder)).mode & 0o777).toBe(0o700);
  });

  it("notices any change of a sealed image or of its facts", async () => {
    const quarantine = await open();
    await quarantine.put(image("r1.0"));
    const sealed = join(home, "quarantine", "r1.0", "image.age");
    const bytes = await readFile(sealed);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(sealed, bytes);
    await expect(quarantine.open("r1.0", reviewer, "image")).rejects.toThrow("sealed file has SHA-256");
    await writeFile(join(home, "quarantine", "r1.0", "item.json"), "{}");
    await expect(quarantine.facts("r1.0")).rejects.toThrow("item.json is damaged");
    expect((await quarantine.list()).trouble).toHaveLength(1);
  });

  it("destroys blocked images when their days are over, and keeps hash and scores", async () => {
    let today = new Date("2026-03-01T00:00:00Z");
    const quarantine = await openQuarantine(join(home, "q"), { recipients, now: () => today });
    const { sha256 } = await quarantine.put(image("r1.0", true));
    await quarantine.put(image("r1.1"));
    expect(await quarantine.sweep(30)).toEqual([]);
    today = new Date("2026-03-31T00:00:00Z");
    expect(await quarantine.sweep(30)).toEqual(["r1.0"]);
    expect(await readdir(join(home, "q", "r1.0"))).toEqual(["item.json"]);
    expect(await quarantine.facts("r1.0")).toMatchObject({
      state: "destroyed",
      sha256,
      scores: { image_porn: 0.25 },
      rules: ["image-porn"],
    });
    await expect(quarantine.open("r1.0", reviewer, "image")).rejects.toThrow("was destroyed at 2026-03-31");
    expect(await quarantine.open("r1.1", reviewer, "image")).toEqual(png);
  });

  it("refuses an id that is taken, and replaces only when told", async () => {
    const quarantine = await open();
    await quarantine.put(image("r1.0"));
    await expect(quarantine.put(image("r1.0"))).rejects.toThrow("is there already");
    await quarantine.put({ ...image("r1.0"), stage: "base" }, { replace: true });
    expect((await quarantine.facts("r1.0")).stage).toBe("base");
  });

  it("stores over what a crash left without facts", async () => {
    await mkdir(join(home, "quarantine", "r1.0"), { recursive: true });
    await writeFile(join(home, "quarantine", "r1.0", "image.age.part"), "torn");
    const quarantine = await open();
    await quarantine.put(image("r1.0"));
    expect(await quarantine.open("r1.0", reviewer, "image")).toEqual(png);
  });

  it("follows no link: not for its folder, an item or a file", async () => {
    const quarantine = await open();
    await quarantine.put(image("r1.0"));
    const place = join(home, "quarantine");
    await symlink(place, join(home, "linked"));
    await expect(open(join(home, "linked"))).rejects.toThrow("got a link");
    await symlink(join(place, "r1.0"), join(place, "r1.1"));
    await expect(quarantine.facts("r1.1")).rejects.toThrow("a link or file");
    await rename(join(place, "r1.0", "image.age"), join(home, "moved"));
    await symlink(join(home, "moved"), join(place, "r1.0", "image.age"));
    await expect(quarantine.open("r1.0", reviewer, "image")).rejects.toThrow("it is a link");
  });

  it("takes no name that leads elsewhere", async () => {
    const quarantine = await open();
    for (const id of [
      "..",
      "../r1",
      "a/b",
      "a\\b",
      ".hidden",
      "",
      "a..b",
      "a\0",
      "A",
      "con ",
      "r1.",
      "\u001b[2J",
    ])
      await expect(quarantine.put(image(id))).rejects.toThrow("as a name");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        try {
          expect(safeName(name)).toMatch(/^[a-z0-9][a-z0-9._-]*$/u);
        } catch (error) {
          expect(String(error)).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});

describe("seal", () => {
  it("needs somebody to seal for", async () => {
    await expect(seal(png, [])).rejects.toThrow("at least one recipient");
    await expect(seal(png, ["age1nonsense"])).rejects.toThrow("wanted an age recipient");
  });

  it("writes age's own format", async () => {
    const sealed = await seal(png, recipients);
    expect(Buffer.from(sealed).toString("latin1", 0, 21)).toBe("age-encryption.org/v1");
    expect(await unseal(sealed, auditor)).toEqual(png);
  });
});

describe("sealed stage store", () => {
  it("keeps checkpoints sealed, goes on after a restart, and ends its key", async () => {
    const folder = join(home, "job");
    const store = await openSealedStore(folder);
    await store.write("base/000003", png);
    const again = await openSealedStore(folder);
    expect(await again.has("base/000003")).toBe(true);
    expect(await again.has("base/000004")).toBe(false);
    expect(await again.read("base/000003")).toEqual(png);
    const file = join(folder, "base+000003.age");
    const sealed = await readFile(file);
    expect(sealed.includes("easy to look for")).toBe(false);
    await again.destroy();
    await expect(lstat(folder)).rejects.toThrow();
    const other = await openSealedStore(folder);
    await writeFile(file, sealed);
    await expect(other.read("base/000003")).rejects.toThrow('Cannot resume from checkpoint "base/000003"');
  });

  it("takes no name that leads elsewhere", async () => {
    const store = await openSealedStore(join(home, "job"));
    await expect(store.write("../out", png)).rejects.toThrow("as a name");
    await expect(store.read("base/../../x")).rejects.toThrow("as a name");
  });
});
