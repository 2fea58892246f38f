const PERSON =
  "(?:man|men|woman|women|boys?|girls?|person|people|child|children|teenagers?|wife|husband|mother|father|brother|sister|son|daughter|neighbou?r|stranger|guard|soldiers?|prisoners?|protesters?|policem[ae]n|cops?|officers?|victims?|workers?|students?|teacher|nurse|enem(?:y|ies)|somebody|someone|him|her|them|himself|herself|crowd|pedestrians?|couple|thief|hostages?)";
const GAP =
  "(?:an? |the |his |her |their |another |two |three |some |old |young |other |helpless |screaming |elderly ){0,3}";

const bounded = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, "giu");

/** One person does it to another, or it was done to one: verbs that are harmless of eggs, nails and balls. */
const HARM: readonly RegExp[] = [
  bounded(
    `(?:stab|beat|kick|punch|chok|strangl|slash|whipp?|flogg?|attack|assault|hang|burn|drown|tortur|mutilat|kill|murder|execut|stomp|smash|bludgeon|hack|knif|shov|slap|club|electrocut|poison|run(?:ning)? over|gun(?:ning)? down)(?:s|es|ed|ing|ning|bing|bed|ting|med)? ${GAP}${PERSON}`,
  ),
  bounded(
    `(?:shoots|shooting|shot|fires at|firing at|aims? (?:a |his |her )?(?:gun|rifle|pistol) at|pointing (?:a |his |her )?(?:gun|rifle|pistol|knife) at) ${GAP}${PERSON}`,
  ),
  bounded(
    `${PERSON} (?:is |are |was |were |getting |gets |got |has been |lying |who (?:is|was) )?(?:being )?(?:stabbed|beaten|kicked|punched|shot|choked|strangled|slashed|whipped|flogged|attacked|assaulted|hanged|lynched|burned|burnt|drowned|tortured|killed|murdered|executed|stomped|run over|crushed|impaled|decapitated|gutted|bleeding|bloodied|wounded|mangled|dead)`,
  ),
  bounded(
    "(?:blood|gore) (?:everywhere|all over|on|pool\\w*|pour\\w*|drip\\w*|run\\w*|spray\\w*|gush\\w*|splash\\w*|flow\\w*|stain\\w*|smear\\w*|spatter\\w*|splatter\\w*)|(?:bloody|bloodied|blood-\\w+) (?:knife|knives|axe|hands?|face|body|bodies|corpses?|head|clothes|shirt|floor|walls?|nose|fight|wounds?|mess|bandages?)",
  ),
];

/** How often a text tells of violence between people, in plain words. */
export function plainViolence(text: string): number {
  return HARM.reduce((sum, one) => sum + (text.match(one)?.length ?? 0), 0);
}
