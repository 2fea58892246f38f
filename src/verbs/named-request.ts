import { GateRefusal, refusalBy } from "../gate/gate.ts";
import type { RequestState } from "../gate/state/state.ts";
import type { GenerateRequest } from "../pipelines/generate/request.ts";
import { CliError } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import { type GateSession, inside, ledgerTime } from "./opened.ts";

/** A request by its id, how its images are made, and the folder of a model that was named as a path. */
interface Named {
  readonly id: string;
  readonly model?: string | undefined;
  readonly settings: Omit<GenerateRequest, "model" | "prompts" | "n">;
}

/**
 * A request of the gate, and what it asked for: prompt, images, seed and model are the ones that were judged.
 * @throws CliError (exit code 2) where there is no such request; GateRefusal (3) where it is not the person's or cannot go on
 */
export function namedRequest(
  session: GateSession,
  { id, model, settings }: Named,
): { readonly status: RequestState["status"]; readonly request: GenerateRequest } {
  const goOn = `go on with request "${printable(id)}"`;
  const refuse = (rule: string, reason: string): never => {
    throw new GateRefusal(goOn, refusalBy({ rule, reason }));
  };
  const { gate } = session[inside];
  const found = gate.state.requests.get(id);
  if (found === undefined)
    throw new CliError(`Cannot ${goOn}: there is none; see sluice gate list`, { exitCode: 2 });
  const { requester, status, asked, expires } = found;
  if (requester !== session.me.id) refuse("not-yours", "somebody else asked for it");
  if (status === "denied" || status === "done") refuse("over-already", `it is ${status}`);
  if (expires !== null && ledgerTime(session[inside]) >= expires)
    refuse("grant-ended", "its grant has ended; ask again");
  const { prompt, negative } = asked;
  if (typeof prompt.value !== "string") return refuse("prompt-not-kept", "its prompt is not kept");
  const text = prompt.value;
  const against = typeof negative?.value === "string" ? { negative: negative.value } : {};
  const seed = asked.seed ?? settings.seed;
  const prompts = [{ text, ...against }] as const;
  return { status, request: { ...settings, model: model ?? asked.model, prompts, n: asked.images, seed } };
}
