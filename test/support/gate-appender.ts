import { openGate } from "../../src/gate/gate.ts";
import { signingKeyFromPem } from "../../src/gate/keys/signing-key.ts";
import { asked } from "./gate-world.ts";

/** Appends so many requests to a gate, as one of several processes. Reads folder, count and key from the environment. */
const { GATE = "", COUNT = "0", PEM = "" } = process.env;
const key = signingKeyFromPem(PEM);
const gate = await openGate(GATE, { now: () => new Date("2026-03-02T10:00:00.000Z") });
for (let i = 0; i < Number(COUNT); i += 1) await gate.act(key, asked());
