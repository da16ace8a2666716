package show

import (
	"bytes"
	"encoding/json"
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
