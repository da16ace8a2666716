package show

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
)

// asJSON writes the contract; lists are never null.
func asJSON(p Page) ([]byte, error) {
	out := struct {
		Version int      `json:"version"`
		Routes  []Row    `json:"routes"`
		Notes   []string `json:"notes"`
	}{1, p.Rows, p.Notes}
	if out.Routes == nil {
		out.Routes = []Row{}
	}
	if out.Notes == nil {
		out.Notes = []string{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(out)
	return b.Bytes(), err
}

// asCSV writes a line for each row.
func asCSV(p Page) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{{"kind", "method", "path", "handler", "place", "reads", "writes", "calls", "publishes", "unknown", "guessed", "withoutTimeout", "inTransaction", "middleware", "findings", "open", "risk"}}
	for _, r := range p.Rows {
		var mw, found []string
		for _, m := range r.Middleware {
			mw = append(mw, m.Name)
		}
		for _, f := range r.Findings {
			found = append(found, f.Rule+" "+f.String())
		}
		lines = append(lines, []string{r.Kind, Method(r), r.Path, r.Handler, r.At.String(), r.Reads, r.Writes, r.Calls, r.Publishes, strconv.Itoa(r.Unknown), strconv.FormatBool(r.Guessed),
			strconv.Itoa(r.Unbounded), strconv.Itoa(r.Held), strings.Join(mw, "; "), strings.Join(found, "; "), strings.Join(r.Open, "; "), strconv.Itoa(r.Risk)})
	}
	for _, l := range lines {
		for i := range l {
			l[i] = plain(l[i])
		}
	}
	err := w.WriteAll(lines)
	return b.Bytes(), err
}

// plain keeps a cell from being taken for a formula by a spreadsheet.
func plain(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
