import { existsSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { render } from "ink-testing-library";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import type { Route } from "../../../../src/screens/route.ts";
import { App } from "../../../../src/tui/app.tsx";
import type { GateSession } from "../../../../src/verbs/opened.ts";
import { quarantineFolder, recorder } from "../../../../src/verbs/record.ts";
import {
  approval,
  asked,
  drew,
  receipt,
  sessionAt,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

const DAY = 86_400_000;
let w: World;
let app: ReturnType<typeof render> | undefined;

beforeAll(async () => {
  w = await world();
  const recipients = [await identityToRecipient(await generateX25519Identity())];
  const people = [...w.gate.state.people.values()].map((one) =>
    one.roles.includes("reviewer") ? { ...one, recipients } : one,
  );
  await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("age keys") });
});
afterEach(() => app?.unmount());

/** The interface on one screen of somebody's, with a clock of its own that nothing at the gate may go by. */
function open(session: GateSession, start: Route) {
  const settings = {
    ...{ runsFolder: "runs", policy: "default", reviewer: "cy", data: null, limits: defaultLimits },
    keys: new Map(),
    write: () => {},
    graphics: { graphics: "words", tmux: false, because: "a test draws none" } as const,
    now: () => new Date(0),
    gate: { folder: w.folder, exists: () => true, open: async () => session },
  };
  app = render(<App settings={settings} start={start} />);
  return {
    sees: (pattern: RegExp) => expect.poll(() => app?.lastFrame() ?? "").toMatch(pattern),
    // A person sees what they act on first; one long pause would be over at once where this process was kept waiting.
    async press(keys: string) {
      for (let turns = 0; turns < 10; turns++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await new Promise(setImmediate);
      }
      app?.stdin.write(keys);
    },
  };
}

/** An image of ann's that the filters refused, sealed. */
async function refused(): Promise<string> {
  const { seq } = await w.gate.act(w.keys.ann, asked());
  const request = `r${seq}`;
  await w.gate.act(w.keys.bo, approval(request, w.clock));
  await w.gate.act(w.keys.ann, started(request));
  const now = () => new Date(w.clock);
  const policy = "cd".repeat(32);
  const { saw, record } = await recorder({
    gate: w.gate,
    key: w.keys.ann,
    requests: [request],
    policy,
    started: drew,
    now,
  });
  const pixels = { width: 16, height: 16, data: new Uint8Array(768).fill(90) };
  const common = { prompt: "a red circle", stage: "base", size: 16, image: 0, pixels };
  const scores = { image_porn: 0.9 };
  saw([{ ...common, finite: true, memorisation: null }], [{ pass: false, rules: ["image-porn"], scores }]);
  await record({ ...common, kind: "refused", seed: 7, rules: ["image-porn"], scores, receipt });
  return `${request}.0`;
}

describe("the keys of the gate's screens", () => {
  it("D says destroyed only of an image whose file is gone, and leaves it where its days are not over", async () => {
    const image = await refused();
    const sealed = join(quarantineFolder(w.folder), image, "image.age");
    expect(existsSync(sealed)).toBe(true);
    const screen = open(sessionAt(w, "cy"), { screen: "gate-image", image });
    await screen.sees(/sealed; space opens it/u);
    await screen.press("D");
    await screen.sees(/destroy, reason:/u);
    await screen.press("too early\r");
    await screen.sees(/rests longer before it is destroyed/u);
    expect(existsSync(sealed)).toBe(true);

    w.clock += 30 * DAY;
    await screen.press("D");
    await screen.sees(/destroy, reason:/u);
    await screen.press("its days are over\r");
    await screen.sees(new RegExp(`${image.replace(".", "\\.")} destroyed`, "u"));
    expect(existsSync(sealed)).toBe(false);
    expect(w.gate.state.images.get(image)?.destroyed).toBe(true);
  });

  it("a grants from now by the ledger's clock, whatever the clock of the screen says", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    const screen = open(sessionAt(w, "bo"), { screen: "gate" });
    await screen.sees(new RegExp(`r${seq} +waiting`, "u"));
    await screen.press("a");
    await screen.sees(new RegExp(`r${seq} granted for 24 h`, "u"));
    expect(w.gate.state.requests.get(`r${seq}`)).toMatchObject({
      status: "granted",
      expires: w.clock + DAY,
    });
  });

  it("approve nothing by a key from before the request was drawn, and say so", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    const screen = open(sessionAt(w, "bo"), { screen: "gate" });
    for (const key of "Gaa") app?.stdin.write(key);
    await screen.sees(/a was typed before its request was drawn: dropped, with 1 more/u);
    expect(w.gate.state.requests.get(`r${seq}`)?.status).toBe("waiting");
    await screen.press("a");
    await screen.sees(/granted for 24 h/u);
  });
});
