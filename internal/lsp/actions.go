package lsp

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/page"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/suppress"
)

// shownOf returns what the client was told of an open document; nil where that is nothing.
func (s *server) shownOf(uri string) (*shown, *document) {
	d := s.document(uri)
	if d == nil {
		return nil, nil
	}
	for _, r := range s.sortedRoots() {
		if sh := r.shown[d.path]; sh != nil {
			return sh, d
		}
	}
	return nil, d
}

// hover shows the pages of the rules that have found something at a position.
func (s *server) hover(p hoverParams) (any, error) {
	sh, _ := s.shownOf(p.Document.URI)
	if sh == nil {
		return nil, nil
	}
	var parts []string
	var at span
	seen := map[string]bool{}
	for _, it := range sh.items {
		d := it.diagnostic
		if !d.Range.contains(p.Position) || seen[d.Code] {
			continue
		}
		seen[d.Code] = true
		if len(parts) == 0 {
			at = d.Range
		}
		parts = append(parts, s.page(it))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return hover{markup{"markdown", strings.Join(parts, "\n\n---\n\n")}, at}, nil
}

// page is what hover shows of a finding: its message, the page of its rule, and the first of the rule's stories.
func (s *server) page(it item) string {
	d := it.diagnostic
	ru := s.rules[d.Code]
	if ru == nil {
		return fmt.Sprintf("**prodlint %s**: %s", d.Code, escape(d.Message))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**[prodlint %s](%s)**: %s\n\n%s\n\n*%s, %s confidence*\n\n", ru.Name, ru.URL(), escape(d.Message), ru.Summary, it.finding.Severity, it.finding.Confidence)
	b.WriteString(absolute(strings.TrimSpace(ru.Page), ru.URL()))
	for i, slug := range ru.Incidents {
		in, ok := page.Find(slug)
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "\n\n---\n\n# [%s](%s)\n", in.Title, in.URL())
		if i == 0 {
			fmt.Fprintf(&b, "\n%s", absolute(strings.TrimSpace(in.Body), in.URL()))
		}
	}
	return b.String()
}

// escape keeps Markdown from reading marks into a message.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`).Replace(text)
}

// absolute resolves the links of a page against its address.
func absolute(markdown, base string) string {
	from, err := url.Parse(base)
	if err != nil {
		return markdown
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(markdown, "](")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString("](")
		target, after, closed := strings.Cut(rest, ")")
		if ref, err := url.Parse(target); closed && err == nil && !strings.ContainsAny(target, " \n") {
			b.WriteString(from.ResolveReference(ref).String() + ")")
			markdown = after
			continue
		}
		markdown = rest
	}
}

// actions offers what can be done about the findings in a range.
func (s *server) actions(p actionParams) (any, error) {
	list := []codeAction{}
	sh, d := s.shownOf(p.Document.URI)
	if sh == nil {
		return list, nil
	}
	wants := func(kind string) bool {
		return len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(k string) bool { return kind == k || strings.HasPrefix(kind, k+".") })
	}
	same := sh.text.data == d.text.data // else the places are no longer right
	for _, it := range sh.items {
		if !wants(kindQuickFix) || !it.diagnostic.Range.touches(p.Range) {
			continue
		}
		ru := s.rules[it.finding.Rule]
		about := []diagnostic{it.diagnostic}
		if same && ru != nil {
			if edit := fix(d, []driver.Finding{it.finding}); edit != nil {
				list = append(list, codeAction{Title: "prodlint: " + fixTitle(ru, it.finding.Unsafe), Kind: kindQuickFix, Diagnostics: about, Preferred: !it.finding.Unsafe, Edit: edit})
			}
			list = append(list, codeAction{Title: "prodlint: suppress " + ru.Name + " with a reason", Kind: kindQuickFix, Diagnostics: about, Edit: ignore(d, it)})
		}
		if ru != nil {
			list = append(list, codeAction{Title: "prodlint: open the page of " + ru.Name, Kind: kindQuickFix, Diagnostics: about,
				Command: &command{"Open the page of " + ru.Name, openPage, []any{ru.URL()}}})
		}
	}
	if same && wants(kindFixAll) {
		var all []driver.Finding
		for _, it := range sh.items {
			if !it.finding.Unsafe { // each of the others is for a person to choose
				all = append(all, it.finding)
			}
		}
		if edit := fix(d, all); edit != nil {
			list = append(list, codeAction{Title: "prodlint: fix all in this file", Kind: kindFixAll, Edit: edit})
		}
	}
	return list, nil
}

func fixTitle(ru *rule.Rule, unsafe bool) string {
	title := "fix " + ru.Name
	if text := ru.FixText(unsafe); text != "" {
		title = ru.Name + ": " + text
	}
	if unsafe {
		title += " (unsafe)"
	}
	return title
}

// fix returns the edit that repairs findings of a document, or nil.
func fix(d *document, findings []driver.Finding) *workspaceEdit {
	findings = slices.DeleteFunc(slices.Clone(findings), func(f driver.Finding) bool { return len(f.Edits) == 0 || f.Suppressed })
	if len(findings) == 0 {
		return nil
	}
	after, fixed, err := driver.Apply([]byte(d.text.data), findings)
	if err != nil || fixed == 0 {
		return nil
	}
	var edits []textEdit
	for _, e := range udiff.Strings(d.text.data, string(after)) {
		edits = append(edits, textEdit{span{d.text.position(e.Start), d.text.position(e.End)}, e.New})
	}
	return &workspaceEdit{map[string][]textEdit{d.uri: edits}}
}

// ignore returns the edit that puts a suppression on the line above a finding, for a reason to be written behind it.
func ignore(d *document, it item) *workspaceEdit {
	n := it.diagnostic.Range.Start.Line
	sql := filepath.Ext(d.path) != ".go"
	n = outside(d.text, n, sql)
	line, start := d.text.line(n)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	end := "\n"
	if strings.HasSuffix(d.text.data[:start], "\r\n") {
		end = "\r\n"
	}
	at := position{Line: n}
	return &workspaceEdit{map[string][]textEdit{d.uri: {{span{at, at}, indent + suppress.Comment(it.finding.Rule, sql) + end}}}}
}

// outside returns a line, or the one above it where a text begins that it would lie in the middle of: a comment there would be part of the text.
func outside(t *text, line int, sql bool) int {
	_, at := t.line(line)
	begins := at
	if sql {
		l := sqltext.NewLexer(sqltext.Literal(t.data))
		for tok := l.Next(); tok.Kind != sqltext.EOF && tok.Start < at; tok = l.Next() {
			if tok.End > at {
				begins = tok.Start
			}
		}
		return t.position(begins).Line
	}
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(t.data))
	sc.Init(file, []byte(t.data), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		start := file.Offset(pos)
		if tok == token.EOF || start >= at {
			return t.position(begins).Line
		}
		if (tok == token.STRING || tok == token.COMMENT) && start+len(lit) > at {
			begins = start
		}
	}
}

// execute runs a command: there is one, which shows the page of a rule.
func (s *server) execute(p executeParams) (any, error) {
	var address string
	if p.Command != openPage || len(p.Arguments) != 1 || json.Unmarshal(p.Arguments[0], &address) != nil {
		return nil, errors.New("prodlint knows the command " + openPage + " with the address of a page")
	}
	if !slices.ContainsFunc(s.opts.Rules, func(ru *rule.Rule) bool { return ru.URL() == address }) {
		return nil, errors.New("no rule has its page there: " + report.Redact(address))
	}
	if s.client.Window.ShowDocument.Support {
		return nil, s.conn.ask("window/showDocument", showDocument{address, true})
	}
	return nil, s.conn.notify("window/showMessage", showMessage{messageInfo, address})
}
