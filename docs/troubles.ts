import { cpSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Place, picture, released, ruled, type Trouble } from "./trouble.ts";

/** The sample with its second shard where the first one was. */
function swappedShards(name: string): (place: Place) => void {
  return ({ dir }) => {
    mkdirSync(join(dir, name));
    for (const shard of ["00000", "00001"])
      cpSync("datasets/sample/shards/00001.tar", join(dir, name, `${shard}.tar`));
  };
}

/** Every kind of trouble that a user can meet without the gate, by exit code. */
export const troubles: readonly Trouble[] = [
  {
    trouble: "none",
    words: ["decide", "RUN", "--policy", "strict"],
    exit: 0,
    says: "policy strict v…: keep …, review …, drop …",
    json: ["policy", "strict"],
  },
  {
    trouble: "no such command",
    words: ["frobnicate"],
    exit: 2,
    says: "sluice: unknown command 'frobnicate'; see sluice --help",
  },
  {
    trouble: "no verb",
    words: ["models"],
    exit: 2,
    says: "sluice: models wants a verb; see sluice models --help",
  },
  {
    trouble: "no such flag",
    words: ["audit", "sample", "--frobnicate"],
    exit: 2,
    says: "sluice: unknown option '--frobnicate'; see sluice --help",
  },
  {
    trouble: "a flag that is no number",
    words: ["audit", "sample", "--limit", "many", "--out", "DIR/run"],
    exit: 2,
    says: "sluice: option '--limit <n>' argument 'many' is invalid. …; see sluice --help",
  },
  {
    trouble: "two flags that exclude each other",
    words: ["audit", "sample", "--limit", "1", "--sample", "1", "--out", "DIR/run"],
    exit: 2,
    says: "sluice: Cannot use --limit with --sample: choose one",
  },
  {
    trouble: "no such dataset",
    words: ["audit", "DIR/nothing", "--out", "DIR/run"],
    exit: 2,
    says: 'sluice: Cannot open "DIR/nothing": no such file or folder',
  },
  {
    trouble: "a folder without pairs",
    words: ["inspect", "DIR"],
    exit: 2,
    says: 'sluice: Cannot open "DIR": wanted a folder with a dataset, got an empty one',
  },
  {
    trouble: "no such filter",
    words: ["audit", "sample", "--filters", "nothing", "--out", "DIR/run"],
    exit: 2,
    says: 'sluice: Cannot use filter "nothing": wanted one of …',
  },
  {
    trouble: "no such policy",
    words: ["decide", "RUN", "--policy", "nothing"],
    exit: 2,
    says: 'sluice: Cannot read policy "nothing": no such file, and not one of those that ship: …',
  },
  {
    trouble: "a policy that is no policy",
    words: ["decide", "RUN", "--policy", "DIR/mine.yaml"],
    make: ({ dir }) => writeFileSync(join(dir, "mine.yaml"), "name: mine\n"),
    exit: 2,
    says: 'sluice: Cannot read policy "DIR/mine.yaml": version: …',
  },
  ruled("a rule over a column that is not there", "nothing > 1", "there is no column nothing"),
  ruled(
    "a rule that may differ from call to call",
    "random() < 0.5",
    "must be a function of its columns, but random may differ from call to call, or does more than answer",
  ),
  ruled("a rule that fails on a stored value", "caption::INTEGER > 1", "Conversion Error: … to INT32 …"),
  {
    trouble: "no such run",
    words: ["report", "DIR/nothing"],
    exit: 2,
    says: 'sluice: Cannot open run "DIR/nothing": no run.json in it; make one: sluice audit URI --out DIR/nothing',
  },
  {
    trouble: "a damaged score file",
    words: ["decide", "RUN", "--policy", "default"],
    make: ({ run }) => truncateSync(join(run, "scores/00001.parquet"), 300),
    exit: 2,
    says: 'sluice: Cannot read scores "RUN/scores/00001.parquet": …; audit again to redo that shard',
  },
  {
    trouble: "no such pair",
    words: ["why", "RUN", "nobody"],
    exit: 2,
    says: 'sluice: Cannot explain "nobody": the run RUN has no such pair; keys look like <shard>/<name>',
  },
  {
    trouble: "no such column",
    words: ["diff", "RUN", "--policy", "default", "--policy", "strict", "--by", "nothing"],
    exit: 2,
    says: 'sluice: Cannot group by "nothing": …',
  },
  {
    trouble: "a place that is taken",
    words: ["curate", "RUN", "--to", "DIR/taken", "--quiet"],
    make: ({ dir }) => mkdirSync(join(dir, "taken")),
    exit: 2,
    says: 'sluice: Cannot write "DIR/taken": it is there already; choose another --to',
  },
  {
    trouble: "a policy that lets nothing pass",
    words: ["curate", "RUN", "--policy", "DIR/none.yaml", "--to", "DIR/empty", "--quiet"],
    make: ({ dir }) =>
      writeFileSync(
        join(dir, "none.yaml"),
        "name: none\nversion: 1\ndescription: Nothing\nrules:\n  - id: all\n    reason: All\n    when: key IS NOT NULL\n    action: drop\n",
      ),
    exit: 2,
    says: 'sluice: Cannot curate "RUN": nothing passes by policy none v1: …',
  },
  {
    trouble: "no labels",
    words: ["calibrate", "RUN", "--filter", "nsfw-image"],
    exit: 2,
    says: 'sluice: Cannot calibrate "image_score": …',
  },
  {
    trouble: "no such model",
    words: ["models", "verify", "nothing"],
    exit: 2,
    says: 'sluice: Cannot find model "nothing": wanted one of …',
  },
  picture("a picture without a manifest", "docs/figures/guidance.webp", 3, "none"),
  picture("a released picture whose signer nobody named", released, 5, "whole, signer unknown"),
  picture("a released picture with a changed byte", released, 6, "broken"),
  {
    trouble: "a card with open questions",
    words: ["card", "check", "RUN", "--no-files"],
    after: ["card", "init", "RUN"],
    exit: 3,
    says: "not green for …: … missing, …",
    json: ["green", false],
  },
  {
    trouble: "a Croissant document with an error",
    words: ["card", "validate", "DIR/croissant.json"],
    make: ({ dir }) => writeFileSync(join(dir, "croissant.json"), "{}"),
    exit: 3,
    says: 'error: $["@type"]: wanted sc:Dataset, got nothing [root]',
    json: ["valid", false],
  },
  {
    trouble: "a curated dataset that is not its source less what it lists",
    after: ["curate", "RUN", "--to", "DIR/curated", "--quiet"],
    words: ["curate", "--check", "DIR/curated", "--data", "DIR/other"],
    make: swappedShards("other"),
    exit: 3,
    says: "not proven: … pairs in the source, …",
    json: ["proven", false],
  },
  {
    trouble: "pairs with errors",
    words: ["audit", "sample", "--filters", "text-basics,image-basics", "--out", "DIR/run", "--quiet"],
    exit: 4,
    says: "webdataset: 75 pairs in 2 of 2 shards, 2 with errors",
    json: ["errors", 2],
  },
  {
    trouble: "a shard that cannot be read",
    words: ["audit", "DIR/data", "--filters", "text-basics", "--out", "DIR/run", "--quiet"],
    make: ({ dir }) => {
      mkdirSync(join(dir, "data"));
      for (const name of ["a", "b"])
        cpSync("test/fixtures/datasets/parquet/img2dataset.parquet", join(dir, `data/${name}.parquet`));
      truncateSync(join(dir, "data/b.parquet"), 3000);
    },
    exit: 4,
    says: '  not read: Cannot read "b.parquet": wanted a Parquet file, got …',
    json: ["not_read.0.shard", "b"],
  },
  {
    trouble: "a shard that cannot be looked at",
    words: ["inspect", "DIR/data.tar"],
    make: ({ dir }) => writeFileSync(join(dir, "data.tar"), "no tar at all".repeat(100)),
    exit: 4,
    says: '  Cannot read "data.tar" to its end: this is no tar archive, or it is damaged; …',
    json: ["unread", 1],
  },
  {
    trouble: "pairs that changed since the audit",
    words: ["curate", "RUN", "--to", "DIR/curated", "--data", "DIR/data", "--quiet"],
    make: swappedShards("data"),
    exit: 4,
    says: "… pairs before, … written, by policy default v…:",
    json: ["policy.name", "default"],
  },
];
