package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

func (s *sites) statement(c summary.CallRef, entry catalog.Entry) *Effect {
	kind := Read
	if entry.Kind == "exec" {
		kind = Write
	}
	sql := entry.Int("sql", 0)
	e := &Effect{Kind: kind}
	arg := s.prog.Arg(c, sql)
	if k, ok := s.handedOn(c, arg); ok {
		e.Text = k + 1
		from := s.builder(arg)
		asItIs := asParam(s.prog, arg).fn != nil || !from.IsZero() && asParam(s.prog, s.prog.Arg(from, -1)).fn != nil
		if sql < len(c.Call.Deps) && asItIs { // an element of a parameter brings a statement of its own
			e.Script = c.Call.Deps[sql]
		}
	} else if read := s.read(arg, kind); read != nil {
		e = read
		if e.Script = 0; e.open && sql < len(c.Call.Deps) {
			e.Script = c.Call.Deps[sql] // another table each time
		}
	} else if from := s.builder(arg); !from.IsZero() {
		s.built(from, e)
	} else if sql < len(c.Call.Deps) {
		e.Script = c.Call.Deps[sql]
	}
	for k := sql; k < len(c.Call.Deps); k++ {
		e.Deps |= c.Call.Deps[k]
	}
	return s.wanted(e)
}

func (s *sites) builder(id summary.ID) summary.CallRef {
	if id == summary.NoID {
		return summary.CallRef{}
	}
	for _, from := range s.producers(id) {
		if from.Call.Recv != summary.None && (s.builds(catalog.PackageOf(from.Call.Callee)) || withArguments(from)) {
			return from
		}
	}
	return summary.CallRef{}
}

// built names what a builder of a statement is about, and which statement it makes.
func (s *sites) built(from summary.CallRef, e *Effect) {
	chain := s.chain(from)
	e.On = s.named(chain)
	for _, up := range chain {
		if e.Verb == "" {
			e.Verb = verbOf(e.Kind, methodName(up.Call.Callee))
		}
	}
}

// names reports whether a call tells a builder which table it is about.
func (s *sites) names(c summary.CallRef) bool {
	return slices.ContainsFunc(s.prog.Catalog.Of(c.Call.Callee), func(e catalog.Entry) bool { return e.Kind == "on" || e.Attrs["builder"] == "from" })
}

// withArguments reports whether a call of a method gives a text, and next to it a list of values of any type: those of its placeholders.
func withArguments(c summary.CallRef) bool {
	return c.Call.Iface != "" && len(c.Call.Args) == 0 && len(c.Call.Results) >= 2 && c.Pkg.Nodes[c.Call.Results[0]].Type == "string" && c.Pkg.Nodes[c.Call.Results[1]].Type == ""
}

func (s *sites) told(c summary.CallRef, f summary.FuncRef, e *Effect) bool {
	if e.Text == 0 {
		return true
	}
	k := e.Text - 1
	e.Text = 0
	arg := s.prog.Arg(c, k)
	if k, ok := s.handedOn(c, arg); ok {
		e.Text = k + 1
		return true
	}
	if read := s.read(arg, e.Kind); read != nil {
		e.Kind, e.Verb, e.On, e.Script = read.Kind, read.Verb, read.On, 0
		if read.open && k < len(c.Call.Deps) {
			e.Script = c.Call.Deps[k] // another table each time
		}
		return s.wanted(e) != nil
	}
	if from := s.builder(arg); !from.IsZero() {
		s.built(from, e)
		e.Script = 0
		return true
	}
	if k < len(c.Call.Deps) {
		e.Script = c.Call.Deps[k]
	}
	return true
}

func (s *sites) handedOn(c summary.CallRef, id summary.ID) (param int, ok bool) {
	f := s.prog.Enclosing(c)
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{id}; len(queue) > 0 && len(seen) < 16; queue = queue[1:] {
		id := queue[0]
		if id == summary.NoID || seen[id] {
			continue
		}
		seen[id] = true
		switch v := s.prog.Value(id); v.Kind {
		case summary.Param:
			if o := s.prog.FunctionOf(id); o.Func == f.Func && v.Index >= 0 {
				return int(v.Index), true
			}
		case summary.Var:
			queue = append(queue, s.prog.Assigned(id)...)
		case summary.Text: // what its beginning is decides
			if len(v.Parts) > 0 && v.Parts[0].Node != summary.None {
				queue = append(queue, s.prog.ID(s.prog.Owner(id), v.Parts[0].Node))
			}
		case summary.Result: // of what changes a statement
			from := s.prog.CallOf(id)
			if name := methodName(from.Call.Callee); strings.HasPrefix(name, "Split") || strings.HasPrefix(name, "Fields") {
				continue // the parts are statements
			}
			if from.Call.Recv != summary.None && (withArguments(from) || s.builds(catalog.PackageOf(from.Call.Callee))) {
				if !s.names(from) {
					queue = append(queue, s.prog.Arg(from, -1)) // the builder
				}
				continue
			}
			for k, a := range from.Call.Args {
				if a != summary.None && from.Pkg.Nodes[a].Type == "string" {
					queue = append(queue, s.prog.Arg(from, k))
				}
			}
		}
	}
	return 0, false
}

func (s *sites) read(id summary.ID, kind Kind) *Effect {
	var first *Effect
	for _, pieces := range s.prog.Texts(id) {
		var b sqltext.Builder
		for _, p := range pieces {
			if p.Hole == summary.NoID {
				b.Text(p.Lit)
			} else {
				b.Hole()
			}
		}
		e := readText(b.Template(), kind)
		switch {
		case e == nil:
		case first == nil:
			first = e
		case e.On != first.On: // one of several tables
			first.On, first.open = "", first.open || e.open
		}
	}
	if first != nil && !first.open {
		first.open = s.putIn(id, kind)
	}
	return first
}

// putIn reports whether all that is put into the text of a call of a procedure is the name of that, whatever is known of it.
func (s *sites) putIn(id summary.ID, kind Kind) bool {
	return slices.ContainsFunc(s.prog.Origins(id), func(o summary.ID) bool {
		var b sqltext.Builder
		for _, p := range s.prog.Value(o).Parts {
			if p.Node == summary.None {
				b.Text(p.Lit)
			} else {
				b.Hole()
			}
		}
		text := b.Template()
		e := readText(text, kind)
		return e != nil && e.open && e.Verb == "" && e.names == strings.Count(string(text), string(sqltext.Hole))
	})
}

func readText(text sqltext.Template, kind Kind) *Effect {
	statements := sqltext.Statements(text)
	if len(statements) == 0 {
		return nil
	}
	q := statements[0].Query
	e := &Effect{Kind: kind, Verb: q.Verb}
	for _, t := range q.BaseTables() {
		e.names += strings.Count(t.Name, string(sqltext.Hole))
	}
	for _, t := range q.BaseTables() {
		e.open = e.open || strings.Trim(t.Name, string(sqltext.Hole)+`"`+"`") == "" || e.names > 0 && e.names == strings.Count(string(text), string(sqltext.Hole))
		if !t.Func && !strings.ContainsRune(t.Name, sqltext.Hole) {
			e.On = t.Name
			break
		}
	}
	if history(e.On) {
		e.Kind = "admin"
		return e
	}
	switch e.Verb {
	case "SELECT", "VALUES", "TABLE":
		if e.Kind == Write {
			e.Kind = Read
		}
		if len(q.Tables) == 0 && !strings.ContainsRune(string(text), sqltext.Hole) && len(q.Subs) == 0 {
			e.Kind = "admin" // SELECT pg_advisory_lock(…)
		}
	case "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "UPSERT":
		e.Kind = Write
	case "CALL", "EXEC", "EXECUTE", "":
		e.Verb = ""
		words := strings.Fields(string(text))
		if len(words) > 1 && strings.ContainsRune(words[1], sqltext.Hole) && q.Verb != "" { // a procedure of its own
			e.open, e.names = true, strings.Count(words[1], string(sqltext.Hole))
		}
		if len(words) > 0 && slices.Contains([]string{"SET", "RESET", "USE", "SHOW"}, strings.ToUpper(words[0])) {
			e.Kind = "admin" // settings of the session
		}
	default:
		e.Kind = "admin"
	}
	return e
}

func history(table string) bool {
	table = strings.ToLower(table)
	return strings.Contains(table, "migration") || strings.HasPrefix(table, "schema_version") || strings.HasPrefix(table, "goose_")
}
