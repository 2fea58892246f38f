import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type Ran, sluiceIn } from "./cli.ts";
import { COMMIT, type HubServer, startHub } from "./hub-server.ts";
import { tinyClip, tinyToxicBert } from "./tiny-models.ts";

/** A hub on this machine and an empty home, fresh for each test. */
export interface HubHome {
  readonly hub: HubServer;
  readonly home: string;
  /** The file that locks digests. */
  readonly lockFile: string;
  /** Where a repository's files lie. */
  snapshot(repo: string): string;
  sluice(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
}

/** Gives each test of a file a hub with tiny models, and a home. */
export function hubHome(): HubHome {
  let hub: HubServer;
  let home: string;
  beforeEach(async () => {
    hub = await startHub({
      "Xenova/toxic-bert": tinyToxicBert(),
      "Xenova/clip-vit-base-patch32": tinyClip(),
      // What its manifest does not say.
      "webnn/PP-OCRv4-ONNX": new Map([["ch_PP-OCRv4_det.onnx", new Uint8Array(9)]]),
    });
    home = mkdtempSync(join(tmpdir(), "sluice-hub-"));
  });
  afterEach(async () => {
    await hub.close();
    rmSync(home, { recursive: true, maxRetries: 20 });
  });
  return {
    get hub() {
      return hub;
    },
    get home() {
      return home;
    },
    get lockFile() {
      return join(home, "config/sluice/models.lock.json");
    },
    snapshot: (repo) => join(home, "hf/hub", `models--${repo.replace("/", "--")}`, "snapshots", COMMIT),
    sluice(words, env = {}) {
      const own = {
        HF_HOME: join(home, "hf"),
        XDG_CONFIG_HOME: join(home, "config"),
        HF_ENDPOINT: hub.url,
        HF_TOKEN: "",
        HF_HUB_CACHE: "",
      };
      return sluiceIn({ env: { ...own, ...env } }, ...words);
    },
  };
}
