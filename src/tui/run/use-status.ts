import { useEffect, useState } from "react";
import { type RunStatus, statusOf } from "../../actions/cluster/status.ts";

/** How often who works on a run is looked up, milliseconds. */
const LOOK_EVERY = 3_000;

/** Who works on a run that is not whole, looked up again and again; null before the first look, and where it is whole. */
export function useStatus(folder: string, isWhole: boolean): RunStatus | null {
  const [status, setStatus] = useState<RunStatus | null>(null);
  useEffect(() => {
    if (isWhole) return;
    let here = true;
    const look = () =>
      void statusOf(folder).then(
        (found) => here && setStatus(found),
        // A folder that is out of reach for a moment is looked at again.
        () => {},
      );
    look();
    const timer = setInterval(look, LOOK_EVERY);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [folder, isWhole]);
  return status;
}
