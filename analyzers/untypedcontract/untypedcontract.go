// Package untypedcontract finds requests and answers that no type describes. What both sides have agreed on is in nobody's code: a field that is
// renamed on one side is a zero, or undefined, on the other, and everything answers 200.
package untypedcontract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports maps that requests are decoded into or answers are written from, and structs whose names in JSON are those of Go.
var Rule = rule.New("untypedcontract", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	for _, f := range of(p.Program).found[p.Summary] {
		p.Report(f)
	}
}

type key struct{}

// of returns what is found in a program. It is worked out once: a helper that writes answers is looked at for all who call it.
func of(prog *summary.Program) *index {
	return prog.Memo(key{}, func() any {
		j := &index{Program: prog, requests: handler.Of(prog), found: map[*summary.Package][]rule.Finding{}, seen: map[*summary.Call]bool{}, running: map[*summary.Function]bool{}, untagged: map[string][]summary.CallRef{}}
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := prog.Catalog.Get(c.Call.Callee, "decodes"); ok && !e.Has("in") {
					j.decodes(c, e)
				}
			}
		}
		answers := handler.JSONAnswers(prog)
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				if a, ok := answers[&pkg.Calls[i]]; ok && !a.Failed() {
					j.answers(a)
				}
			}
		}
		j.report()
		return j
	}).(*index)
}

type index struct {
	*summary.Program
	requests *handler.Index
	found    map[*summary.Package][]rule.Finding
	seen     map[*summary.Call]bool
	running  map[*summary.Function]bool   // whether all who reach a function ask how the service is
	untagged map[string][]summary.CallRef // answers with structs without names for JSON, by type
}

// maxDepth bounds how many helpers lie between a handler and the call of the library.
const maxDepth = 4

// at visits the calls at which something is said of what argument id of a call is: the call itself, or where it is a parameter, those of the function
// around it. values are what the argument is there.
func (j *index) at(c summary.CallRef, id summary.ID, depth int, visit func(c summary.CallRef, values []summary.ID)) {
	values := handler.Local(j.Program, id)
	f := j.Enclosing(c)
	for _, v := range values {
		n := j.Value(v)
		if n.Kind != summary.Param || n.Index < 0 || depth == 0 || j.FunctionOf(v).Func != f.Func && j.FunctionOf(v).Func != handler.Root(f).Func {
			continue
		}
		if n.Type != "" || !n.Any {
			continue // it has a type there
		}
		for _, from := range j.Callers(j.FunctionOf(v)) {
			if a := j.Arg(from, int(n.Index)); a != summary.NoID {
				j.at(from, a, depth-1, visit)
			}
		}
		return
	}
	visit(c, values)
}

// decodes looks at what a call reads the body of a request into.
func (j *index) decodes(c summary.CallRef, e catalog.Entry) {
	from := j.Arg(c, e.Int("from", -1))
	into := j.Arg(c, e.Int("into", 0))
	if from == summary.NoID || into == summary.NoID || c.Call.Fn < 0 {
		return
	}
	if _, ok := j.Catalog.Get(j.Value(from).Type, "request"); !ok && !handler.MadeOf(j.Program, from, func(id summary.ID) bool {
		_, request := j.Catalog.Get(j.Value(id).Type, "request")
		return handler.IsBody(j.Program, id) || request && j.Value(id).Type != "net/http.Request"
	}) {
		return
	}
	j.at(c, into, maxDepth, func(c summary.CallRef, values []summary.ID) {
		n := j.Value(values[0])
		if !n.Any || n.Kind == summary.Param || n.Kind == summary.Field && !n.List || j.named(n.Type) || j.aside(c) || j.seen[c.Call] || j.forwards(c) || j.envelope(values) {
			return
		}
		j.seen[c.Call] = true
		j.note(c, "request", "no type says what the request holds, a field that is renamed or missing is a zero: decode it into a struct")
	})
}

// named reports whether a type is one of the program that others may use: maps whose keys are data have such.
func (j *index) named(t string) bool {
	return t != "" && j.Package(catalog.PackageOf(t)) != nil && exported(t[strings.LastIndexByte(t, '.')+1:])
}

// answers looks at what a call answers with.
func (j *index) answers(a handler.Answer) {
	j.at(a.Call, a.Value, maxDepth, func(c summary.CallRef, values []summary.ID) {
		if j.seen[c.Call] || c.Call.Guard&summary.OnError != 0 {
			return
		}
		keys, t := j.keys(values), ""
		if len(keys) == 0 {
			t = j.structOf(values)
		}
		if t == "" && (len(keys) < 2 || errs(keys)) || j.fails(c) || j.aside(c) || j.forwards(c) || j.health(c) {
			return
		}
		j.seen[c.Call] = true
		if t != "" {
			j.untagged[t] = append(j.untagged[t], c)
		} else {
			j.note(c, "answer", "no type says that the answer has "+two(keys)+", and nothing notices when that changes: answer with a struct")
		}
	})
}

// two lists two keys of an answer.
func two(keys []string) string {
	out := keys[0] + " and " + keys[1]
	if len(out) > 40 {
		return "these fields"
	}
	return out
}

// note keeps a finding. What a function answers with twice is told of once.
func (j *index) note(c summary.CallRef, key, message string) {
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: key + " " + c.Name(), Message: message}
	if !slices.ContainsFunc(j.found[c.Pkg], func(o rule.Finding) bool { return o.Function == f.Function && o.Message == f.Message }) {
		j.found[c.Pkg] = append(j.found[c.Pkg], f)
	}
}

// report keeps a finding for each struct without names for JSON, at the first answer with it, and puts the findings in order.
func (j *index) report() {
	for t, calls := range j.untagged {
		slices.SortFunc(calls, func(a, b summary.CallRef) int { return byPlace(a.Call.Pos, b.Call.Pos) })
		name := t[strings.LastIndexByte(t, '/')+1:]
		message := "a renamed field of " + name + " renames it for all clients: its fields have no json tags"
		if len(message) > 140 {
			message = "a renamed field of this struct renames it for all clients: its fields have no json tags"
		}
		j.note(calls[0], "struct "+t, message)
	}
	for _, list := range j.found {
		slices.SortFunc(list, func(a, b rule.Finding) int { return byPlace(a.Pos, b.Pos) })
	}
}

func byPlace(a, b summary.Pos) int {
	return cmp.Or(cmp.Compare(a.Pkg, b.Pkg), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}
