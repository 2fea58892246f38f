import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Disk, disk } from "../../../../src/ledger/disk.ts";
import { tryFolder } from "../../../../src/ledger/folder-promises.ts";
import { newSigningKey } from "../../../../src/ledger/keys/signing-key.ts";
import { createGate } from "../../../../src/verbs/create.ts";
import { sluice } from "../../../support/cli.ts";
import { memoryDisk } from "../../../support/memory-disk.ts";

const here = () => mkdtempSync(join(tmpdir(), "sluice-folder-"));
const memory = () => memoryDisk(new Map(), async () => {});

/** File systems that break one promise each. */
const lying: readonly (readonly [string, (disk: Disk) => Disk, string])[] = [
  [
    "a link takes a name that is there",
    (of) => ({
      ...of,
      link: async (from, to) => {
        await of.unlink(to);
        return of.link(from, to);
      },
    }),
    "links",
  ],
  [
    "a link says that it took what another has",
    (of) => ({ ...of, link: (from, to) => of.link(from, to).then(() => true) }),
    "links",
  ],
  [
    "a new file takes a name that is there",
    (of) => ({
      ...of,
      writeNew: async (path, bytes) => {
        await of.unlink(path);
        await of.writeNew(path, bytes);
      },
    }),
    "new-names",
  ],
  [
    "a rename leaves the first name",
    (of) => ({
      ...of,
      rename: async (from, to) => {
        await of.rename(from, to);
        await of.link(to, from);
      },
    }),
    "renames",
  ],
];

describe("what a ledger's folder has to keep", () => {
  it("is kept by this disk, and nothing of the try is left", async () => {
    const folder = here();
    const found = await tryFolder(folder);
    expect(found.map(({ promise, broken }) => [promise, broken])).toEqual([
      ["new-names", null],
      ["links", null],
      ["race", null],
      ["renames", null],
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(lying)("is found broken where %s", async (_, lie, promise) => {
    const found = await tryFolder("/nowhere", lie(memory()));
    expect(found.find((one) => one.promise === promise)?.broken).toMatch(/^[a-z ]+/u);
  });

  it("is found broken where several writers took one name at once", async () => {
    const of = memory();
    const slow: Disk = {
      ...of,
      // Looks, waits, and takes: what a file system does that only seems to refuse.
      async link(from, to) {
        const free = (await of.read(to)) === null;
        await new Promise(setImmediate);
        if (!free) return false;
        await of.unlink(to);
        return of.link(from, to);
      },
    };
    const found = await tryFolder("/nowhere", slow);
    expect(found.filter(({ broken }) => broken !== null)).toMatchObject([
      { promise: "race", broken: "of 4 writers at once 4 took one name" },
    ]);
  });

  it("is asked before a gate begins: no ledger comes to lie where numbers could be taken twice", async () => {
    const folder = join(here(), "gate");
    const key = newSigningKey();
    const made = { origin: "test.example/gate", name: "cy", development: false, shared: false };
    const overwriting: Disk = { ...disk, link: async () => true };
    const begun = createGate(
      folder,
      { ...made, key, enrolment: { key: key.public, recipients: [] } },
      { now: () => new Date(), disk: overwriting },
    );
    await expect(begun).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /its file system \(\w+\) is not safe for a ledger: a hard link took a name/u,
      ),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is said by sluice gate folder, by the file system's name", async () => {
    const folder = here();
    const { code, stdout } = await sluice("gate", "folder", "--gate", folder);
    expect({ code, lines: stdout.trim().split("\n") }).toEqual({
      code: 0,
      lines: [
        expect.stringMatching(/^\S+ \(\w+\): safe for a ledger$/u),
        "  kept: a name is made once",
        "  kept: a hard link never takes a name that is there",
        "  kept: of several writers at once one takes a name",
        "  kept: a rename puts a whole file in another's place",
      ],
    });
    expect((await sluice("gate", "folder", "--gate", join(folder, "none"))).code).toBe(2);
  });
});
