import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { chooseFilters } from "../../../../src/extensions/choose-filters.ts";
import { configuredFormats, readConfig } from "../../../../src/extensions/config.ts";
import { openPromptGate } from "../../../../src/gate/prompt/prompt-gate.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-config-"));
const before = process.cwd();
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
afterEach(() => {
  process.chdir(before);
  for (const name of ["mjs", "json"]) rmSync(join(folder, `sluice.config.${name}`), { force: true });
});
for (const name of ["shouting.mjs", "caption-lines.mjs"])
  cpSync(join(import.meta.dirname, "../../../fixtures/extensions", name), join(folder, name));

const write = (value: unknown, name = "sluice.config.json") =>
  writeFileSync(join(folder, name), JSON.stringify(value));

it("a folder without a configuration runs what ships", async () => {
  const config = await readConfig(undefined, folder);
  expect(config).toEqual({ folder, formats: [] });
  const { filters, modules } = await chooseFilters(undefined, config, folder);
  expect([filters, modules]).toEqual([expect.arrayContaining(["lexicon", "nsfw-image"]), []]);
});

it("a configuration names filters of an audit, and formats; words count more", async () => {
  write({ filters: ["./shouting.mjs", "lexicon"], formats: ["./caption-lines.mjs"] });
  const config = await readConfig(undefined, folder);
  const chosen = await chooseFilters(undefined, config, "/");
  expect(chosen).toMatchObject({ filters: ["lexicon"], modules: [{ path: join(folder, "shouting.mjs") }] });
  expect(await chooseFilters(["text-basics"], config, "/")).toEqual({
    filters: ["text-basics"],
    modules: [],
  });
  expect(await configuredFormats(config)).toMatchObject([{ format: { id: "caption-lines" } }]);
});

it("`default` stands for all filters that can run here, beside one's own", async () => {
  const config = await readConfig(undefined, folder);
  const { filters, modules } = await chooseFilters(["default", "./shouting.mjs"], config, folder);
  expect(filters).toContain("text-toxicity");
  expect(modules).toHaveLength(1);
});

it("a module's default export is a configuration too", async () => {
  writeFileSync(join(folder, "sluice.config.mjs"), 'export default { filters: ["lexicon"] };');
  expect(await readConfig(undefined, folder)).toMatchObject({ filters: ["lexicon"] });
});

it.each([
  ["an unknown field", { filter: ["x"] }, /top level: .*filter/u],
  ["no list", { filters: "lexicon" }, /filters: /u],
  ["an unknown filter", { filters: ["lexikon"] }, /^Cannot use filter "lexikon"/u],
  [
    "a filter's module that is not there",
    { filters: ["./gone.mjs"] },
    /^Cannot load module "\.\/gone\.mjs"/u,
  ],
  ["a module that is not there", { formats: ["./gone.mjs"] }, /^Cannot load module "\.\/gone\.mjs"/u],
  ["a filter among formats", { formats: ["./shouting.mjs"] }, /export "shouting": about: /u],
])("a configuration with %s is one line and exit code 2", async (_, value, message) => {
  write(value, "other.json");
  const read = async () => {
    const config = await readConfig("other.json", folder);
    await configuredFormats(config);
    await chooseFilters(undefined, config, folder);
  };
  const refusal = await read().then(
    () => expect.unreachable(),
    (error: Error) => error,
  );
  expect(refusal.message).toMatch(message);
  expect(refusal.message).not.toContain("\n");
  expect(refusal).toMatchObject({ name: "CliError", exitCode: 2 });
});

it("two configurations in a folder are refused", async () => {
  write({});
  writeFileSync(join(folder, "sluice.config.mjs"), "export default {};");
  await expect(readConfig(undefined, folder)).rejects.toThrow(/both sluice\.config\.mjs and .*; keep one/u);
});

it("nobody's own filter guards the gate: what a folder names is not even loaded there", async () => {
  writeFileSync(
    join(folder, "sluice.config.mjs"),
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(folder, "loaded"))}, ""); export default { filters: ["./shouting.mjs"] };`,
  );
  process.chdir(folder);
  const gate = await openPromptGate({ device: "cpu" });
  expect(gate.filters.map(({ id }) => id)).toEqual(["lexicon", "text-toxicity", "harm-context"]);
  const [verdict] = await gate.judge([{ prompt: "A DOG SHOUTS" }]);
  await gate.close();
  expect(verdict?.action).toBe("pass");
  expect(existsSync(join(folder, "loaded"))).toBe(false);
  await readConfig(undefined, folder);
  expect(existsSync(join(folder, "loaded"))).toBe(true);
});
