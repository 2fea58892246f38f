import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { inProcess, playSession } from "../support/gate-session.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-session-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));

it("two people ask, approve, review and release; what is blocked stays; an outsider verifies it all", async () => {
  // Each command's exit code and output are held against the session's own claims.
  const played = await playSession(folder, () => {}, inProcess);
  expect(new Set(played.map(({ who }) => who))).toEqual(new Set(["cy", "ann", "bo", "outsider"]));
  const lab = join(folder, "lab");
  const types = readFileSync(join(lab, "sluice/gate/ledger.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { body: { event: { type: string } } }).body.event.type);
  expect(types.filter((type) => type === "prompt-blocked")).toHaveLength(1);
  expect(types.filter((type) => type === "image-judged")).toHaveLength(2);
  expect(types.filter((type) => type === "release")).toHaveLength(1);
  // Nothing in clear but the one file: no image of the blocked one, none in the quarantine.
  const pictures = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(?:png|jpe?g|webp)$/u.test(name),
  );
  expect(pictures).toEqual(["lab/square.png"]);
  expect(existsSync(join(lab, "sluice/gate/quarantine/r5.1/image.age"))).toBe(true);
  expect(readFileSync(join(lab, "sluice/gate/quarantine/r5.1/image.age")).includes("PNG")).toBe(false);
}, 900_000);
