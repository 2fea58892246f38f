/** The element of an id in the page. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** A new element with a class and words. */
export function made(tag: string, className = "", text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

/**
 * Draws a list: an element stays as long as its item is there, so that focus and pictures do.
 * @param draw fills a new element, or one that stands there
 */
export function listed<Item>(
  parent: HTMLElement,
  items: readonly Item[],
  {
    key,
    tag,
    draw,
  }: {
    readonly key: (item: Item) => string;
    readonly tag: string;
    readonly draw: (element: HTMLElement, item: Item) => void;
  },
): void {
  const before = new Map(
    [...parent.children].map((child) => [(child as HTMLElement).dataset["key"] ?? "", child as HTMLElement]),
  );
  const after = items.map((item) => {
    const element = before.get(key(item)) ?? document.createElement(tag);
    element.dataset["key"] = key(item);
    draw(element, item);
    return element;
  });
  const same = after.length === parent.children.length && after.every((one, i) => parent.children[i] === one);
  if (!same) parent.replaceChildren(...after);
}

/** Sets words where they differ. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
