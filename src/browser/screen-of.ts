import { CliError } from "../process/errors.ts";
import { theKey } from "../screens/kit/hints.ts";
import type { Route } from "../screens/route.ts";
import { openGalleryScreen } from "./gallery.ts";
import { openReviewScreen } from "./review.ts";
import type { Screen, Shell } from "./screen.ts";

/** The screen of a route. @throws CliError where it does not open, or where no browser draws it */
export async function screenOf(route: Route, shell: Shell): Promise<Screen> {
  if (route.screen === "review") return openReviewScreen(shell, route.queue);
  if (route.screen === "gallery") return openGalleryScreen(shell, route);
  throw new CliError(
    `Cannot draw "${route.screen}" in a browser: it shows review and gallery; ${theKey("escape")} goes back, a terminal shows the rest`,
    { exitCode: 2 },
  );
}
