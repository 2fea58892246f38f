import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { rooms, roomsTable } from "../../docs/make-rooms.ts";

interface Cruise {
  readonly summary: {
    readonly error: number;
    readonly totalCruised: number;
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

const root = join(import.meta.dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "sluice-rooms-"));
afterAll(() => rmSync(scratch, { recursive: true, maxRetries: 20 }));

/** dependency-cruiser's JSON reporter exits 0 whatever it finds: read the summary. */
function cruise(folder: string): Cruise["summary"] {
  const binary = join(root, "node_modules/.bin/depcruise");
  const args = [
    "src",
    "filters",
    "datasets",
    "models",
    "bench",
    "docs",
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
  ];
  return (
    JSON.parse(execFileSync(binary, args, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 })) as Cruise
  ).summary;
}

/** The fixture is a tiny house with one file per broken rule; it borrows our rules and packages. */
function brokenHouse(): string {
  cpSync(join(root, "test/fixtures/rooms"), scratch, { recursive: true });
  // Each room of src/ imports its neighbour above.
  for (const [i, { room }] of rooms.entries()) {
    const folder = join(scratch, "src", room);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "planted.ts"), `export const ${room} = ${i};\n`);
    const above = rooms[i + 1]?.room;
    if (above !== undefined)
      writeFileSync(join(folder, "upward.ts"), `export { ${above} } from "../${above}/planted.ts";\n`);
  }
  cpSync(join(root, "src/rooms.json"), join(scratch, "src/rooms.json"));
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json"])
    cpSync(join(root, file), join(scratch, file));
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  return scratch;
}

describe("the rooms", () => {
  it("obey the import rules", () => {
    const summary = cruise(root);
    expect(summary.violations).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(60);
  });

  it("cannot break a rule unseen: each planted violation is found", () => {
    const { violations } = cruise(brokenHouse());
    const found = new Set(violations.map(({ rule }) => rule.name));
    // By each way to it: from beside the models, and of a file of the engine's room that no list names.
    const broken = violations.map(({ from, rule }) => `${rule.name}: ${from}`);
    expect(broken).toContain("only-the-engine-samples: models/hands-on.ts");
    expect(broken).toContain("only-the-door-reaches-the-engine: bench/renamed.ts");
    const config = readFileSync(join(root, ".dependency-cruiser.cjs"), "utf8");
    const named = [...config.matchAll(/(?:name: |door\(\s*)"([a-z-]+)"/gu)].map(([, name]) => name ?? "");
    const ordered = rooms.slice(0, -1).map(({ room }) => `${room}-imports-only-what-stands-before-it`);
    expect(named.length).toBeGreaterThan(8);
    expect([...found].sort()).toEqual([...named, ...ordered].sort());
  });

  it("of src/ stand in one list, and nothing lies beside them", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true });
    expect(
      folders
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      rooms
        .map(({ room }) => room)
        .filter((room) => existsSync(join(root, "src", room)))
        .sort(),
    );
    expect(folders.filter((entry) => /\.tsx?$/u.test(entry.name))).toEqual([]);
    expect(readFileSync(join(root, "src/README.md"), "utf8")).toContain(roomsTable());
  });

  it("of src/ stay below 6,000 lines", () => {
    for (const { room } of rooms) {
      const folder = join(root, "src", room);
      const sources = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
      const lines = sources
        .filter((name) => /\.tsx?$/u.test(name))
        .reduce((sum, name) => sum + readFileSync(join(folder, name), "utf8").split("\n").length - 1, 0);
      expect(lines, room).toBeLessThan(6000);
    }
  });

  it("have a README each, and files under 250 lines", () => {
    for (const room of ["src", "filters", "datasets", "models"]) {
      expect(readFileSync(join(root, room, "README.md"), "utf8")).toMatch(/add/iu);
      const sources = readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).filter(
        (name) => /\.tsx?$/u.test(name) && !name.includes("node_modules/"),
      );
      for (const name of sources)
        expect(readFileSync(join(root, room, name), "utf8").split("\n").length, name).toBeLessThan(252);
    }
  });
});

it("pins every dependency exactly", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const ranges = Object.values({ ...manifest["dependencies"], ...manifest["devDependencies"] });
  expect(ranges.length).toBeGreaterThan(30);
  for (const range of ranges)
    expect(range).toMatch(/^(npm:@huggingface\/transformers@)?\d+\.\d+\.\d+(-[\w.]+)?$/u);
});

it("keeps one copy of onnxruntime-node and of sharp", () => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>;
  };
  for (const name of ["onnxruntime-node", "sharp"])
    expect(Object.keys(lock.packages).filter((path) => path.endsWith(`node_modules/${name}`))).toEqual([
      `node_modules/${name}`,
    ]);
});
