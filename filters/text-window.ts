/** Filters that search a caption look at this many UTF-16 units of it: alt text is short, and a 1 MB caption must not stall a shard. */
const WINDOW = 20_000;

/** The part of a caption that pattern filters search: its first 20,000 UTF-16 units. */
export function textWindow(caption: string): string {
  return caption.length <= WINDOW ? caption : caption.slice(0, WINDOW);
}
