package lsp

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/term"
	"github.com/prodlint/prodlint/internal/within"
)

// shown is what the client has been told of a file.
type shown struct {
	uri     string
	version *int   // of the document, if it was open
	body    string // the diagnostics as they were sent
	items   []item
	text    *text // that was analysed
	stale   bool  // the client is to be told again
}

// item is a finding and what became of it.
type item struct {
	finding    driver.Finding
	diagnostic diagnostic
}

// sources are the texts that a run saw.
type sources struct {
	root  string
	open  map[string]*document
	texts map[string]*text
}

// of returns the text of a file of the workspace, an empty one if it cannot be read.
func (s *sources) of(file string) *text {
	abs := filepath.Join(s.root, filepath.FromSlash(file))
	if d := s.open[abs]; d != nil {
		return d.text
	}
	t, ok := s.texts[abs]
	if !ok {
		src, err := within.ReadFile(s.root, file)
		if err != nil {
			src = nil
		}
		t = newText(string(src))
		s.texts[abs] = t
	}
	return t
}

// publish sends what has changed since the last run: diagnostics of files that have findings, and empty lists for those that have none any more.
// Files of packages that could not be judged keep what they had.
func (s *server) publish(o outcome) error {
	r := o.root
	src := &sources{root: o.result.Root, open: o.texts, texts: map[string]*text{}}
	now := map[string]*shown{}
	for _, f := range o.result.Findings {
		abs := filepath.Join(o.result.Root, filepath.FromSlash(f.File))
		if now[abs] == nil {
			now[abs] = &shown{text: src.of(f.File)}
		}
		now[abs].items = append(now[abs].items, item{f, s.diagnose(f, src)})
	}
	for _, abs := range slices.Sorted(maps.Keys(r.shown)) {
		old := r.shown[abs]
		rel, err := filepath.Rel(o.result.Root, abs)
		if len(o.result.Errors) > 0 && err == nil && !slices.Contains(o.result.Dirs, path.Dir(filepath.ToSlash(rel))) && (o.texts[abs] != nil || exists(abs)) {
			now[abs] = old
			continue
		}
		if now[abs] != nil {
			continue
		}
		if len(old.items) > 0 || old.stale {
			now[abs] = &shown{text: newText("")}
		}
	}
	for _, abs := range slices.Sorted(maps.Keys(now)) {
		n, old := now[abs], r.shown[abs]
		if n == old && !old.stale {
			continue
		}
		if err := s.send(n, old, abs, o.texts[abs]); err != nil {
			return err
		}
		if len(n.items) == 0 {
			delete(now, abs)
		}
	}
	r.shown = now
	return nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// send tells the client of a file, unless it knows.
func (s *server) send(n, old *shown, abs string, open *document) error {
	p := publishParams{URI: s.uri(abs), Diagnostics: []diagnostic{}}
	if open != nil {
		version := open.version
		p.Version = &version
	}
	for _, it := range n.items {
		p.Diagnostics = append(p.Diagnostics, it.diagnostic)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if old != nil && !old.stale && old.body == string(body) {
		n.uri, n.version, n.body = old.uri, old.version, old.body
		return nil
	}
	if old != nil && old.uri != "" && old.uri != p.URI {
		if err := s.conn.notify("textDocument/publishDiagnostics", publishParams{URI: old.uri, Diagnostics: []diagnostic{}}); err != nil {
			return err
		}
	}
	n.uri, n.version, n.body, n.stale = p.URI, p.Version, string(body), false
	return s.conn.notify("textDocument/publishDiagnostics", p)
}

// uri names a file as the client does.
func (s *server) uri(abs string) string {
	if d := s.docs[abs]; d != nil {
		return d.uri
	}
	for _, f := range s.folders {
		if rel, err := filepath.Rel(f.real, abs); err == nil && filepath.IsLocal(rel) {
			return uriOf(filepath.Join(f.dir, rel))
		}
	}
	return uriOf(abs)
}

var severities = map[rule.Severity]int{rule.Error: 1, rule.Warning: 2, rule.Info: 3}

// diagnose turns a finding into a diagnostic.
func (s *server) diagnose(f driver.Finding, src *sources) diagnostic {
	d := diagnostic{
		Range: place(src.of(f.File), f.Pos), Severity: severities[f.Severity], Code: f.Rule, Source: "prodlint", Message: plain(f.Message), Data: f.Fingerprint,
	}
	if ru := s.rules[f.Rule]; ru != nil {
		d.CodeDescription = &codeDescription{ru.URL()}
	}
	for i, h := range f.Path {
		file := f.File
		if i < len(f.Files) {
			file = f.Files[i]
		}
		note := h.Note
		if h.Function != "" {
			note = strings.TrimPrefix(note+" (in "+h.Function+")", " ")
		}
		at := location{s.uri(filepath.Join(src.root, filepath.FromSlash(file))), place(src.of(file), h.Pos)}
		d.Related = append(d.Related, related{at, plain(note)})
	}
	return d
}

// place turns a position into a range. Without an end it is the rest of the line.
func place(t *text, p summary.Pos) span {
	start := t.at(p.Line, p.Col)
	if p.EndLine < p.Line || p.EndLine == p.Line && p.EndCol <= p.Col {
		line, from := t.line(p.Line - 1)
		return span{start, t.position(from + len(line))}
	}
	return span{start, t.at(p.EndLine, p.EndCol)}
}

// plain makes a message fit to be shown: without secrets and control characters.
func plain(msg string) string { return term.Clean(report.Redact(msg)) }
