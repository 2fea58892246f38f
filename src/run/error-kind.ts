/** A pair's error without what is particular to it, as SQL: quoted names and numbers. */
export const ERROR_KIND = `regexp_replace(error, '"[^"]*"|\\d[\\d,.]*', '…', 'g')`;
