import { pageHead, pageStyle } from "../../page.ts";

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
<p class="soft"><%= it.count(it.e.reference.trained) %> pictures were trained on; <%= it.count(it.e.reference.unseen) %> of other concepts were held out. Left out: <%= it.count(it.e.reference.otherwise) %> pairs that --where excludes, <%= it.count(it.e.reference.broken) %> broken ones.</p>
<p class="soft">In brackets: 95 % intervals (Wilson for shares, jackknife or normal for the others). No picture is shown here. Refused by the output filters: <%= it.rate(it.e.refused) %>.</p>

<h2>Seen and unseen captions</h2>
<p>“Real” is what real pictures of held-out concepts reach: no model should be expected to do better.</p>
<div class="wide"><table><tr><th></th><th>captions of training</th><th>captions of held-out concepts</th><th>real</th></tr>
<tr><td>captions, pictures</td><td><%= it.e.seen.captions %>, <%= it.e.seen.pictures %></td><td><%= it.e.unseen.captions %>, <%= it.e.unseen.pictures %></td><td>–</td></tr>
<tr><td>own caption first of <%= it.e.unseen.retrieval.among %></td><td><%= it.rate(it.e.seen.retrieval.first) %></td><td><%= it.rate(it.e.unseen.retrieval.first) %></td><td><%= it.rate(it.e.ceiling.retrieval.first) %></td></tr>
<tr><td>own caption among the first 5</td><td><%= it.rate(it.e.seen.retrieval.firstFive) %></td><td><%= it.rate(it.e.unseen.retrieval.firstFive) %></td><td><%= it.rate(it.e.ceiling.retrieval.firstFive) %></td></tr>
<tr><td>colour as named</td><td><%= it.rate(it.e.seen.colours) %></td><td><%= it.rate(it.e.unseen.colours) %></td><td><%= it.rate(it.e.ceiling.colours) %></td></tr>
<% for (const [name, key] of [["kernel distance", "kernel"], ["Fréchet distance", "frechet"]]) for (const space of ["features", "scorer"]) { %>
<tr><td><%= name %>, <%= space %> (n = <%= it.e.seen.distances.n %>, <%= it.e.unseen.distances.n %>, <%= it.e.ceiling.distances.n %>)</td><td><%= it.measure(it.e.seen.distances[key][space]) %></td><td><%= it.measure(it.e.unseen.distances[key][space]) %></td><td><%= it.measure(it.e.ceiling.distances[key][space]) %></td></tr>
<% } %></table></div>
<p class="soft">Features: <code><%= it.e.instruments.features.layer %></code> of <%= it.e.instruments.features.id %>, a classifier that never saw these pictures. Scorer: <%= it.e.instruments.scorer.id %>, trained on the same training pairs apart from the cascade; both read captions through the same kind of text encoder, so a made picture may be nearer to its words than a real one: a rate above that of real pictures is no sign of a better picture. The Fréchet distance grows as n falls: compare it only within a row's equal n.</p>

<h2>Mode dropping</h2>
<table><tr><th>captions of training</th><th>value</th></tr>
<tr><td>precision, k = 3</td><td><%= it.rate(it.e.seen.manifold.precision) %></td></tr>
<tr><td>recall, k = 3</td><td><%= it.rate(it.e.seen.manifold.recall) %></td></tr>
<tr><td>density, k = 5</td><td><%= it.measure(it.e.seen.manifold.density) %></td></tr>
<tr><td>coverage, k = 5</td><td><%= it.rate(it.e.seen.manifold.coverage) %></td></tr></table>
<table><tr><th>group</th><th>covered</th><th>captions that nothing comes near, the first few</th></tr>
<% for (const g of it.e.seen.groups) { %><tr><td><%= g.group %></td><td><%= it.rate(g.covered) %></td><td><%= g.missed.join("; ") %></td></tr>
<% } %></table>

<h2>Memorisation and diversity</h2>
<table><tr><th></th><th>captions of training</th><th>captions of held-out concepts</th></tr>
<tr><td>within <%= it.e.seen.copies.within %> of 64 bits of a training picture's hash</td><td><%= it.rate(it.e.seen.copies.byHash) %></td><td><%= it.rate(it.e.unseen.copies.byHash) %></td></tr>
<tr><td>nearest training picture nearer, against its neighbours, than for 99 % of unseen real pictures</td><td><%= it.rate(it.e.seen.copies.suspicious) %></td><td><%= it.rate(it.e.unseen.copies.suspicious) %></td></tr>
<tr><td>mean distance ratio</td><td><%= it.measure(it.e.seen.copies.ratio) %></td><td><%= it.measure(it.e.unseen.copies.ratio) %></td></tr></table>
<p>A picture of a training caption is meant to look like that training picture; near copies of held-out captions are the warning.</p>
<p>Distance between pictures of one prompt: <%= it.measure(it.e.diversity.within) %>; of different prompts: <%= it.measure(it.e.diversity.across) %>; between real pictures: <%= it.measure(it.e.diversity.real) %>.</p>

<h2>People whose captions state neither gender nor skin tone</h2>
<p><%= it.e.people.captions %> captions, <%= it.e.people.pictures %> pictures.</p>
<% for (const a of it.e.people.attributes) { %>
<h3><%= a.attribute %></h3>
<p>The ruler is right on <%= it.rate(a.ruler) %> of real pictures that state it.<% if (!a.measurable) { %> That is too little above chance: no share is given.<% } %></p>
<% if (a.measurable) { %><table><tr><th>read as</th><th>real pictures</th><th>made pictures</th></tr>
<% for (const r of a.rows) { %><tr><td><%= r.value %></td><td><%= it.rate(r.real) %></td><td><%= it.rate(r.made) %></td></tr>
<% } %></table><% } %>
<% } %>

<h2>How this was made</h2>
<table>
<% for (const [name, value] of it.made) { %><tr><td><%= name %></td><td><code><%= value %></code></td></tr>
<% } %></table>
</body>
</html>
`;
