package insecuretls

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/summary"
)

// mayBe reports whether a switch may be on (or off): it is that constant, or it is not known, or somebody can set it.
func mayBe(prog *summary.Program, value summary.ID, on bool, depth int) bool {
	if value == summary.NoID || depth == 0 {
		return false
	}
	for _, o := range prog.Origins(value) {
		switch v := prog.Value(o); {
		case v.Kind == summary.Const:
			if v.Value == onOff(on) || isSetting(prog, o) {
				return true
			}
		case v.Kind == summary.Expr && v.Value == "!":
			if slices.ContainsFunc(prog.Inputs(o), func(in summary.ID) bool { return mayBe(prog, in, !on, depth-1) }) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

func onOff(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// isSetting reports whether a constant is the default of a setting.
func isSetting(prog *summary.Program, id summary.ID) bool {
	for _, u := range prog.Uses(id) {
		for _, e := range prog.Catalog.Of(u.Call.Callee) {
			if e.Kind == "setting" || e.Kind == "setdefault" {
				return true
			}
		}
	}
	return false
}

// controlled reports whether somebody has to ask for the setting: its value comes from outside and is not on by default, or it is made
// under a condition that speaks of it.
func controlled(prog *summary.Program, pkg *summary.Package, s setting) bool {
	return conditional(prog, pkg, s.cond) || offered(prog, s.value) || s.fn >= 0 && asked(prog, summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[s.fn]}, 4) || !byDefault(prog, s.value, true, 4)
}

// offered reports whether a value is a parameter which some callers switch on and others off.
func offered(prog *summary.Program, value summary.ID) bool {
	has := func(word string) bool {
		return slices.ContainsFunc(prog.Origins(value), func(o summary.ID) bool {
			return prog.Value(o).Kind == summary.Const && prog.Value(o).Value == word
		})
	}
	return value != summary.NoID && prog.Value(value).Kind == summary.Param && has("true") && has("false")
}

// decoded reports whether a constant is what a function makes of a text: its condition compares with a word for on or off.
func decoded(prog *summary.Program, id summary.ID) bool {
	v, f := prog.Value(id), prog.FunctionOf(id)
	if v.Cond == summary.None || f.IsZero() || len(f.Func.Results) == 0 || f.Pkg.Nodes[f.Func.Results[0]].Type != "bool" {
		return false
	}
	return slices.ContainsFunc(prog.Sources(prog.ID(prog.Owner(id), v.Cond)), func(in summary.ID) bool {
		text := strings.ToLower(prog.Value(in).Value)
		return prog.Value(in).Kind == summary.Const && prog.Value(in).Type == "string" && (slices.Contains(words["on"], text) || slices.Contains(words["off"], text))
	})
}

// byDefault reports whether a switch is on (or off) where nobody sets it.
func byDefault(prog *summary.Program, value summary.ID, on bool, depth int) bool {
	if value == summary.NoID || depth == 0 {
		return false
	}
	for _, o := range prog.Origins(value) {
		v := prog.Value(o)
		switch v.Kind {
		case summary.Const:
			if v.Value == onOff(on) && !conditional(prog, prog.Owner(o), v.Cond) && !decoded(prog, o) {
				return true
			}
		case summary.Field:
			if m := tagDefault().FindStringSubmatch(v.Value); m != nil && slices.Contains(words["on"], strings.ToLower(m[1])) == on {
				return true
			}
		case summary.Expr:
			if computedDefault(prog, o, on, depth) {
				return true
			}
		}
	}
	return false
}

// computedDefault is byDefault for a negation, and for a comparison of a text that is empty where nobody sets it.
func computedDefault(prog *summary.Program, id summary.ID, on bool, depth int) bool {
	op, inputs := prog.Value(id).Value, prog.Inputs(id)
	text, outside := "", false
	for _, in := range inputs {
		if op == "!" && byDefault(prog, in, !on, depth-1) {
			return true
		}
		if c, ok := prog.ConstOf(in); ok {
			text = strings.ToLower(c)
		}
		for _, o := range prog.Origins(in) {
			if c := prog.CallOf(o); !c.IsZero() {
				s, ok := prog.Catalog.Get(c.Call.Callee, "setting")
				outside = outside || ok && !s.Has("default")
			}
		}
	}
	if !outside || !slices.Contains(words["on"], text) && !slices.Contains(words["off"], text) {
		return false
	}
	return op == "!=" && on || op == "==" && !on
}

// conditional reports whether a condition, or one around it, speaks of trust.
func conditional(prog *summary.Program, pkg *summary.Package, cond summary.Node) bool {
	for range 4 {
		if cond == summary.None {
			break
		}
		if speaksOfIt(prog, prog.ID(pkg, cond), 4) {
			return true
		}
		cond = pkg.Nodes[cond].Cond
	}
	return false
}

// asked reports whether a function is only called where a condition speaks of trust. A function literal is as its outer function if that
// returns it; such an option is there for callers that are not seen too.
func asked(prog *summary.Program, f summary.FuncRef, depth int) bool {
	option := false
	if f.Func.Lit {
		outer := f.Outer()
		option = !outer.IsZero() && slices.ContainsFunc(outer.Func.Results, func(r summary.Node) bool {
			return slices.ContainsFunc(prog.Origins(prog.ID(outer.Pkg, r)), func(o summary.ID) bool {
				return prog.Value(o).Kind == summary.Func && prog.Value(o).Value == f.Func.Key
			})
		})
		if !option {
			return false
		}
		f = outer
	}
	callers := prog.Callers(f)
	for _, c := range callers {
		if !conditional(prog, c.Pkg, c.Call.Cond) && (depth == 0 || prog.Enclosing(c).IsZero() || !asked(prog, prog.Enclosing(c), depth-1)) {
			return false
		}
	}
	return len(callers) > 0 || option && f.Func.Exported
}

var (
	tagDefault = lazyre.New(`(?i)default:"(\w+)"`)
	stems      = lazyre.New(`(?i)insecure|verif|self.?signed|unsafe|untrust|skip.?(tls|ssl|cert)`)
	camel      = lazyre.New(`[A-Z]+[a-z]*|[a-z]+`)
	words      = map[string][]string{
		"on":  {"true", "1", "yes", "on", "t", "y"},
		"off": {"false", "0", "no", "off", "f", "n"},
		"trust": {"skip", "trust", "trusted", "strict", "secure", "allow", "accept", "ignore", "invalid", "dev", "develop", "development", "debug",
			"test", "testing", "local", "localhost", "prod", "production", "env", "environment", "unix", "stage", "staging", "sslmode", "tlsmode"},
	}
)

// speaks reports whether a name or text is about trust or a kind of environment.
func speaks(name string) bool {
	return stems().MatchString(name) || slices.ContainsFunc(camel().FindAllString(name, -1), func(w string) bool {
		return slices.Contains(words["trust"], strings.ToLower(w))
	})
}

// speaksOfIt reports whether a condition asks for something that is named after trust or after a kind of environment.
func speaksOfIt(prog *summary.Program, id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	v := prog.Value(id)
	if speaks(v.Key[strings.LastIndexByte(v.Key, '.')+1:]) || speaks(v.Field) || v.Kind == summary.Const && v.Type == "string" && speaks(v.Value) {
		return true
	}
	if c := prog.CallOf(id); !c.IsZero() {
		if speaks(c.Call.Callee[strings.LastIndexByte(c.Call.Callee, '.')+1:]) {
			return true
		}
		for i := range c.Call.Args {
			if speaksOfIt(prog, prog.Arg(c, i), depth-1) {
				return true
			}
		}
	}
	for _, in := range prog.Inputs(id) {
		if speaksOfIt(prog, in, depth-1) {
			return true
		}
	}
	return false
}
