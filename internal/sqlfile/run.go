package sqlfile

import (
	"path"
	"reflect"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
)

// In returns the statements of a package, with those of named queries that its calls run: x may be nil, where no files are seen.
func (x *Index) In(prog *summary.Program, pkg *summary.Package) []*query.Statement {
	out := query.Of(prog).In(pkg)
	if x == nil || len(x.names) == 0 {
		return out
	}
	x.once.Do(func() { x.find(prog) })
	return append(out[:len(out):len(out)], x.runs[pkg]...)
}

// find finds the calls that run named queries: those that are told the name, and those on fields of structs that a library fills by the names in
// their tags.
func (x *Index) find(prog *summary.Program) {
	x.runs, x.of = map[*summary.Package][]*query.Statement{}, map[*query.Statement]*Query{}
	uses := map[string]bool{}
	for _, pkg := range prog.Packages {
		for _, use := range pkg.Uses {
			uses[use] = true
		}
	}
	tags := map[string]bool{}
	calls := false
	for _, e := range prog.Catalog.All("namedquery") {
		if !uses[catalog.PackageOf(e.Key)] {
			continue
		}
		calls = calls || e.Has("name")
		if tag := e.Attrs["tag"]; tag != "" {
			tags[tag] = true
		}
	}
	for _, pkg := range prog.Packages {
		if calls {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := prog.Catalog.Get(c.Call.Callee, "namedquery"); ok && e.Has("name") {
					if name, ok := prog.ConstOf(prog.Arg(c, e.Int("name", 0))); ok {
						x.run(prog, c, e, name)
					}
				}
			}
		}
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; len(tags) > 0 && v.Kind == summary.Field && v.Value != "" {
				for tag := range tags {
					if name := reflect.StructTag(v.Value).Get(tag); x.names[name] != nil {
						x.field(prog, prog.ID(pkg, summary.Node(i)), name)
					}
				}
			}
		}
	}
}

// field finds the calls that run the query which a field holds: as a prepared statement, or as text.
func (x *Index) field(prog *summary.Program, id summary.ID, name string) {
	for _, a := range prog.Aliases(id) {
		for _, u := range prog.Uses(a) {
			e, prepared := prog.Catalog.Get(u.Call.Callee, "runprepared")
			if prepared && u.Arg == -1 {
				x.run(prog, u.CallRef, e, name)
			} else if e, ok := prog.Catalog.Statement(u.Call.Callee); ok && u.Arg == e.Int("sql", -2) {
				x.run(prog, u.CallRef, e, name)
			}
		}
	}
}

// run adds what a call runs.
func (x *Index) run(prog *summary.Program, c summary.CallRef, e catalog.Entry, name string) {
	if strings.HasSuffix(c.Call.Pos.File, "_test.go") {
		return
	}
	for _, s := range x.runs[c.Pkg] {
		if s.Call.Call == c.Call {
			return
		}
	}
	for _, q := range x.nearest(name, x.dirs[c.Pkg.Path]) {
		for _, s := range query.Of(prog).Run(q.Template, c, e) {
			if s.Query.Start() == q.Query.Start() {
				x.runs[c.Pkg] = append(x.runs[c.Pkg], s)
				x.of[s] = q
			}
		}
	}
}

// nearest returns the statements of the query of a name in the file that is nearest to a directory; none where several files are.
func (x *Index) nearest(name, dir string) []*Query {
	var out []*Query
	most := -1
	for _, q := range x.names[name] {
		switch n := common(path.Dir(q.Pos.File), dir); {
		case n > most:
			out, most = []*Query{q}, n
		case n == most && len(out) > 0 && out[0].Pos.File == q.Pos.File:
			out = append(out, q)
		case n == most:
			out = nil
		}
	}
	return out
}
