import { Option } from "commander";
import { CliError } from "../../process/errors.ts";
import { count, counted } from "../../process/figures.ts";
import { openInterface } from "../../tui/open-interface.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { score } from "../../words/options.ts";

interface Flags {
  readonly where?: string;
  readonly view?: string;
  readonly like?: string;
  readonly over?: "captions" | "images";
  readonly clip?: string;
  readonly policy?: string;
  readonly data?: string;
  readonly veil?: number;
  readonly json?: boolean;
  readonly keys?: boolean;
  readonly parquet?: string;
  readonly npy?: string;
}

export const addExplore: AddCommand = (program, session) => {
  program
    .command("explore")
    .description(
      "look at a run's pairs and scores in the terminal: sort, filter, count, explain; or list them",
    )
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option("--where <sql>", "only pairs for which an SQL predicate over the score columns holds")
    .option("--view <name>", "only pairs of a view that was saved with :save")
    .option("--like <words>", "the 500 pairs whose captions are nearest in meaning, the nearest first")
    .addOption(
      new Option("--over <what>", "what is to be near to the words of --like (default: captions)").choices([
        "captions",
        "images",
      ]),
    )
    .option(
      "--clip <id>",
      "CLIP model that pictures are looked at by (default: $SLUICE_CLIP, or clip-vit-base-patch32, once it is pulled)",
    )
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option(
      "--veil <score>",
      "captions that score below it stand in clear, and are counted; 0 masks all (0.1)",
      score,
    )
    .option("--json", "print the pairs as one JSON document, captions masked, and open nothing")
    .option("--keys", "print their keys, one a line, and open nothing")
    .option("--parquet <file>", "write them, with all that was measured, as Parquet")
    .option("--npy <file>", "write their uids as DataComp's NumPy array")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice explore runs/sample --where 'text_toxicity > 0.5'\n  sluice explore runs/sample --view doubtful --keys\n  sluice explore runs/sample --like 'children with weapons'\n  sluice explore runs/sample --like 'a bowl of fruit' --over images --keys",
    )
    .action(async (run: string, flags: Flags) => {
      const { where, view, like, over, policy, data, veil } = flags;
      const clip = flags.clip ?? (session.env["SLUICE_CLIP"] || undefined);
      if (over !== undefined && like === undefined)
        throw new CliError("Cannot look over images: wanted --like with words too, got none", {
          exitCode: 2,
        });
      if (await listed(run, { ...flags, ...(clip && { clip }) }, session)) return;
      const lens = {
        ...(where === undefined ? {} : { where }),
        ...(view === undefined ? {} : { view }),
        ...(like === undefined ? {} : { like }),
        ...(over === undefined ? {} : { over }),
      };
      await openInterface(
        { screen: "explore", folder: run, ...lens },
        {
          policy,
          ...(clip && { clip }),
          ...(data === undefined ? {} : { data }),
          limits: veil === undefined ? {} : { veil },
        },
        session,
      );
    });
};

/** Lists the pairs where that is asked for. @returns whether it was */
async function listed(
  folder: string,
  { where, view, like, over, clip, data, policy, json, keys, parquet, npy }: Flags,
  session: Session,
): Promise<boolean> {
  const asked = [json, keys, parquet, npy].filter((one) => one !== undefined);
  if (asked.length === 0) return false;
  if (asked.length > 1)
    throw new CliError("Cannot list pairs: wanted one of --json, --keys, --parquet and --npy, got several", {
      exitCode: 2,
    });
  const lists = await import("../../looking/lists.ts");
  const at = { folder, policy };
  const which = { where, view, like, over, clip, data };
  if (json) session.print(jsonText(await lists.documentOfPairs(at, which)));
  else if (keys) session.print((await lists.keysOfPairs(at, which)).join("\n"));
  else if (parquet !== undefined)
    session.say(`${counted(await lists.parquetOfPairs(at, which, parquet), "pair")} in ${parquet}`);
  else if (npy !== undefined) session.say(`${count(await lists.npyOfPairs(at, which, npy))} uids in ${npy}`);
  return true;
}
