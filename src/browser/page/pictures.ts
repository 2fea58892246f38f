import type { FramePicture } from "../frame.ts";
import { made, say } from "./elements.ts";

/** Ids of pictures that are decoded. */
const decoded = new Set<string>();

/** Draws what stands in a picture's place. @param came called once its pixels are there */
export function drawPicture(box: HTMLElement, picture: FramePicture | null, came: () => void): void {
  const image = box.querySelector("img");
  if (picture === null || picture.state !== "here") {
    image?.remove();
    const words = box.querySelector<HTMLElement>("p") ?? made("p");
    if (words.parentElement === null) box.append(words);
    words.className = picture?.state === "none" ? "trouble" : "quiet";
    say(words, picture?.words ?? "");
    return;
  }
  if (image?.dataset["id"] === picture.id) return;
  const next = document.createElement("img");
  next.dataset["id"] = picture.id;
  next.alt = picture.alt;
  next.draggable = false;
  next.src = `/picture/${picture.id}`;
  box.replaceChildren(next);
  next.decode().then(
    () => {
      decoded.add(picture.id);
      came();
    },
    // It was hidden meanwhile.
    () => {},
  );
}

/** Ids of the pictures that are decoded and more than half in sight. */
export function picturesInSight(): readonly string[] {
  const seen: string[] = [];
  for (const image of document.images) {
    const id = image.dataset["id"] ?? "";
    const { left, right, top, bottom, width, height } = image.getBoundingClientRect();
    const across = Math.min(right, innerWidth) - Math.max(left, 0);
    const down = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (decoded.has(id) && across > width / 2 && down > height / 2 && width > 0) seen.push(id);
  }
  return seen;
}
