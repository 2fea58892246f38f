import type { Gate } from "../gate/gate.ts";
import type { Keys } from "../gate/keys/key-file.ts";
import type { RequestState } from "../gate/state/state.ts";
import type { GenerateRequest } from "../pipelines/generate/request.ts";
import { CliError } from "../process/errors.ts";
import { printable } from "../process/printable.ts";

/**
 * A request of the gate, and what it asked for: prompt, images, seed and model are the ones that were judged.
 * @param model the folder, where the request is for a model that was named as a path
 * @throws CliError: exit code 2 where there is no such request, 3 where it is not the person's or cannot go on
 */
export function namedRequest(
  gate: Gate,
  keys: Keys,
  id: string,
  {
    model,
    ...rest
  }: Omit<GenerateRequest, "prompts" | "n" | "model"> & { readonly model: string | undefined },
): { readonly request: RequestState; readonly wanted: GenerateRequest } {
  const refuse = (reason: string, exitCode: 2 | 3): never => {
    throw new CliError(`Cannot go on with request "${printable(id)}": ${reason}`, { exitCode });
  };
  const request = gate.state.requests.get(id) ?? refuse("there is none; see sluice gate list", 2);
  const { requester, status, asked, expires } = request;
  if (requester !== gate.personOf(keys.signing).id) refuse("somebody else asked for it", 3);
  if (status === "denied" || status === "done") refuse(`it is ${status}`, 3);
  if (expires !== null && Date.now() >= expires) refuse("its grant has ended; ask again", 3);
  const { prompt, negative } = asked;
  if (typeof prompt.value !== "string") return refuse("its prompt is not kept", 3);
  const text = prompt.value;
  const against = typeof negative?.value === "string" ? { negative: negative.value } : {};
  return {
    request,
    wanted: {
      ...rest,
      model: model ?? asked.model,
      prompts: [{ text, ...against }],
      n: asked.images,
      seed: asked.seed ?? rest.seed,
    },
  };
}
