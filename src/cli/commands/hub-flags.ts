import type { Command } from "commander";
import type { PushWish } from "../../actions/hub/push.ts";
import { oneOf } from "../../words/options.ts";

/** Flags of what is pushed to the hub. */
export interface HubFlags {
  readonly push?: boolean;
  readonly gated?: "yes" | "no";
  readonly notForAllAudiences?: "yes" | "no";
}

/** Adds the flags of a push: whether, and what only a person decides. */
export function withHubFlags(command: Command): Command {
  return command
    .option("--push", "to the hub: make the commit; without it, only the difference is shown")
    .option(
      "--gated <yes|no>",
      "to the hub: whether readers are asked who they are and what for",
      oneOf("yes", "no"),
    )
    .option("--not-for-all-audiences <yes|no>", "to the hub: whether it is marked so", oneOf("yes", "no"));
}

/** What the flags say. */
export function hubAnswers({ push, gated, notForAllAudiences }: HubFlags): Omit<PushWish, "to"> {
  return {
    ...(push === undefined ? {} : { push }),
    ...(gated === undefined ? {} : { gated: gated === "yes" }),
    ...(notForAllAudiences === undefined ? {} : { notForAllAudiences: notForAllAudiences === "yes" }),
  };
}
