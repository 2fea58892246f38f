import { useEffect, useRef } from "react";

/**
 * Hides what was revealed after a while without a further reveal.
 * @param open whether anything is revealed
 * @param touched changes at each reveal, which starts the time anew
 */
export function useRehide(open: boolean, touched: unknown, seconds: number, hide: () => void): void {
  const newest = useRef(hide);
  newest.current = hide;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reveal starts the time anew
  useEffect(() => {
    if (!open) return;
    const timer = setTimeout(() => newest.current(), 1000 * seconds);
    return () => clearTimeout(timer);
  }, [open, touched, seconds]);
}
