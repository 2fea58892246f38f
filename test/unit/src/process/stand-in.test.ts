import { join } from "node:path";
import { expect, it } from "vitest";
import { shellWord } from "../../../../src/process/shell-word.ts";
import {
  intoRun,
  oddIn,
  placesNamed,
  refuseScreenOf,
  refuseStandIn,
  standFor,
} from "../../../../src/process/stand-in.ts";

const folder = "/tmp/stand-in-of-a-test/one";
const place = "s3://bucket/runs/one";
const pull = "in object storage it is only read; get it first: sluice pull s3://bucket/runs/one DIR";

it("keeps what is made of a run where it is read, refuses what would be lost there, and counts nothing on a screen", () => {
  standFor(folder, place);
  for (const name of [
    "decisions/0.parquet",
    "embeddings/00000.bin",
    "image-embeddings/00000.bin",
    "topics.parquet",
    "topics.parquet.0b1c.part",
    "image-topics.parquet",
    "consent.parquet",
  ])
    expect(() => refuseStandIn(join(folder, name)), name).not.toThrow();
  for (const name of ["labels/ann.jsonl", "requests.jsonl", "decisions.yaml", "topics"])
    expect(() => refuseStandIn(join(folder, name)), name).toThrow(
      `Cannot write "${name}" of run "${place}": ${pull}`,
    );
  expect(() => refuseScreenOf(folder)).toThrow(
    `Cannot show run "${place}" on a screen, which counts in the run what is seen: ${pull}`,
  );
  expect(() => refuseScreenOf("runs/here")).not.toThrow();
  expect(intoRun(folder, "consent.parquet")).toBe("runs/one.consent.parquet");
  expect(intoRun("runs/here", "consent.parquet")).toBe("runs/here/consent.parquet");
  expect(placesNamed(`${folder}/labels`)).toBe(`${place}/labels`);
});

it.each(["s3://b/my run", 's3://it\'s/$& a "run"', "s3://b/{a}/plain", "s3://b/ü"])(
  "offers commands on a place as a shell reads them, and JSON that is JSON: %s",
  (place) => {
    const folder = join("/tmp/stand-in-of-a-test", oddIn(place), "some");
    standFor(folder, place);
    const command = `sluice report ${shellWord(join(folder, "x"))}`;
    const wanted = `sluice report ${shellWord(`${place}/x`)}`;
    expect(placesNamed(`run "${folder}": ${command}`)).toBe(`run "${place}": ${wanted}`);
    const json: unknown = JSON.parse(placesNamed(JSON.stringify({ folder, command })));
    expect(json).toEqual({ folder: place, command: wanted });
  },
);
