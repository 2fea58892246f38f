import { type Cascade, loadCascade } from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { planRequest } from "./plan.ts";
import type { GenerateRequest } from "./request.ts";

/** Reads a cascade, once, by its id or folder. @throws CliError (exit code 2) where there is none that can be used */
export async function loadModel(model: string): Promise<Cascade> {
  return loadCascade(model).catch((cause: unknown) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
}

/**
 * Reads a request's model and holds the request against it; no network is loaded.
 * @throws CliError (exit code 2) for a request or model that cannot be used
 */
export async function loadFor(request: GenerateRequest): Promise<Cascade> {
  const cascade = await loadModel(request.model);
  planRequest(request, cascade);
  return cascade;
}
