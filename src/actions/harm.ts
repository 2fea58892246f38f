import { readCustodian } from "../harm/hits.ts";
import { readHarmList } from "../harm/list.ts";
import type { AuditOptions } from "../pipelines/audit/audit.ts";
import { accountName } from "../process/account.ts";
import { CliError } from "../process/errors.ts";

/** Lists of known harm that are asked for. */
interface HarmWish {
  readonly hashes?: readonly string[];
  readonly custodian?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Reads the lists that an audit is held against, before any work.
 * @throws CliError (exit code 2) where one cannot be read, or a custodian has none
 */
export async function harmWish({
  hashes = [],
  custodian,
  env = {},
}: HarmWish): Promise<Pick<AuditOptions, "harm">> {
  if (hashes.length === 0) {
    if (custodian === undefined) return {};
    throw new CliError(
      "Cannot seal hits for a custodian: wanted --hashes FILE beside --custodian, got none",
      {
        exitCode: 2,
      },
    );
  }
  const lists = [];
  for (const path of hashes) lists.push(await readHarmList(path));
  return {
    harm: {
      lists,
      by: accountName(env),
      ...(custodian === undefined ? {} : { custodian: await readCustodian(custodian) }),
    },
  };
}
