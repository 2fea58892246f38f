/** The part of the page on people (eta): every value is escaped. */
export const peopleTemplate = `<h2>People whose captions state neither gender nor skin tone</h2>
<p><%= it.e.people.captions %> captions, <%= it.e.people.pictures %> pictures. Gender is told by a linear discriminant of the features, skin tone by one of the colours; each is fitted to real pictures of people that state this attribute alone, and each picture is read by a ruler whose real pictures are of other concepts (5-fold). “Default” is the yellow of a person who also comes in skin tones.</p>
<% for (const a of it.e.people.attributes) { %>
<h3><%= a.attribute %></h3>
<% if (!a.measurable) { %><p>Not measurable: the ruler is right on <%= a.ruler.k %> of <%= a.ruler.n %> real pictures that state it. Shares are given where the lower end of that rate's 95 % interval is at least one half, and 1.5 times chance.</p>
<% } else { %><p>The ruler is right on <%= it.rate(a.ruler) %> of real pictures that state it, and its mistakes are in both columns; a figure that could be either is read as one of the values all the same.</p>
<table><tr><th>read as</th><th>real pictures</th><th>made pictures</th></tr>
<% for (const r of a.rows) { %><tr><td><%= r.value %></td><td><%= it.rate(r.real) %></td><td><%= it.rate(r.made) %></td></tr>
<% } %></table>
<% } %>
<table><tr><th>states</th><% for (const v of Object.keys(a.confusion)) { %><th>read as <%= v %></th><% } %></tr>
<% for (const [v, row] of Object.entries(a.confusion)) { %><tr><td><%= v %></td><% for (const n of Object.values(row)) { %><td><%= n %></td><% } %></tr>
<% } %></table>
<% } %>`;
