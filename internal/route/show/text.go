package show

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/term"
)

// narrow is how many columns a table has where the terminal does not say.
const narrow = 160

// text draws the rows as a table that fits the terminal.
func text(p Page, style term.Style) string {
	rows := [][]string{{"ROUTE", "HANDLER", "READS", "WRITES", "CALLS", "MESSAGES", "NOTES"}}
	for _, r := range p.Rows {
		rows = append(rows, []string{title(r), handler(r), amount(r, r.Reads), amount(r, r.Writes), amount(r, r.Calls), amount(r, r.Publishes), notes(r)})
	}
	rows = used(rows)
	fit(rows, cmp.Or(style.Width, narrow))
	out := term.Columns(rows, style)
	out += fmt.Sprintf("\n%s; riskiest first. A sum is what the worst path costs: 2 + 3×posts is 2, and 3 for each of the posts; ~ is guessed, ? not seen.\n", counted(p.Rows))
	for _, n := range p.Notes {
		out += style.Paint(term.Yellow, "note: ") + term.Clean(n) + "\n"
	}
	return out
}

func title(r Row) string {
	path := r.Path
	if r.Below && !strings.HasSuffix(path, "/") && !strings.HasSuffix(path, "*") {
		path += "/*"
	}
	return term.Clean(Method(r) + " " + path)
}

func handler(r Row) string {
	if r.Handler == "" {
		return "?"
	}
	return term.Clean(r.Handler)
}

// amount marks a sum that is not sure.
func amount(r Row, sum string) string {
	if sum == "0" || sum == "?" {
		if r.Unknown > 0 {
			return "?"
		}
		return strings.Replace(sum, "0", "·", 1)
	}
	if r.Guessed {
		sum = "~" + sum
	}
	if r.Unknown > 0 {
		sum += " + ?"
	}
	return sum
}

// notes are what else there is to say of a row, in few words.
func notes(r Row) string {
	var out []string
	add := func(n int, one, many string) {
		if n == 1 {
			out = append(out, "1 "+one)
		} else if n > 1 {
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(len(r.Findings), "finding", "findings")
	if r.Unbounded > 0 {
		out = append(out, "no timeout")
	}
	if r.Held > 0 {
		out = append(out, "call in tx")
	}
	for _, what := range []string{"auth", "limiter", "bodylimit", "timeout"} {
		if slices.ContainsFunc(r.Middleware, func(m Middleware) bool { return m.What == what }) {
			out = append(out, what)
		}
	}
	out = append(out, r.Open...)
	return strings.Join(out, ", ")
}

// used leaves out the columns of costs in which no row has anything, reads excepted.
func used(rows [][]string) [][]string {
	for col := len(rows[0]) - 2; col > 2; col-- {
		if len(rows) > 1 && !slices.ContainsFunc(rows[1:], func(r []string) bool { return r[col] != "·" && r[col] != "?" }) {
			for i := range rows {
				rows[i] = slices.Delete(rows[i], col, col+1)
			}
		}
	}
	return rows
}

// fit cuts the widest columns until a table is no wider than width.
func fit(rows [][]string, width int) {
	limits := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			limits[i] = max(limits[i], term.TextWidth(cell))
		}
	}
	total := func() (sum int) {
		for _, l := range limits {
			sum += l + 2
		}
		return sum
	}
	for total() > width {
		widest := 0
		for i := range limits {
			if limits[i] > limits[widest] {
				widest = i
			}
		}
		if limits[widest] <= 14 {
			break
		}
		limits[widest]--
	}
	for _, r := range rows {
		for i := range r {
			r[i] = clip(r[i], limits[i])
		}
	}
}

// clip shortens a text to a width.
func clip(s string, width int) string {
	rs := []rune(s)
	if term.TextWidth(s) <= width {
		return s
	}
	for len(rs) > 0 && term.TextWidth(string(rs))+1 > width {
		rs = rs[:len(rs)-1]
	}
	return string(rs) + "…"
}

// counted says how many entries there are of each kind.
func counted(rows []Row) string {
	var kinds []string
	n := map[string]int{}
	for _, r := range rows {
		if n[r.Kind] == 0 {
			kinds = append(kinds, r.Kind)
		}
		n[r.Kind]++
	}
	slices.Sort(kinds)
	names := map[string][2]string{"http": {"route", "routes"}, "rpc": {"RPC", "RPCs"}, "graphql": {"GraphQL operation", "GraphQL operations"}, "lambda": {"function", "functions"},
		"consumer": {"consumer", "consumers"}, "schedule": {"scheduled job", "scheduled jobs"}, "command": {"command", "commands"}, "loop": {"waiting loop", "waiting loops"}}
	var out []string
	for _, k := range kinds {
		name := names[k][1]
		if n[k] == 1 {
			name = names[k][0]
		}
		out = append(out, fmt.Sprintf("%d %s", n[k], name))
	}
	if len(out) == 0 {
		return "no routes"
	}
	return strings.Join(out, ", ")
}

// Method returns the methods of a row as one word.
func Method(r Row) string {
	if r.Kind != "http" && r.Kind != "graphql" {
		return r.Kind
	}
	if len(r.Methods) == 0 {
		return "ANY"
	}
	return strings.Join(r.Methods, ",")
}

// Tree writes what one route costs, call by call.
func Tree(r Row, calls []*Node, style term.Style) string {
	var b strings.Builder
	b.WriteString(style.Paint(term.Bold, title(r)) + "\n")
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %-11s %s\n", name, term.Clean(text))
		}
	}
	line("handler", strings.TrimSpace(cmp.Or(r.Handler, "not seen")+" "+r.At.String()))
	line("registered", r.Reg.String())
	var chain []string
	for _, m := range r.Middleware {
		name := m.Name
		if m.What != "" {
			name += " (" + m.What + ")"
		}
		chain = append(chain, name)
	}
	line("middleware", strings.Join(chain, " → "))
	line("cost", sums(r))
	line("not known", strings.Join(r.Open, ", "))
	if len(calls) == 0 {
		b.WriteString("  no query, write, call or message is seen\n")
	}
	branch(&b, calls, "  ", style)
	return b.String()
}

func sums(r Row) string {
	out := fmt.Sprintf("reads %s, writes %s, calls %s, messages %s", r.Reads, r.Writes, r.Calls, r.Publishes)
	if r.Unknown > 0 {
		out += ", and what is not seen"
	}
	return out
}

func branch(b *strings.Builder, calls []*Node, indent string, style term.Style) {
	for i, n := range calls {
		mark, next := "├─ ", "│  "
		if i == len(calls)-1 {
			mark, next = "└─ ", "   "
		}
		text := term.Clean(n.Label)
		if n.Times != "" {
			text += ", " + style.Paint(term.Yellow, n.Times)
		}
		if len(n.Below) > 0 && n.Cost != "" {
			text += "  " + style.Paint(term.Cyan, n.Cost)
		}
		for _, m := range n.Marks {
			text += "  [" + m + "]"
		}
		b.WriteString(indent + mark + text + "  " + style.Paint(term.Dim, n.Place.String()) + "\n")
		branch(b, n.Below, indent+next, style)
	}
}
