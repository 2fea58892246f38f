import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeCheckpoint, ownCheckpoints } from "../../../../src/gate/checkpoints.ts";
import { examineLedger, repairLedger } from "../../../../src/gate/repair.ts";
import { replay } from "../../../../src/gate/state/replay.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { type Disk, disk } from "../../../../src/ledger/disk.ts";
import { writeEntry } from "../../../../src/ledger/entry.ts";
import { LONGEST_LINE } from "../../../../src/ledger/lines.ts";
import { carryOut, planRepair } from "../../../../src/ledger/repair.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { asked, type Name, type World, world } from "../../../support/gate-world.ts";

const anyway = { checkpoints: [], keys: [], redacted: false };
const ledger = ({ folder }: World) => join(folder, "ledger.jsonl");
const claim = ({ folder }: World, number: number) => join(folder, "entries", `${number}.json`);
const whole = (w: World) => verifyLedger(ledger(w), anyway);

function repair(w: World, name: Name = "cy") {
  return repairLedger(w.folder, w.keys[name], "for the test", { now: () => new Date(w.clock) });
}

/** A signed request for the number that the last entry has: what a second writer was told it had written. */
function loser(w: World): string {
  const [before, last] = w.gate.entries.slice(-2);
  const head = {
    schema: "sluice.ledger/5" as const,
    origin: w.gate.state.origin,
    seq: last?.seq ?? 0,
    time: new Date(w.clock).toISOString(),
    previous: Buffer.from(before?.leaf ?? []).toString("hex"),
    actor: w.people.both.id,
    key: w.keys.both.public.id,
  };
  return `${writeEntry(head, asked(), w.keys.both)}\n`;
}

/** A gate of before claims, in which two honest writers were told the same number. */
async function twice(): Promise<World> {
  const w = await world();
  await w.gate.act(w.keys.ann, asked());
  rmSync(join(w.folder, "entries"), { recursive: true });
  appendFileSync(ledger(w), loser(w));
  return w;
}

describe("gate repair", () => {
  it("sets the loser of two writers aside under a steward's note, and deletes nothing", async () => {
    const w = await twice();
    const found = readFileSync(ledger(w));
    await expect(w.again()).rejects.toThrow(/sluice gate repair$/u);
    expect(await examineLedger(w.folder)).toMatchObject({ broken: true, losers: 1, torn: 0, entry: null });
    await expect(repair(w, "ann")).rejects.toMatchObject({ exitCode: 3 });
    expect(readFileSync(ledger(w))).toEqual(found);
    const { entry, aside } = await repair(w);
    const [{ name = "" } = {}] = aside;
    expect(readFileSync(join(w.folder, name))).toEqual(found);
    const gate = await w.again();
    expect(gate.entries[entry ?? 0]?.event).toMatchObject({ type: "repaired", aside: [{ name }] });
    await gate.act(w.keys.ann, asked());
    expect(await whole(w)).toMatchObject({ valid: true });
    expect(await examineLedger(w.folder)).toMatchObject({ broken: false, aside: [] });
  });

  it("keeps what follows a line that somebody wrote between, and signs for a torn tail", async () => {
    const w = await world();
    const lines = readFileSync(ledger(w), "utf8").split("\n").slice(0, -1);
    rmSync(join(w.folder, "entries"), { recursive: true });
    writeFileSync(ledger(w), `${[...lines.slice(0, 2), "{}", ...lines.slice(2)].join("\n")}\n{"torn`);
    const done = await repair(w);
    expect(done).toMatchObject({ entries: lines.length, losers: 1, torn: 6 });
    expect(await whole(w)).toMatchObject({ valid: true, entries: lines.length + 1 });
  });

  it("takes a damaged line back from its claim, and puts a claim that nobody signed aside", async () => {
    const w = await world();
    const clean = readFileSync(ledger(w), "utf8");
    writeFileSync(ledger(w), clean.replace("everybody", "everyb0dy"));
    writeFileSync(claim(w, w.gate.entries.length), "{}\n");
    await expect(w.again()).rejects.toThrow(/Cannot trust gate/u);
    const { aside, claims } = await repair(w);
    expect(claims).toEqual([w.gate.entries.length]);
    expect(aside.map(({ name }) => name.replace(/[0-9a-f]{12}/u, "…"))).toEqual([
      `entries/aside-${w.gate.entries.length}-….json`,
      "ledger.jsonl.broken-…",
    ]);
    expect(readFileSync(ledger(w), "utf8").startsWith(clean)).toBe(true);
    expect(await whole(w)).toMatchObject({ valid: true });
  });

  it("sets aside a line that is longer than an entry can be, signed or not, by hand and by a claim", async () => {
    const w = await world();
    const { length } = w.gate.entries;
    const long = (bytes: number) => Buffer.concat([Buffer.alloc(bytes, "a"), Buffer.from("\n")]);
    appendFileSync(ledger(w), long(LONGEST_LINE + 9));
    writeFileSync(claim(w, length), long(LONGEST_LINE + 7));
    await expect(w.again()).rejects.toThrow(/longer than an entry can be/u);
    expect(await whole(w)).toMatchObject({ valid: false, entries: length });
    expect(await repair(w)).toMatchObject({ entries: length, losers: 1, claims: [length] });
    await (await w.again()).act(w.keys.ann, asked());
    expect(await whole(w)).toMatchObject({ valid: true, entries: length + 2 });
  });

  it.skipIf(process.platform === "win32").each<readonly [string, (path: string) => void]>([
    ["a pipe that nobody writes to", (path) => execFileSync("mkfifo", [path])],
    ["a folder with something in it", (path) => mkdirSync(join(path, "more"), { recursive: true })],
    ["a link to nothing", (path) => symlinkSync("/nonexistent", path)],
    ["a link to what never ends", (path) => symlinkSync("/dev/zero", path)],
    [
      "a file of eight gibibytes",
      (path) => {
        writeFileSync(path, "");
        truncateSync(path, 2 ** 33);
      },
    ],
  ])("is what opens a gate again in whose folder somebody put %s as the next entry", async (_, plant) => {
    const w = await world();
    const { length } = w.gate.entries;
    plant(claim(w, length));
    await expect(w.again()).rejects.toThrow(/Cannot trust gate .*sluice gate repair/su);
    await expect(w.gate.act(w.keys.ann, asked())).rejects.toThrow(/Cannot trust gate/u);
    const { aside, claims, entry } = await repair(w);
    expect(claims).toEqual([length]);
    expect(aside.map(({ name }) => name)).toContainEqual(expect.stringMatching(`^entries/aside-${length}-`));
    expect(w.gate.entries.length).toBe(length);
    await (await w.again()).act(w.keys.ann, asked());
    expect(await whole(w)).toMatchObject({ valid: true, entries: length + 2 });
    expect(entry).toBe(length);
  });

  it.skipIf(process.platform === "win32").each<readonly [string, (path: string) => void]>([
    ["a pipe that nobody writes to", (path) => execFileSync("mkfifo", [path])],
    ["a link to what never ends", (path) => symlinkSync("/dev/zero", path)],
  ])("hangs no verification by %s among its checkpoints", async (_, plant) => {
    const w = await world();
    mkdirSync(join(w.gate.folder, "checkpoints"), { recursive: true });
    plant(join(w.gate.folder, "checkpoints", "1.note"));
    await expect(ownCheckpoints(w.gate.folder)).rejects.toThrow(/Cannot read checkpoint .*1\.note": it is /u);
  });

  it("takes no entry that says more than one of its kind may, and leaves the ledger as it was", async () => {
    const w = await world();
    const before = readFileSync(ledger(w));
    const words = { ...asked(), prompt: seal("a".repeat(300_000)) } as ReturnType<typeof asked>;
    await expect(w.gate.act(w.keys.ann, words)).rejects.toMatchObject({ exitCode: 2 });
    expect(readFileSync(ledger(w))).toEqual(before);
    // A roster and rules are whole in one entry.
    const people = `${"A Name\n".repeat(50_000)}`;
    const files = { ...w.gate.state.files, "people.txt": people };
    await w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("many people") });
    expect(await whole(w)).toMatchObject({ valid: true });
  });

  it("gives up no entry that a checkpoint covers", async () => {
    const w = await world();
    await w.gate.act(w.keys.ann, asked());
    await makeCheckpoint(w.gate, w.keys.cy);
    const lines = readFileSync(ledger(w), "utf8").split("\n").slice(0, -1);
    rmSync(join(w.folder, "entries"), { recursive: true });
    writeFileSync(ledger(w), `${[...lines.slice(0, 3), "{}", ...lines.slice(4)].join("\n")}\n`);
    await expect(repair(w)).rejects.toThrow(/a checkpoint covers 5 entries and 3 would stand/u);
  });

  it("ends the same at whichever step it died", async () => {
    for (let at = 1; ; at += 1) {
      const w = await twice();
      const found = readFileSync(ledger(w));
      const log = replay();
      const takes = (line: string) => {
        try {
          return log.take(line) !== null;
        } catch {
          return false;
        }
      };
      const plan = await planRepair(ledger(w), takes);
      let steps = 0;
      const dying = new Proxy(disk, {
        get(target, name, receiver) {
          const call = Reflect.get(target, name, receiver) as (...given: unknown[]) => unknown;
          return async (...given: unknown[]) => {
            steps += 1;
            if (steps === at && name !== "turn") throw new Error("it died");
            return call(...given);
          };
        },
      }) as Disk;
      const died = await carryOut(ledger(w), plan, dying).then(
        () => false,
        () => true,
      );
      await repair(w);
      expect(await whole(w), `step ${at}`).toMatchObject({ valid: true });
      const kept = readdirSync(w.folder).filter((name) => /\.broken-\w+$/u.test(name));
      expect(kept.map((name) => readFileSync(join(w.folder, name)))).toEqual([found]);
      if (!died && steps < at) break;
    }
  });
});

describe("a file system without hard links", () => {
  it("is refused by its name", async () => {
    const { withoutLinks } = await import("../../../../src/ledger/file-systems.ts");
    const w = await world();
    const cause = Object.assign(new Error("EPERM"), { code: "EPERM" });
    expect(String(await withoutLinks(ledger(w), cause))).toMatch(
      /the file system of ".*" \(\w+\) gives no hard links, by which an entry takes its number/u,
    );
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    expect(await withoutLinks(ledger(w), full)).toBe(full);
  });
});
