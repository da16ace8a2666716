package driver

import (
	"go/types"
	"maps"
	"slices"

	"github.com/prodlint/prodlint/internal/cache"
)

// apiOf identifies what importers of a package can see of it: its exported declarations, the types that they mention, and the APIs of the
// packages that those come from. Bodies, comments, positions and what is private leave it as it is. It is empty where something it depends on
// cannot be told.
func (r *run) apiOf(n *node, pkg *types.Package) string {
	s := &shape{pkg: pkg, h: cache.NewHash("api"), others: map[string]bool{}, seen: map[types.Type]bool{}, queued: map[*types.TypeName]bool{}}
	s.h.Add(pkg.Path(), pkg.Name())
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			if tn, ok := obj.(*types.TypeName); ok {
				s.declared(tn)
			} else {
				s.object(obj)
			}
		}
	}
	for len(s.queue) > 0 {
		tn := s.queue[0]
		s.queue = s.queue[1:]
		s.typeName(tn)
	}
	all := n.variant
	for _, path := range slices.Sorted(maps.Keys(s.others)) {
		dep := n.imports[path]
		if dep == nil {
			dep = r.paths[path]
		}
		switch {
		case dep == nil:
			all = true // known through another package: whichever it is, its export data tells
		case dep.workspace:
			u := r.unit(dep)
			if u == nil || u.api == "" {
				return ""
			}
			s.h.Add(path, u.api)
		default:
			id, ok := r.apiOutside(n, dep)
			if !ok {
				return ""
			}
			s.h.Add(path, id)
		}
	}
	if all && !r.addImports(s.h, n) {
		return ""
	}
	return s.h.Key().String()
}

// addImports adds what identifies the types of each package that n imports. It reports whether that is known.
func (r *run) addImports(h *cache.Hash, n *node) bool {
	for _, path := range sortedKeys(n.imports) {
		dep := n.imports[path]
		api := ""
		if !dep.workspace {
			id, ok := r.apiOutside(n, dep)
			if !ok {
				return false
			}
			api = "outside " + id
		} else if u := r.unit(dep); u != nil && u.api != "" {
			api = "workspace " + u.api
		} else {
			return false
		}
		h.Add(path, api)
	}
	h.Add("")
	return true
}

// shape writes the declarations of a package.
type shape struct {
	pkg    *types.Package
	h      *cache.Hash
	others map[string]bool // import paths of packages whose types are mentioned
	seen   map[types.Type]bool
	queued map[*types.TypeName]bool
	queue  []*types.TypeName
}

func qualify(p *types.Package) string { return p.Path() }

// object writes a declaration as its text, with types in full but for those that have names.
func (s *shape) object(obj types.Object) {
	s.h.Add(types.ObjectString(obj, qualify))
	if c, ok := obj.(*types.Const); ok {
		s.h.Add(c.Val().ExactString())
	}
	s.mention(obj.Type())
}

// declared queues a type of the package.
func (s *shape) declared(tn *types.TypeName) {
	if !s.queued[tn] {
		s.queued[tn] = true
		s.queue = append(s.queue, tn)
	}
}

// typeName writes a type with its methods.
func (s *shape) typeName(tn *types.TypeName) {
	s.h.Add(types.ObjectString(tn, qualify))
	switch t := tn.Type().(type) {
	case *types.Alias:
		s.params(t.TypeParams())
		s.mention(t.Rhs())
	case *types.Named:
		s.params(t.TypeParams())
		s.mention(t.Underlying())
		for m := range t.Methods() {
			s.object(m)
		}
	default:
		s.mention(t)
	}
}

func (s *shape) params(list *types.TypeParamList) {
	for p := range list.TypeParams() {
		s.mention(p.Constraint())
	}
}

// named notes a type that has a name.
func (s *shape) named(tn *types.TypeName, args *types.TypeList) {
	switch {
	case tn.Pkg() == nil:
	case tn.Pkg() == s.pkg:
		s.declared(tn)
	default:
		s.others[tn.Pkg().Path()] = true
	}
	for a := range args.Types() {
		s.mention(a)
	}
}

// mention looks for types with names.
func (s *shape) mention(t types.Type) {
	if s.seen[t] {
		return
	}
	s.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		s.named(t.Origin().Obj(), t.TypeArgs())
	case *types.Alias:
		s.named(t.Origin().Obj(), t.TypeArgs())
	case *types.Pointer:
		s.mention(t.Elem())
	case *types.Slice:
		s.mention(t.Elem())
	case *types.Array:
		s.mention(t.Elem())
	case *types.Chan:
		s.mention(t.Elem())
	case *types.Map:
		s.mention(t.Key())
		s.mention(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			s.mention(f.Type())
		}
	case *types.Tuple:
		for v := range t.Variables() {
			s.mention(v.Type())
		}
	case *types.Signature:
		s.params(t.TypeParams())
		s.mention(t.Params())
		s.mention(t.Results())
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			s.mention(m.Type())
		}
		for e := range t.EmbeddedTypes() {
			s.mention(e)
		}
	case *types.Union:
		for term := range t.Terms() {
			s.mention(term.Type())
		}
	case *types.TypeParam:
		s.mention(t.Constraint())
	}
}
