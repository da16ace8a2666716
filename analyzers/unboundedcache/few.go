package unboundedcache

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// maxParts bounds how deep a key is taken apart.
const maxParts = 4

// various reports whether what is put in can be found by ever more keys, and is not part of the program.
func various(prog *summary.Program, g growth) bool {
	typ := g.Type[strings.LastIndexByte(g.Type, ']')+1:]
	if _, ok := prog.Catalog.Get(strings.TrimLeft(typ, "*"), "authored"); ok {
		return false
	}
	return g.Key == summary.None || prog.ID(g.pkg, g.Key) == summary.NoID || !few(prog, prog.ID(g.pkg, g.Key), maxParts)
}

// few reports whether there are few values that one may be: constants, settings, what the names of the code say, and what is put together from such.
func few(prog *summary.Program, id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	from := prog.Origins(id)
	all := len(from) > 0
	if named(prog.Value(id)) {
		return true
	}
	for _, o := range from {
		v := prog.Value(o)
		if named(v) {
			return true
		}
		part := func(n summary.Node) bool { return n == summary.None || few(prog, prog.ID(prog.Owner(o), n), depth-1) }
		is := false
		switch v.Kind {
		case summary.Const, summary.Zero:
			is = true
		case summary.Text:
			is = !slices.ContainsFunc(v.Parts, func(p summary.Part) bool { return !part(p.Node) })
		case summary.Lit:
			is = len(v.Fields) > 0 && !slices.ContainsFunc(v.Fields, func(f summary.FieldValue) bool { return !part(f.Value) })
		case summary.Result:
			c := prog.CallOf(o)
			if _, ok := prog.Catalog.Get(c.Call.Callee, "param"); ok {
				return false // whatever the client likes
			}
			_, set := prog.Catalog.Get(c.Call.Callee, "setting")
			_, code := prog.Catalog.Get(c.Call.Callee, "authored")
			if set || code {
				return true
			}
			e, ok := prog.Catalog.Get(c.Call.Callee, "excerpt")
			is = ok && few(prog, prog.Arg(c, e.Int("of", 0)), depth-1)
		}
		all = all && is
	}
	return all
}

var (
	// bounded are words that end the names of what has few values in any program.
	bounded = []string{"method", "status", "statuscode", "code", "kind", "type", "typ", "level", "severity", "pattern", "fullpath", "region", "env", "environment", "locale", "lang", "language",
		"currency", "weekday", "month", "scheme", "driver", "dialect", "backend", "feature", "flag", "template", "tmpl", "filename", "role", "plan", "shard", "bucket", "config", "cfg", "option", "provider",
		"worker", "partition", "slot", "typename", "category", "platform", "timezone", "tz"}
	// owners are words of what a program is made of, or set up with: there are as many names of them as there are of it.
	owners = []string{"rule", "plugin", "table", "column", "field", "model", "class", "func", "function", "hook", "job", "queue", "topic", "service", "index", "metric", "event", "file", "template", "command",
		"provider", "driver", "module", "package", "component", "agent", "role", "type", "method", "feature", "flag", "view", "page", "handler", "route", "collector", "stat", "counter", "param", "header", "setting"}
)

// named reports whether a value has few values by its name, or is part of a configuration.
func named(v *summary.Value) bool {
	name := v.Key
	if v.Kind == summary.Load {
		name = v.Field
	}
	if v.Kind == summary.Field {
		owner := v.FieldOwner()
		if handler.HasWord(owner[strings.LastIndexByte(owner, '.')+1:], []string{"config", "cfg", "settings", "options", "conf"}) {
			return true
		}
	}
	words := handler.Words(name[strings.LastIndexByte(name, '.')+1:])
	n := len(words)
	return n > 0 && slices.Contains(bounded, words[n-1]) || n > 1 && words[n-1] == "name" && slices.Contains(owners, words[n-2])
}

// parts reports whether a place holds what the program is made of, by its name.
func parts(v *summary.Value) bool {
	words := handler.Words(v.Key[strings.LastIndexByte(v.Key, '.')+1:])
	return len(words) > 0 && slices.Contains([]string{"routes", "handlers", "hooks", "listeners", "plugins", "drivers", "factories", "providers", "middleware", "middlewares", "checks", "services", "codecs",
		"backends", "upstreams", "proxies", "commands", "flags", "options", "migrations", "schemas", "templates", "registry"}, words[len(words)-1])
}

// registers reports whether a function makes known what the program is made of, by its name: that happens when it starts.
func registers(f summary.FuncRef) bool {
	words := handler.Words(f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:])
	return len(words) > 0 && slices.Contains([]string{"register", "use", "handle", "mount", "bind", "provide", "install", "define", "declare", "with", "on", "init", "configure",
		"enable", "load", "setup", "option", "new", "must", "route", "hook", "expect", "build", "parse", "read", "unmarshal", "scan", "reload", "connect", "open"}, words[0])
}

// starts reports whether a function has a part of the program begin its work, by its name.
func starts(f summary.FuncRef) bool {
	words := handler.Words(f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:])
	return len(words) > 0 && slices.Contains([]string{"start", "run", "serve", "listen", "launch", "boot", "bootstrap", "make", "main", "begin", "watch", "subscribe", "consume", "execute"}, words[0])
}

// standsIn reports whether a place is a stand-in for a database that tests and trials use: to keep everything is what it is for.
func standsIn(prog *summary.Program, pl *place, g growth) bool {
	words := handler.Words(g.pkg.Name)
	if v := prog.Value(pl.id); v.Kind == summary.Field {
		owner := v.FieldOwner()
		words = append(words, handler.Words(owner[strings.LastIndexByte(owner, '.')+1:])...)
	}
	return strings.HasSuffix(g.pkg.Name, "test") || slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case "mem", "memory", "inmem", "inmemory", "fake", "mock", "stub", "dummy", "test", "testing", "builder", "recorder":
			return true
		}
		return false
	})
}

// ages reports whether the elements of a place say how long they are good for.
func ages(prog *summary.Program, v *summary.Value) bool {
	return slices.ContainsFunc(prog.StructFields(v.Type), func(id summary.ID) bool {
		key := prog.Value(id).Key
		name := strings.ToLower(key[strings.LastIndexByte(key, '.')+1:])
		return strings.Contains(name, "expir") || strings.Contains(name, "ttl") || strings.Contains(name, "deadline") || strings.Contains(name, "validuntil")
	})
}
