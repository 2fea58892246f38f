import { useEffect, useMemo, useRef } from "react";
import { PICTURES_BY } from "../../looking/lists.ts";
import type { Finder, Found } from "../../looking/meaning/find.ts";
import { count, decimals } from "../../process/figures.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { useInterface } from "../kit/interface.ts";

/** What is looked for: words, or what is like the caption at a place. */
export type Sought =
  | { readonly words: string }
  | { readonly key: string; readonly shard: string; readonly row: number };

/** Looks in a run's captions by meaning, or in its pictures; the first search embeds them, and says how far it is. */
export function useFinder(view: DecidedRun, over: "captions" | "images"): (sought: Sought) => Promise<Found> {
  const { say, settings } = useInterface();
  const { clip = PICTURES_BY, data } = settings;
  const finder = useRef<Promise<Finder> | null>(null);
  useEffect(
    () => () => {
      void finder.current?.then((opened) => opened.close()).catch(() => {});
      finder.current = null;
    },
    [],
  );
  return useMemo(() => {
    const open = async (): Promise<Finder> => {
      const { openFinder, openPictureFinder } = await import("../../looking/meaning/find.ts");
      let said = -1;
      const what = over === "images" ? `looking at pictures by ${clip}` : "embedding captions";
      const onProgress = (done: number, total: number) => {
        const percent = Math.floor((100 * done) / Math.max(1, total));
        if (percent === said) return;
        said = percent;
        say(`${what}, once for this run: ${count(done)} of ${count(total)}`);
      };
      return over === "images"
        ? openPictureFinder(view, { clip, data, onProgress })
        : openFinder(view, { onProgress });
    };
    return async (sought) => {
      finder.current = finder.current ?? open();
      const opened = await finder.current.catch((error: unknown) => {
        finder.current = null;
        throw error;
      });
      const found =
        "words" in sought ? await opened.byWords(sought.words) : await opened.like(sought.shard, sought.row);
      const { lens, from, to } = found;
      say(
        `the ${count(lens.keys?.length ?? 0)} nearest in meaning, from ${decimals(from, 2)} down to ${decimals(to, 2)}`,
      );
      return found;
    };
  }, [view, say, over, clip, data]);
}
