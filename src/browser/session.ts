import { policyNamed } from "../actions/decide.ts";
import { EVERYWHERE } from "../keys/key-tables.ts";
import { withOwnKeys } from "../keys/own-keys.ts";
import { paletteWords } from "../looking/palette-words.ts";
import { oneLine } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { LabelFile } from "../run/labels.ts";
import { type EveryFace, everywhere, pressOverlay } from "../screens/app/carry-out.ts";
import { commandNames } from "../screens/app/commands.ts";
import { type AppAction, app, appStart, type Notice } from "../screens/app/state.ts";
import { meantBy, type Seen, unseenBy } from "../screens/app/typed-ahead.ts";
import type { Question } from "../screens/kit/bound.ts";
import type { Binding } from "../screens/kit/keys.ts";
import type { Route } from "../screens/route.ts";
import { type Frame, isTyped, type PageSaid, type Size } from "./frame.ts";
import { frameOf } from "./frame-of.ts";
import { entriesOf, RUNS } from "./overlay.ts";
import type { Screen, Settings, Shell } from "./screen.ts";
import { screenOf } from "./screen-of.ts";
import { openTab, type Tab } from "./tab.ts";

/** One person's interface, whatever number of pages draws it. */
export interface Session {
  /** A page is open: it is sent the newest frame, and each further one. @returns to be called once it is gone */
  open(tab: string, size: Size, send: (frame: Frame) => void): () => void;
  /** What a page says. @returns false where no such page is open */
  said(tab: string, said: PageSaid): boolean;
  /** PNG bytes of a picture that is shown now. */
  picture(id: string): Uint8Array | undefined;
  /** The last frame that all pages get. */
  end(lines: readonly string[]): void;
}

/** The size of a page that has not said its own. */
const FIRST_SIZE: Size = { columns: 80, lines: 6, width: 960, height: 480 };

/** @param quit the person leaves */
export function openSession(
  start: Route,
  {
    view,
    labels,
    settings,
    quit,
  }: {
    readonly view: DecidedRun;
    readonly labels: LabelFile;
    readonly settings: Settings;
    readonly quit: () => void;
  },
): Session {
  let state = appStart(start);
  let screen: Screen | string = "opening…";
  let shownRoute: Route | null = null;
  let opening = true;
  /** Screens that were gone to so far. */
  let places = 0;
  let size = FIRST_SIZE;
  let question: Question | null = null;
  /** What stood there when the key was typed. */
  let standing: Notice | null = null;
  let warned = false;
  let number = 0;
  let last: Frame | null = null;
  let lastSaid = "";
  let ended: readonly string[] | null = null;
  let scheduled = false;
  const tabs = new Map<string, Tab>();

  const route = () => state.routes.at(-1) ?? start;
  const dispatch = (action: AppAction): void => {
    state = app(state, action);
    if (route() !== shownRoute) enter();
    changed();
  };
  const changed = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      draw();
    });
  };
  const shell: Shell = {
    ...{ settings, view, labels },
    size: () => size,
    changed,
    go: (next) => dispatch({ type: "go", route: next }),
    say(text, kind = "info") {
      if (kind === "warning") warned = true;
      dispatch({ type: "say", text: printable(text), kind });
    },
    ask(asked) {
      question = asked;
      const { label, secret = false, initial = "" } = asked;
      dispatch({ type: "open", overlay: { kind: "question", label, secret, text: initial } });
    },
  };
  /** Opens the screen of the route; one that comes after the person went on is closed unseen. */
  const enter = (): void => {
    const wanted = route();
    shownRoute = wanted;
    places++;
    opening = true;
    if (typeof screen !== "string") screen.close();
    screen = "opening…";
    screenOf(wanted, shell).then(
      (opened) => {
        if (shownRoute !== wanted || ended !== null) opened.close();
        else {
          screen = opened;
          opening = false;
        }
        changed();
      },
      (error: unknown) => {
        if (shownRoute !== wanted) return;
        screen = oneLine(error);
        opening = false;
        changed();
      },
    );
  };
  const opened = (): Screen | null => (typeof screen === "string" ? null : screen);
  // Below the first screen lies a home that no browser draws.
  const bindings = (): readonly Binding<() => void>[] => [
    ...withOwnKeys(route().screen, opened()?.face().bindings ?? [], settings.keys),
    ...withOwnKeys(EVERYWHERE, everywhere(state.routes.length <= 2, face), settings.keys),
  ];
  const columns = view.columns.map(({ name }) => name);
  const wordPlaces = { folder: view.folder, runsFolder: RUNS, columns };
  const overlaid = { state: () => state, bindings, shell, screen: opened, quit };
  const face: EveryFace = {
    ...{ dispatch, quit },
    overlay: () => state.overlay,
    place: () => state,
    notice: () => standing,
    unsaved: () => opened()?.face().unsaved ?? null,
    cover: () => opened()?.cover(),
    uncover: () => opened()?.uncover(),
    back() {},
    question: () => question,
    entries: () => entriesOf(overlaid),
    words: (text) => paletteWords(text, commandNames, wordPlaces),
    warns(act) {
      warned = false;
      act();
      return warned;
    },
  };
  const now = (): Seen => {
    const { shows = null, stands = null } = opened()?.face() ?? {};
    const place = `${places}`;
    return { place, screen: opening ? null : place, shows, stands };
  };
  const press = (tab: Tab, name: string, frame: number): void => {
    const { overlay } = state;
    const binding = meantBy(name, overlay, bindings, () => entriesOf(overlaid));
    const dropped = tab.drops({ name, frame }, (seen) => unseenBy(binding, overlay !== null, now(), seen));
    if (dropped !== null) {
      shell.say(dropped, "warning");
      return;
    }
    standing = state.notice;
    if (standing !== null) dispatch({ type: "quiet" });
    if (state.overlay === null) binding?.action();
    else pressOverlay(name, face);
  };
  const draw = (): void => {
    if (ended === null && typeof screen !== "string" && screen.writing()) return;
    const frame = frameOf({
      state,
      screen,
      ended,
      bindings: bindings(),
      entries: entriesOf(overlaid),
      ...{ seen: now(), own: settings.keys },
      folder: view.folder,
      policy: policyNamed(view.policy),
    });
    const said = JSON.stringify({ ...frame, hidesIn: hidesAt(frame, settings.now()) });
    if (said === lastSaid) return;
    lastSaid = said;
    number++;
    last = { ...frame, number };
    for (const tab of tabs.values()) tab.send(last);
  };
  enter();
  return {
    open(id, own, send) {
      const tab = openTab(send);
      tabs.set(id, tab);
      size = own;
      if (last !== null) tab.send({ ...last, hidesIn: typeof screen === "string" ? null : screen.hidesIn() });
      changed();
      return () => {
        if (tabs.get(id) === tab) tabs.delete(id);
      };
    },
    said(id, said) {
      const tab = tabs.get(id);
      if (tab === undefined || ended !== null) return false;
      if (isTyped(said)) tab.hears();
      switch (said.type) {
        case "key":
          press(tab, said.name, said.frame);
          break;
        case "text": {
          const { overlay } = state;
          if (overlay === null || overlay.kind === "panic") break;
          dispatch({ type: "type", text: said.text });
          if (overlay.kind === "question") question?.onChange?.(said.text);
          break;
        }
        case "chosen":
          if (state.overlay === null || !("cursor" in state.overlay)) break;
          dispatch({ type: "point", cursor: said.entry });
          press(tab, "enter", said.frame);
          break;
        case "drawn":
          tab.drew(said.frame);
          if (typeof screen !== "string") screen.drawn(tab.showed(said.frame).shows, said.pictures);
          break;
        case "size":
          size = said.size;
          changed();
      }
      return true;
    },
    picture: (id) =>
      typeof screen === "string" || state.overlay?.kind === "panic" ? undefined : screen.picture(id),
    end(lines) {
      ended = lines;
      if (typeof screen !== "string") screen.close();
      draw();
    },
  };
}

/** When what is revealed hides, in quarters of a second: told anew where another look has put it off. */
function hidesAt({ hidesIn }: Frame, now: Date): number | null {
  return hidesIn === null ? null : Math.round((now.getTime() + hidesIn) / 250);
}
