import { type Frame, type FrameSeen, isTyped, type PageSaid, type Size } from "../frame.ts";
import { drawGallery } from "./draw-gallery.ts";
import { drawPair } from "./draw-pair.ts";
import { byId, listed, made, say } from "./elements.ts";
import { aboutOf, isEarly, nameOf } from "./keys.ts";
import { picturesInSight } from "./pictures.ts";

const tab = crypto.randomUUID();
const body = byId("body");
const typed = byId<HTMLInputElement>("typed");

/** Milliseconds without a sign of life after which nothing stays revealed. */
const SILENT = 15_000;
/** Milliseconds after which the page hides by itself what the server should have hidden. */
const GRACE = 1500;

const ANEW = "sluice serve was started anew: open the address that it printed";

let frame: Frame | null = null;
/** The last frame that stands on the screen: what was typed before a later one was about this one. */
let drawn = 0;
let acknowledged = "";
/** What stands on the screen, once the server knows that it is drawn. */
let live: FrameSeen | null = null;
let source: EventSource | null = null;
let hiding = 0;
let silence = 0;
/** Messages on their way, one after the other. */
let queue: Promise<unknown> = Promise.resolve();
/** Keys, lines and choices that were told since the server knows this page. */
let told = 0;

function tell(said: PageSaid): void {
  if (isTyped(said)) told++;
  queue = queue
    .then(() =>
      fetch("/said", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ tab, said }),
      }),
    )
    .then(({ status }) => {
      if (status === 403) lost(ANEW);
      else if (status === 409) connect();
    })
    .catch(() => {});
}

function press(name: string): void {
  if (frame !== null) tell({ type: "key", name, frame: drawn });
}

/** Room for a caption and for pictures, as it is now. */
function sizeNow(): Size {
  const letter = made("span", "measure", "0".repeat(20));
  document.body.append(letter);
  const width = letter.getBoundingClientRect().width / 20;
  letter.remove();
  const room = body.getBoundingClientRect();
  const [across, down] = [Math.max(100, Math.floor(room.width)), Math.max(60, Math.floor(room.height))];
  return {
    columns: Math.max(8, Math.min(110, Math.floor((across - 32) / width))),
    lines: innerHeight < 500 ? 3 : 5,
    width: Math.min(8000, across),
    height: Math.min(8000, down),
  };
}

/** Hides all that was shown: nobody says any more what may be. */
function lost(words: string): void {
  drawn = 0;
  acknowledged = "";
  live = null;
  body.replaceChildren(made("p", "trouble", words));
  byId("overlay").hidden = true;
}

function connect(): void {
  source?.close();
  const query = new URLSearchParams({
    tab,
    ...Object.fromEntries(Object.entries(sizeNow()).map(([k, v]) => [k, String(v)])),
  });
  source = new EventSource(`/frames?${query}`);
  const heard = () => {
    clearTimeout(silence);
    silence = window.setTimeout(lost, SILENT, "nothing is heard from sluice serve: hidden until it is");
  };
  // To the server it is a new page then.
  source.onopen = () => {
    told = 0;
  };
  source.onmessage = ({ data }: MessageEvent<string>) => {
    heard();
    draw(JSON.parse(data) as Frame);
  };
  source.addEventListener("beat", heard);
  source.onerror = () => {
    if (frame?.body.kind === "ended") source?.close();
    else if (source?.readyState === EventSource.CLOSED) lost(ANEW);
    else lost("sluice serve cannot be reached; what was judged is on its disk. Trying again…");
  };
}

function draw(next: Frame): void {
  frame = next;
  document.title =
    next.body.kind === "pair" || next.body.kind === "gallery" ? `sluice › ${next.title}` : "sluice";
  say(byId("title"), next.title === "" ? "sluice" : `sluice › ${next.title}`);
  say(byId("status"), next.status);
  byId("warnings").replaceChildren(...next.warnings.map((line) => made("p", "", line)));
  if (next.body.kind === "pair") drawPair(body, next.body, press, acknowledge);
  else if (next.body.kind === "gallery") drawGallery(body, next.body, press, acknowledge);
  else body.replaceChildren(...next.body.lines.map((line) => made("p", "line", line)));
  const { notice } = next;
  const mark = notice?.kind === "warning" ? "!" : "✓";
  const said = notice === null ? "" : `${mark} ${notice.text}`;
  const command = next.command === "" ? "" : `$ ${next.command}`;
  byId("notice").className = notice?.kind ?? "command";
  say(byId("notice"), notice === null ? command : said);
  // An open menu may cover that line.
  byId("said").className = notice?.kind ?? "";
  say(byId("said"), said);
  drawOverlay(next);
  drawKeys(next);
  clearTimeout(hiding);
  if (next.hidesIn !== null)
    hiding = window.setTimeout(lost, next.hidesIn + GRACE, "hidden: nothing was heard from sluice serve");
  if (next.body.kind === "ended") source?.close();
  // Twice: the first comes before this frame is painted.
  requestAnimationFrame(() => requestAnimationFrame(acknowledge));
}

/** Says what stands on the screen, so that keys about it count. */
function acknowledge(): void {
  if (frame === null || document.visibilityState !== "visible" || frame.body.kind === "ended") return;
  const pictures = picturesInSight();
  const said = JSON.stringify([frame.number, pictures]);
  if (said === acknowledged) return;
  acknowledged = said;
  tell({ type: "drawn", frame: frame.number, pictures });
  drawn = frame.number;
  live = frame.seen;
  drawKeys(frame);
}

function drawKeys({ keys, seen }: Frame): void {
  const shown = keys.filter(({ bar }) => bar !== null);
  listed(byId("keys"), shown, {
    key: ({ label, bar }) => `${label} ${bar}`,
    tag: "button",
    draw(button, key) {
      const {
        keys: [name = ""],
        label,
        bar,
        help,
      } = key;
      if (button.childElementCount === 0) button.append(made("kbd", "", label), ` ${bar}`);
      button.title = help;
      const early = isEarly(key, seen, live);
      button.classList.toggle("early", early);
      button.setAttribute("aria-disabled", String(early));
      button.onclick = () => press(name);
    },
  });
}

/** Whether all that was typed here stands in the frame: the line is the same here and there. */
function heardAll(): boolean {
  return frame !== null && frame.heard >= told;
}

function drawOverlay({ overlay }: Frame): void {
  const box = byId("overlay");
  const was = !box.hidden;
  box.hidden = overlay === null;
  if (overlay === null) {
    if (was) typed.blur();
    return;
  }
  say(byId("asked"), overlay.label);
  if (heardAll() || !was) typed.value = overlay.text;
  if (!was) typed.focus();
  listed(
    byId("entries"),
    overlay.entries.map((entry, i) => ({ ...entry, i })),
    {
      key: ({ i }) => String(i),
      tag: "li",
      draw(element, { label, help, i }) {
        element.replaceChildren(made("kbd", "", label), made("span", "", help));
        element.setAttribute("aria-current", String(i === overlay.cursor));
        element.onclick = () => tell({ type: "chosen", entry: i, frame: drawn });
        if (i === overlay.cursor) element.scrollIntoView({ block: "nearest" });
      },
    },
  );
}

document.addEventListener("keydown", (event) => {
  if (frame === null || frame.body.kind === "ended") return;
  const name = nameOf(event, frame);
  if (name === undefined) return;
  const focused = document.activeElement;
  // A button that was reached by Tab is pressed by these.
  if (
    frame.overlay === null &&
    focused instanceof HTMLButtonElement &&
    (name === "space" || name === "enter")
  )
    return;
  const edits =
    frame.overlay !== null &&
    focused === typed &&
    (name === "space" || name === "backspace" || [...name].length === 1);
  if (edits && heardAll()) return;
  event.preventDefault();
  // A key that is held down judges once.
  if (event.repeat && aboutOf(frame, name) !== undefined) return;
  press(name);
});
typed.addEventListener("input", () => tell({ type: "text", text: typed.value }));
// A click presses a key; it takes the focus from nothing.
document.addEventListener("mousedown", (event) => {
  if ((event.target as HTMLElement).closest("button, li") !== null) event.preventDefault();
});
let settled = 0;
addEventListener("resize", () => {
  clearTimeout(settled);
  settled = window.setTimeout(() => tell({ type: "size", size: sizeNow() }), 150);
});
body.addEventListener("scroll", acknowledge, { passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") connect();
  else {
    source?.close();
    clearTimeout(silence);
    lost("hidden while the page is not in sight");
  }
});
addEventListener("pagehide", () => lost(""));
connect();
