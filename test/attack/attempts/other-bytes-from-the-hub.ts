import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DigestError, fetchFile } from "../../../models/hub-client.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a mirror sends other bytes than were pinned, and they get the weights' name",
  fault: 3,
  check: {
    rule: "digest",
    file: "models/hub-client.ts",
    on: "if (sha256 !== undefined && found !== sha256)",
    off: "if (false && sha256 !== undefined)",
  },
  async run() {
    process.env["HF_HUB_CACHE"] = mkdtempSync(join(tmpdir(), "sluice-attack-hub-"));
    const server = createServer((_, answer) => answer.end("other weights"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const wanted = { repo: "a/b", commit: "a".repeat(40), path: "w.onnx", sha256: "ab".repeat(32) };
    try {
      await fetchFile({ endpoint, token: undefined, signal: undefined }, wanted);
    } catch (error) {
      if (error instanceof DigestError) throw new Foiled("digest");
      throw error;
    } finally {
      server.close();
    }
  },
};
