package driver

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/packages"
)

// storedGraph is what is kept of a graph: the packages of the workspace, dependencies first, and those outside that they import.
type storedGraph struct{ Nodes []storedNode }

// storedNode is a node. Dir and Files are relative to the root.
type storedNode struct {
	ID, Path, Name, Dir, GoVersion, Module string
	Files                                  []string
	Imports                                map[string]int32
	Named                                  []string
	Export                                 string // in the go command's cache
	Workspace, Matched, Variant            bool
	ListErr                                string
	Errs                                   []storedError // of packages of the workspace
}

// storedError is what the go command says against a package.
type storedError struct{ Pos, Msg string }

// recallGraph returns the graph of an earlier run that saw the same heads of files.
func (m *memory) recallGraph(env *environment, opts *Options) *graph {
	var s storedGraph
	if m == nil || m.in == nil || !m.recall(m.graph(), &s) {
		return nil
	}
	nodes := make([]*node, len(s.Nodes))
	for i := range nodes {
		nodes[i] = &node{}
	}
	g := &graph{whole: namesAll(env, opts), recalled: true}
	for i, sn := range s.Nodes {
		n := nodes[i]
		*n = node{id: sn.ID, path: sn.Path, name: sn.Name, goVersion: sn.GoVersion, module: sn.Module,
			workspace: sn.Workspace, matched: sn.Matched, variant: sn.Variant, imports: make(map[string]*node, len(sn.Imports)), named: map[string]bool{},
			listErr: env.placed(sn.ListErr)}
		for _, e := range sn.Errs {
			n.errs = append(n.errs, packages.Error{Pos: env.placed(e.Pos), Msg: env.placed(e.Msg)})
		}
		if sn.Workspace {
			n.dir = filepath.Join(env.root, filepath.FromSlash(sn.Dir))
			g.nodes = append(g.nodes, n)
		}
		for _, f := range sn.Files {
			n.files = append(n.files, filepath.Join(env.root, filepath.FromSlash(f)))
		}
		for path, k := range sn.Imports {
			if k < 0 || int(k) >= len(nodes) {
				return nil
			}
			n.imports[path] = nodes[k]
		}
		for _, path := range sn.Named {
			n.named[path] = true
		}
		if sn.Export != "" {
			n.export = filepath.Join(env.gocache, filepath.FromSlash(sn.Export))
		}
	}
	g.complain(env)
	return g
}

// keepGraph keeps a graph with the export data that it needs, if every file in it is among the inputs, and whatever is wrong with it follows
// from those alone.
func (m *memory) keepGraph(env *environment, g *graph) {
	if m == nil || m.in == nil || !g.simple() || !m.in.unchanged() {
		return
	}
	wrong := 0
	index := map[*node]int32{}
	list := slices.Clone(g.nodes)
	for i, n := range list {
		index[n] = int32(i)
	}
	for _, n := range g.nodes {
		for _, path := range sortedKeys(n.imports) {
			dep := n.imports[path]
			if _, listed := index[dep]; !listed && !dep.workspace {
				index[dep] = int32(len(list))
				list = append(list, dep)
			}
		}
	}
	var s storedGraph
	for _, n := range list {
		sn := storedNode{ID: n.id, Path: n.path, Name: n.name, GoVersion: n.goVersion, Module: n.module, Workspace: n.workspace, Matched: n.matched, Variant: n.variant}
		var same bool
		if sn.ListErr, same = env.settled(n.listErr); !same {
			return
		}
		if !n.workspace {
			ok := true
			if n.export != "" {
				sn.Export, ok = env.exportName(n.export)
			}
			if !ok {
				return
			}
			s.Nodes = append(s.Nodes, sn)
			continue
		}
		for _, e := range n.errs {
			msg, same := env.settled(e.Msg)
			pos, near := env.anywhere(e.Pos)
			if !same || !near {
				return
			}
			sn.Errs = append(sn.Errs, storedError{pos, msg})
			wrong++
		}
		sn.Dir, sn.Named = env.rel(n.dir), sortedKeys(n.named)
		for _, f := range n.files {
			if in := m.in.byAbs[f]; in == nil || in.data == nil {
				return
			}
			sn.Files = append(sn.Files, env.rel(f))
		}
		sn.Imports = make(map[string]int32, len(n.imports))
		for path, dep := range n.imports {
			k, known := index[dep]
			if !known || !dep.workspace && n.named[path] && dep.export == "" && dep.listErr == "" && dep.path != "unsafe" {
				return // a cycle, or types that come from source
			}
			sn.Imports[path] = k
		}
		s.Nodes = append(s.Nodes, sn)
	}
	if wrong == len(g.errs) { // others are about patterns
		m.keep(m.graph(), &s)
	}
}

// lasting are the messages of the go command that say the same as long as the files stay what they are. Others may be about the network, the
// module cache, or files that it looks at and prodlint does not.
var lasting = []string{
	"no required module provides package ", "missing go.sum entry for module providing package ", "import lookup disabled by -mod=", " is not in std (", "import cycle not allowed",
	"build constraints exclude all Go files in ", "no Go files in ", "found packages ", " is a program, not an importable package", "use of internal package ", "use of vendored package ",
	"C source files not allowed when not using cgo", "malformed import path", "case-insensitive import collision", "case-insensitive file name collision", "local import ",
}

// settled returns a message of the go command as it is kept. same is false for one that may be another next time, though no file changes.
func (e *environment) settled(msg string) (text string, same bool) {
	if msg == "" {
		return "", true
	}
	text, ok := e.anywhere(msg)
	return text, ok && slices.ContainsFunc(lasting, func(part string) bool { return strings.Contains(msg, part) })
}

// The marks that stand for places in what is kept.
const (
	rootMark   = "\x00root"
	gorootMark = "\x00goroot"
)

// anywhere takes the places of the workspace and of the Go distribution out of a text. ok is false where it names other places as well.
func (e *environment) anywhere(text string) (out string, ok bool) {
	const slash = string(filepath.Separator)
	out = strings.ReplaceAll(text, e.root+slash, rootMark+slash)
	if e.goroot != "" {
		out = strings.ReplaceAll(out, e.goroot+slash, gorootMark+slash)
	}
	for word := range strings.FieldsFuncSeq(out, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("()[]\"'`,;", c) }) {
		if filepath.IsAbs(word) {
			return "", false
		}
	}
	return out, true
}

// placed puts the places of this run into a text.
func (e *environment) placed(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, gorootMark, e.goroot), rootMark, e.root)
}

// simple reports whether no package outside the workspace depends on one in it: what export data says of the workspace is not known beforehand.
func (g *graph) simple() bool {
	reach := map[*node][]*node{}
	for _, n := range g.nodes {
		for _, dep := range n.imports {
			if !dep.workspace && len(through(dep, reach)) > 0 {
				return false
			}
		}
	}
	return true
}

// apiOutside identifies the types of a package outside the workspace as n sees them. ok is false where they come from source.
func (r *run) apiOutside(n, dep *node) (id string, ok bool) {
	switch {
	case dep.listErr != "":
		return "", false
	case dep.path == "unsafe":
		return "unsafe", true
	case dep.export == "":
		return "none " + dep.name, !n.names(dep)
	}
	if name, ok := r.env.exportName(dep.export); ok {
		return name, true
	}
	r.mu.Lock()
	id, ok = r.exportSums[dep.export]
	r.mu.Unlock()
	if ok {
		return id, true
	}
	sum, ok := r.sumOf(dep.export)
	if !ok {
		return "", false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, dep.export)
	r.exportSums[dep.export] = sum.String()
	return sum.String(), true
}
