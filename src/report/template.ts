import { pageOneTemplate } from "./page-one-template.ts";
import { pageHead, pageStyle } from "./page-style.ts";

/** The report's page (eta): every value is escaped, and only our own SVG goes in as it is. */
export const template = `<!doctype html>
<html lang="en">
<head>
${pageHead}
<title>Audit of <%= it.s.run.inputs.uri %></title>
<style>
${pageStyle}
</style>
</head>
<body>
<div class="board">
<h1>Audit of <%= it.s.run.inputs.uri %></h1>
<p class="soft"><%= it.s.run.inputs.format %>, <%= it.counted(it.s.pairs, "pair") %> in <%= it.s.shards.length %> of <%= it.counted(it.s.shardsTotal, "shard") %>;
<%= it.counted(it.s.errors, "pair") %> with errors.
<% if (it.s.run.inputs.sample && it.s.clusters) { %>A sample of <%= it.count(it.s.run.inputs.sample.size) %> pairs of <%= it.count(it.s.clusters.drawn) %> of <%= it.count(it.s.clusters.of) %> shards, both drawn at random, seed <%= it.s.run.inputs.sample.seed %>; pairs of a shard resemble each other, so that intervals are those of a smaller sample (design effect of the headlines up to <%= it.decimals(it.s.clusters.effect, 1) %>).<% } else if (it.s.run.inputs.sample) { %>A simple random sample of <%= it.count(it.s.run.inputs.sample.size) %> pairs, seed <%= it.s.run.inputs.sample.seed %>.<% } %>
<% if (it.s.run.inputs.limit !== null) { %>Only the first <%= it.count(it.s.run.inputs.limit) %> pairs in dataset order: no random sample, so the intervals speak of these pairs alone.<% } %>
<% if (!it.s.run.inputs.hasImages) { %>This dataset holds no images: only captions were measured.<% } %>
<% if (it.s.run.inputs.captionless) { %>This dataset holds no captions: only images, and what else is written beside them, were measured.<% } %></p>
<% for (const line of it.s.standing.lines) { %><p><strong><%= line %></strong></p>
<% } %><p class="soft">Scores are what models and word lists say, with their errors; a rate here is a rate of flags, not of harm. Flagged captions are masked and no image is shown.</p>

${pageOneTemplate}
<h2 id="rates">Flag rates</h2>
<p>At or above each threshold, of the pairs that could be measured, with 95 % Wilson intervals.</p>
<table><tr><th>signal</th><th>by</th><th class="n">threshold</th><th class="n">flagged</th><th class="n">measured</th><th>rate</th><th>95 % interval</th></tr>
<% for (const r of it.rates) { %><tr><td><%= r.signal %></td><td class="tight"><%= r.by %></td><td class="n"><%= r.cut %></td><td class="n"><%= it.count(r.k) %></td><td class="n"><%= it.count(r.n) %></td><td><%= r.words %></td><td class="tight"><%= r.interval %></td></tr>
<% } %></table>
<% for (const f of it.rateFigures) { %><figure id="<%= f.id %>"><%~ f.svg %><figcaption><b><%= f.title %></b> <%~ it.downloads(f) %></figcaption></figure>
<% } %>
<% const d = it.s.decisions; %>
<h2 id="decisions">Decisions under policy <%= d.policy %> v<%= d.version %></h2>
<p>keep <%= it.count(d.actions.keep) %>, review <%= it.count(d.actions.review) %>, drop <%= it.count(d.actions.drop) %>. The first rule that is true decides; a pair may fire several. Policy digest <code><%= d.digest %></code>.</p>
<table><tr><th>rule</th><th>action</th><th class="n">pairs</th><th>reason</th></tr>
<% for (const r of d.rules) { %><tr><td><%= r.id %></td><td><%= r.action %></td><td class="n"><%= it.count(r.pairs) %></td><td><%= r.reason %></td></tr>
<% } for (const r of d.skipped) { %><tr><td><%= r.id %></td><td>–</td><td class="n">–</td><td>not judged: this run has no <%= r.missing.join(", ") %></td></tr>
<% } %></table>
<% if (it.flagged.length > 0) { %>
<p>Up to <%= it.perRule %> pairs per rule, in dataset order; captions are masked.</p>
<table><tr><th style="min-width: 11em">key</th><th>action</th><th>rules</th><th>caption (masked)</th></tr>
<% for (const p of it.flagged) { %><tr><td><code><%= p.key %></code></td><td><%= p.action %></td><td><%= p.rules.join(", ") %></td><td><%= p.caption === null ? "–" : p.caption %></td></tr>
<% } %></table>
<% } %>

<h2 id="distributions">Distributions of scores</h2>
<p>Pairs per score, on a square-root scale; dashed lines are thresholds that the deciding policy cuts at.</p>
<div class="plots spread">
<% for (const h of it.histograms) { %><figure id="<%= h.id %>"><%~ h.svg %><figcaption><b><%= h.column %></b>: <%= h.meaning %>; n = <%= it.count(h.n) %>, median <%= it.decimals(h.median, 3) %> <%~ it.downloads(h) %></figcaption></figure>
<% } %></div>
<% if (it.histograms.length === 0) { %><p>No score in [0, 1] was measured.</p><% } %>

<h2 id="gaps">Errors and gaps</h2>
<% if (it.s.coverage) { %><ul><% for (const line of it.coverage) { %><li><%= line %></li><% } %></ul><% } %>
<% if (it.s.denied) { %>
<p><strong>On lists of known harm: <%= it.count(it.s.denied.pairs) %> of <%= it.count(it.s.pairs) %> pairs</strong>, denied unseen: of each the run keeps its key, and nothing else.</p>
<ul><% for (const line of it.custody) { %><li><%= line %></li><% } %></ul>
<% } %>
<table><tr><th>what</th><th class="n">pairs</th></tr>
<tr><td>without caption</td><td class="n"><%= it.count(it.s.missing.captions) %></td></tr>
<tr><td>with an empty caption</td><td class="n"><%= it.count(it.s.missing.emptyCaptions) %></td></tr>
<tr><td>without image bytes</td><td class="n"><%= it.count(it.s.missing.images) %></td></tr>
<% if (it.s.coverage) { for (const c of it.s.coverage.carried.filter((one) => one.as === "unmeasured")) { %><tr><td>not measured: <%= c.name %> (<%= c.reason %>)</td><td class="n"><%= it.count(c.pairs) %></td></tr>
<% } } %><% for (const e of it.s.errorKinds) { %><tr><td>error: <%= e.name %></td><td class="n"><%= it.count(e.n) %></td></tr>
<% } %></table>
<% if (it.s.troubles.length > 0 || it.s.run.troubles.length > 0) { %>
<p>Not read, and so no pair of this run; all of it lies in the run's <code>errors/</code>:</p>
<ul><% for (const one of it.s.troubles.slice(0, 50)) { %><li>shard <%= one.shard %>: <%= one.trouble %></li><% } if (it.s.troubles.length > 50) { %><li><%= it.count(it.s.troubles.length - 50) %> more</li><% } for (const trouble of it.s.run.troubles) { %><li><%= trouble %></li><% } %></ul>
<% } %>

<% if (it.s.duplicates) { %>
<h2 id="duplicates">Duplicates</h2>
<p>Of <%= it.count(it.s.duplicates.measured) %> images, <%= it.count(it.s.duplicates.exact) %> repeat the bytes of an earlier one (SHA-256) and <%= it.count(it.s.duplicates.near) %> look nearly like an earlier one (perceptual hashes linked over at most 4 of 64 bits).</p>
<% } %>

<h2 id="makeup">Languages, formats, sizes, licences</h2>
<% for (const f of it.makeup) { %><figure id="<%= f.id %>"><%~ f.svg %><figcaption><b><%= f.title %></b> <%~ it.downloads(f) %></figcaption></figure>
<% } %>
<h2 id="made">How this was made</h2>
<table>
<tr><td>command</td><td><code><%= it.s.run.command.join(" ") %></code></td></tr>
<tr><td>sluice</td><td><%= it.s.run.sluice %></td></tr>
<tr><td>dataset fingerprint</td><td><code><%= it.s.run.fingerprint ?? "not complete yet" %></code></td></tr>
<% for (const f of it.s.run.inputs.filters) { %><tr><td>filter <%= f.id %></td><td>version <%= f.version %><% if (it.silent.has(f.id)) { %>; it scored nothing<% } else for (const m of f.models) { %>; model <%= m.id %>, SHA-256 <code><%= m.sha256 %></code><% } %></td></tr>
<% } let workers = 0; for (const p of it.s.parts) { %><tr><td>worker <%= ++workers %></td><td><%= p.device %>, <%= it.counted(p.workers, "worker") %>, Node <%= p.node %>: <%= it.counted(p.pairs, "pair") %> in <%= it.seconds(p.seconds) %> (<%= p.seconds > 0 ? it.decimals(p.pairs / p.seconds, 1) : "–" %> pairs/s)<% if (p.devicesRefused.length > 0) { %>; not used: <%= p.devicesRefused.join("; ") %><% } %></td></tr>
<% } %></table>
</body>
</html>
`;
