/**
 * Adjectives of nationality, and words for who has it, by the adjective that stands for all of them. A word that more
 * often means something else (polish, brazil nut) is written so that it counts as a capitalised word alone, after `^`.
 */
const list =
  "afghan afghans, albanian albanians, algerian algerians, american americans, angolan, argentine argentinian argentinians, armenian armenians, australian australians aussie, austrian austrians, azerbaijani, bahraini, bangladeshi bangladeshis, belarusian, belgian belgians, bolivian bolivians, bosnian bosnians, brazilian brazilians, british briton britons, bulgarian bulgarians, burmese, cambodian cambodians, cameroonian, canadian canadians, chilean chileans, chinese, colombian colombians, congolese, croatian croatians, cuban cubans, cypriot cypriots, czech czechs, danish, dominican, dutch dutchman, ecuadorian, egyptian egyptians, english englishman englishwoman, eritrean, estonian estonians, ethiopian ethiopians, filipino filipina filipinos filipinas, finnish, french frenchman frenchwoman, gambian, georgian georgians, german germans, ghanaian ghanaians, greek greeks, guatemalan, haitian haitians, honduran, hungarian hungarians, icelandic, indian indians, indonesian indonesians, iranian iranians persian persians, iraqi iraqis, irish irishman irishwoman, israeli israelis, italian italians, ivorian, jamaican jamaicans, japanese, jordanian, kazakh, kenyan kenyans, korean koreans, kosovan, kurdish kurds, kuwaiti, kyrgyz, lao laotian, latvian, lebanese, liberian, libyan libyans, lithuanian, macedonian, malagasy, malawian, malaysian malaysians, malian, maltese, mexican mexicans, moldovan, mongolian mongolians, moroccan moroccans, mozambican, namibian, nepali nepalese, nicaraguan, nigerian nigerians, norwegian norwegians, omani, pakistani pakistanis, palestinian palestinians, panamanian, paraguayan, peruvian peruvians, ^polish poles, portuguese, qatari, romanian romanians, russian russians, rwandan rwandans, salvadoran, saudi saudis, scottish scotsman, senegalese, serbian serbs, singaporean, slovak, slovenian, somali somalis, spanish spaniard spaniards, sri-lankan, sudanese, swedish swede swedes, swiss, syrian syrians, taiwanese, tajik, tanzanian, thai, tibetan tibetans, tunisian tunisians, turkish turks, turkmen, ugandan ugandans, ukrainian ukrainians, uruguayan, uzbek, venezuelan venezuelans, vietnamese, welsh, yemeni yemenis, zambian, zimbabwean";

/** Words in lower case, the adjective that each stands for, and whether it must be capitalised. */
export const nationalities: ReadonlyMap<string, { readonly value: string; readonly capitalised: boolean }> =
  new Map(
    list.split(", ").flatMap((words) => {
      const [value = "", ...more] = words.replace("^", "").split(" ");
      const capitalised = words.startsWith("^");
      return [value, ...more].map((word) => [word, { value, capitalised }] as const);
    }),
  );
