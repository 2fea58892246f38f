import { Box, Text } from "ink";
import { useEffect, useMemo, useRef } from "react";
import { otherPolicyOf } from "../../actions/decide.ts";
import { count, counted } from "../../process/figures.ts";
import { ownCommand, type Said } from "../../process/own-command.ts";
import { printable } from "../../process/printable.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { listStart, type Move } from "../../screens/kit/window.ts";
import { type Drill, drilled, glance } from "../../screens/run/state.ts";
import { toldKeys } from "../../screens/told/keys.ts";
import { askedBy, folded } from "../../screens/told/words.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";

interface ToldOf {
  readonly words: readonly string[];
  /** The run that it is of, whose pairs its lines count. */
  readonly folder: string | undefined;
}

/** A command may count several things in a line, which then opens none of them. */
const NONE =
  "this line counts no pairs of its own, or several kinds: those of the run's first screen open theirs";

/** What a command says, word for word as on the command line. */
export function Told({ words, folder }: ToldOf) {
  const { openRun, reread, settings } = useInterface();
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  const loaded = useLoaded(async () => {
    // What its lines open is decided as this interface decides; a run that cannot be opened says so by itself.
    const policy =
      folder === undefined
        ? null
        : await openRun(folder)
            .then(otherPolicyOf)
            .catch(() => null);
    const asked = askedBy(words, policy);
    const who = { SLUICE_REVIEWER: settings.reviewer };
    const said = await ownCommand(asked, who, abort.current.signal);
    // It writes what its lines open beside the scores, which the run as others have it open lacks.
    if (words[0] === "representation" && folder !== undefined)
      await reread(folder, "as it is drawn").catch(() => null);
    return { asked, said };
  }, words.join("\n"));
  return (
    <Opened loaded={loaded} meanwhile={`sluice ${words.join(" ")} …`}>
      {({ asked, said }) => <Lines said={said} words={asked} folder={folder} />}
    </Opened>
  );
}

function Lines({ said: { lines: whole, code }, words, folder }: ToldOf & { readonly said: Said }) {
  const app = useInterface();
  const { columns } = app.size;
  // A line that is wider goes on in the next: what stands at its end is the way on.
  const lines = useMemo(() => whole.flatMap((line) => folded(line, columns)), [whole, columns]);
  const [list, dispatch] = useKept(glance, () => listStart);
  const height = app.size.rows;
  const perform = (intent: Move | Drill) => {
    if (intent.type === "move") return dispatch({ ...intent, total: lines.length, height });
    const line = lines[list.cursor];
    const crumb = `${words[0]}: ${printable(line?.crumb ?? "").trim()}`;
    const { effects } = drilled({ id: crumb, where: line?.where ?? null }, folder ?? "", NONE);
    for (const effect of effects) performShared(effect, app);
  };
  useFace({
    status: `${code === 0 ? "" : `exit code ${code} · `}${count(list.cursor + 1)}/${counted(lines.length, "line")}`,
    command: `sluice ${words.join(" ")}`,
    bindings: bound(toldKeys, app, perform),
  });
  return (
    <Box flexDirection="column" width={app.size.columns}>
      {lines.slice(list.top, list.top + height).map(({ text }, i) => (
        <Text
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          key={list.top + i}
          inverse={list.top + i === list.cursor}
          {...(code === 0 ? {} : { color: "red" })}
          wrap="truncate"
        >
          {printable(text) || " "}
        </Text>
      ))}
    </Box>
  );
}
