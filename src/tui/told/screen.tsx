import { Box, Text } from "ink";
import { useEffect, useRef } from "react";
import { count } from "../../process/figures.ts";
import { ownCommand, type Said } from "../../process/own-command.ts";
import { printable } from "../../process/printable.ts";
import { listStart, type Move } from "../../screens/kit/window.ts";
import { glance } from "../../screens/run/state.ts";
import { toldKeys } from "../../screens/told/keys.ts";
import { bound } from "../kit/bound.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";

/** What a command says, word for word as on the command line. */
export function Told({ words }: { readonly words: readonly string[] }) {
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  const loaded = useLoaded(() => ownCommand(words, abort.current.signal), words.join("\n"));
  return (
    <Opened loaded={loaded} meanwhile={`sluice ${words.join(" ")} …`}>
      {(said) => <Lines said={said} words={words} />}
    </Opened>
  );
}

function Lines({ said: { lines, code }, words }: { readonly said: Said; readonly words: readonly string[] }) {
  const app = useInterface();
  const [list, dispatch] = useKept(glance, () => listStart);
  const height = app.size.rows;
  const perform = (move: Move) => dispatch({ ...move, total: lines.length, height });
  useFace({
    status: `${code === 0 ? "" : `exit code ${code} · `}${count(list.cursor + 1)}/${count(lines.length)} lines`,
    command: `sluice ${words.join(" ")}`,
    bindings: bound(toldKeys, app, perform),
  });
  return (
    <Box flexDirection="column" width={app.size.columns}>
      {lines.slice(list.top, list.top + height).map((line, i) => (
        <Text
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          key={list.top + i}
          inverse={list.top + i === list.cursor}
          {...(code === 0 ? {} : { color: "red" })}
          wrap="truncate"
        >
          {printable(line) || " "}
        </Text>
      ))}
    </Box>
  );
}
