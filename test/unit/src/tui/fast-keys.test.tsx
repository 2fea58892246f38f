import { Text } from "ink";
import { render } from "ink-testing-library";
import { useLayoutEffect, useRef, useState } from "react";
import { expect, it } from "vitest";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import { type AppAction, type AppState, app, appStart } from "../../../../src/screens/app/state.ts";
import { nothingSeen, type Seen } from "../../../../src/screens/app/typed-ahead.ts";
import type { Binding } from "../../../../src/screens/kit/keys.ts";
import type { Keyboard } from "../../../../src/tui/app-bindings.ts";
import { Keys } from "../../../../src/tui/keyboard.ts";
import type { ScreenFace } from "../../../../src/tui/kit/interface.ts";

/** Tiles of which one has the cursor: `l` goes on, space marks it or takes its mark away. */
function Tiles() {
  const [at, setAt] = useState(0);
  const [marks, setMarks] = useState<readonly number[]>([]);
  const face = useRef<ScreenFace>({ status: "", command: "", bindings: [] });
  const mark = () => setMarks((old) => (old.includes(at) ? old.filter((one) => one !== at) : [...old, at]));
  useLayoutEffect(() => {
    const bindings = [
      { keys: ["space"], help: "mark", action: mark },
      { keys: ["l"], help: "right", action: () => setAt(at + 1) },
    ];
    face.current = { status: "", command: "", bindings };
  });
  const keyboard = { ...aside, face } as unknown as Keyboard;
  const here = useRef<Seen>({ ...nothingSeen, place: "here", screen: "here" });
  return (
    <>
      <Text>marked {marks.join(" ")}.</Text>
      <Keys keyboard={keyboard} unseen={false} drawing={{ now: here, seen: here }} />
    </>
  );
}

const aside = {
  ...{ state: appStart({ screen: "home" }), dispatch() {}, leave() {} },
  ...{ question: { current: null }, warned: { current: false }, route: { screen: "home" } },
  settings: { limits: defaultLimits, keys: new Map() },
};

/** Resolves once keys are listened to, which React sees to after the first frame. */
async function hears(stdin: ReturnType<typeof render>["stdin"]): Promise<void> {
  await expect.poll(() => stdin.listenerCount("readable")).toBeGreaterThan(0);
}

/** Something else that React draws, slowly, each time that it is asked to. */
function slow(): { readonly draw: () => void; readonly unmount: () => void } {
  const again = { draw: () => {} };
  const { unmount } = render(<Slow again={again} />);
  return { draw: () => again.draw(), unmount };
}

function Slow({ again }: { readonly again: { draw: () => void } }) {
  const [n, setN] = useState(0);
  useLayoutEffect(() => {
    again.draw = () => setN((old) => old + 1);
  });
  for (const until = performance.now() + 12; performance.now() < until; );
  return <Text>{n}</Text>;
}

it("acts with each key on what the key before it left, however late React comes to draw that", async () => {
  const others = Array.from({ length: 6 }, slow);
  const tiles = render(<Tiles />);
  await hears(tiles.stdin);
  for (const { draw } of others) draw();
  tiles.stdin.write(" l l ");
  await expect.poll(() => tiles.lastFrame()).toBe("marked 0 1 2.");
  for (const { unmount } of [...others, tiles]) unmount();
});

/** A pair that comes up once the one before it was judged, and is drawn when it is told to be. */
function Pairs({
  judged,
  said,
  came = true,
}: {
  readonly judged: string[];
  readonly said: string[];
  /** Whether the screen was drawn. */
  readonly came?: boolean;
}) {
  const [overlay, setOverlay] = useState<AppState["overlay"]>(null);
  const drop = () => void judged.push("drop");
  const bindings: readonly Binding<() => void>[] = [
    { keys: ["d"], help: "drop this pair", about: "pair", action: drop },
    { keys: ["j"], help: "down", action: () => void judged.push("down") },
  ];
  const face = useRef<ScreenFace>({ status: "", command: "", bindings, shows: "second" });
  face.current = { ...face.current, bindings };
  const dispatch = (action: AppAction) => {
    if (action.type === "say") said.push(action.text);
    setOverlay((old) => app({ ...appStart({ screen: "home" }), overlay: old }, action).overlay);
  };
  const state = { ...appStart({ screen: "home" }), overlay };
  const keyboard = { ...aside, state, dispatch, face } as unknown as Keyboard;
  const here = { place: "here", screen: "here" };
  const now = useRef<Seen>({ ...nothingSeen, ...here, shows: "second" });
  // What a person has seen is the pair before, or that it was on its way.
  const seen = useRef<Seen>({ ...nothingSeen, ...here, ...(came ? { shows: "first" } : { screen: null }) });
  return (
    <>
      <Text>{overlay?.kind ?? "bare"}</Text>
      <Keys keyboard={keyboard} unseen={false} drawing={{ now, seen }} />
    </>
  );
}

it("takes no verdict out of the list of keys that was typed before its pair was drawn", async () => {
  const [judged, said]: [string[], string[]] = [[], []];
  const { stdin, lastFrame, unmount } = render(<Pairs judged={judged} said={said} />);
  await hears(stdin);
  stdin.write("?");
  await expect.poll(lastFrame).toBe("help");
  stdin.write("drop\r");
  await expect.poll(() => said).toEqual(["⏎ was typed before its pair was drawn: dropped"]);
  expect(judged).toEqual([]);
  unmount();
});

it("hears no key from before its first frame, what moves as little as what decides, and says how many", async () => {
  const [judged, said]: [string[], string[]] = [[], []];
  const { stdin, unmount } = render(<Pairs judged={judged} said={said} came={false} />);
  await hears(stdin);
  stdin.write("jjxd");
  await expect.poll(() => said).toEqual(["j was typed before its screen was drawn: dropped, with 3 more"]);
  expect(judged).toEqual([]);
  // What stands over a screen on its way is typed into, and leads away from it.
  stdin.write("?q");
  await expect.poll(() => said).toHaveLength(1);
  unmount();
});
