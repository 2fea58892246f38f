import { expect, it } from "vitest";
import { unlinked, wantsLinks } from "../../src/process/linked.ts";
import { openDecidedRun } from "../../src/run/decided-run.ts";
import { sluice, sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { writeRunOf } from "../support/written-run.ts";

const run = scratchFolder()("run");
const hosts = ["pics.example.co.uk", "cdn.example.co.uk", "a.blogspot.com", "192.168.0.1"];

/** 40 pairs about Korean women, half of them flagged; 40 about men, none; 3 about nuns; cues of dialects and of programs. */
function captionOf(i: number): string {
  if (i < 40) return `a korean woman with lipstick, number ${i}`;
  if (i < 80) return `a man with a hat, number ${i}`;
  if (i < 83) return `a nun in a garden; it's here, number ${i}`;
  if (i < 95) return `our favourite colours, number ${"abcdefghijkl"[i - 83]}`;
  if (i < 105) return `IMG_${1000 + i}.jpg`;
  if (i < 111) return `Ladder ${i} with ${i + 3} steps of steel`;
  return i === 111 ? "he finna go home" : `Image may contain: one dog ${i}`;
}

it("opens from each line of representation exactly the pairs that its first figure counts", async () => {
  await writeRunOf(
    run,
    Array.from({ length: 120 }, (_, i) => ({ image_porn: i < 20 ? 0.9 : 0 })),
    {
      caption: captionOf,
      url: (i) => `https://${hosts[i % 4]}/wp/${i < 12 ? "2016/03" : "x"}/${i}.jpg`,
    },
  );
  const words = ["representation", run, "--flag", "image", "--top", "50"];
  const { code, stdout, stderr } = await sluiceIn({ env: wantsLinks }, ...words);
  expect([code, stderr]).toEqual([0, ""]);
  const view = await openDecidedRun(run);
  const opened = new Map<string, number>();
  const linked = stdout
    .trimEnd()
    .split("\n")
    .map(unlinked)
    .filter(({ where }) => where !== null);
  const counts = linked.map(({ where }, i) => `count(*) FILTER (${where}) AS n${i}`);
  const [total = {}] = await view.query.rows<Record<string, number>>(
    `SELECT ${counts.join(", ")} FROM explored`,
  );
  for (const [i, { text, where }] of linked.entries()) {
    expect(total[`n${i}`], `${text}: ${where}`).toBe(Number(/\((\d+) of \d+\)/u.exec(text)?.[1]));
    opened.set(text.trim().split(/ {2,}/u)[0] ?? "", total[`n${i}`] ?? 0);
  }
  expect(Object.fromEntries(opened)).toMatchObject({
    ...{ "gender women": 20, "korean × women": 20, "woman (gender)": 20, "nationality any nationality": 20 },
    ...{ "192.168.0.1": 30, "example.co.uk": 60, "GB (by ending)": 60, 2016: 12 },
    ...{ "British spelling": 12, "a file's name": 10 },
  });
  // What no figure stands beside opens nothing: three nuns are too few for a share.
  expect([...opened.keys()].filter((name) => name.startsWith("nun"))).toEqual([]);
  expect(view.columns.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["depicts", "url_domain", "url_country"]),
  );
  view.close();
  // On the command line a line is its words alone.
  expect((await sluice(...words)).stdout).not.toContain("depicts");
});
