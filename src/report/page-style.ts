/** Style of every page that Sluice writes: reads on screen and on paper, in light and dark. */
export const pageStyle = `:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; } .tight { white-space: nowrap; } .soft { opacity: .75; } code { background: var(--soft); padding: 0 .25em; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } figure { margin: .8rem 0; } .plots { display: flex; flex-wrap: wrap; gap: .5rem 1rem; } .plots figure { margin: 0; } .halves figure { flex: 1 1 20rem; max-width: 30rem; } .spread figure { flex: 0 1 13.5rem; }
figcaption { font-size: .85em; } .save a { font-size: .85em; opacity: .7; } nav { margin-top: 1rem; } svg { max-width: 100%; height: auto; color: CanvasText; background: transparent; }
@page { size: A4; margin: 10mm; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 11px; } .board { font-size: 10px; line-height: 1.35; } .board h2 { margin-top: 1rem; } .board :is(h3, p, table) { margin: .4rem 0; } .board .plots { gap: .2rem .3rem; } .board .plots:not(.halves) svg { width: 138px; } .halves figure { flex: 1 1 45%; } h1, h2, h3, h4, p:has(+ table) { break-after: avoid; } figure, tr { break-inside: avoid; } p { orphans: 3; widows: 3; } .save, nav { display: none; } .page-end { break-after: page; } }`;

/** Head of every page: no script runs and nothing is loaded, whatever lies in the data. */
export const pageHead = `<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">`;
