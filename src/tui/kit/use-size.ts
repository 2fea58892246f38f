import { useStdout } from "ink";
import { useEffect, useState } from "react";

/** Milliseconds without a further change after which a new size counts. */
const SETTLED = 60;

/**
 * Cells of the terminal that may be drawn: all columns, and one row less than there are, since Ink 6
 * clears the whole screen at each update of a full-height tree.
 */
export function useSize(): { readonly columns: number; readonly rows: number } {
  const { stdout } = useStdout();
  const measure = () => ({ columns: stdout.columns || 80, rows: (stdout.rows || 24) - 1 });
  const [size, setSize] = useState(measure);
  useEffect(() => {
    let timer: NodeJS.Timeout | undefined;
    const resized = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // Lines that the old width wrapped would stay as ghosts.
        if (stdout.isTTY) stdout.write("\u001B[2J\u001B[H");
        setSize({ columns: stdout.columns || 80, rows: (stdout.rows || 24) - 1 });
      }, SETTLED);
    };
    stdout.on("resize", resized);
    return () => {
      clearTimeout(timer);
      stdout.off("resize", resized);
    };
  }, [stdout]);
  return size;
}
