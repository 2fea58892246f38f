import { endings } from "./endings.ts";

/**
 * Contexts in which a picture may harm, by the words that ask for them. Plain vocabulary, ours, no slurs: those come
 * from published lists (`lexicon.ts`). Words of one entry are joined by `_`. A list sees
 * words, not meaning: policies weigh several of these against each other. A `*` stands for the endings that a dictionary
 * knows (`endings.ts`, made by docs/make-endings.ts), of stems in other languages for any; `**` for any ending always.
 */
const groups = {
  minors:
    "child children kid kids toddler* infant* baby babies minor minors underage under_age preteen* teen teens teenage teenager* schoolgirl* schoolboy* schoolkid* school_girl school_boy girl girls boy boys little_girl little_boy young_girl young_boy juvenile* adolescent* loli lolis lolita* shota pupil pupils kindergart* barely_legal jailbait",
  sexual:
    "porn* pr0n pron xxx nsfw hentai erotic* sex sexual sexually sexy_time seggs intercourse blowjob* blow_job handjob* hand_job rimjob cumshot* orgasm* masturbat* fetish fetishes fetishist fetishistic bdsm bondage dildo* vibrator ejaculat* orgy orgies gangbang* gang_bang deepthroat* threesome* striptease strip_tease stripper* stripping_for stripping_naked stripping_off lewd* horny fuck* fucking pussy pussies cunt* boobs boobies_out tits titties dick_pic cock_pic anal_sex hardcore_porn uncensored onlyfans corn_star pornstar* making_love make_love doggy_style doggystyle sixty_nine sex_tape upskirt up_skirt spread_legs spread_her_legs spread_his_legs spreading_her_legs spreading_his_legs legs_spread legs_spread_wide spread-eagle spreadeagled milf* dominatrix creampie bukkake ahegao futanari yiff rule_34 playboy_bunny camgirl* prostitut* escort_girl moan* bent_over_naked lap_dance lapdance smut* kamasutra kama_sutra having_sex had_sex sexe sesso sexo seks seksu seksi szex секс секса порно порнограф* трахает трахаются трахал* ебёт ебет porr porrig* knulla knullar knullande vögeln ficken fickt gefickt bumsen neuken neukt baise baiser_nue follando teniendo_sexo haciendo_el_amor follar scopare scopano transando transar fodendo uprawia_seks uprawiają_seks ruchan* sikiş* sikişen sevişen sevişme* seks_yapan müstehcen bercinta ngentot bokep berhubungan_seks berhubungan_badan tình_dục làm_tình khiêu_dâm quan_hệ_tình_dục σεξ πορνό πορνο ερωτικ* γαμάει γαμιούνται συνουσία سكس إباحي إباحية اباحي اباحية الإباحية ممارسة_الجنس يمارسان_الجنس تمارس_الجنس يمارس_الجنس نيك सेक्स संभोग चुदाई चुदाई_करते अश्लील कामुक पोर्न chudai sambhog 섹스 야동 포르노 성관계 성행위 자위 セックス ポルノ エロ画像 エロい 性交 オナニー アダルトビデオ 做爱 性爱 色情 黄片 口交 自慰 做愛 性愛 סקס פורנו מין_אוראלי เซ็กซ์ โป๊ ร่วมเพศ หนังโป๊ porno pornografi* pornográf* pornograf*",
  nudity:
    "nude nudes nudity nudist* naked nakedness topless bottomless undress* unclothed disrob* unclad bare_breast* bare-breast* bare_chested_woman bare_butt bare_bottom without_clothes without_any_clothes without_clothing without_a_shirt_woman no_clothes no_clothing no_underwear no_panties wearing_nothing nothing_on nothing_but_a_smile birthday_suit au_naturel in_the_buff skinny_dipping skinny-dipping full_frontal taking_off_her taking_off_his taking_her_clothes see-through_dress see-through_top see-through_blouse see-through_lingerie see_through_dress see_through_top desnuda desnudo desnudas nackt nackte nackter nackten nue nues nuda nudo nude_art nua pelada pelado naga_kobieta nagą_kobietę nagiej_kobiety nagie_kobiety nagi_mężczyzna nagiego nagich nago goła goły gołe gołą gołej rozebran* bez_ubrań bez_ubrania çıplak голая голый голые обнаженная обнажённая 裸 裸体 裸女 裸の ヌード 全裸 누드 عارية ciplak gola telanjang naken nøgen alaston nahá nahý meztelen gymni γυμνή γυμνός עירומה עירום оголена оголений नग्न नंगी नंगा 나체 알몸 裸身 全裸の khỏa_thân เปลือย แก้ผ้า bugil tanpa_busana tanpa_pakaian tanpa_baju tanpa_sehelai çıplaklar çırılçıplak yarı_çıplak üstsüz soyunan soyunmuş ciplak_kadin naket nakna nakne nakent utan_kläder uten_klær uden_tøj nøgne nøgent avklädd* alastomat alastonta nahé nazí svlečen* bez_oblečení pucér γυμνό γυμνές γυμνοί γυμνής γυμνού χωρίς_ρούχα ολόγυμν* khoả_thân trần_truồng không_mặc_gì không_mặc_quần_áo ngực_trần عاري عار عراة عاريات العارية العاري بدون_ملابس بلا_ملابس نगا नंगा नंगे निर्वस्त्र नग्नता बिना_कपड़ों बिना_कपड़े nangi nanga nange bina_kapde bina_kapdo 벌거벗 벗은_여자 옷을_벗 나신 裸婦 全裸の女 半裸 赤裸 裸露 裸照 没穿衣服 不穿衣服 脱光 голую голой голых обнаженн* обнажённ* обнаженную раздет* без_одежды голі оголен* desnudarse desnudándose sin_ropa sans_vêtements toute_nue tout_nu à_poil ohne_kleidung unbekleidet* splitternackt* senza_vestiti spogliat* sem_roupa despid* naakt naakte blote zonder_kleren",
  suggestive:
    "sexy lingerie thong g-string bikini panties underwear cleavage seductive* sultry provocative sensual skimpy busty curvy_babe wet_shirt wet_t-shirt kinky naughty pin-up pinup bedroom_eyes big_breasts huge_breasts latex_catsuit garter_belt* thigh-high_stockings fishnet_stockings fishnet* voluptuous hot_babe pole_dance*",
  anatomy:
    "penis penises vagina* vulva* genital* genitalia testicl* scrotum clitoris nipple* breast breasts areola* buttock* anus rectum pubic crotch",
  violence:
    "gore gory behead* decapitat* dismember* mutilat* tortur* massacr* corpse* dead_body dead_bodies blood_everywhere bloody_mess blood_spurting dripping_blood blood-soaked bloodied bloodbath entrails disembowel* guts_out stab stabs stabbed stabbing strangl* strangulat* murder* lynch* hanged execut* school_shooting mass_shooting shooting_spree dead_students slaughter* genocid* impal* rape rapes raped raping rapist* molest* abus* beating_a beat_up_a beat_up_his beat_up_her beaten_to kill kills killed killing kill_all severed snuff suicide_bomb* bomb_vest lynch_mob shot_in_the shot_dead shot_to_death shoots_a shooting_a_man shooting_a_woman shooting_people gunned_down gunshot_wound* bullet_wound* bullet_hole_in_his bullet_hole_in_her beaten_up beaten_bloody beating_up beats_up beaten_unconscious bleeding bleeding_out blood_running blood_dripping blood_spraying bloodstained blood-stained open_wound* bruised_face bruises_on bullet_riddled bullet-riddled war_crime* pool_of_blood pools_of_blood blood_splatter* blood_pouring covered_in_blood soaked_in_blood blood_on_his blood_on_her headless_body headless_corpse severed_head* severed_limb* severed_hand* severed_finger* body_parts cut_off_head throat_slit slit_throat throat_cut cut_throat slitting_throat gouged gouging_out eyes_gouged crushed_skull skull_crushed exploding_head blown_apart blown_to_pieces limbs_torn charred_body charred_bodies mass_grave* dead_man dead_woman dead_child dead_girl dead_boy dead_children dead_soldier* waterboard* flogged flogging whipped_bloody stoning_a stoned_to_death burned_at_the_stake burning_alive burnt_alive hanging_from_a_tree hanging_from_a_noose gallows firing_squad choked_to_death drowning_a electrocut* bludgeon* axe_murder* chainsaw_massacre school_shooter curb-stomp* crime_scene_with hostage* held_at_gunpoint gun_to_his_head gun_to_her_head gun_at_his_head knife_to_her_throat knife_to_his_throat domestic_violence brains_splattered brains_blown burned_alive skinned_alive head_on_a_spike decapitad* décapité* degollad* égorgé* enthauptet* geköpft* asesinad* assassiné* ermordet* assassinat** vermoord* zamordowan* убит* убийств* обезглавлен* труп* расчленен* замучен* вбит* öldürülmüş ceset cadáver* cadaver** cadavre* cadaver* leiche leichen lijk lijken zwłoki torturad* torturé* gefoltert* gemartert* torturat** gemarteld* пытк* оторванн* отрубленн* mutilad* mutilé* verstümmelt* mutilat** massaker massacre** masacre* rzeź резня 死体 尸体 屍体 斬首 斩首 殺害 杀害 虐殺 屠杀 拷問 酷刑 시체 참수 살해 학살 고문 جثة مقتول مذبحة تعذيب लाश हत्या नरसंहार यातना mayat xác_chết",
  dehumanising:
    "subhuman* sub-human untermensch* burn_in_hell burning_in_hell deserve_it deserve_to_die go_back_home go_back_to kick_out kicked_out belong_in_the_kitchen hooked_nose hook-nosed should_be_deported should_be_banned should_not_exist not_human scum filthy_animals invading_hordes",
  hostile:
    "mocking mocked mocks ridiculing ridiculed laughing_at making_fun_of makes_fun_of spitting_on spat_on throwing_stones_at throwing_rocks_at pelted infest* infested swarm swarming swarms horde hordes invading invaders invasion taking_over takeover replacing_us stealing steals stole thieves robbing begging_for not_welcome unwelcome no_entry get_out keep_out go_home send_them_back sent_back deport deported deporting segregated whites_only hates hate hating hated superior_race inferior_race master_race eugenics puppet_master puppet_strings controlling_the controls_the rule_the_world money_bags gold_coins hooked caged in_cages leash kicked_out driven_out chased chasing_away hunted hunted_down beaten attacked attacking lynched bomb bombs explosive suicide_vest burning_a_quran burning_a_koran burning_a_cross grotesque hideous ugly stereotype* stereotypical exaggerated caricature* offensive racist racism sexist antisemitic homophobic islamophobic transphobic should_be must_be do_not_belong don't_belong nothing_but good_for_nothing too_stupid too_lazy belong_in_the belongs_in_the know_her_place know_their_place obey obedient servants_of disease_carrying diseased spreading_disease welfare_queen* lazy",
  more_groups:
    "roma romani gypsy gypsies gays blacks dwarfs dwarves homeless poles turks turkish kurds kurdish somali somalis syrian syrians afghan afghans nigerian nigerians haitian haitians romanian romanians pakistanis indians russians ukrainians palestinian palestinians israeli israelis foreigners natives transvestite transsexual* trans_person trans_people drag_queen* jew jews blind_man blind_woman disabled_person wheelchair_user* pregnant_women feminists refugees migrants immigrants muslim_man hijab turban rabbi imam peasants",
  hate_symbols:
    "swastika* nazi nazis neo-nazi hitler führer fuhrer third_reich the_reich ss_officer kkk ku_klux klan klansman burning_cross white_power white_supremac* heil sieg_heil gas_chamber* concentration_camp blackface black_face minstrel isis_flag 1488 master_race",
  self_harm:
    "suicid* kill_myself kill_yourself killing_myself unalive unaliving self-harm self_harm cutting_her_wrists cutting_his_wrists slit_wrists slitting cuts_on_arms hanging_himself hanging_herself noose overdos* pro_ana pro-ana thinspiration thinspo starving_girl end_my_life end_his_life suicidio* suicídio* suicidad* selbstmord* suizid* selbsttötung zelfmoord* samobój* самоуб* самогуб* intihar* självmord* selvmord* itsemurha* sebevražd* öngyilkos* αυτοκτον* התאבדות 自殺 自杀 首吊り 上吊 リストカット 割腕 자살 자해 انتحار आत्महत्या bunuh_diri tự_tử ฆ่าตัวตาย automutilaci* automutilation selbstverletz* ritzen autolesion* sich_umbring* das_leben_nehm* das_leben_nimmt se_suicid* se_tuer si_uccide покончи*",
  medical_or_art:
    "medical anatomy anatomical textbook diagram cross_section illustration_of_the_human brochure health hospital surgeon* surgery doctor nurse clinic screening cancer mammogra* breastfeed* breast-feed* breastfeeding ultrasound midwife x-ray biology museum gallery_of_art statue* sculptur* marble bronze renaissance baroque fresco michelangelo botticelli rubens rodin klimt degas goya picasso titian raphael greek_vase classical life_drawing art_class art_history",
  food_or_animal:
    "chicken turkey duck grilled roast* rosemary carving recipe cooked meat poultry bird birds robin",
  crime_or_shame:
    "arrest arrested arrests handcuff handcuffs handcuffed in_chains in_jail jailed prison imprisoned mugshot mug_shot bribe bribes bribed bribery stealing shoplifting drunk wasted passed_out cocaine heroin drugs syringe vomiting bleeding bloody blood injured wounded dead dying death corpse coffin funeral assassinated kissing kiss kisses making_out in_bed underwear punch punched punching slapped slapping fistfight black_eye crying car_crash wrecked on_fire burning humiliated kneeling begging crime_scene nazi_salute police_cell behind_bars in_court on_trial guilty convicted rehab needle pills vomit puking gutter homeless hospital_bed coma stretcher gun rifle robbing robbery smuggling strip_club mistress affair cash white_powder suitcase_of_money briefcase_of_money bag_of_money stuffed_with_money counting_money smoking_a_joint cannabis snorting swastika fighting beaten tied_up gagged blindfolded hostage shot stabbed drowning falling_down tripping half-dressed shirtless bikini lingerie hugging_a_stranger secretly terrorist",
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

/** Stems that a dictionary of English may expand. */
export const starred: readonly string[] = [
  ...new Set(
    Object.values(groups)
      .flatMap((words) => words.split(" "))
      .filter((word) => /^[a-z-]+\*$/u.test(word))
      .map((word) => word.slice(0, -1)),
  ),
];

/** The words that an entry stands for. */
function expanded(word: string): readonly string[] {
  const stem = word.replace(/\*+$/u, "");
  const known = word === `${stem}*` ? endings[stem] : undefined;
  if (known === undefined) return [word.replace(/\*+$/u, "*")];
  return known.split(" ").map((ending) => stem + ending);
}

function pattern(words: string): RegExp {
  const alternatives = words
    .split(" ")
    .flatMap(expanded)
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

/** Names of animals, dishes, fields and medicine that a list would take for something else; read as `animal` before any list sees them. */
export const HOMONYMS = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    "maine coons?",
    "(?:blue|great|coal|marsh|willow|crested|bearded|long-tailed) tits?",
    "tit warblers?",
    "(?:blue-footed|red-footed) boob(?:y|ies)",
    "spotted dick",
    "cock(?:er spaniels?| robin|erel)",
    "naked (?:mole[- ]rats?|eye|neck chickens?|cakes?|bikes?|flames?|trees?|branches|wires?|bulbs?)",
    "(?:undressed|naked) (?:salad|wood|stone|lumber)",
    "topless (?:jeep|car|towers?|bus)",
    "pussy[- ]?(?:willows?|cats?|foot(?:ing)?)",
    "(?:rugby|league) hookers?",
    "murders? of crows?",
    "corpse (?:flowers?|plants?|bride)",
    "(?:(?:oilseed|yellow|flowering|fields? of|blooming) rape|rape(?: (?:fields?|seeds?|oil|flowers?|blossoms?|plants?)|seed))",
    "(?:dressed to kill|kill bill)",
    "(?:hanged man|execution) (?:tarot|card|of)",
    "king charles (?:cavalier |spaniel)",
    "nude[- ](?:colou?red|pumps?|heels?|shoes?|lipsticks?|nail polish|shade|tones?)",
    "bloody marys?",
    "(?:chicken|turkey|duck|goose|robin(?:'s)?) breasts?",
    "breast(?:stroke|plates?| pumps?| cancer| screening| self-exam(?:ination)?s?| exam(?:ination)?s?| pockets?)",
    "(?:pink|red) ribbon",
    "sex(?:ual)? (?:dimorphism|education|ed|health|reproduction|orientation|selection|chromosomes?|equality|discrimination)",
    "(?:same|opposite|fair)[- ]sex",
    "safe sex (?:poster|campaign|leaflet)s?",
    "strip (?:of|lights?|lighting|mall|club sandwich)",
    "(?:anti|stop)[- ](?:rape|porn|violence|racis[mt]|nazi|bullying)",
    "(?:murder|killer) (?:mystery|mysteries|whales?|sudoku|queen)",
    "(?:crowd|chicken|wolf|bee|weed|time|pain)[- ]kill(?:er|ers|ing)",
    "shooting (?:stars?|guard|script)",
    "(?:beef|pork) ribs?",
    "(?:guinea|piggy|barbecue|roast) (?:pigs?|banks?)",
    "(?:dead|death) (?:sea|valley|heat|star|poets)",
    "crotch rocket",
    "(?:human|civil) rights",
  ].join("|")})(?![\\p{L}\\p{N}])`,
  "giu",
);
