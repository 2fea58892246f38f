import { readdirSync } from "node:fs";
import { join } from "node:path";
import { commandNames } from "../screens/app/commands.ts";
import { queueWords } from "../screens/review/queue.ts";
import type { Keyboard } from "./app-bindings.ts";

/** Words that Tab completes in the palette: commands, and what stands after some of them. */
export function paletteWords({ settings, route, face }: Keyboard, text: string): readonly string[] {
  const [command = "", ...rest] = text.trimStart().split(" ");
  if (rest.length === 0) return commandNames;
  const folder = "folder" in route ? (route.folder ?? "") : "";
  switch (command) {
    case "open":
      return namesIn(settings.runsFolder).map((name) => join(settings.runsFolder, name));
    case "policy":
    case "diff":
      return [
        "default",
        "strict",
        ...namesIn(join(folder, "policies")).map((name) => join(folder, "policies", name)),
      ];
    case "view":
      return viewsOf(folder);
    case "review":
    case "curate":
      if (rest.length > 1) return rest[0] === "view" ? viewsOf(folder) : [];
      return command === "curate" ? ["view"] : queueWords;
    case "topics":
      return ["captions", "images"];
    case "where":
      return face.current.words ?? [];
    default:
      return [];
  }
}

function viewsOf(folder: string): readonly string[] {
  return namesIn(join(folder, "views")).map((name) => name.replace(/\.json$/u, ""));
}

/** Names in a folder; none where there is no such folder. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
