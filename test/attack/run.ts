import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Attempt, Check } from "./attempt.ts";
import { attempts } from "./registry.ts";

/** What became of an attempt; `problem` is null where it was refused by its check, and by nothing else. */
export interface Outcome {
  readonly name: string;
  readonly what: string;
  readonly fault: number;
  readonly rule: string;
  readonly problem: string | null;
}

const root = resolve(import.meta.dirname, "../..");

/** Tries one attempt against the source as it is, then against a test build in which its check is switched off. */
export async function attack(name: string): Promise<Outcome> {
  const asItIs = await load(name, null);
  const { what, fault, check } = asItIs;
  const problem = (await againstCheck(asItIs)) ?? (await withoutCheck(name, check));
  return { name, what, fault, rule: check.rule, problem };
}

async function againstCheck({ check, run }: Attempt): Promise<string | null> {
  const refusal = await outcomeOf(run);
  if (refusal === null) return "it succeeded";
  return refusal === check.rule ? null : `wanted ${check.rule} to refuse it, got ${refusal}`;
}

async function withoutCheck(name: string, check: Check): Promise<string | null> {
  const refusal = await load(name, check).then(({ run }) => outcomeOf(run), String);
  return refusal === null ? null : `with ${check.rule} switched off it is refused all the same: ${refusal}`;
}

/** The rule that refused, or the error where none is named; null where it succeeded. */
async function outcomeOf(run: Attempt["run"]): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    const reasons = (error as { readonly reasons?: readonly { readonly rule: string }[] }).reasons;
    return reasons?.[0]?.rule ?? String(error);
  }
}

/** An attempt as a bundle of its own, so that no two share a module. */
async function load(name: string, off: Check | null): Promise<Attempt> {
  const folder = join(root, "node_modules/.cache/sluice-tests");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `attack-${name}-${off === null ? "on" : "off"}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "attempts", `${name}.ts`)],
    ...{ outfile, bundle: true, packages: "external", format: "esm", platform: "node", logLevel: "error" },
    plugins: off === null ? [] : [switchedOff(off)],
  });
  try {
    const { attempt } = (await import(pathToFileURL(outfile).href)) as { readonly attempt: Attempt };
    return attempt;
  } finally {
    rmSync(outfile);
  }
}

/** Exchanges one text of one file; another number of places than one is a mistake of the attempt's. */
function switchedOff({ file, on, off }: Check): Plugin {
  const path = join(root, file);
  return {
    name: "switched-off",
    setup(building) {
      // esbuild's patterns are Go's, which know no flag u.
      building.onLoad({ filter: /[.]ts$/ }, (args) => {
        if (args.path !== path) return null;
        const parts = readFileSync(path, "utf8").split(on);
        if (parts.length !== 2)
          throw new Error(`wanted one place of the check in ${file}, got ${parts.length - 1}`);
        return { contents: parts.join(off), loader: "ts" };
      });
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  let bad = 0;
  for (const name of attempts) {
    const { what, fault, rule, problem } = await attack(name);
    if (problem !== null) bad += 1;
    console.log(
      `${problem === null ? "refused" : "FAILED "}  ${fault}  ${what} [${rule}]${problem === null ? "" : `: ${problem}`}`,
    );
  }
  console.log(`${attempts.length} attempts, ${bad} not refused by their check`);
  process.exit(bad === 0 ? 0 : 1);
}
