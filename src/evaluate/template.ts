import { pageHead, pageStyle } from "../report/page-style.ts";

/** The evaluation's page (eta): every value is escaped, and only our own SVG goes in as it is. */
export const template = `<!doctype html>
<html lang="en">
<head>
${pageHead}
<title>Evaluation of <%= it.e.model.id %></title>
<style>
${pageStyle}
</style>
</head>
<body>
<h1>Evaluation of <%= it.e.model.id %></h1>
<p class="soft"><%= it.e.data.file %>: <%= it.count(it.e.rows.scored) %> texts scored<% if (it.e.data.limit !== null) { %>, only the first <%= it.count(it.e.data.limit) %> usable rows<% } %>;
<%= it.count(it.e.rows.unlabelled) %> without any label. Not used: <%= it.count(it.e.rows.bad.malformed) %> malformed rows, <%= it.count(it.e.rows.bad.emptyText) %> without text, <%= it.count(it.e.rows.bad.wrongLabel) %> with a label that is not 0, 1 or empty.<% if (it.unread !== null) { %> <strong>Not measured: <%= it.unread %>.</strong> No figure below counts them.<% } %></p>
<p class="soft">In brackets: 95 % percentile-bootstrap intervals, <%= it.count(it.e.bootstrap.repeats) %> resamples of rows. They take rows for independent: rows made from one template, or by one author, deserve wider ones; and where nothing or everything was flagged, an interval without width says only that no resample could differ. A row that nobody annotated for a label is left out of it.</p>

<h2>Labels</h2>
<div class="wide"><table><tr><th>label</th><th class="n">n</th><th class="n">positives</th><th>AUC</th><th>average precision</th><th>ECE</th></tr>
<% for (const l of it.labels) { %><tr><td><%= l.label %></td><td class="n"><%= it.count(l.n) %></td><td class="n"><%= it.count(l.positives) %></td><td><%= it.measure(l.measures.auc) %></td><td><%= it.measure(l.measures.averagePrecision) %></td><td><%= it.measure(l.measures.calibrationError) %></td></tr>
<% } %></table></div>
<p>At the threshold; a score at or above it is a flag.</p>
<div class="wide"><table><tr><th>label</th><th class="n">threshold</th><th>from</th><th>F1</th><th>precision</th><th>recall</th><th>false-positive rate</th></tr>
<% for (const l of it.labels) { %><tr><td><%= l.label %></td><td class="n"><%= l.threshold %></td><td><%= l.thresholdFrom %></td><td><%= it.measure(l.measures.f1) %></td><td><%= it.measure(l.measures.precision) %></td><td><%= it.measure(l.measures.recall) %></td><td><%= it.measure(l.measures.falsePositiveRate) %></td></tr>
<% } %></table></div>
<% if (it.e.model.thresholdRule !== null) { %><p class="soft">The model's thresholds: <%= it.e.model.thresholdRule %>.</p><% } %>

<% for (const l of it.labels) { %>
<h2><%= l.label %></h2>
<div class="plots">
<% if (l.curvePlot) { %><figure><%~ l.curvePlot %><figcaption>Precision and recall, n = <%= it.count(l.n) %></figcaption></figure><% } %>
<% if (l.reliabilityPlot) { %><figure><%~ l.reliabilityPlot %><figcaption>Calibration, ECE <%= it.number(l.measures.calibrationError.value) %></figcaption></figure><% } %>
</div>
<table><tr><th>scores</th><th class="n">n</th><th class="n">positives</th><th class="n">mean score</th><th>share of positives</th></tr>
<% for (const b of l.reliability) { %><tr><td><%= it.decimals(b.from, 1) %> – <%= it.decimals(b.to, 1) %></td><td class="n"><%= it.count(b.n) %></td><td class="n"><%= it.count(b.positives) %></td><td class="n"><%= it.number(b.meanScore) %></td><td><%= it.measure(b.observed) %></td></tr>
<% } %></table>
<% if (l.groups.length > 0) { %>
<h3>Groups</h3>
<p>Subgroup: the group's positives against its own negatives. BPSN: positives of the other rows against the group's negatives; low means that harmless texts about the group score too high. BNSP: negatives of the other rows against the group's positives; low means that harm to the group scores too low (Borkan et al. 2019).</p>
<div class="wide"><table><tr><th>group</th><th class="n">n</th><th class="n">positives</th><th>false-positive rate</th><th>subgroup AUC</th><th>BPSN AUC</th><th>BNSP AUC</th></tr>
<% for (const g of l.groups) { %><tr><td><%= g.group %></td><td class="n"><%= it.count(g.n) %></td><td class="n"><%= it.count(g.positives) %></td><td><%= it.measure(g.falsePositiveRate.measures.falsePositiveRate) %></td><td><%= it.measure(g.subgroupAuc.measures.auc) %></td><td><%= it.measure(g.bpsnAuc.measures.auc) %></td><td><%= it.measure(g.bnspAuc.measures.auc) %></td></tr>
<% } %></table></div>
<% } %>
<h3>Mistakes at <%= l.threshold %></h3>
<p><%= it.count(l.confusion.falsePositives) %> false positives, <%= it.count(l.confusion.falseNegatives) %> false negatives. Those that the model is surest of, masked:</p>
<table><tr><th>kind</th><th class="n">score</th><th>text (masked)</th></tr>
<% for (const m of l.mistakes.surestPositives) { %><tr><td>false positive</td><td class="n"><%= it.number(m.score) %></td><td><%= m.masked %></td></tr>
<% } for (const m of l.mistakes.surestNegatives) { %><tr><td>false negative</td><td class="n"><%= it.number(m.score) %></td><td><%= m.masked %></td></tr>
<% } %></table>
<% } %>

<h2>How this was made</h2>
<table>
<tr><td>model</td><td><%= it.e.model.id %>, SHA-256 <code><%= it.e.model.sha256 %></code></td></tr>
<tr><td>data</td><td><%= it.e.data.file %>, SHA-256 <code><%= it.e.data.sha256 %></code></td></tr>
<tr><td>texts were read</td><td><% if (it.e.reading === "filter") { %>as the filter text-toxicity reads captions: disguised letters undone, the larger score counts<% } else { %>as they stand (--raw)<% } %></td></tr>
<tr><td>columns</td><td>text: <%= it.e.columns.text %><% if (it.e.columns.group !== null) { %>; group: <%= it.e.columns.group %><% } %></td></tr>
<tr><td>bootstrap</td><td><%= it.count(it.e.bootstrap.repeats) %> resamples, seed <%= it.e.bootstrap.seed %></td></tr>
<tr><td>sluice</td><td><%= it.e.sluice %></td></tr>
</table>
</body>
</html>
`;
