package jwtexpiry

import (
	"go/ast"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/claims"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// stores matches the functions by which programs keep what they are given, sets those that only do where they ask for a context (others set headers).
var (
	stores = lazyre.New(`^(Create|Save|Insert|Upsert|Persist|Exec|Store|ReplaceOne|UpdateOne)`)
	sets   = lazyre.New(`^(H?Set|SetEX|SetNX|SAdd|Put|Add|Register)`)
)

// revocable reports whether the signed token, or its id, is written to a store: it can then be revoked there. Only refresh tokens are looked
// up for each use, so the function or the type of the claims must be called so.
func (j *judge) revocable(s *claims.Set, sign summary.CallRef, fn string) bool {
	prog := j.Program
	name := fn + " " + sign.Pkg.FunctionName(sign.Call.Fn)
	if s.At != summary.NoID {
		name += " " + prog.Value(s.At).Type
	}
	if !strings.Contains(strings.ToLower(name), "refresh") {
		return false
	}
	kept := append([]summary.ID{}, s.IDs...)
	for _, a := range prog.Aliases(prog.Result(sign, 0)) {
		if prog.Value(a).Type == "string" || prog.Value(a).Type == "byte" {
			kept = append(kept, a)
		}
		for _, u := range prog.Uses(a) {
			if _, ok := prog.Catalog.Get(u.Call.Callee, "signedstring"); ok {
				kept = append(kept, prog.Result(u.CallRef, 0))
			}
		}
	}
	records := map[string]bool{}
	for _, k := range kept {
		for _, origin := range append(prog.Origins(k), k) {
			for _, a := range prog.Aliases(origin) {
				if v := prog.Value(a); v.Kind == summary.Field {
					records[v.Key[:strings.LastIndexByte(v.Key, '.')]] = true
				}
				for _, u := range prog.Uses(a) {
					if u.Arg >= 0 && isStore(prog, u.CallRef) {
						return true
					}
				}
			}
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := &pkg.Calls[i]
			for _, a := range c.Args {
				if a != summary.None && records[pkg.Nodes[a].Type] && isStore(prog, summary.CallRef{Pkg: pkg, Call: c}) {
					return true
				}
			}
		}
	}
	return false
}

func isStore(prog *summary.Program, c summary.CallRef) bool {
	callee := c.Call.Callee
	for _, kind := range []string{"query", "exec"} {
		if _, ok := prog.Catalog.Get(callee, kind); ok {
			return true
		}
	}
	name := callee[strings.LastIndexByte(callee, '.')+1:]
	if len(c.Call.Args) == 0 {
		return false
	}
	ctx := prog.Arg(c, 0)
	return stores().MatchString(name) || sets().MatchString(name) && ctx != summary.NoID && prog.Value(ctx).Type == "context.Context"
}

// fix gives claims of golang-jwt an expiry of an hour.
func fix(p *rule.FixPass) []rule.Edit {
	if p.Finding.Key != "missing" || p.Finding.Severity == rule.Info { // an hour is too short for what is revoked
		return nil
	}
	var lit *ast.CompositeLit
	var library string
	ast.Inspect(p.Node, func(n ast.Node) bool {
		if c, ok := n.(*ast.CompositeLit); ok && lit == nil {
			if _, pkg := claimsType(p.File, c); pkg != "" {
				lit, library = c, pkg
			}
		}
		return lit == nil
	})
	if lit == nil {
		return nil
	}
	clock, edits, ok := p.Import("time")
	if !ok {
		return nil
	}
	in := clock + ".Now().Add(" + clock + ".Hour)"
	var field []rule.Edit
	switch name, _ := claimsType(p.File, lit); name {
	case "MapClaims":
		field = p.AddField(lit, `"exp"`, in+".Unix()")
	case "StandardClaims":
		field = p.AddField(lit, "ExpiresAt", in+".Unix()")
	case "RegisteredClaims":
		field = p.AddField(lit, "ExpiresAt", library+".NewNumericDate("+in+")")
	}
	if field == nil {
		return nil
	}
	return append(edits, field...)
}

// claimsType returns the name of a literal's type and of the package it is taken from, if that is golang-jwt.
func claimsType(f *ast.File, lit *ast.CompositeLit) (name, pkg string) {
	sel, ok := lit.Type.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	x, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		local := "jwt"
		if spec.Name != nil {
			local = spec.Name.Name
		}
		e, known := catalog.Default().Get(path+"."+sel.Sel.Name, "claims")
		if known && local == x.Name && e.Attrs["exp"] != "" && strings.Contains(path, "/jwt") {
			return sel.Sel.Name, x.Name
		}
	}
	return "", ""
}
