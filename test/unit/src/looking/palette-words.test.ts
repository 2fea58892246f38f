import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { paletteWords, typedFromHome } from "../../../../src/looking/palette-words.ts";
import { commandNames } from "../../../../src/screens/app/commands.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

it("completes commands, and runs, policies, views, queues and columns where each may stand", () => {
  const run = join(folder("runs"), "one");
  for (const name of ["policies", "views", ".hidden"]) mkdirSync(join(run, name), { recursive: true });
  writeFileSync(join(run, "policies/mine.yaml"), "");
  writeFileSync(join(run, "views/blurry.json"), "");
  const places = { folder: run, runsFolder: folder("runs"), columns: ["bytes", "caption_length"] };
  const words = (text: string, at = places) => paletteWords(text, commandNames, at);
  expect(words("")).toBe(commandNames);
  expect(words("  cur")).toBe(commandNames);
  expect(words("open ")).toEqual([run]);
  expect(words("policy ")).toEqual(["default", "strict", join(run, "policies/mine.yaml")]);
  expect(words("diff ")).toEqual(words("policy "));
  for (const line of ["view ", "review view ", "curate view "]) expect(words(line), line).toEqual(["blurry"]);
  expect(words("review ")).toEqual(["flagged", "around", "stratified", "clusters", "view", "adjudicate"]);
  expect(words("curate ")).toEqual(["view"]);
  expect(words("where bytes > 1 AND ")).toEqual(["bytes", "caption_length"]);
  expect(words("gallery bytes > 1 AND ")).toEqual(["bytes", "caption_length"]);
  for (const line of ["review around ", "review stratified te"])
    expect(words(line)).toContain("text_toxicity");
  expect(words("review around text_toxicity 0.")).toEqual([]);
  expect(words("calibrate --filter ")).toContain("nsfw-image");
  expect(words("calibrate --")).toContain("--filter");
  expect(words("representation --only ")).toContain("places");
  for (const line of ["audit ", "inspect ", "map "]) {
    expect(words(line)).toContain("sample");
    expect(words(`${line}${run}/vi`)).toContain(`${run}/views`);
  }
  // Policies and folders lie elsewhere too; the home is named as a shell does.
  writeFileSync(join(run, "notes.txt"), "");
  writeFileSync(join(run, "own.yml"), "");
  expect(words(`policy ${run}/`)).toEqual(
    expect.arrayContaining([`${run}/own.yml`, `${run}/policies`, join(run, "policies/mine.yaml")]),
  );
  expect(words(`diff ${run}/`)).not.toContain(`${run}/notes.txt`);
  vi.stubEnv("HOME", run);
  expect(words("policy ~/")).toEqual(expect.arrayContaining(["~/own.yml", "~/policies"]));
  expect(typedFromHome("map ~/a b~/c ~ ~x")).toBe(`map ${run}/a b~/c ~ ~x`);
  expect(typedFromHome("~/a", ["audit"])).toBe(`${run}/a`);
  // Words of a caption, and predicates, are a person's own.
  for (const line of ["where caption LIKE '% ~/%'", "like ~/x"]) expect(typedFromHome(line)).toBe(line);
  expect(typedFromHome("~/x", ["like"])).toBe("~/x");
  vi.unstubAllEnvs();
  // Questions complete what they ask for.
  expect(words("view NAME: ")).toEqual(["blurry"]);
  expect(words(`to: ${run}/`)).toContain(`${run}/notes.txt`);
  expect(words("queue: view ")).toEqual(["blurry"]);
  expect(words("queue: ")).toEqual(words("review "));
  for (const line of ["prompt: a", "answer: ", "cut at ", "passphrase: "])
    expect(words(line), line).toEqual([]);
  expect(words(`audit ${run}/gone/`)).toEqual(["sample"]);
  expect(words("home ")).toEqual([]);
  expect(words("view ", { ...places, folder: join(folder("runs"), "gone") })).toEqual([]);
});
