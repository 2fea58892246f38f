import type { SamplerConfig, SamplerId } from "../config.ts";
import { ddim } from "./ddim.ts";
import { ddpm } from "./ddpm.ts";
import { dpmSolver } from "./dpm-solver.ts";
import { edmEuler } from "./edm-euler.ts";
import { euler } from "./euler.ts";
import { eulerAncestral } from "./euler-ancestral.ts";
import { flowEuler } from "./flow-euler.ts";
import { heun } from "./heun.ts";
import { lcm } from "./lcm.ts";
import { pndm } from "./pndm.ts";
import type { Plan } from "./step.ts";
import { unclip } from "./unclip.ts";
import { uniPc } from "./unipc.ts";

/** Samplers by id: each turns its configuration into one row of numbers per network call. */
export const samplers: Readonly<Record<SamplerId, (config: SamplerConfig) => Plan>> = {
  ddpm,
  ddim,
  pndm,
  "dpm-solver++-2m": dpmSolver,
  euler,
  "euler-ancestral": eulerAncestral,
  heun,
  "edm-euler": edmEuler,
  "flow-euler": flowEuler,
  lcm,
  unclip,
  unipc: uniPc,
};
