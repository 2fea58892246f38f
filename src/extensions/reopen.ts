import type { Dataset } from "../../datasets/index.ts";
import { reopenDataset } from "../run/open-dataset.ts";
import type { RunInputs } from "../run/run.ts";
import { configuredFormats, readConfig } from "./config.ts";

/**
 * Opens the dataset of a run again; where its format was somebody's own, with those that the working folder names.
 * @param data the dataset's new place, when it moved
 * @throws CliError (exit code 2) when it is not there, or has other shards than the run
 */
export async function reopenRunDataset(
  inputs: RunInputs,
  folder: string,
  data: string | null,
): Promise<Dataset> {
  const own =
    inputs.formatModule === undefined
      ? []
      : await configuredFormats(await readConfig(undefined, process.cwd()));
  return reopenDataset(inputs, folder, data, own);
}
