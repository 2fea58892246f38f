/** Hides what was revealed after a while without a further reveal. */
export interface Rehide {
  /**
   * @param open whether anything is revealed
   * @param touched changes at each reveal, which starts the time anew
   */
  watch(open: boolean, touched: unknown, seconds: number): void;
  /** Milliseconds until it hides; null where nothing is revealed. */
  left(): number | null;
}

/** @param now milliseconds */
export function rehide(hide: () => void, now: () => number): Rehide {
  let timer: NodeJS.Timeout | undefined;
  let until: number | null = null;
  let watched = "";
  return {
    watch(open, touched, seconds) {
      const wanted = open ? JSON.stringify([touched, seconds]) : "";
      if (wanted === watched) return;
      watched = wanted;
      clearTimeout(timer);
      until = open ? now() + 1000 * seconds : null;
      if (open) timer = setTimeout(hide, 1000 * seconds).unref();
    },
    left: () => (until === null ? null : Math.max(0, until - now())),
  };
}
