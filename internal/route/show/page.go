package show

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
)

var pageTemplate = template.Must(template.New("routes").Funcs(template.FuncMap{"method": Method, "notes": notes, "amount": amount}).Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Routes</title>
<style>
body{font:14px/1.4 system-ui,sans-serif;margin:2rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dee4;vertical-align:top}
td.n{font-variant-numeric:tabular-nums;white-space:nowrap}code{font:13px ui-monospace,monospace}small{color:#57606a}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:#30363d}small{color:#8b949e}}
</style></head><body><h1>Routes</h1>
<p>Riskiest first. A sum is what the worst path costs: 2 + 3×posts is 2, and 3 for each of the posts; ~ is guessed, ? not seen.</p>
<table><thead><tr><th>Route</th><th>Handler</th><th>Reads</th><th>Writes</th><th>Calls</th><th>Messages</th><th>Notes</th></tr></thead><tbody>
{{range .Rows}}<tr><td><code>{{method .}} {{.Path}}</code></td><td><code>{{.Handler}}</code><br><small>{{.At}}</small></td><td class="n">{{amount . .Reads}}</td><td class="n">{{amount . .Writes}}</td><td class="n">{{amount . .Calls}}</td><td class="n">{{amount . .Publishes}}</td>
<td>{{notes .}}{{range .Findings}}<br><small>{{.Rule}} {{.}}</small>{{end}}</td></tr>
{{end}}</tbody></table>{{range .Notes}}<p>{{.}}</p>{{end}}</body></html>
`))

// asHTML writes a page that needs nothing else.
func asHTML(p Page) ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, p)
	return b.Bytes(), err
}

// maxDrawn bounds how many routes a diagram has: more cannot be read.
const maxDrawn = 40

// mermaid draws the ways from the riskiest routes to what costs most.
func mermaid(p Page) string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	ids := map[string]string{}
	node := func(kind, label string) string {
		key := kind + label
		if ids[key] == "" {
			ids[key] = fmt.Sprintf("%s%d", kind, len(ids))
			b.WriteString("  " + ids[key] + `["` + quoted(label) + "\"]\n")
		}
		return ids[key]
	}
	seen := map[string]bool{}
	link := func(from, to string) {
		if line := "  " + from + " --> " + to + "\n"; from != to && !seen[line] {
			seen[line] = true
			b.WriteString(line)
		}
	}
	for i, r := range p.Rows {
		if i == maxDrawn {
			break
		}
		from := node("r", title(r))
		if r.Handler == "" {
			continue
		}
		to := node("f", r.Handler)
		link(from, to)
		from = to
		for _, h := range r.Worst {
			to := node("c", h.Note)
			link(from, to)
			from = to
		}
	}
	return b.String()
}

// quoted makes a label safe inside the quotes of a diagram.
func quoted(s string) string {
	return strings.NewReplacer(`"`, "#quot;", "<", "#lt;", ">", "#gt;", "\n", " ").Replace(s)
}
