import type { Route } from "../screens/route.ts";
import { Audit } from "./audit/screen.tsx";
import { CardScreen } from "./card/screen.tsx";
import { Compare } from "./compare/screen.tsx";
import { Curate } from "./curate/screen.tsx";
import { Explore } from "./explore/screen.tsx";
import { Gallery } from "./gallery/screen.tsx";
import { GateGenerate } from "./gate/generate-screen.tsx";
import { GateImage } from "./gate/image-screen.tsx";
import { GateRequest } from "./gate/request-screen.tsx";
import { GateScreen } from "./gate/screen.tsx";
import { Home } from "./home/screen.tsx";
import { MapScreen } from "./map/screen.tsx";
import { Review } from "./review/screen.tsx";
import { Run } from "./run/screen.tsx";
import { Scrub } from "./scrub/screen.tsx";
import { Told } from "./told/screen.tsx";
import { Topics } from "./topics/screen.tsx";

/** The screen of a route. */
export function ScreenOf({ route }: { readonly route: Route }) {
  switch (route.screen) {
    case "home":
      return <Home />;
    case "audit":
      return <Audit uri={route.uri} out={route.out} map={route.map} />;
    case "map":
      return <MapScreen uri={route.uri} out={route.out} />;
    case "run":
      return <Run folder={route.folder} />;
    case "explore":
      return (
        <Explore
          folder={route.folder}
          where={route.where}
          crumb={route.crumb}
          keys={route.keys}
          view={route.view}
          like={route.like}
          over={route.over}
        />
      );
    case "told":
      return <Told words={route.words} folder={route.folder} />;
    case "topics":
      return <Topics folder={route.folder} over={route.over} />;
    case "gallery":
      return <Gallery {...route} crumbs={route.crumbs} near={route.near} />;
    case "scrub":
      return <Scrub folder={route.folder} />;
    case "review":
      return <Review folder={route.folder} queue={route.queue} />;
    case "card":
      return <CardScreen folder={route.folder} />;
    case "gate":
      return <GateScreen />;
    case "gate-image":
      return <GateImage image={route.image} />;
    case "gate-request":
      return <GateRequest prompt={route.prompt} />;
    case "gate-generate":
      return <GateGenerate wanted={route.wanted} />;
    case "compare":
      return <Compare voting={route.voting} />;
    case "curate":
      return <Curate folder={route.folder} only={route.only} />;
  }
}
