/** Words of which the descriptions of colour profiles are made; such a description is plain. */
const WORDS = new Set(
  [
    "adobe apple artifex google hewlett packard company corporation incorporated inc ltd software systems canon nikon sony microsoft facebook international color colour consortium",
    "copyright c all rights reserved public domain no use freely cc0 the of for to by and a in from with as",
    "rgb srgb gray grey cmyk lab xyz iec adobergb displayp3 display p3 dci prophoto romm wide gamut generic hd uhd bt rec lcd led calibrated monitor scanner camera printer",
    "reference viewing condition default space profile profiles gamma dot gain matrix linear built primaries white point d50 d65 v2 v4 icc appearance preference perceptual media relative colorimetric black scaling scaled signature cinema",
    "text desc cprt wtpt bkpt dmnd dmdd vued view lumi meas tech mluc para curv sf32 chad rxyz gxyz bxyz rtrc gtrc btrc mntr acsp appl msft lcms hp enus en us clrt ndin mmod vcgt vcgp aarg aabg aagg",
  ]
    .join(" ")
    .split(" "),
);

/** Whether a text says no more than what profiles of colour say of themselves. */
export function isProfileText(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}[\p{L}\d]*/gu) ?? [];
  return words.every((word) => WORDS.has(word) || word.length < 3);
}
