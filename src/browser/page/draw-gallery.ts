import type { FrameGallery, FrameTile } from "../frame.ts";
import { drawLadder, type Press } from "./draw-pair.ts";
import { listed, made, say } from "./elements.ts";
import { drawPicture } from "./pictures.ts";

/** Draws pairs as a grid. @param came called once a picture's pixels are there */
export function drawGallery(
  parent: HTMLElement,
  gallery: FrameGallery,
  press: Press,
  came: () => void,
): void {
  let box = parent.querySelector<HTMLElement>(".gallery");
  if (box === null) {
    box = made("div", "gallery");
    box.append(
      ...[made("p", "led quiet"), made("div", "ladder")],
      ...[made("ul", "tiles"), made("p", "empty quiet")],
    );
    parent.replaceChildren(box);
  }
  const part = (name: string) => box.querySelector(`.${name}`) as HTMLElement;
  drawLadder(part("ladder"), gallery.rungs, gallery.rung, press, [1]);
  say(part("led"), gallery.led);
  say(part("empty"), gallery.empty);
  const tiles = part("tiles");
  tiles.style.gridTemplateColumns = `repeat(${gallery.across}, minmax(0, 1fr))`;
  tiles.style.gridTemplateRows = `repeat(${gallery.down}, minmax(0, 1fr))`;
  listed(tiles, gallery.tiles, {
    key: ({ key }) => key,
    tag: "li",
    draw: (tile, item) => drawTile(tile, item, came),
  });
}

function drawTile(
  tile: HTMLElement,
  { name, words, tone, marked, chosen, picture }: FrameTile,
  came: () => void,
): void {
  if (tile.childElementCount === 0)
    tile.append(made("div", "picture"), made("p", "name"), made("p", "words"));
  const [box, label, said] = [...tile.children] as [HTMLElement, HTMLElement, HTMLElement];
  tile.classList.toggle("chosen", chosen);
  tile.setAttribute("aria-current", String(chosen));
  box.classList.toggle("veiled", picture === null);
  drawPicture(box, picture, came);
  say(label, `${marked ? "● " : ""}${name}`);
  say(said, words);
  said.className = `words ${tone}`;
}
