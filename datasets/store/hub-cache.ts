import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hubCacheFolder } from "./hub-access.ts";
import { COMMIT, type HubAddress } from "./hub-address.ts";

/**
 * Where the hub's own programs put a dataset that they downloaded before, for who asks for no request.
 * @throws Error in one line where it is not there
 */
export async function cachedPlace(
  uri: string,
  { repo, revision, path }: Pick<HubAddress, "repo" | "revision" | "path">,
): Promise<string> {
  const folder = join(hubCacheFolder(), `datasets--${repo.replace("/", "--")}`);
  const commit = COMMIT.test(revision)
    ? revision
    : (await readFile(join(folder, "refs", revision), "utf8").catch(() => "")).trim();
  const place = join(folder, "snapshots", commit);
  if (!COMMIT.test(commit) || !existsSync(place))
    throw new Error(
      `Cannot open "${uri}": HF_HUB_OFFLINE is set, and ${hubCacheFolder()} has no copy of ${repo}@${revision}`,
    );
  return path === "" ? place : join(place, path);
}
