import type { FramePair, FrameScore } from "../frame.ts";
import { listed, made, say } from "./elements.ts";
import { drawPicture } from "./pictures.ts";

/** What pressing a key by its button does. */
export type Press = (name: string) => void;

/** Draws the exposure ladder: each rung is the key that shows it. */
export function drawLadder(
  parent: HTMLElement,
  rungs: readonly string[],
  rung: number,
  press: Press,
  without: readonly number[] = [],
): void {
  const items = rungs.map((name, i) => ({ name, i })).filter(({ i }) => !without.includes(i));
  listed(parent, items, {
    key: ({ i }) => String(i),
    tag: "button",
    draw(button, { name, i }) {
      say(button, `${i} ${name}`);
      if (i === rung) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.onclick = () => press(String(i));
    },
  });
}

/** The parts of a pair, made once. */
function partsOf(parent: HTMLElement): HTMLElement {
  const there = parent.querySelector<HTMLElement>(".pair");
  if (there !== null) return there;
  const pair = made("article", "pair");
  const top = made("div", "pair-words");
  top.append(
    made("p", "about quiet"),
    made("div", "ladder"),
    made("h2", "key"),
    made("p", "caption"),
    made("p", "more quiet"),
    made("p", "remarks"),
  );
  const below = made("div", "beside");
  below.append(made("figure", "picture"), made("div", "facts"));
  pair.append(top, below);
  parent.replaceChildren(pair);
  return pair;
}

/** Draws one pair. @param came called once its picture's pixels are there */
export function drawPair(parent: HTMLElement, pair: FramePair, press: Press, came: () => void): void {
  const parts = partsOf(parent);
  const part = (name: string) => parts.querySelector(`.${name}`) as HTMLElement;
  say(part("about"), pair.about);
  drawLadder(part("ladder"), pair.rungs, pair.rung, press);
  say(part("key"), pair.key);
  say(part("caption"), pair.caption.join("\n"));
  part("caption").classList.toggle("masked", !pair.clear);
  say(part("more"), pair.more);
  say(part("remarks"), pair.remarks);
  const box = part("picture");
  box.hidden = pair.picture === null;
  drawPicture(box, pair.picture, came);
  drawFacts(part("facts"), pair);
}

function drawFacts(parent: HTMLElement, { facts, hint }: Pick<FramePair, "facts" | "hint">): void {
  if (facts === null) {
    parent.replaceChildren(made("p", "quiet", hint));
    return;
  }
  const rules = made("ul", "rules");
  for (const { id, reason, decides } of facts.rules) {
    const rule = made("li", decides ? "decides" : "");
    rule.append(made("b", "", `${decides ? "▶ " : ""}${id}`), ` ${reason}`);
    rules.append(rule);
  }
  const scores = made("div", "scores");
  scores.append(...facts.scores.flatMap(scoreParts));
  parent.replaceChildren(made("p", "", facts.says), rules, scores, made("p", "quiet", facts.where ?? ""));
}

/** A score as a bar, each cut as a tick; red where it reaches one. */
function scoreParts({ id, text, share, cuts, reached }: FrameScore): readonly HTMLElement[] {
  const bar = made("span", reached ? "bar reached" : "bar");
  if (share !== null) {
    const fill = made("i", "fill");
    fill.style.width = `${100 * Math.min(1, share)}%`;
    bar.append(fill);
    for (const cut of cuts) {
      const tick = made("i", "cut");
      tick.style.left = `${100 * Math.min(1, Math.max(0, cut))}%`;
      bar.append(tick);
    }
  }
  return [made("span", "id", id), bar, made("span", reached ? "figure reached" : "figure", text)];
}
