import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root, sluiceIn } from "../support/cli.ts";
import { startDataHub } from "../support/data-hub.ts";
import { scratchFolder } from "../support/run-files.ts";
import { listing, refusing, startS3Liar } from "../support/s3-liar.ts";

const folder = scratchFolder();

/** Commands of the page, each with what it shows of their output. */
const shown = [
  ...readFileSync(join(root, "docs/remote.md"), "utf8").matchAll(/^```\n(\$ sluice [\s\S]*?)^```$/gmu),
].flatMap(([, block = ""]) =>
  block
    .split(/^\$ sluice /mu)
    .slice(1)
    .map((part) => {
      const [command = "", ...lines] = part.trimEnd().split("\n");
      return { command, lines };
    }),
);

/** Ports and times are those of a moment. */
const lasting = (text: string) =>
  text.replaceAll(/127\.0\.0\.1:\d+/gu, "HOST").replaceAll(/\b\d+ ms\b/gu, "MS");

it("shows what commands print, line by line", async () => {
  const at = (name: string) => readFileSync(join(root, "datasets/sample/shards", name));
  const hub = await startDataHub({ "data-00000.tar": at("00000.tar"), "data-00001.tar": at("00001.tar") });
  const s3 = await startS3Liar();
  const env = {
    HF_ENDPOINT: hub.url,
    HF_TOKEN: "",
    AWS_ENDPOINT_URL: s3.url,
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_REGION: "us-east-1",
  };
  writeFileSync(folder("urls.jsonl"), '{"url":"http://example.org/a.jpg","caption":"a boat"}\n');
  const files = [
    ["web/laion/00000.tar", 4, "e"],
    ["web/laion/00001.tar", 4, "f"],
  ] as const;
  const bucket: typeof s3.answer = (request, response, number) => {
    if (request.url?.includes("list-type")) return void response.end(listing(files));
    if (request.method === "HEAD") return refusing(404, "NotFound")(request, response, number);
    response.writeHead(206, { etag: '"e"', "content-range": "bytes 0-3/4", "content-length": 4 }).end("abcd");
  };
  try {
    let played = 0;
    for (const { command, lines } of shown) {
      // Its pictures are fetched of the public internet alone, whoever asks.
      if (command.includes("--deny")) continue;
      s3.answer = command.includes("41455") ? refusing(400, "ExpiredToken") : bucket;
      const words = command.split(" ").map((word) => (/^urls|^data/u.test(word) ? folder(word) : word));
      const { stdout, stderr } = await sluiceIn({ env }, ...words);
      const output = lasting(`${stdout}${stderr}`).split("\n");
      for (const line of lines.filter((one) => one !== "…")) expect(output, command).toContain(lasting(line));
      played++;
    }
    expect(played).toBe(5);
  } finally {
    await hub.close();
    await s3.close();
  }
});
