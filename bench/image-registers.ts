import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const part = z.strictObject({
  source: z.string(),
  /** Which files, by their paths. */
  files: z.string().optional(),
  /** Which pictures, by the alt texts that people wrote for them, and which not. */
  alt: z.string().optional(),
  not: z.string().optional(),
});
const source = z.strictObject({
  folder: z.string().optional(),
  package: z.string().optional(),
  wheel: z.string().optional(),
  /** Made here, of what a wheel brings. */
  drawn: z.string().optional(),
  version: z.string().optional(),
  sha256: z.string().optional(),
  licence: z.string(),
  from: z.string(),
});
const recipe = z.strictObject({
  sources: z.record(z.string(), source),
  registers: z.array(
    z.strictObject({ name: z.string(), wanted: z.enum(["flag", "quiet"]), parts: z.array(part) }),
  ),
});

/** A kind of pictures, what the models should say of them, and where they lie here. */
interface Register {
  readonly name: string;
  readonly wanted: "flag" | "quiet";
  readonly paths: readonly string[];
}

const root = join(import.meta.dirname, "..");
const picture = /\.(?:png|jpe?g|webp)$/iu;

/** The registers of `models/image-probes/registers.json`, as far as their pictures are here, and what is not. */
export function readRegisters(): {
  readonly registers: readonly Register[];
  readonly missing: readonly string[];
} {
  const text = readFileSync(join(root, "models/image-probes/registers.json"), "utf8");
  const { sources, registers } = recipe.parse(JSON.parse(text));
  const places = Object.entries(sources).map(([name, one]) => [name, folderOf(one)] as const);
  const files = new Map(places.map(([name, folder]) => [name, existsSync(folder) ? pathsIn(folder) : []]));
  return {
    missing: places.flatMap(([name, folder]) => (existsSync(folder) ? [] : [name])),
    registers: registers.map(({ name, wanted, parts }) => ({
      name,
      wanted,
      paths: [...new Set(parts.flatMap((one) => chosen(files.get(one.source) ?? [], one)))],
    })),
  };
}

function folderOf({ folder, ...fetched }: z.infer<typeof source>): string {
  if (folder !== undefined) return join(root, folder);
  const name = fetched.package ?? fetched.wheel ?? fetched.drawn ?? "";
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "sluice/probes", name);
}

function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => picture.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function chosen(paths: readonly string[], { files, alt, not }: z.infer<typeof part>): readonly string[] {
  const [byName, byText, butNot] = [files, alt, not].map((one) => (one ? new RegExp(one, "iu") : undefined));
  return paths.filter((path) => {
    if (byName && !byName.test(path)) return false;
    if (!byText) return true;
    const text = altTexts().get(path.slice(path.lastIndexOf("/") + 1)) ?? "";
    return byText.test(text) && !butNot?.test(text);
  });
}

let texts: ReadonlyMap<string, string> | undefined;

function altTexts(): ReadonlyMap<string, string> {
  if (texts) return texts;
  const file = join(root, "../shared/data/pairs/openstax/metadata.jsonl");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const rows = lines.map((line) => JSON.parse(line) as { file_name: string; text: string });
  texts = new Map(rows.map(({ file_name: name, text }) => [name.slice(name.lastIndexOf("/") + 1), text]));
  return texts;
}
