import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isEarly } from "../../src/browser/page/keys.ts";
import { EVERYWHERE, keyTables } from "../../src/keys/key-tables.ts";
import { nothingSeen, type Seen, unseenBy } from "../../src/screens/app/typed-ahead.ts";

/**
 * What a key may do though what it acts on was not drawn yet: look elsewhere, ask, hide, take back. Everything else decides,
 * writes, reveals or begins something, and says in `about` what must have been seen.
 */
const HARMLESS = new Set([
  ...[
    "move",
    "column",
    "sort",
    "pane",
    "enter",
    "scroll",
    "zoom",
    "drill",
    "look",
    "open",
    "cover",
    "back",
    "quit",
  ],
  ...[
    "count",
    "bar",
    "profile",
    "only-open",
    "next-list",
    "refresh",
    "format",
    "clear filters",
    "hide",
    "show less",
    "climb down",
  ],
  // Who stops, skips, forgets or takes back decides nothing: it comes up again.
  ...["stop", "skip", "undo", "unmark", "forget", "reset"],
  // Until `S` saves them, and until the request is sent.
  ...["dial", "turn", "model", "size"],
  // A line is typed below the screen first, and seen as it is.
  ...[
    "images",
    "seed",
    "meaning",
    "pictures",
    "predicate",
    "queue",
    "request",
    "text",
    "to",
    "value",
    "veil",
  ].map((typed) => `ask ${typed}`),
  ...["card", "curate", "explore", "gallery", "gate-image", "review", "scrub", "told", "topics"].map(
    (screen) => `go ${screen}`,
  ),
]);

interface Meant {
  readonly type: string;
  readonly typed?: { readonly type: string };
  readonly route?: { readonly screen: string };
  readonly verdict?: string;
  readonly rung?: number;
  readonly by?: number;
}

/** What an action is, as far as that says whether it is harmless. */
function kindOf(screen: string, key: string, { type, typed, route, verdict, rung, by }: Meant): string {
  if (typed !== undefined) return `ask ${typed.type}`;
  if (route !== undefined) return `go ${route.screen}`;
  if (verdict === "skip") return verdict;
  // Less of what is shown, or of what is filtered by; prompts in clear are more.
  if (type === "show" && (rung === 0 || key === "-")) return "show less";
  if ((type === "climb" || type === "image") && by === -1) return "climb down";
  return type === "clear" && screen === "explore" ? "clear filters" : type;
}

it("lets no key decide, write, reveal or begin anything whose object its typist cannot have seen", () => {
  const blind = keyTables.flatMap(({ screen, states }) =>
    states.flat().flatMap(({ keys, about, action }) => {
      const kind = kindOf(screen, keys[0] ?? "", action as Meant);
      return about === undefined && !HARMLESS.has(kind) ? [`${screen} ${keys[0]}: ${kind}`] : [];
    }),
  );
  expect(blind).toEqual([]);
});

const READ: Seen = { place: "here", screen: "here", shows: "first", stands: "a pair" };

it("lets a screen hear no key at all before its first frame: what was typed then does nothing, whatever it means", () => {
  const onItsWay: Seen = { ...nothingSeen, place: "here" };
  const elsewhere: Seen = { ...READ, place: "before", screen: "before" };
  for (const { screen, states } of keyTables)
    for (const binding of states.flat()) {
      const early = (seen: Seen, now = READ) => unseenBy(binding, false, now, seen);
      expect(early(nothingSeen), screen).toBeDefined();
      expect(early(elsewhere), screen).toBeDefined();
      expect(early(READ, READ), screen).toBeUndefined();
      // Only what works everywhere leads away from a screen that is still on its way, and only once that is drawn.
      expect(early(onItsWay, onItsWay) === undefined, screen).toBe(screen === EVERYWHERE);
      expect(early(nothingSeen, onItsWay), screen).toBeDefined();
    }
  // Nor a key that it does not know yet; a line that is being typed takes all.
  expect(unseenBy(undefined, false, READ, onItsWay)).toBe("screen");
  expect(unseenBy(undefined, true, onItsWay, nothingSeen)).toBeUndefined();
});

it("dims on a page exactly the keys that would do nothing", () => {
  const seens: readonly Seen[] = [
    nothingSeen,
    { ...nothingSeen, place: "here" },
    { ...READ, shows: null },
    { ...READ, shows: null, stands: null },
    READ,
  ];
  for (const { states } of keyTables)
    for (const { about, once = false, everywhere = false, ...binding } of states.flat())
      for (const seen of seens)
        expect(isEarly({ about: about ?? null, once, everywhere }, READ, seen), binding.help).toBe(
          unseenBy(
            { ...(about && { about }), ...(once && { once }), ...(everywhere && { everywhere }) },
            false,
            READ,
            seen,
          ) !== undefined,
        );
});

it("knows of every table of keys", () => {
  const root = join(import.meta.dirname, "../../src/screens");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith("keys.ts"),
  );
  const page = readFileSync(join(import.meta.dirname, "../../src/keys/key-tables.ts"), "utf8");
  const missing = files.filter((name) => !page.includes(`from "../screens/${name}"`));
  expect(missing).toEqual([]);
});
