import type { OwnKeys } from "../keys/own-keys.ts";
import { keyNames } from "../keys/own-keys.ts";
import { shellWord } from "../process/shell-word.ts";
import type { AppState, Overlay } from "../screens/app/state.ts";
import { nothingSeen } from "../screens/app/typed-ahead.ts";
import { type Binding, keyLabel } from "../screens/kit/keys.ts";
import { titleOf } from "../screens/route.ts";
import type { Frame, FrameKey, FrameOverlay, FrameSeen } from "./frame.ts";
import type { Screen } from "./screen.ts";

/** What the cover shows in place of everything. */
const COVERED = ["paused; ⏎ goes on"];

/** The interface as one frame, its keys named as the person has them; its numbers are its sender's. */
export function frameOf({ own, ...shown }: Shown & { readonly own: OwnKeys }): Frame {
  const { screen } = shown.state.routes.at(-1) ?? shown.state.routes[0];
  const named = keyNames(own, screen);
  const text = JSON.stringify(frameAsWritten(shown));
  return JSON.parse(text, (_, value) => (typeof value === "string" ? named(value) : value));
}

interface Shown {
  readonly state: AppState;
  /** A line where no screen is open: what is awaited, or why none comes. */
  readonly screen: Screen | string;
  /** What is said once it is over. */
  readonly ended: readonly string[] | null;
  readonly bindings: readonly Binding<() => void>[];
  readonly entries: readonly Binding<() => void>[];
  /** What stands there, by name. */
  readonly seen: FrameSeen;
  readonly folder: string;
  /** The one that decides the run, for people. */
  readonly policy: string;
}

function frameAsWritten({ state, screen, ended, bindings, entries, seen, folder, policy }: Shown): Frame {
  const counted = { number: 0, heard: 0 };
  const bare = { ...counted, title: "", status: "", command: "", notice: null, warnings: [], overlay: null };
  const nothing = { ...bare, keys: [], seen: nothingSeen, hidesIn: null };
  if (ended !== null) return { ...nothing, body: { kind: "ended", lines: ended } };
  if (state.overlay?.kind === "panic") {
    const goesOn = { keys: ["enter"], help: "goes on", bar: "go on", everywhere: true } as const;
    const own = { keys: [keyOf(goesOn)], seen: { ...nothingSeen, place: "cover" } };
    return { ...nothing, ...own, body: { kind: "covered", lines: COVERED } };
  }
  const route = state.routes.at(-1) ?? state.routes[0];
  const face = typeof screen === "string" ? null : screen.face();
  return {
    ...counted,
    title: `${titleOf(route)} · policy ${policy}`,
    status: face?.status ?? "",
    command: face?.command ?? `sluice serve ${shellWord(folder)}`,
    notice: state.notice === null ? null : { text: state.notice.text, kind: state.notice.kind },
    warnings: face?.warnings ?? [],
    body: face?.body ?? { kind: "lines", lines: [String(screen)] },
    overlay: overlayOf(state.overlay, entries),
    keys: bindings.map(keyOf),
    seen,
    hidesIn: typeof screen === "string" ? null : screen.hidesIn(),
  };
}

function keyOf({ keys, help, bar, about, once, everywhere }: Omit<Binding<unknown>, "action">): FrameKey {
  return {
    ...{ keys, label: keyLabel(keys[0] ?? ""), help, bar: bar ?? null, about: about ?? null },
    ...{ once: once === true, everywhere: everywhere === true },
  };
}

function overlayOf(overlay: Overlay | null, entries: readonly Binding<() => void>[]): FrameOverlay | null {
  if (overlay === null || overlay.kind === "panic") return null;
  const { kind, text } = overlay;
  if (overlay.kind === "question") return { kind, text, label: overlay.label, entries: [], cursor: 0 };
  return {
    ...{ kind, text },
    label: kind === "help" ? "find a key:" : ":",
    entries: entries.map(({ keys, help }) => ({ label: keys.map(keyLabel).join(" "), help })),
    cursor: overlay.cursor,
  };
}
