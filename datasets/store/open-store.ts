import { localStore } from "./local.ts";
import { s3Store } from "./s3.ts";
import { parseS3 } from "./s3-address.ts";
import { s3Access } from "./s3-client.ts";
import type { WritableStore } from "./store.ts";

/** What may be written: a folder of this machine, or what lies below `s3://BUCKET/PREFIX`. @throws StoreError with one line */
export async function openStore(place: string): Promise<WritableStore> {
  if (!/^s3:\/\//iu.test(place)) return localStore(place);
  const { bucket, path } = parseS3(place);
  const prefix = path.replace(/\/+$/u, "");
  return s3Store(await s3Access(), bucket, prefix === "" ? "" : `${prefix}/`);
}
