import { resolve } from "node:path";
import { choiceSoFar, decideOpenBy, policyNamed, policyOf } from "../actions/decide.ts";
import { openRun } from "../actions/open-run.ts";
import { openLabels } from "../actions/review.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { LabelFile } from "../run/labels.ts";
import type { Settings } from "./kit/interface.ts";

/** The run that is open, shared by its screens. */
export interface RunCache {
  open(folder: string): Promise<DecidedRun>;
  use(folder: string, policy: string): Promise<DecidedRun>;
  /** The open run with the columns that it has by now. */
  reread(folder: string): Promise<DecidedRun>;
  /** The policy that decides a run here, for people; null where none can be read. */
  policyOf(folder: string): Promise<string | null>;
  /** The reviewer's label file of a run. */
  labels(folder: string): Promise<LabelFile>;
  close(): void;
}

/** The run that is open now. */
interface Current {
  readonly folder: string;
  readonly view: Promise<DecidedRun>;
  /** What was chosen for it when it was opened, or here since. */
  readonly choice: Promise<string | null>;
}

/**
 * Opens runs by the policy of `settings`, else each by its own; one at a time stays open.
 * @param opened called for each run that was opened
 */
export function runCache(
  { policy: first, reviewer, now }: Pick<Settings, "policy" | "reviewer" | "now">,
  opened: (view: DecidedRun) => void,
): RunCache {
  const files = new Map<string, Promise<LabelFile>>();
  let current: Current | null = null;
  const close = () => {
    void current?.view.then(
      (view) => view.close(),
      () => {},
    );
    current = null;
  };
  const open = (folder: string): Promise<DecidedRun> => {
    const place = resolve(folder);
    if (current?.folder !== place) {
      close();
      // Read first: what is chosen from then on is somebody else's choice.
      const choice = choiceSoFar(folder);
      const view = choice.then(() => openRun(folder, first));
      current = { folder: place, view, choice };
      // A run that failed to open is tried afresh: its files may have been mended.
      view.then(opened, () => {
        current = null;
      });
    }
    return current?.view as Promise<DecidedRun>;
  };
  return {
    open,
    async use(folder, name) {
      const place = resolve(folder);
      // The old policy may be what keeps the run from opening.
      const old = current?.folder === place ? await current.view.catch(() => null) : null;
      const seen = await (old === null ? choiceSoFar(folder) : (current?.choice ?? null));
      const opened = old ?? (await openRun(folder, name));
      const { view, choice } = await decideOpenBy(opened, name, seen);
      if (old === null) close();
      current = { folder: place, view: Promise.resolve(view), choice: Promise.resolve(choice) };
      return view;
    },
    async reread(folder) {
      const old = await open(folder);
      // By the policy that it stands by; which one decides the run is not touched.
      const view = await old.use(old.policySource);
      const choice = current?.choice ?? choiceSoFar(folder);
      current = { folder: resolve(folder), view: Promise.resolve(view), choice };
      return view;
    },
    policyOf(folder) {
      const open = current?.folder === resolve(folder) ? current.view : null;
      const named = open === null ? policyOf(folder, first) : open.then(({ policy }) => policyNamed(policy));
      return named.catch(() => null);
    },
    labels(folder) {
      const place = resolve(folder);
      const file = files.get(place) ?? openLabels(folder, reviewer, now);
      files.set(place, file);
      return file;
    },
    close() {
      close();
      for (const file of files.values()) void file.then((open) => open.close()).catch(() => {});
    },
  };
}
