/** Writes `docs/keys.md`: the keys of every screen, in all its states, as its own table has them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Curated } from "../src/pipelines/curate/summary.ts";
import { appKeys } from "../src/screens/app/keys.ts";
import { auditKeys } from "../src/screens/audit/keys.ts";
import { cardKeys } from "../src/screens/card/keys.ts";
import type { CardState } from "../src/screens/card/state.ts";
import { compareKeys } from "../src/screens/compare/keys.ts";
import { curateKeys } from "../src/screens/curate/keys.ts";
import { curateStart } from "../src/screens/curate/state.ts";
import { exploreKeys } from "../src/screens/explore/keys.ts";
import { galleryKeys } from "../src/screens/gallery/keys.ts";
import { gateGenerateKeys } from "../src/screens/gate/generate/keys.ts";
import { gateImageKeys } from "../src/screens/gate/image/keys.ts";
import { gateListsKeys } from "../src/screens/gate/lists/keys.ts";
import { requestKeys } from "../src/screens/gate/request/keys.ts";
import { homeKeys } from "../src/screens/home/keys.ts";
import { type Binding, keyLabel } from "../src/screens/kit/keys.ts";
import { mapKeys } from "../src/screens/map/keys.ts";
import { reviewKeys } from "../src/screens/review/keys.ts";
import { unseen } from "../src/screens/review/state.ts";
import { runKeys } from "../src/screens/run/keys.ts";
import { scrubKeys } from "../src/screens/scrub/keys.ts";
import { toldKeys } from "../src/screens/told/keys.ts";
import { topicKeys } from "../src/screens/topics/keys.ts";

export const keysPath = join(import.meta.dirname, "keys.md");

type Table = readonly Binding<unknown>[];

const lens = { where: null, text: "", sort: null };
const noCard = {
  card: { answers: {} },
  profile: "internal",
  list: { cursor: 0, top: 0 },
  onlyOpen: false,
} as unknown as CardState;
const work = (kind: "request" | "image", status: string) =>
  gateListsKeys({ kind: "work", item: { kind, status, id: "" }, cells: [] } as unknown as Parameters<
    typeof gateListsKeys
  >[0]);

const around = { folder: "", runsFolder: "" };

/** Each screen with the tables of its states. */
const screens: readonly (readonly [name: string, tables: readonly Table[]])[] = [
  ["Everywhere", [appKeys(false)]],
  ["Home", [homeKeys]],
  ["Map", [mapKeys]],
  [
    "Audit",
    ["done", "stopped", null].map((kind) =>
      auditKeys({ attempt: 0, ending: kind === null ? null : { kind: kind as "done", text: "" } }),
    ),
  ],
  ["Run", [runKeys("", true)]],
  [
    "Explore",
    [
      ...(["none", "frequencies", "detail"] as const).map((pane) =>
        exploreKeys({ pane, lens, veil: 0.1 }, ""),
      ),
    ],
  ],
  ["Topics", [topicKeys("", "captions")]],
  ["What a command says", [toldKeys]],
  ["Gallery", [galleryKeys({ rung: 0, marks: new Set() }), galleryKeys({ rung: 3, marks: new Set(["k"]) })]],
  ["Review", [reviewKeys({ shown: unseen(0), note: "" }, "")]],
  ["Thresholds", [scrubKeys]],
  [
    "Curate",
    [
      curateKeys(curateStart(""), around),
      curateKeys({ ...curateStart(""), phase: { kind: "running" } }, around),
      curateKeys({ ...curateStart(""), phase: { kind: "done", curated: {} as Curated } }, around),
    ],
  ],
  ["Card", [cardKeys(noCard)]],
  ["Compare", [compareKeys(true), compareKeys(false)]],
  ["Gate", [work("request", "waiting"), work("request", "granted"), work("image", "sealed")]],
  [
    "Gate: generate",
    [
      gateGenerateKeys({ ended: null }),
      gateGenerateKeys({ ended: { kind: "sealed", request: "", images: ["i"] } }),
    ],
  ],
  ["Gate: a request", [requestKeys({ images: 1, seed: 0 })]],
  ["Gate: an image", [gateImageKeys("")]],
];

/** The page: a table per screen; a key that means something else in another state stands twice. */
export function keysPage(): string {
  const sections = screens.map(([name, tables]) => {
    const rows = tables
      .flat()
      .map(
        ({ keys, help }) =>
          `| ${keys.map((key) => `\`${keyLabel(key).replace("|", "\\|")}\``).join(" ")} | ${help} |`,
      );
    return `## ${name}\n\n| Keys | |\n| --- | --- |\n${[...new Set(rows)].join("\n")}\n`;
  });
  return `# Keys

The line at the bottom of a screen names the most useful ones, \`?\` finds and runs any of them. Made by \`npm run docs:keys\` from the tables that the screens read.

${sections.join("\n")}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(keysPath, keysPage());
