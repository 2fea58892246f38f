import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchFile } from "../../../models/hub-client.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a hub states no length, and sends more than the manifest says that a file has",
  fault: 3,
  check: {
    rule: "too-long",
    file: "models/hub-client.ts",
    on: "if (bytes > most) done(tooLong(bytes));",
    off: "if (bytes > most && most < 0) done(tooLong(bytes));",
  },
  async run() {
    process.env["HF_HUB_CACHE"] = mkdtempSync(join(tmpdir(), "sluice-attack-hub-"));
    const server = createServer((_, answer) => {
      answer.write("x".repeat(600));
      answer.end("x".repeat(600));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const wanted = { repo: "a/b", commit: "a".repeat(40), path: "w.onnx", mostBytes: 1024 };
    try {
      await fetchFile({ endpoint, token: undefined, signal: undefined }, wanted);
    } catch (error) {
      if (/bytes, wanted at most/u.test(String(error))) throw new Foiled("too-long");
      throw error;
    } finally {
      server.close();
    }
  },
};
