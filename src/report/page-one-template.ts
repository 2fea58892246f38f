/** The report's first page (eta): scope, verdict, three figures, and what people found. */
export const pageOneTemplate = `<nav class="soft">Contents: <a href="#verdict">verdict</a> · <a href="#figures">figures</a> · <a href="#review">review results</a> · <a href="#rates">flag rates</a> · <a href="#decisions">decisions</a> · <a href="#distributions">distributions</a> · <a href="#gaps">errors and gaps</a> ·<% if (it.s.duplicates) { %> <a href="#duplicates">duplicates</a> ·<% } %> <a href="#makeup">languages, formats, sizes, licences</a> · <a href="#made">how this was made</a></nav>

<h2 id="verdict">Verdict</h2>
<% const a = it.s.decisions.actions; %>
<p>Policy <b><%= it.s.decisions.policy %> v<%= it.s.decisions.version %></b> decides: of <%= it.count(it.s.pairs) %> pairs it keeps <b><%= it.count(a.keep) %></b> (<%= it.percent(it.s.pairs === 0 ? null : a.keep / it.s.pairs) %>), leaves <b><%= it.count(a.review) %></b> to people and drops <b><%= it.count(a.drop) %></b> (<%= it.percent(it.s.pairs === 0 ? null : a.drop / it.s.pairs) %>).<% if (it.date) { %> Audited on <%= it.date %>.<% } %></p>
<p class="soft">Flagged is what a model or a list marks; how much of it is harmful, and how much harm is not flagged, only labelled random samples say (<a href="#review">review results</a>).</p>
<% if (it.models.length > 0) { %><table><tr><th>measured by</th><th>model</th><th>thresholds of the headlines</th></tr>
<% for (const m of it.models) { %><tr><td><%= m.filter %></td><td><%= m.models %></td><td><%= m.thresholds || "–" %></td></tr>
<% } %></table><% } %>

<h2 id="figures">Three figures</h2>
<h3>Flag rate against threshold</h3>
<% if (it.curves.length === 0) { %><p>No probability was measured.</p><% } else { %>
<p>Share of the measured pairs at or above each threshold, with 95 % Wilson intervals; the dashed line is the threshold of the headlines. All on the same axes, the height on a square-root scale.</p>
<div class="plots"><% for (const f of it.curves) { %><figure id="<%= f.id %>"><figcaption><b><%= f.title %></b> <%~ it.downloads(f) %></figcaption><%~ f.svg %></figure>
<% } %></div><% } %>
<div class="plots halves"><% if (it.cross) { const t = it.s.pairTable; %><figure id="<%= it.cross.id %>"><figcaption><b>Image × text</b>, of pairs whose image and caption were both measured. Image flag: <%= t.imageFlag %>. Text flag: <%= t.textFlag %>. <%~ it.downloads(it.cross) %></figcaption><%~ it.cross.svg %></figure><% } %>
<% if (it.removal) { %><figure id="<%= it.removal.id %>"><figcaption><b>Removal by group</b>: which share of a group's pairs the policy drops, with 95 % Wilson intervals; the dashed line is that of all pairs. Groups of five pairs or more, with their sizes. <%~ it.downloads(it.removal) %></figcaption><%~ it.removal.svg %></figure><% } %></div>

<h2 id="review">Review results</h2>
<% if (!it.review) { %><p>Nobody has judged pairs of this run: nothing is known of how many flags are right, nor of what was not flagged.</p><% } else { const r = it.review; %>
<p><%= it.count(r.verdicts) %> verdicts by <%= r.reviewers %> <%= r.reviewers === 1 ? "reviewer" : "reviewers" %> stand: <%= it.count(r.kept) %> pairs to keep, <%= it.count(r.dropped) %> to drop, <%= it.count(r.unsure) %> unsure<% if (r.disputed > 0) { %>, <%= it.count(r.disputed) %> disputed<% } %>.<% if (r.careless > 0) { %> <%= it.count(r.careless) %> were given within half a second or with nothing revealed.<% } %></p>
<% if (r.agreement) { %><p>Agreement (Krippendorff's α): <%= r.agreement.alpha.low === null ? it.decimals(r.agreement.alpha.value, 3) : it.decimalsInterval(r.agreement.alpha.value, r.agreement.alpha.low, r.agreement.alpha.high, 3) %>, of <%= it.count(r.agreement.alpha.n) %> <%= r.agreement.alpha.n === 1 ? "pair" : "pairs" %> that two people judged<%= r.agreement.alpha.low === null ? ", too few or too much alike for an interval" : "" %>.</p><% } else { %><p>No pair was judged by two people: agreement is not known.</p><% } %>
<% if (r.calibrations.length === 0) { %><p>No random sample was labelled: prevalence is not known. One is drawn by <code>sluice review RUN --strategy stratified</code>.</p><% } else { %>
<table><tr><th>signal</th><th class="n">labels</th><th>prevalence of what should be dropped, 95 % interval</th></tr>
<% for (const c of r.calibrations) { %><tr><td><%= c.signal %></td><td class="n"><%= it.count(c.labels.drop + c.labels.keep) %></td><td><%= it.percentInterval(c.prevalence.value, c.prevalence.low, c.prevalence.high) %></td></tr>
<% } %></table><p class="soft">Estimated from labelled random samples of this run, weighed by their inclusion probabilities; verdicts on views and imported labels are no part of it.</p><% } } %>
</div>
<div class="page-end"></div>
`;
