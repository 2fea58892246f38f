import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { afterEach, expect, it, vi } from "vitest";
import { commandTree } from "../../src/cli/main.ts";
import { sayCopying, trafficBy } from "../../src/process/network.ts";
import { tellNetwork } from "../../src/words/reporter.ts";
import { root } from "../support/cli.ts";

afterEach(() => vi.useRealTimers());

/** All commands whose words name a place of another machine, or a run, which may lie there: none of them reads unheard. */
const remote = [
  ...[
    "agreement",
    "audit",
    "calibrate",
    "card check",
    "card init",
    "card matrix",
    "card push",
    "card render",
  ],
  ...["card sign", "consent", "curate", "decide", "diff", "explore", "find", "identities", "inspect"],
  ...[
    "models evaluate",
    "plan",
    "prevalence",
    "pull",
    "push",
    "recall",
    "report",
    "representation",
    "review",
  ],
  ...[
    "review export",
    "review import",
    "seal",
    "serve",
    "start",
    "status",
    "submit",
    "topics",
    "why",
    "work",
  ],
];

function leaves(command: Command, before = ""): readonly { readonly name: string; readonly one: Command }[] {
  return command.commands.flatMap((one) => {
    const name = `${before}${one.name()}`;
    return [{ name, one }, ...leaves(one, `${name} `)];
  });
}

it("knows all commands that may read of other machines", () => {
  const named = leaves(commandTree()).filter(({ one }) => {
    const words = [
      ...one.registeredArguments.map(({ description }) => description),
      ...one.options.map(({ flags, description }) => `${flags} ${description}`),
    ];
    return words.some((text) => /:\/\/|--data <|run's folder|runs' folders/u.test(text));
  });
  expect(named.map(({ name }) => name).sort()).toEqual(remote);
});

it("counts for all of them what they read, wherever that is asked for", () => {
  const asks = /\b(?:openDataset|openStore|examinePlace|commitToHub|standOnHub)\(/u;
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/u.test(name),
  );
  const text = (name: string) => readFileSync(join(root, "src", name), "utf8");
  const asking = files.filter((name) => asks.test(text(name)) && !name.startsWith("library/")).sort();
  expect(asking).toEqual([
    "actions/doctor.ts",
    "actions/elsewhere/book.ts",
    "actions/hub/push.ts",
    "claims/lease-objects.ts",
    "run/open-dataset.ts",
  ]);
  // Claims are of a run in object storage, whose place was opened by then.
  for (const name of asking.filter((one) => !one.startsWith("claims/")))
    expect(text(name), name).toContain("trafficBy(trafficSoFar)");
});

it("says bytes, rate and retries of a command that says nothing itself: soon where they are many, else each half minute", () => {
  vi.useFakeTimers();
  let now = { bytes: 0, sent: 0, requests: 0, retries: 0 };
  trafficBy(() => now);
  const lines: string[] = [];
  const tell = (json = false) => tellNetwork({ say: (text) => void lines.push(text) }, json);
  const heard = (change: Partial<typeof now>, ms: number) => {
    now = { ...now, ...change };
    vi.advanceTimersByTime(ms);
    return lines.splice(0);
  };
  const few = tell();
  expect(heard({ bytes: 1_000_000 }, 5000)).toEqual([]);
  few();
  expect(lines).toEqual([]);
  const many = tell();
  expect(heard({ bytes: now.bytes + 20_000_000 }, 1000)).toEqual([
    expect.stringMatching(/^20\.0 MB read, 40\.0 MB\/s$/u),
  ]);
  expect(heard({ bytes: now.bytes + 20_000_000 }, 9000)).toEqual([]);
  expect(heard({}, 30_000)).toEqual([]);
  expect(heard({ bytes: now.bytes + 1 }, 1000)).toEqual([expect.stringMatching(/^40\.0 MB read, /u)]);
  heard({ retries: 3 }, 100);
  many();
  expect(lines.splice(0)).toEqual([expect.stringMatching(/^40\.0 MB read, [\d.]+ MB\/s, 3 retries$/u)]);
  const slow = tell();
  expect(heard({ bytes: now.bytes + 100_000 }, 31_000)).toEqual([]);
  expect(heard({ bytes: now.bytes + 100_000 }, 1000)).toEqual([expect.stringMatching(/^0\.2 MB read, /u)]);
  sayCopying({ files: 0, filesOf: 2, bytes: 1, bytesOf: 4, retries: 0 });
  slow();
  expect(lines.splice(0)).toEqual([expect.stringMatching(/^0 of 2 files · 0\.0 of 0\.0 MB/u)]);
  const program = tell(true);
  expect(heard({ retries: now.retries + 1 }, 500).map((line) => JSON.parse(line))).toEqual([
    { schema: "sluice.event/1", type: "traffic", bytes: 0, sent: 0, requests: 0, retries: 1 },
  ]);
  program();
});
