import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { root } from "../support/cli.ts";

/** Files with one reason for all of them. */
const sameFor = (why: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, why]));

/** What makes a test fail by chance, and the files in which it cannot, with why. */
const chances: readonly (readonly [what: string, found: RegExp, but: Readonly<Record<string, string>>])[] = [
  [
    "a limit of time below that of vitest.config.ts, which is for what hangs",
    /^\s*\}, (?:\d{1,2}_?\d{3}|1\d{2}_?000|2\d{2}_?000)\);$|\.poll\([^;]*?timeout: |^\s*(?:it|describe)[^;]*?timeout: /mu,
    {},
  ],
  [
    "`vi.waitFor`, which waits for a second; expect.poll is told how long",
    /\bvi\.waitFor\(/u,
    { "test/stories/screen-compare.test.ts": "waits for five minutes" },
  ],
  [
    "time by the clock: a busy machine takes any; count what was done, use a clock of the test's own, or the CPU's",
    /\.now\(\) - \w+\)\.toBeLessThan/u,
    {
      "test/stories/abort-decode.test.ts": "bounded by what the same work takes here",
      "test/unit/src/run/predicate-fails.test.ts": "what it must not wait for takes minutes",
    },
  ],
  [
    "a child's `exit`, when what it printed may still be on its way; `close` comes after that",
    /child\.on(?:ce)?\("exit"/u,
    { "test/support/browser.ts": "reads nothing after it" },
  ],
  [
    "memory of a process that other files work in, measured where vitest.config.ts does not see it",
    /\bmemoryUsage\b|\bgetHeapStatistics\b/u,
    {
      "test/support/decode-peak.ts": "a process of its own",
      "test/support/parquet-peak.ts": "a process of its own",
    },
  ],
  [
    "a port that another program may have; ask test/support/free-port.ts, or listen at 0",
    /\blisten\([1-9]|"--port", "[1-9]/u,
    {},
  ],
  [
    "a command that may have come to its end before it is killed in the midst: `endedBy` plays the story again",
    /\.kill\((?:signal|"SIG(?:INT|TERM|KILL)")\)/u,
    {
      ...{ "test/stories/abort-decode.test.ts": "its pictures take half a minute" },
      ...{ "test/stories/curate-refuse.test.ts": "throws Missed, too" },
      ...sameFor("may have come to its end, or not", [
        ...["test/stories/curate-cli.test.ts", "test/stories/gate-submit.test.ts"],
        ...["test/stories/sealed-race.test.ts", "test/stories/sealed.test.ts", "test/stories/work.test.ts"],
      ]),
      ...sameFor("does not end by itself", [
        ...["test/stories/parent-killed.test.ts", "test/stories/predicate-stops.test.ts"],
        ...["test/stories/recall-broken.test.ts", "test/stories/screen-trouble.test.ts"],
        ...["test/stories/serve-door.test.ts", "test/stories/serve-review.test.ts"],
        ...["test/support/redis.ts", "test/support/s3-server.ts", "test/support/serving.ts"],
        ...["test/support/slurm.ts", "test/support/terminal.ts", "test/support/witness-home.ts"],
        "test/unit/src/actions/submit.test.ts",
      ]),
      "test/support/cli.ts": "is endedBy",
    },
  ],
  [
    "a picture that hides by itself, looked for when it may be hidden again; `glimpsed` looks from before the key on",
    /\.press\([^)]*\);\s+(?:expect\()?await \w+\.until\(PICTURED\)/u,
    {},
  ],
  [
    "a folder taken away once, when what was killed may write into it for a moment yet",
    /after(?:All|Each)\([^\n]*\brm(?:Sync)?\([^\n]*recursive: true(?![^\n]*maxRetries)/u,
    {},
  ],
];

const files = globSync("test/**/*.{ts,tsx}", {
  cwd: root,
  ignore: ["test/{fuzz,torture}/**", "test/contracts/chance.test.ts"],
});
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

describe("no test fails by chance:", () => {
  it.each(chances)("%s", (what, found, but) => {
    const seen = [...texts].filter(([file, text]) => {
      // The configuration gives what reads memory in its own text a process of its own.
      const alone = what.startsWith("memory") && file.endsWith(".test.ts");
      return !alone && found.test(text);
    });
    expect(seen.map(([file]) => file).sort()).toEqual(Object.keys(but).sort());
  });

  it.each([
    ["  }, 60_000);", 0],
    ["  }, 120_000);", 0],
    ["expect.poll(() => last(), { timeout: 20_000 })", 0],
    ["vi.waitFor(() => {})", 1],
    ["expect(performance.now() - began).toBeLessThan(5000)", 2],
    ['child.on("exit", resolve)', 3],
    ["process.memoryUsage()", 4],
    ["server.listen(8080)", 5],
    ['running.kill("SIGKILL");', 6],
    ['await screen.press("3");\n  await screen.until(PICTURED);', 7],
    ["afterAll(() => rmSync(folder, { recursive: true }));", 8],
  ])("the rule can fail: %s", (text, nth) => {
    expect(chances.map(([, found]) => found.test(text))).toEqual(chances.map((_, i) => i === nth));
  });

  it("limits that are longer than the configuration's are none of these", () => {
    for (const text of ["  }, 600_000);", "  }, 20);"]) expect(chances[0]?.[1].test(text)).toBe(false);
  });
});
