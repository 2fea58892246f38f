import { type DatasetFormat, formatIds, formatTrouble } from "../../datasets/index.ts";
import { CliError } from "../process/errors.ts";
import type { OwnFormat } from "../run/open-dataset.ts";
import { importModule, type ModuleFile } from "./module-file.ts";

/**
 * The formats of modules, in the order named: each export is a `DatasetFormat`. They are asked after those of Sluice.
 * @throws CliError (exit code 2) naming the module and what in it is no format, or is taken
 */
export async function loadOwnFormats(modules: readonly ModuleFile[]): Promise<readonly OwnFormat[]> {
  const taken = new Set(formatIds);
  const own: OwnFormat[] = [];
  for (const module of modules) {
    const exported = Object.entries(await importModule(module));
    if (exported.length === 0) throw refused(module, "it exports nothing; wanted a format");
    for (const [name, value] of exported) {
      const trouble = formatTrouble(value, taken);
      if (trouble !== null) throw refused(module, `export "${name}": ${trouble}`);
      const format = value as DatasetFormat;
      taken.add(format.id);
      own.push({ format, module: { file: module.file, sha256: module.sha256 } });
    }
  }
  return own;
}

function refused({ file }: ModuleFile, reason: string): CliError {
  return new CliError(`Cannot use formats of "${file}": ${reason}`, { exitCode: 2 });
}
