import { Box, Text } from "ink";
import type { Inspection } from "../../../datasets/index.ts";
import { inspectDataset } from "../../actions/inspect.ts";
import { unusedFolder } from "../../actions/run-folder.ts";
import { count, counted } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import { bound } from "../../screens/kit/bound.ts";
import { editedMap } from "../../screens/map/edit.ts";
import { type MapIntent, mapKeys } from "../../screens/map/keys.ts";
import { type BeginAudit, pressed } from "../../screens/map/press.ts";
import { type FieldRow, fieldRows, mapStart, mapState } from "../../screens/map/state.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { pad } from "../kit/text.ts";

/** Pairs that are looked at, and of each shard, so that many shards are. */
const LOOKED = { limit: 1000, perShard: 50 };

/** Rows above the list. */
const HEAD = 3;

/** What a dataset's fields are taken for, to be changed before its audit. */
export function MapScreen({ uri, out }: { readonly uri: string; readonly out: string }) {
  const loaded = useLoaded(() => look(uri), uri);
  return (
    <Opened loaded={loaded} meanwhile={`looking at ${uri}`}>
      {(found) => <Fields uri={uri} out={out} found={found} />}
    </Opened>
  );
}

function look(uri: string, said: Inspection["map"] = []): Promise<Inspection> {
  return inspectDataset([uri], { ...LOOKED, asRecorded: true, said }, new AbortController().signal);
}

function Fields({
  uri,
  out,
  found,
}: {
  readonly uri: string;
  readonly out: string;
  readonly found: Inspection;
}) {
  const app = useInterface();
  const { size, replace, say } = app;
  const [state, dispatch] = useKept(mapState, () => mapStart);
  const { list, changes } = state;
  const isChanged = Object.keys(changes).length > 0;
  const map = editedMap(found.map, found.fields, changes);
  const now = useLoaded(async () => (isChanged ? look(uri, map) : found), JSON.stringify(changes));
  const height = Math.max(1, size.rows - HEAD);
  const refusal = now.state === "failed" ? now.reason : null;

  const perform = (intent: MapIntent) => {
    const { effects, action } = pressed(state, intent, { found, refusal, height });
    for (const effect of effects) {
      if (effect.type === "say") say(effect.text, effect.kind);
      else begin(effect);
    }
    if (action) dispatch(action);
  };
  const begin = (effect: BeginAudit) =>
    replace(
      effect.map === null
        ? { screen: "audit", uri, out }
        : { screen: "audit", uri, out: unusedFolder(out), map: effect.map },
    );
  useFace({
    status: isChanged ? `${Object.keys(changes).length} changed` : "as proposed",
    command: `sluice inspect ${shellWord(uri)}`,
    bindings: bound(mapKeys, app, perform),
    shows: `map of ${uri}`,
  });

  const rows = fieldRows(found.fields, changes);
  return (
    <Box flexDirection="column" width={size.columns}>
      <Text bold wrap="truncate">
        {printable(uri)}: {found.format}, {found.shards.count} shards
      </Text>
      {now.state === "ready" ? (
        <Text dimColor wrap="truncate">
          {outcome(now.value)}
        </Text>
      ) : (
        <Text wrap="truncate" {...(refusal === null ? { dimColor: true } : { color: "red" })}>
          {refusal === null ? "looking" : printable(refusal)}
        </Text>
      )}
      <Text> </Text>
      {rows.slice(list.top, list.top + height).map((row, i) => (
        <Line
          key={`${found.fields[list.top + i]?.as} ${row.name}`}
          row={row}
          chosen={list.top + i === list.cursor}
          columns={size.columns}
        />
      ))}
    </Box>
  );
}

/** What the map makes of the pairs that were looked at, in one line. */
function outcome({ pairs, complete, captions, images, errors, firstKeys }: Inspection): string {
  const wrong = errors.count > 0 ? ` · ${count(errors.count)} with errors` : "";
  const which = complete ? "" : "of the first ";
  return `${which}${counted(pairs, "pair")}: ${count(images.present)} with an image, ${count(captions.present)} with a caption${wrong} · first key ${printable(firstKeys[0] ?? "none")}`;
}

function Line({
  row: { name, as, isChanged, pairs, example },
  chosen,
  columns,
}: {
  readonly row: FieldRow;
  readonly chosen: boolean;
  readonly columns: number;
}) {
  const width = Math.min(28, Math.floor(columns / 3));
  return (
    <Text inverse={chosen} wrap="truncate">
      <Text {...(isChanged ? { color: "yellow", bold: true } : {})}>
        {pad(`${isChanged ? "*" : " "} ${as}`, 13)}
        {pad(printable(name), width)}
      </Text>
      {pad(count(pairs), 8, "right")}
      <Text dimColor>{pad(`  ${printable(example)}`, columns - width - 21)}</Text>
    </Text>
  );
}
