import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Of how many of its shards a run's sample is, where shards were drawn before pairs; null elsewhere. */
export async function clustersOf(
  folder: string,
): Promise<{ readonly drawn: number; readonly of: number } | null> {
  const text = await readFile(join(folder, "drawn.json"), "utf8").catch(() => "{}");
  try {
    const { clusters } = JSON.parse(text) as { readonly clusters?: { drawn?: unknown; of?: unknown } };
    const { drawn, of } = clusters ?? {};
    return typeof drawn === "number" && typeof of === "number" ? { drawn, of } : null;
  } catch {
    // Whoever goes on with the run says that the file is damaged.
    return null;
  }
}
