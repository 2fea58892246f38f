import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { commitAt } from "../../../models/hub-client.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a hub names a path where a commit was asked for, which would become part of where files are written",
  fault: 3,
  check: {
    rule: "no-commit",
    file: "models/hub-client.ts",
    on: 'typeof answer.sha !== "string" || !COMMIT.test(answer.sha)',
    off: 'typeof answer.sha !== "string"',
  },
  async run() {
    const server = createServer((_, answer) => answer.end(JSON.stringify({ sha: "../../../../evil" })));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await commitAt({ endpoint, token: undefined, signal: undefined }, "a/b", "main");
    } catch (error) {
      if (String(error).includes("named no commit")) throw new Foiled("no-commit");
      throw error;
    } finally {
      server.close();
    }
  },
};
