import { appKeys } from "../screens/app/keys.ts";
import { auditKeys } from "../screens/audit/keys.ts";
import { cardKeys } from "../screens/card/keys.ts";
import { compareKeys } from "../screens/compare/keys.ts";
import { curateKeys } from "../screens/curate/keys.ts";
import { exploreKeys } from "../screens/explore/keys.ts";
import { galleryKeys } from "../screens/gallery/keys.ts";
import { gateGenerateKeys } from "../screens/gate/generate/keys.ts";
import { gateImageKeys } from "../screens/gate/image/keys.ts";
import { gateListsKeys } from "../screens/gate/lists/keys.ts";
import { requestKeys } from "../screens/gate/request/keys.ts";
import { homeKeys } from "../screens/home/keys.ts";
import type { Binding } from "../screens/kit/keys.ts";
import { mapKeys } from "../screens/map/keys.ts";
import { reviewKeys } from "../screens/review/keys.ts";
import { unseen } from "../screens/review/state.ts";
import { runKeys } from "../screens/run/keys.ts";
import { scrubKeys } from "../screens/scrub/keys.ts";
import { toldKeys } from "../screens/told/keys.ts";
import { topicKeys } from "../screens/topics/keys.ts";

/** The keys of a screen, in all its states. */
export interface KeyTable {
  /** As settings name it, and its route. */
  readonly screen: string;
  readonly title: string;
  /** One per state in which keys differ. */
  readonly states: readonly (readonly Binding<unknown>[])[];
}

/** What keys that work on every screen are called in settings. */
export const EVERYWHERE = "everywhere";

const lens = { where: null, text: "", sort: null };
const work = (kind: "request" | "image", status: "waiting" | "granted" | "sealed") =>
  gateListsKeys({ kind: "work", item: { kind, status, id: "" } });
const curation = (kind: "choosing" | "running" | "done") =>
  curateKeys({ to: "", phase: { kind } }, { folder: "", runsFolder: "" });
const audit = (kind: "done" | "stopped" | null) =>
  auditKeys({ attempt: 0, ending: kind === null ? null : { kind, text: "" } });

/** All keys, by screen. */
export const keyTables: readonly KeyTable[] = [
  { screen: EVERYWHERE, title: "Everywhere", states: [appKeys(false)] },
  { screen: "home", title: "Home", states: [homeKeys] },
  { screen: "map", title: "Map", states: [mapKeys] },
  { screen: "audit", title: "Audit", states: [audit("done"), audit("stopped"), audit(null)] },
  { screen: "run", title: "Run", states: [runKeys("", true)] },
  {
    screen: "explore",
    title: "Explore",
    states: (["none", "frequencies", "detail"] as const).map((pane) =>
      exploreKeys({ pane, lens, veil: 0.1, crumbs: [] }, ""),
    ),
  },
  { screen: "topics", title: "Topics", states: [topicKeys("", "captions")] },
  { screen: "told", title: "What a command says", states: [toldKeys] },
  {
    screen: "gallery",
    title: "Gallery",
    states: [galleryKeys({ rung: 0, marks: new Set() }), galleryKeys({ rung: 3, marks: new Set(["k"]) })],
  },
  { screen: "review", title: "Review", states: [reviewKeys({ shown: unseen(0), note: "" }, "")] },
  { screen: "scrub", title: "Thresholds", states: [scrubKeys] },
  {
    screen: "curate",
    title: "Curate",
    states: [curation("choosing"), curation("running"), curation("done")],
  },
  { screen: "card", title: "Card", states: [cardKeys(null)] },
  { screen: "compare", title: "Compare", states: [compareKeys(true), compareKeys(false)] },
  {
    screen: "gate",
    title: "Gate",
    states: [work("request", "waiting"), work("request", "granted"), work("image", "sealed")],
  },
  {
    screen: "gate-generate",
    title: "Gate: generate",
    states: [
      gateGenerateKeys({ ended: null }),
      gateGenerateKeys({ ended: { kind: "sealed", request: "", images: ["i"] } }),
    ],
  },
  { screen: "gate-request", title: "Gate: a request", states: [requestKeys({ images: 1, seed: 0 })] },
  { screen: "gate-image", title: "Gate: an image", states: [gateImageKeys("")] },
];
