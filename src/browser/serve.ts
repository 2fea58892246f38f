import { checkLens } from "../actions/explore.ts";
import { openRun } from "../actions/open-run.ts";
import { checkQueue, openLabels } from "../actions/review.ts";
import { shellWord } from "../process/shell-word.ts";
import { refuseScreenOf } from "../process/stand-in.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { Route } from "../screens/route.ts";
import { pageFiles } from "./http/page-files.ts";
import { openPageServer } from "./http/server.ts";
import type { Settings } from "./screen.ts";
import { openSession } from "./session.ts";

/** A run that is served. */
export interface Served {
  /** To be opened in a browser of this machine; who has it is the reviewer. */
  readonly url: string;
  /** The reviewer's label file. */
  readonly labels: string;
  /** Resolves once the person leaves, or the signal ends it: what was decided is on disk. */
  readonly ended: Promise<void>;
}

/**
 * Serves the review of a run to a browser of this machine, until the person leaves it or the signal ends it.
 * @param port 0 takes any that is free
 * @throws CliError (exit code 2): no run, a policy or a queue that does not fit, a name that is no file's, a port that is taken
 */
export async function serveRun(
  start: Extract<Route, { readonly folder: string }>,
  {
    policy,
    port,
    signal,
    ...settings
  }: Settings & {
    readonly policy: string | undefined;
    readonly port: number;
    readonly signal: AbortSignal;
  },
): Promise<Served> {
  refuseScreenOf(start.folder);
  const view = await openRun(start.folder, policy);
  try {
    await checkStart(view, settings.reviewer, start);
    const labels = await openLabels(start.folder, settings.reviewer, settings.now);
    const path = `${start.folder}/labels/${labels.reviewer}.jsonl`;
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const session = openSession(start, { view, labels, settings, quit: leave });
    const server = await openPageServer(session, await pageFiles(), port);
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
    const ended = left.then(async () => {
      session.end([
        "This review is closed.",
        `What was judged is kept in ${path}.`,
        `Go on with: sluice serve ${shellWord(start.folder)}`,
      ]);
      await server.close();
      await labels.close();
      view.close();
    });
    return { url: server.url, labels: path, ended };
  } catch (error) {
    view.close();
    throw error;
  }
}

/** What is wrong with the words of a command is said there, and not by the page. */
async function checkStart(view: DecidedRun, reviewer: string, start: Route): Promise<void> {
  if (start.screen === "gallery") await checkLens(view, start.lens);
  if (start.screen === "review") await checkQueue(view, reviewer, start.queue);
}
