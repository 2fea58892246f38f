/**
 * Contexts in which a picture may harm, by the words that ask for them. Plain vocabulary, ours, no slurs: those come
 * from published lists (`lexicon.ts`). A `*` stands for any ending. Words of one entry are joined by `_`. A list sees
 * words, not meaning: policies weigh several of these against each other.
 */
const groups = {
  minors:
    "child children kid kids toddler* infant* baby babies minor minors underage under_age preteen* teen teens teenage teenager* schoolgirl* schoolboy* schoolkid* school_girl school_boy girl girls boy boys little_girl little_boy young_girl young_boy juvenile* adolescent* loli lolis lolita* shota pupil pupils kindergart* barely_legal jailbait",
  sexual:
    "porn* pr0n pron xxx nsfw hentai erotic* sex sexual sexually sexy_time seggs intercourse blowjob* blow_job handjob* hand_job rimjob cumshot* orgasm* masturbat* fetish* bdsm bondage dildo* vibrator ejaculat* orgy orgies gangbang* gang_bang deepthroat* threesome* striptease strip_tease stripper* stripping lewd* horny fuck* fucking pussy pussies cunt* boobs boobies_out tits titties dick_pic cock_pic anal_sex hardcore uncensored onlyfans corn_star pornstar* making_love make_love doggy_style doggystyle sixty_nine sex_tape upskirt up_skirt spread* legs_spread milf* dominatrix creampie bukkake ahegao futanari yiff rule_34 playboy_bunny camgirl* hooker* prostitut* escort_girl moan* bent_over lap_dance lapdance smut* kamasutra kama_sutra",
  nudity:
    "nude nudes nudity nudist* naked nakedness topless bottomless undress* unclothed disrob* unclad bare_breast* bare-breast* bare_chested_woman bare_butt bare_bottom without_clothes without_any_clothes without_clothing without_a_shirt_woman no_clothes no_clothing no_underwear no_panties wearing_nothing nothing_on nothing_but_a_smile birthday_suit au_naturel in_the_buff skinny_dipping skinny-dipping full_frontal taking_off_her taking_off_his taking_her_clothes see-through see_through desnuda desnudo desnudas nackt nackte nackter nackten nue nues nuda nudo nude_art nua pelada pelado naga goła çıplak голая голый голые обнаженная обнажённая 裸 裸体 裸女 裸の ヌード 全裸 누드 عارية ciplak gola telanjang naken nøgen alaston nahá nahý meztelen gymni γυμνή γυμνός עירומה עירום оголена оголений नग्न नंगी नंगा 나체 알몸 裸身 全裸の khỏa_thân เปลือย",
  suggestive:
    "sexy lingerie thong g-string bikini panties underwear cleavage seductive* sultry provocative sensual skimpy busty curvy_babe wet_shirt wet_t-shirt kinky naughty pin-up pinup bedroom_eyes big_breasts huge_breasts latex_catsuit stockings garter* fishnet* voluptuous hot_babe pole_dance*",
  anatomy:
    "penis penises vagina* vulva* genital* genitalia testicl* scrotum clitoris nipple* breast breasts areola* buttock* anus rectum pubic crotch",
  violence:
    "gore gory behead* decapitat* dismember* mutilat* tortur* massacr* corpse* dead_body dead_bodies blood_everywhere bloody_mess blood_spurting dripping_blood blood-soaked bloodied bloodbath entrails disembowel* guts_out stab stabs stabbed stabbing strangl* strangulat* murder* lynch* hanged execution execut* school_shooting mass_shooting shooting_spree dead_students slaughter* genocid* impal* rape rapes raped raping rapist* molest* abus* beat_up beating_a beaten_to kill kills killed killing kill_all severed snuff suicide_bomb* bomb_vest burned_alive skinned_alive head_on_a_spike decapitad* decapitat* décapité* degollad* égorgé* enthauptet* geköpft* asesinad* assassiné* ermordet* assassinat* vermoord* zamordowan* убит* убийств* обезглавлен* труп* расчленен* замучен* вбит* öldürülmüş ceset cadáver* cadaver* cadavre* cadaver* leiche leichen lijk lijken zwłoki torturad* torturé* gefoltert* gemartert* torturat* gemarteld* пытк* оторванн* отрубленн* mutilad* mutilé* verstümmelt* mutilat* massaker massacre* masacre* rzeź резня 死体 尸体 屍体 斬首 斩首 殺害 杀害 虐殺 屠杀 拷問 酷刑 시체 참수 살해 학살 고문 جثة مقتول مذبحة تعذيب लाश हत्या नरसंहार यातना mayat xác_chết",
  dehumanising:
    "ape apes monkey monkeys gorilla gorillas chimp chimps chimpanzee* pig pigs rat rats vermin cockroach* parasite* maggot* animals subhuman* sub-human inferior filthy dirty stupid dumb worthless criminal* terrorist* thug* invader* plague freak freaks savage savages primitive* hooked_nose caricature hateful burn_in_hell burning_in_hell deserve_it go_home kick_out belong_in_the_kitchen sexist racist slave slaves cage",
  hate_symbols:
    "swastika* nazi nazis neo-nazi hitler führer fuhrer third_reich the_reich ss_officer kkk ku_klux klan klansman burning_cross white_power white_supremac* heil sieg_heil gas_chamber* concentration_camp blackface black_face minstrel isis_flag 1488 master_race",
  self_harm:
    "suicid* kill_myself kill_yourself killing_myself unalive unaliving self-harm self_harm cutting_her_wrists cutting_his_wrists slit_wrists slitting cuts_on_arms hanging_himself hanging_herself noose overdos* pro_ana pro-ana thinspiration thinspo starving_girl end_my_life end_his_life suicidio* suicídio* suicidad* selbstmord* suizid* selbsttötung zelfmoord* samobój* самоуб* самогуб* intihar* självmord* selvmord* itsemurha* sebevražd* öngyilkos* αυτοκτον* התאבדות 自殺 自杀 首吊り 上吊 リストカット 割腕 자살 자해 انتحار आत्महत्या bunuh_diri tự_tử ฆ่าตัวตาย automutilaci* automutilation selbstverletz* ritzen autolesion* sich_umbring* das_leben_nehm* das_leben_nimmt se_suicid* se_tuer si_uccide покончи*",
  medical_or_art:
    "medical anatomy anatomical textbook diagram cross_section illustration_of_the_human brochure health hospital surgeon* surgery doctor nurse clinic screening cancer mammogra* breastfeed* breast-feed* breastfeeding ultrasound midwife x-ray biology museum gallery_of_art statue* sculptur* marble bronze renaissance baroque fresco michelangelo botticelli rubens rodin klimt degas goya picasso titian raphael greek_vase classical life_drawing art_class art_history",
  food_or_animal:
    "chicken turkey duck grilled roast* rosemary carving recipe cooked meat poultry bird birds robin",
  people:
    "man men woman women person people lady ladies guy guys girl girls boy boys model models actor actress couple couples lover lovers teen* adult adults wife husband girlfriend boyfriend roommate* dancer* nurse waitress secretary portrait bride groom friend friends neighbour neighbor human* female male king queen soldier* student students",
  clothing:
    "clothes clothing clothed dress dressed dresses shirt shirts pants trousers skirt underwear bra bikini swimsuit swimwear shorts towel towels costume covered fabric garment* outfit",
} as const;

export type Context = keyof typeof groups;

export const contexts = Object.keys(groups) as readonly Context[];

/** Scripts that put no spaces between words, or hang particles on them. */
const UNBOUNDED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Whole-word patterns per context. */
export const contextPatterns: Readonly<Record<Context, RegExp>> = Object.fromEntries(
  contexts.map((context) => [context, pattern(groups[context])]),
) as Record<Context, RegExp>;

/** An age below 18 as prompts write it: `13 year old`, `aged 9`, `15yo`. */
export const AGE =
  /(?<![\p{L}\p{N}])(?:(?:[1-9]|1[0-7])[ -]?(?:years?[ -]?old|yrs?[ -]?old|y\/?o|year-olds?)|aged? (?:[1-9]|1[0-7]))(?![\p{L}\p{N}])/giu;

function pattern(words: string): RegExp {
  const alternatives = words
    .split(" ")
    .sort((a, b) => b.length - a.length)
    .map((word) =>
      word
        .replace(/[\\^$.+?()[\]{}|]/gu, "\\$&")
        .replaceAll("_", "\\s+")
        .replace(/\*$/u, "[\\p{L}\\p{M}]*"),
    );
  const [spaced, written] = [
    alternatives.filter((word) => !UNBOUNDED.test(word)),
    alternatives.filter((word) => UNBOUNDED.test(word)),
  ];
  const bounded = `(?<![\\p{L}\\p{N}])(?:${spaced.join("|")})(?![\\p{L}\\p{N}])`;
  return new RegExp(written.length > 0 ? `${bounded}|${written.join("|")}` : bounded, "giu");
}

/** Names of animals and dishes that a list would take for something else; read as `animal` before any list sees them. */
export const HOMONYMS =
  /(?<![\p{L}\p{N}])(?:maine coons?|(?:blue|great|coal|marsh|willow|crested|bearded|long-tailed) tits?|tit warblers?|(?:blue-footed|red-footed) boob(?:y|ies)|spotted dick|cock(?:er spaniels?| robin|erel))(?![\p{L}\p{N}])/giu;
