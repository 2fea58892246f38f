import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../support/cli.ts";

/** Ways to write what others may write too, none of which loses their update. */
const doors = ["changeFile", "openAppend", "appendRecords", "writeNew", "takeName", "hold"];

/** Ways to put a whole file in another's place: for what nobody else's words are in. */
const replacing = ["writeWhole", "commit", "withPart", "writeSafely"];

/** Who may, and why nobody's update is lost by it. */
const replacers: Readonly<Record<string, readonly string[]>> = {
  "a process that holds the folder": [
    ...["src/recall/recall.ts", "src/recall/moves.ts", "src/fetch/record.ts"],
    ...["src/actions/elsewhere/pull.ts", "src/actions/in-store/get-shards.ts", "src/verbs/witness.ts"],
    ...["src/pipelines/curate/fields.ts", "src/pipelines/curate/summary.ts", "src/pipelines/curate/plan.ts"],
    ...["src/evaluate/pictures/made-log.ts", "src/evaluate/pictures/page.ts"],
  ],
  "whoever has a shard's lease, or seals": [
    ...["src/claims/lease-file.ts", "src/pipelines/audit/shard.ts", "src/harm/hits.ts"],
    ...["src/run/run.ts", "src/run/manifest.ts", "src/run/pack.ts", "src/run/coverage.ts", "src/run/cuts.ts"],
    "src/run/duplicates.ts",
  ],
  "an entry of the ledger is before it, and one alone wrote that": [
    ...["src/gate/quarantine/quarantine.ts", "src/gate/quarantine/sealed-store.ts"],
    ...["src/gate/checkpoints.ts", "src/verbs/ask-witnesses.ts", "src/verbs/record.ts"],
    ...["src/outside/elsewhere/take-in.ts", "src/outside/audit/deliver.ts"],
  ],
  "its name is the digest of what it holds": ["src/run/decide.ts", "src/actions/card/sign.ts"],
  "made anew from a run, a card, votes, a ledger: the last says what is true": [
    ...["src/actions/consent.ts", "src/looking/meaning/topics.ts", "src/looking/meaning/vectors.ts"],
    ...["src/representation/depicts.ts", "src/report/report.ts", "src/documents/documents.ts"],
    ...["src/compare/comparison.ts", "src/gate/roster/file.ts", "src/actions/cluster/submit.ts"],
    "src/evaluate/page.ts",
  ],
  "a new folder, or inside a turn": [
    ...["src/verbs/export-folder.ts", "src/gate/rules/folder.ts", "src/provenance/signer.ts"],
  ],
  "a flag names the file": [
    ...["src/actions/card/diff.ts", "src/verbs/publish.ts", "src/verbs/hashes.ts"],
    ...["src/cli/commands/gate/publish.ts", "src/outside/audit/verbs.ts"],
  ],
};

/** Files of `src/` that write with node's own functions, and what they write. */
const bare: Readonly<Record<string, string>> = {
  "src/actions/cluster/unexpected.ts": "lines, appended; they are only counted",
  "src/actions/consent.ts": "a part, which takes its name",
  "src/actions/hub/curated.ts": "a run that is made here, in a held folder",
  "src/actions/elsewhere/pull.ts": "under a name of its own, in a held folder",
  "src/actions/in-store/get-shards.ts": "under names that are free, in a held folder",
  "src/actions/in-store/place.ts": "in a folder of this process",
  "src/actions/in-store/plan.ts": "in a folder of this process",
  "src/cards/edit.ts": "in a folder of this process",
  "src/claims/lease-file.ts": "a lease that is this worker's",
  "src/fetch/shard.ts": "in a held folder",
  "src/ledger/disk.ts": "the disk of the ledger",
  "src/ledger/keys/private-file.ts": "a new key; none is replaced",
  "src/looking/lists.ts": "a part, which takes its name",
  "src/pipelines/curate/curate.ts": "in a held folder, which gets its name once",
  "src/recall/moves.ts": "in a held folder",
  "src/run/damage.ts": "what cannot be read gets another name",
  "src/run/folder-clock.ts": "an empty file of this process",
  "src/run/hash-files.ts": "in a folder of this process",
  "src/run/pack.ts": "what is packed gets another name",
  "src/verbs/export-folder.ts": "a folder that gets its name once",
};

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/u.test(name))
  .map((name) => `src/${name}`);
const text = (file: string) => readFileSync(join(root, file), "utf8");
/** A call of a function, not of a method, nor where it is made. */
const calls = (name: string, file: string) =>
  new RegExp(`(?<!\\.|function |async )\\b${name}\\((?!path: )`, "u").test(text(file));
const callersOf = (names: readonly string[]) =>
  files.filter((file) => !file.startsWith("src/process/") && names.some((name) => calls(name, file)));

it("lists in docs/architecture.md whoever writes what others write too, with its door", () => {
  const [, rows = ""] = text("docs/architecture.md").split("## Who writes what");
  const listed = [
    ...(rows.split("\n## ")[0] ?? "").matchAll(/`(\w+)`: ((?:`[\w./-]+\.ts`(?:, )?)+)/gu),
  ].flatMap(([, door = "", places = ""]) =>
    [...places.matchAll(/`([^`]+)`/gu)].map(([, file = ""]) => ({ door, file })),
  );
  expect(listed.length).toBeGreaterThan(25);
  for (const { door, file } of listed) expect(calls(door, file), `${file} calls ${door}`).toBe(true);
  for (const door of doors)
    expect(callersOf([door]).sort(), door).toEqual(
      listed
        .filter((one) => one.door === door)
        .map(({ file }) => file)
        .sort(),
    );
});

it("knows whoever replaces a file, and why nobody's update is lost by it", () => {
  expect(callersOf(replacing).sort()).toEqual(Object.values(replacers).flat().sort());
});

it("knows whoever writes with node's own functions: all others go through a door", () => {
  const writes =
    /\b(?:writeFile|appendFile|writeFileSync|appendFileSync|rename|copyFile|cp|createWriteStream|truncate)\(/u;
  const writing = files.filter(
    (file) => !file.startsWith("src/process/") && imports(file).some((name) => writes.test(`${name}(`)),
  );
  const opening = files.filter((file) =>
    /\bopen(?:Sync)?\([^()]*(?:\([^()]*\))?[^()]*"[awx]/u.test(text(file)),
  );
  const all = new Set([...writing, ...opening.filter((file) => !file.startsWith("src/process/"))]);
  expect([...all].sort()).toEqual(Object.keys(bare).sort());
});

function imports(file: string): readonly string[] {
  return [...text(file).matchAll(/import \{([^}]*)\} from "node:fs(?:\/promises)?"/gu)].flatMap(
    ([, names = ""]) => names.split(",").map((name) => name.trim().replace(/ as .*$/u, "")),
  );
}
