import { pageHead, pageStyle } from "../../report/page-style.ts";
import { peopleTemplate } from "./people-template.ts";

/** The page of a cascade's evaluation (eta): every value is escaped. */
export const template = `<!doctype html>
<html lang="en">
<head>
${pageHead}
<title>Evaluation of <%= it.model %></title>
<style>
${pageStyle}
</style>
</head>
<body>
<h1>Evaluation of <%= it.model %></h1>
<p class="soft"><%= it.count(it.e.reference.trained) %> pictures were trained on; <%= it.count(it.e.reference.unseen) %> of other concepts and <%= it.count(it.e.reference.combined) %> combinations were held out. Left out: <%= it.count(it.e.reference.otherwise) %> pairs that --where excludes, <%= it.count(it.e.reference.broken) %> broken ones.</p>
<p class="soft">In brackets: 95 % intervals (for shares Wilson, at the effective sample size where a concept has several pictures; jackknife or normal for the others). No picture is shown here. Refused by the output filters: <%= it.rate(it.e.refused) %>.</p>

<h2>Captions of training, and held out</h2>
<p>“Real” is what real pictures of held-out concepts reach<% if (it.e.ceilingCombined) { %>, and of held-out combinations<% } %>. A concept is held out in every style; a combination is a concept that is trained on, in a style in which it is not. “Looked up” is no model: the training picture whose caption the scorer holds to be nearest to the held-out one, and so how much the text says of the picture at all.</p>
<div class="wide"><table><tr><th></th><% for (const { name } of it.sides) { %><th><%= name %></th><% } %></tr>
<tr><td>captions, pictures</td><% for (const { f } of it.sides) { %><td><%= f.captions === undefined ? "–" : f.captions + ", " + f.pictures %></td><% } %></tr>
<tr><td>own caption first of <%= it.sides.map(({ f }) => f.retrieval.among).join(", ") %></td><% for (const { f } of it.sides) { %><td><%= it.rate(f.retrieval.first) %></td><% } %></tr>
<tr><td>own caption among the first 5</td><% for (const { f } of it.sides) { %><td><%= it.rate(f.retrieval.firstFive) %></td><% } %></tr>
<tr><td>nearer to its concept in other styles than to another concept (n captions)</td><% for (const { f } of it.sides) { %><td><%= it.measure(f.kinship.nearer) %> (<%= f.kinship.captions %>)</td><% } %></tr>
<tr><td>style as asked</td><% for (const { f } of it.sides) { %><td><%= it.rate(f.styles) %></td><% } %></tr>
<tr><td>colours nearer to its own real picture's than to another concept's</td><% for (const { f } of it.sides) { %><td><%= it.measure(f.palettes.nearer) %></td><% } %></tr>
<tr><td>silhouette nearer to its own real picture's than to another concept's</td><% for (const { f } of it.sides) { %><td><%= it.measure(f.shapes.nearer) %></td><% } %></tr>
<tr><td>ink of the own picture's colours (histogram intersection)</td><% for (const { f } of it.sides) { %><td><%= it.measure(f.palettes.overlap) %></td><% } %></tr>
<tr><td>overlap with the own silhouette (intersection over union)</td><% for (const { f } of it.sides) { %><td><%= it.measure(f.shapes.overlap) %></td><% } %></tr>
<tr><td>colour as named</td><% for (const { f } of it.sides) { %><td><%= it.rate(f.colours) %></td><% } %></tr>
<% for (const [name, key] of [["kernel distance (KID)", "kernel"], ["Fréchet distance (FID)", "frechet"]]) for (const space of ["features", "scorer"]) { %>
<tr><td><%= name %>, <%= space %> (n = <%= it.sides.map(({ f }) => f.distances.n).join(", ") %>)</td><% for (const { f } of it.sides) { %><td><%= it.measure(f.distances[key][space]) %></td><% } %></tr>
<% } %></table></div>
<p class="soft">Features: <code><%= it.e.instruments.features.layer %></code> of <%= it.e.instruments.features.id %>, a classifier that was trained on neither these pictures nor any text. Scorer: <%= it.e.instruments.scorer.id %>, trained on the same training pairs apart from the cascade; both read captions through the same kind of text encoder, so a made picture may be nearer to its words than a real one: a rate above that of real pictures is no sign of a better picture. The rows on style, colours, silhouettes and concepts in other styles (<%= it.e.unseen.kinship.styles.join(", ") %>) use no text at all, and styles are told by a linear discriminant of the features, fitted to real pictures; where something is nearer, 0.5 is chance; under “real”, colours and silhouettes are those of the same concepts as the other styles draw them. <% if (it.e.unseen.colours === null) { %>The named colour of made pictures is not measurable: the ruler is right on <%= it.e.ceiling.colours.k %> of <%= it.e.ceiling.colours.n %> real pictures. <% } %>The Fréchet distance grows as n falls: compare it only at equal n. Intervals of means are over concepts.</p>

<h2>Mode dropping</h2>
<table><tr><th>captions of training</th><th>value</th></tr>
<tr><td>precision, k = 3</td><td><%= it.rate(it.e.seen.manifold.precision) %></td></tr>
<tr><td>recall, k = 3</td><td><%= it.rate(it.e.seen.manifold.recall) %></td></tr>
<tr><td>density, k = 5</td><td><%= it.measure(it.e.seen.manifold.density) %></td></tr>
<tr><td>coverage, k = 5</td><td><%= it.rate(it.e.seen.manifold.coverage) %></td></tr></table>
<table><tr><th>group</th><th>covered</th><th>captions that nothing comes near</th></tr>
<% for (const g of it.e.seen.groups) { %><tr><td><%= g.group %></td><td><%= it.rate(g.covered) %></td><td><%= g.missed.join("; ") %></td></tr>
<% } %></table>

<h2>Memorisation and diversity</h2>
<table><tr><th></th><% for (const { name } of it.parts) { %><th><%= name %></th><% } %></tr>
<tr><td>within <%= it.e.seen.copies.within %> of 64 bits of a training picture's hash</td><% for (const { f } of it.parts) { %><td><%= it.rate(f.copies.byHash) %></td><% } %></tr>
<tr><td>nearest training picture nearer, against its neighbours, than for 99 % of unseen real pictures</td><% for (const { f } of it.parts) { %><td><%= it.rate(f.copies.suspicious) %></td><% } %></tr>
<tr><td>mean distance ratio</td><% for (const { f } of it.parts) { %><td><%= it.measure(f.copies.ratio) %></td><% } %></tr></table>
<p>Copies are sought among all <%= it.count(it.e.reference.searched) %> pictures that were trained on, whatever --where says. A picture of a training caption is meant to look like that training picture; near copies of held-out captions are the warning.</p>
<p>Distance between pictures of one prompt: <%= it.measure(it.e.diversity.within) %>; of different prompts: <%= it.measure(it.e.diversity.across) %>; between real pictures: <%= it.measure(it.e.diversity.real) %>.</p>

${peopleTemplate}

<h2>How this was made</h2>
<table>
<% for (const [name, value] of it.made) { %><tr><td><%= name %></td><td><code><%= value %></code></td></tr>
<% } %></table>
</body>
</html>
`;
