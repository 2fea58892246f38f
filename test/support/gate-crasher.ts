import { journey, onSync } from "./gate-journey.ts";

/**
 * Goes the journey and dies at its n-th sync, as a machine that loses its power would: before the sync, and without a
 * farewell. Journey and n come from the environment.
 */
const { JOURNEY = "{}", DIE_AT = "0" } = process.env;
let syncs = 0;
await onSync(() => {
  syncs += 1;
  if (syncs === Number(DIE_AT)) process.kill(process.pid, "SIGKILL");
});
await journey(JSON.parse(JOURNEY));
