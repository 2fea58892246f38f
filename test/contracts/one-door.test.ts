import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { root } from "../support/cli.ts";

/** Where pixels of a picture come from: the door makes them, one file opens what was sealed, one takes in what others made. */
const sources = ["src/gate/door/draw.ts", "src/verbs/reveal.ts", "src/outside/elsewhere/picture.ts"];

/** Loads every screen by its name; screens are walked by themselves. */
const interfaceDoor = "src/tui/open-interface.ts";

/**
 * Every file of a command or a screen from which a source can be reached, and the entries that stand in the ledger
 * before it shows, writes or measures a pixel.
 */
const entries: Readonly<Record<string, readonly string[]>> = {
  "src/cli/commands/generate.ts": ["generation-started", "drawing-started"],
  "src/cli/commands/start.ts": ["generation-started"],
  "src/cli/commands/models/compare.ts": ["drawing-started", "drawing-revealed"],
  "src/cli/commands/models/evaluate-cascade.ts": ["drawing-started"],
  "src/cli/commands/gate/audit.ts": ["drawing-started"],
  "src/cli/commands/gate/images.ts": ["image-rechecked", "reveal", "release"],
  "src/cli/commands/gate/sheet.ts": ["sheet"],
  "src/cli/commands/gate/submit.ts": ["submitted"],
  "src/tui/gate/generate-screen.tsx": ["generation-started"],
  "src/tui/gate/image-screen.tsx": ["image-rechecked", "reveal"],
};

/** The same of scripts that measure and illustrate; none of them is in the package. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  "bench/cascade.ts": ["drawing-started"],
  "bench/memorisation.ts": ["drawing-started"],
  "docs/make-cascade-figures.ts": ["drawing-started", "generation-started"],
};

/** A screen that is handed its pictures: by the command that opens it, and by no other. */
const handed = { screen: "compare", by: "src/cli/commands/models/compare.ts" };

const engineFile = (name: string) => `src/pipelines/generate/${name}.ts`;

interface Module {
  readonly source: string;
  readonly dependencies: readonly {
    readonly resolved: string;
    readonly dependencyTypes: readonly string[];
  }[];
}

let graph: ReadonlyMap<string, readonly string[]>;
beforeAll(() => {
  const args = ["src", "bench", "docs", "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
  const out = execFileSync(join(root, "node_modules/.bin/depcruise"), args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const { modules } = JSON.parse(out) as { readonly modules: readonly Module[] };
  graph = new Map(
    modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(({ dependencyTypes }) => !dependencyTypes.includes("type-only"))
        .map(({ resolved }) => resolved),
    ]),
  );
});

/** All that a file loads, at once or later, but for other commands and screens, which are walked by themselves. */
function reached(from: string): ReadonlySet<string> {
  const found = new Set([from]);
  for (const file of found)
    if (file !== interfaceDoor)
      for (const next of graph.get(file) ?? []) if (!next.startsWith("src/cli/commands/")) found.add(next);
  return found;
}

const files = (folder: string, pattern: RegExp) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));

it("names the entry of every command and screen that can reach a pixel of a generated picture", () => {
  const faces = [...files("src/cli/commands", /\.ts$/u), ...files("src/tui", /screen\.tsx$/u)];
  expect(faces.length).toBeGreaterThan(60);
  const reaching = faces.filter((face) => sources.some((source) => reached(face).has(source)));
  expect(reaching.sort()).toEqual(Object.keys(entries).sort());
});

it("names the entry of every script in bench/ and docs/ that can reach one, too", () => {
  const all = [...files("bench", /\.ts$/u), ...files("docs", /\.ts$/u)].filter((name) => graph.has(name));
  expect(all.length).toBeGreaterThan(60);
  const imported = new Set([...graph.values()].flat());
  const reaching = all.filter(
    (script) => !imported.has(script) && sources.some((source) => reached(script).has(source)),
  );
  expect(reaching.sort()).toEqual(Object.keys(scripts).sort());
});

it("knows every room that a face can be in: none above the gate's verbs but the two reaches a pixel", () => {
  const rooms = JSON.parse(readFileSync(join(root, "src/rooms.json"), "utf8")) as { room: string }[];
  const names = rooms.map(({ room }) => room);
  const above = names.slice(names.indexOf("outside") + 1).filter((room) => room !== "cli" && room !== "tui");
  expect(above).toContain("screens");
  const all = above.flatMap((room) => files(`src/${room}`, /\.tsx?$/u));
  expect(all.filter((file) => sources.some((source) => reached(file).has(source)))).toEqual([]);
});

it("finds each entry written where the command, screen or script leads", () => {
  for (const [face, types] of Object.entries({ ...entries, ...scripts })) {
    const verbs = [...reached(face)].filter((file) => /^src\/(actions|verbs|outside|gate)\//u.test(file));
    const text = verbs.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
    for (const type of types) expect(text, face).toContain(`type: "${type}"`);
  }
});

it("tells of a generation under way without a pixel: nobody has judged it", () => {
  for (const file of ["src/process/events.ts", "src/screens/gate/generate/passage.ts"])
    expect(readFileSync(join(root, file), "utf8"), file).not.toMatch(/Pixels|Uint8Array|mosaic/u);
});

it("hands on what draws under no other name: neither models/ nor what faces may take of the engine's room", async () => {
  const values = async (file: string) => Object.values((await import(join(root, file))) as object);
  const draws = new Set(
    (
      await Promise.all(
        ["models/sampling.ts", ...["generate", "engine", "mint", "on-thread"].map(engineFile)].map(values),
      )
    ).flat(),
  );
  expect(draws.size).toBeGreaterThan(8);
  const { forbidden } = (await import(join(root, ".dependency-cruiser.cjs"))).default as {
    readonly forbidden: readonly { readonly name: string; readonly to: { readonly pathNot?: string } }[];
  };
  const rule = forbidden.find(({ name }) => name === "only-the-door-reaches-the-engine");
  const free = new RegExp(rule?.to.pathNot ?? "$^", "u");
  // Leave is minted by one file alone, which a rule of its own holds.
  const taken = files("src/pipelines/generate", /\.ts$/u).filter(
    (file) => free.test(file) && file !== engineFile("mint"),
  );
  expect(taken.length).toBeGreaterThan(8);
  for (const file of ["models/index.ts", ...files("src/library", /\.ts$/u), ...taken])
    for (const value of await values(file)) expect(draws.has(value), file).toBe(false);
});

it("opens what was sealed in one file only", () => {
  const decrypting = files("src", /\.ts$/u).filter((file) =>
    /quarantine\.open\(/u.test(readFileSync(join(root, file), "utf8")),
  );
  expect(decrypting).toEqual(["src/verbs/reveal.ts"]);
});

it("opens the screen that is handed pictures by the command that has an entry", () => {
  const opening = files("src", /\.tsx?$/u).filter((file) =>
    readFileSync(join(root, file), "utf8").includes(`screen: "${handed.screen}", voting`),
  );
  expect(opening).toEqual([handed.by]);
});

it("starts the thread that draws in one file only", () => {
  const naming = files("src", /\.tsx?$/u).filter((file) =>
    readFileSync(join(root, file), "utf8").includes("pipelines/generate/worker"),
  );
  expect(naming.sort()).toEqual(["src/pipelines/generate/engine.ts", "src/process/start-worker.ts"]);
});
