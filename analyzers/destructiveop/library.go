package destructiveop

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// calls judges calls of libraries.
func (j *judge) calls() {
	for i := range j.Summary.Calls {
		c := summary.CallRef{Pkg: j.Summary, Call: &j.Summary.Calls[i]}
		e, ok := j.Program.Catalog.Get(c.Call.Callee, "wipe")
		always := false
		if ok {
			ok, always = j.wipes(c, e)
		} else if e, ok = j.command(c); !ok {
			continue
		}
		if !ok || e.Attrs["verb"] == "UPDATE" && ofAll(c) || admin.Aside(j.Program, c) {
			continue
		}
		name, called := j.on(c, e)
		if j.maintained(name) || passing().MatchString(strings.ToLower(name)) || slices.ContainsFunc(called, func(w string) bool { return passing().MatchString(w) }) {
			continue
		}
		if _, serves := admin.Serves(j.Program, c); serves {
			f := rule.Finding{Pos: c.Call.Pos, Function: j.Summary.FunctionName(c.Call.Fn), Message: said(e, name, always), Key: c.Call.Callee + " " + name}
			if name != "" && e.Attrs["what"] == "rows" && !e.Has("verb") {
				j.deleted = append(j.deleted, deletion{f, name, c.Call.Fn})
			} else {
				j.report(f)
			}
		}
	}
}

// command returns the entry of a call that is given the name of a command which empties a cache.
func (j *judge) command(c summary.CallRef) (catalog.Entry, bool) {
	e, ok := j.Program.Catalog.Get(c.Call.Callee, "effect")
	if !ok || !e.Has("verb") {
		return e, false
	}
	for _, t := range j.Program.Texts(j.Program.Arg(c, e.Int("verb", 0))) {
		if len(t) == 1 && (strings.EqualFold(t[0].Lit, "FLUSHALL") || strings.EqualFold(t[0].Lit, "FLUSHDB")) {
			return catalog.Entry{Key: e.Key, Kind: "wipe", Attrs: map[string]string{"what": "cache", "verb": strings.ToUpper(t[0].Lit)}}, true
		}
	}
	return e, false
}

// wipes reports whether nothing chooses what a call destroys, or, with always, a condition that is always true.
func (j *judge) wipes(c summary.CallRef, e catalog.Entry) (ok, always bool) {
	if e.Has("filter") {
		return j.empty(j.Program.Arg(c, e.Int("filter", 0))), false
	}
	if e.Has("model") && !j.blank(c, j.Program.Arg(c, e.Int("model", 0))) {
		return false, false
	}
	var conditions []summary.ID // the only arguments of calls that choose
	unknown := false
	choose := func(c summary.CallRef, first int) {
		if len(c.Call.Args) == first+1 {
			conditions = append(conditions, j.Program.Arg(c, first))
		} else {
			unknown = true
		}
	}
	if at := e.Int("cond", -1); at >= 0 && len(c.Call.Args) > at {
		choose(c, at)
	}
	if e.Has("unless") {
		chain, known := j.chain(c, e)
		if !known {
			return false, false
		}
		methods, runs := strings.Split(e.Attrs["unless"], ","), !e.Has("run")
		for _, in := range chain {
			name := in.Call.Callee[strings.LastIndexByte(in.Call.Callee, '.')+1:]
			if slices.Contains(methods, name) {
				choose(in, 0)
			}
			runs = runs || slices.Contains(strings.Split(e.Attrs["run"], ","), name)
		}
		if !runs {
			return false, false
		}
	}
	if unknown || len(conditions) > 1 {
		return false, false
	}
	if len(conditions) == 0 {
		return !e.Has("refuses"), false
	}
	return j.always(conditions[0]), true
}

// chain returns the calls on the builder that a call begins or runs. known is false where the builder may come from elsewhere, with conditions.
func (j *judge) chain(c summary.CallRef, e catalog.Entry) (calls []summary.CallRef, known bool) {
	prog := j.Program
	if e.Has("run") {
		return sqlsite.Chain(prog, c), true
	}
	recv := prog.Arg(c, -1)
	if recv == summary.NoID {
		return nil, true
	}
	for _, o := range prog.Origins(recv) {
		switch v := prog.Value(o); v.Kind {
		case summary.Result:
			calls = append(calls, sqlsite.Chain(prog, prog.CallOf(o))...)
		case summary.Param:
			if prog.Value(recv).Kind == summary.Param || prog.Value(recv).Kind == summary.Var {
				return nil, false
			}
		}
	}
	return calls, true
}

// empty reports whether a filter is nil, or a literal without elements that nothing is put into.
func (j *judge) empty(id summary.ID) bool {
	origins := j.Program.Origins(id)
	for _, o := range origins {
		v := j.Program.Value(o)
		none := v.Kind == summary.Const && v.Value == "nil" || v.Kind == summary.Lit && len(v.Fields) == 0 ||
			v.Kind == summary.Result && strings.HasPrefix(j.Program.CallOf(o).Call.Callee, "make")
		if !none || slices.ContainsFunc(j.Program.Aliases(o), func(a summary.ID) bool { return len(j.Program.Stores(a)) > 0 }) {
			return false
		}
	}
	return len(origins) > 0
}

// blank reports whether a model is an empty struct that only this call is given.
func (j *judge) blank(c summary.CallRef, id summary.ID) bool {
	for _, o := range j.Program.Origins(id) {
		v := j.Program.Value(o)
		if v.Kind != summary.Lit && v.Kind != summary.Zero || len(v.Fields) > 0 {
			return false
		}
		for _, a := range j.Program.Aliases(o) {
			if slices.ContainsFunc(j.Program.Uses(a), func(u summary.Use) bool { return u.Call != c.Call }) || len(j.Program.Puts(a)) > 0 {
				return false
			}
		}
	}
	return id != summary.NoID
}

// always reports whether a condition is a constant text that is true for every row.
func (j *judge) always(id summary.ID) bool {
	text, ok := j.Program.ConstOf(id)
	if _, err := strconv.Atoi(text); !ok || err == nil {
		return false // a key or a limit
	}
	for _, st := range sqltext.Statements(sqltext.Literal("DELETE FROM t WHERE " + text)) {
		d, ok := st.Query.Destroys()
		return ok && d.Always
	}
	return false
}

// on returns the name of what a call is about, where it is known: a table, or the type of a model. Else called is what the program calls it.
func (j *judge) on(c summary.CallRef, e catalog.Entry) (name string, called []string) {
	if e.Has("on") && e.Attrs["on"] != "recv" {
		if name, called = j.named(j.Program.Arg(c, e.Int("on", 0))); name != "" {
			return name, nil
		}
	}
	calls := sqlsite.Chain(j.Program, c)
	for _, o := range j.Program.Sources(j.Program.Arg(c, -1)) {
		if j.Program.Value(o).Kind == summary.Result {
			calls = append(calls, sqlsite.Chain(j.Program, j.Program.CallOf(o))...)
		}
	}
	for _, in := range calls {
		if on, ok := j.Program.Catalog.Get(in.Call.Callee, "on"); ok {
			name, words := j.named(j.Program.Arg(in, on.Int("name", 0)))
			if name != "" {
				return name, nil
			}
			called = append(called, words...)
		}
	}
	return "", called
}

func (j *judge) named(id summary.ID) (name string, called []string) {
	if id == summary.NoID {
		return "", nil
	}
	if text, ok := j.Program.ConstOf(id); ok && text != "nil" {
		return text, nil
	}
	for _, o := range j.Program.Origins(id) {
		v := j.Program.Value(o)
		if typ := strings.TrimPrefix(v.Type, "[]"); (v.Kind == summary.Lit || v.Kind == summary.Zero) && strings.Contains(typ, ".") {
			return typ[strings.LastIndexByte(typ, '.')+1:], nil
		}
	}
	return "", admin.Words(j.Program, id)
}

// said describes what a call destroys.
func said(e catalog.Entry, name string, always bool) string {
	call := e.Key[strings.LastIndexByte(e.Key, '.')+1:]
	on := ""
	if name != "" && len(name) <= 30 {
		on = " of " + name
	}
	switch e.Attrs["what"] {
	case "cache":
		if v := e.Attrs["verb"]; v != "" {
			call = v
		}
		return call + " empties the whole cache, and every miss goes to the database at once: delete by key or by a prefix with a version"
	case "rows", "documents":
		lacks := " without a condition"
		if always {
			lacks = " with a condition that is always true"
		}
		if e.Attrs["verb"] == "UPDATE" {
			return "the " + call + on + lacks + " rewrites everything with one call: keep a real condition in the code"
		}
		if e.Attrs["verb"] == "TRUNCATE" {
			return "the " + call + on + " empties the table whatever is in it: delete by a condition, or do it outside of the service"
		}
		return "the " + call + on + lacks + " deletes everything with one call: keep a real condition in the code"
	}
	return "the " + call + on + " loses the whole " + e.Attrs["what"] + " with one call: leave it to a reviewed step outside of the service"
}

// unguarded judges settings that let statements without a condition through.
func (j *judge) unguarded() {
	for i := range j.Summary.Nodes {
		v := &j.Summary.Nodes[i]
		if v.Kind != summary.Lit {
			continue
		}
		for _, field := range v.Fields {
			e, ok := j.Program.Catalog.Get(v.Type+"."+field.Name, "unguard")
			if !ok {
				continue
			}
			if value, ok := j.Program.ConstOf(j.Program.ID(j.Summary, field.Value)); !ok || !isTrue(value) {
				continue
			}
			c := summary.CallRef{Pkg: j.Summary, Call: &summary.Call{Fn: v.Fn, Pos: field.Pos, In: -1}}
			if admin.Aside(j.Program, c) || j.chosen(summary.Node(i), e) {
				continue
			}
			if _, serves := admin.Serves(j.Program, c); serves {
				j.report(rule.Finding{Pos: field.Pos, Function: j.Summary.FunctionName(v.Fn), Key: field.Name,
					Message: field.Name + " lets a Delete or Update without a condition reach every row: leave the guard on"})
			}
		}
	}
}

func isTrue(s string) bool { b, err := strconv.ParseBool(s); return err == nil && b }

// chosen reports whether each builder that is given the literal brings a condition.
func (j *judge) chosen(lit summary.Node, e catalog.Entry) bool {
	if !e.Has("unless") {
		return false
	}
	methods, given := strings.Split(e.Attrs["unless"], ","), false
	for _, a := range j.Program.Aliases(j.Program.ID(j.Summary, lit)) {
		for _, u := range j.Program.Uses(a) {
			given = true
			if !slices.ContainsFunc(sqlsite.Chain(j.Program, u.CallRef), func(in summary.CallRef) bool {
				return slices.Contains(methods, in.Call.Callee[strings.LastIndexByte(in.Call.Callee, '.')+1:])
			}) {
				return false
			}
		}
	}
	return given
}
