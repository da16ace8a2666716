package catalog_test

import (
	"errors"
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// line is what the check of an attribute sees: the line, the object of its key, and the loaded packages.
type line struct {
	catalog.Entry
	obj  types.Object
	libs map[string]*types.Package
}

// check says what is wrong with the value v of an attribute.
type check func(l line, v string) error

// attrs holds the check of each attribute, by name or, where kinds differ, by kind and name ("server.addr").
// A new attribute of a kind needs a check here.
var attrs = map[string]check{
	"ctx":      argument(isContext),
	"sql":      argument(isText),
	"args":     argument(anyType),
	"builder":  oneOf("select", "where", "from", "join", "returning", "subquery", "raw", "prefix", "with", "source"),
	"columns":  methods,
	"run":      methods,
	"noctx":    contextVariant,
	"from":     place,
	"to":       place,
	"fn":       argument(isFunc),
	"each":     oneOf("once", "element", "batch", "later"),
	"over":     argument(anyType),
	"elem":     numbers,
	"scan":     argument(anyType),
	"shared":   oneOf("yes"),
	"once":     oneOf("yes"),
	"reused":   oneOf("yes"),
	"declares": oneWord,
	"spawn":    oneOf("yes", "alone"),
	"op":       oneOf("read", "write", "cacheget", "cacheset", "call", "publish", "admin", "mail", "exec", "sleep", "work", "none"),
	"on":       argument(anyType),
	"data":     arguments,
	"recv":     oneOf("yes"),
	"batch":    oneWord,
	"verb":     argument(anyType),
	"methods":  oneWord,

	"answers.value":    argument(anyType),
	"answers.status":   argument(anyType),
	"answers.to":       argument(anyType),
	"answers.bytes":    argument(anyType),
	"marshals.of":      argument(anyType),
	"encodes.of":       argument(anyType),
	"headerfield.name": argument(isText),

	"opensfile.name": argument(anyType),

	"upload.form":   oneWord,
	"newfile.data":  argument(anyType),
	"body":          argument(anyType),
	"sendson.field": oneWord,
	"any":           oneOf("yes"),

	"router":          either(oneOf("none", "user"), argument(anyType)),
	"object":          argument(anyType),
	"actions":         argument(anyType),
	"before":          oneWord,
	"auto":            oneOf("yes"),
	"except":          oneWord,
	"same":            oneOf("yes"),
	"parts":           argument(anyType),
	"when":            argument(anyType),
	"behind":          oneWord,
	"early":           oneWord,
	"said":            oneWord,
	"route.method":    oneWord,
	"group.method":    oneWord,
	"route.methods":   argument(anyType),
	"group.methods":   argument(anyType),
	"pattern":         argument(anyType),
	"route.op":        argument(anyType),
	"handler":         argument(anyType),
	"last":            oneOf("yes"),
	"mw":              argument(anyType),
	"prefix":          oneOf("yes"),
	"mount":           oneOf("keeps", "strips"),
	"static":          oneOf("yes"),
	"fallback":        oneOf("yes"),
	"rpc":             oneOf("yes"),
	"gateway":         oneOf("yes"),
	"use.order":       oneOf("yes"),
	"strip":           argument(isText),
	"into":            argument(anyType),
	"limited":         oneOf("yes"),
	"param.in":        oneOf("path", "query", "form"),
	"decodes.in":      oneOf("path", "query"),
	"via":             oneOf("recv"),
	"number":          oneOf("yes", "maybe"),
	"impl":            argument(anyType),
	"desc":            argument(anyType),
	"is":              oneOf("lambda", "consumer"),
	"secret.is":       oneOf("token"),
	"entry.name":      argument(anyType),
	"entry.fn":        argument(anyType),
	"takes":           oneOf("yes"),
	"daemon.auto":     argument(isBool),
	"daemon.name":     argument(anyType),
	"commands.method": oneWord,
	"entry.method":    oneWord,
	"guards.what":     oneOf("auth", "limiter", "bodylimit", "timeout", "recover", "csrf", "cors", "log", "compress"),
	"rowlock.arg":     argument(anyType),
	"isolation.level": oneWord,
	"isolation.safe":  oneWord,
	"leaves":          oneOf("yes"),
	"tablename.type":  argument(anyType),
	"tablename.name":  argument(isText),
	"sorts.of":        argument(anyType),

	"clause.part":   oneOf("where", "having", "order", "group", "limit", "lock", "conflict", "unscoped", "distinct", "set", "columns", "table", "source", "expression", "none", "begin"),
	"clause.of":     oneOf("all"),
	"clause.column": either(oneOf("key"), argument(anyType)),
	"clause.value":  argument(anyType),
	"clause.op":     oneWord,
	"clause.verb":   oneWord,
	"or":            oneOf("yes"),
	"not":           oneOf("yes"),
	"adds":          oneOf("yes"),
	"around":        oneOf("yes"),
	"runs.verb":     oneWord,
	"runs.builder":  argument(anyType),
	"model":         argument(anyType),
	"runs.cond":     argument(anyType),
	"bean":          argument(anyType),
	"set":           argument(anyType),
	"runs.column":   argument(anyType),
	"runs.value":    argument(anyType),
	"whole":         oneOf("yes"),
	"runs.limit":    oneOf("yes"),
	"agg":           oneOf("count", "sum"),
	"naming":        oneOf("gorm", "xorm", "bun", "pop", "pg", "dbx"),
	"cond.join":     oneOf("and", "or"),
	"cond.of":       oneOf("recv"),
	"cond.op":       oneWord,
	"cond.column":   either(fields(ofConfig), either(oneOf("0", "recv"), argument(anyType))),
	"cond.value":    either(fields(ofConfig), either(oneOf("1"), argument(anyType))),
	"clause.sql":    argument(anyType),
	"cond.sql":      argument(anyType),

	"dest.rows":       argument(anyType),
	"dest.into":       destinations,
	"count":           oneOf("one", "many"),
	"named":           argument(anyType),
	"namedquery.name": argument(isText),
	"tag":             oneWord,
	"namedarg.name":   argument(isText),
	"namedarg.value":  argument(anyType),
	"dialect.name":    oneOf("postgresql", "mysql", "sqlite", "sqlserver", "oracle", "clickhouse", "cassandra"),
	"only":            oneOf("yes"),

	"copy":          oneOf("yes"),
	"keeps.do":      oneOf("adds", "removes", "resets", "limits"),
	"keeps.of":      argument(anyType),
	"keeps.key":     argument(anyType),
	"logs.to":       oneOf("log", "error", "metric", "span"),
	"secret.named":  argument(isText),
	"secret.result": numbers,
	"secret.called": argument(isText),
	"prints.as":     oneOf("json"),

	"answers.refuses": oneOf("yes"),

	"generated.recv": oneWord,
	"on.name":        argument(anyType),
	"migration.up":   either(argument(anyType), fields(ofConfig)),
	"result":         resultNumber,

	"tx":               place,
	"conn":             argument(anyType),
	"withtx.tx":        oneWord,
	"opts":             argument(anyType),
	"generatedtx.recv": oneWord,
	"begin":            oneWord,
	"type":             oneWord,
	"end":              oneWord,
	"read":             oneOf("yes"),
	"try":              oneOf("yes"),

	"runquery.columns": oneOf("no"),
	"severity":         oneOf("error", "warning", "info"),
	"server.bounds":    fields(ofConfig),
	"server.config":    argument(isStruct),
	"server.options":   functions,
	"outbound.client":  argument(anyType),
	"outbound.default": variable,
	"outbound.bring":   variable,
	"outbound.req":     argument(isStruct),
	"outbound.network": argument(isText),
	"outbound.addr":    argument(isText),
	"outbound.url":     argument(isText),
	"brings.client":    argument(isStruct),
	"outbound.limited": oneOf("yes"),
	"outbound.options": functions,
	"client.bounds":    fields(ofClient),
	"client.config":    argument(isStruct),
	"client.inner":     fields(ofClient),
	"client.transport": fields(ofClient),
	"client.optionset": argument(isStruct),
	"client.endless":   oneOf("-1"),
	"limit.client":     argument(isStruct),
	"limit.value":      argument(anyType),
	"outgoing.of":      argument(isStruct),
	"outgoing.client":  argument(isStruct),
	"outgoing.inplace": oneOf("yes"),
	"outgoing.local":   oneOf("yes"),
	"outgoing.url":     argument(isText),
	"outgoing.method":  argument(isText),
	"root.of":          oneOf("background", "todo", "detached", "request", "command"),
	"calloption.ctx":   argumentNumber,
	"server.addr":      fields(ofConfig),
	"serve.server":     argument(isStruct),
	"serve.field":      fields(ofReceiver),
	"serve.bounds":     fields(ofServedField),
	"serve.addr":       either(oneOf("unix"), argument(isText)),
	"serve.listener":   argument(anyType),
	"listener.addr":    argument(anyType),
	"listener.network": argument(isText),

	"server.handler":    fields(ofConfig),
	"serve.closed":      variable,
	"shutdown.server":   argument(isStruct),
	"shutdown.deadline": oneWord,
	"signals.signals":   argumentNumber,

	"proxy.transport":  fields(ofClient),
	"errors":           fields(ofClient),
	"flush":            fields(ofClient),
	"changes":          fields(ofClient),
	"proxytarget.url":  argument(isStruct),
	"baseurl.url":      argument(isText),
	"target":           argument(isText),
	"rpcdial.options":  argumentNumber,
	"rpcbalance.text":  argument(isText),
	"rpcresolver.from": argumentNumber,
	"state":            argument(isStruct),
	"addresses.field":  oneWord,
	"forwards.req":     argument(isStruct),
	"pool.life":        fields(ofClient),
	"poollife.time":    argument(anyType),
	"certs":            fields(ofConfig),
	"pools":            fields(ofConfig),
	"renews":           fields(ofConfig),
	"keypair.cert":     argument(anyType),
	"keypair.data":     oneOf("yes"),
	"certfile.cert":    argument(anyType),
	"certfile.server":  argument(isStruct),
	"certfile.config":  fields(ofReceiver),
	"certfile.field":   oneWord,
	"certfile.unless":  words,
	"trusts":           oneOf("yes"),
	"takescert.cert":   argument(isStruct),
	"pem":              argument(anyType),
	"readsfile.name":   argument(isText),

	"hostport.host":    argument(isText),
	"skiptls.value":    argument(isBool),
	"setting.name":     argument(isText),
	"setting.default":  argument(anyType),
	"setdefault.name":  argument(isText),
	"setdefault.value": argument(anyType),
	"without":          fields(ofConfig),
	"contact.driver":   argument(isText),
	"contact.source":   argument(anyType),
	"contact.must":     oneOf("yes"),
	"pool.driver":      either(argument(isText), fields(ofPool)),
	"pool.source":      argument(anyType),
	"pool.limit":       fields(ofPool),
	"pool.fix":         sqlMethods,
	"n":                argument(isInteger),
	"plugin.arg":       argument(anyType),
	"names":            words,
	"tls.skip":         fields(ofConfig),
	"tls.checked":      fields(ofState),
	"tls.guards":       fields(ofConfig),
	"tls.versions":     fields(ofConfig),

	"claims.exp":      either(oneOf("exp"), fields(ofConfig)),
	"claims.id":       fields(ofConfig),
	"claims.iat":      either(oneOf("iat"), fields(ofConfig)),
	"claims.date":     oneOf("number", "date", "time"),
	"setclaim.date":   oneOf("any"),
	"setclaim.claim":  oneOf("exp", "iat", "nbf", "iss", "sub", "aud", "jti"),
	"setclaim.name":   argument(isText),
	"setclaim.value":  argument(anyType),
	"target.what":     oneOf("url", "address", "listen", "timeout", "bucket", "topic", "queue", "subscription"),
	"target.value":    argument(anyType),
	"lifetime.value":  argument(anyType),
	"claims":          argument(anyType),
	"token":           place,
	"options":         argument(anyType),
	"unless":          argument(anyType),
	"parser":          oneOf("recv", "r0"),
	"asks":            functions,
	"newtoken.field":  fields(ofResult),
	"signtoken.field": fields(ofResult),
	"timecalc.field":  fields(ofConfig),
	"timecalc.op":     oneOf("now", "same", "date", "text", "add", "adddate", "year", "count", "uncount"),
	"timecalc.unit":   oneOf("s", "ms", "us", "ns"),
	"of":              argument(anyType),
	"sep":             argument(isText),
	"unsigned.type":   constantType,

	"resource.what":   oneOf("rows", "stmt", "tx", "conn", "body", "file", "sock", "ticker", "timer", "cancel", "stream"),
	"resource.ends":   oneWord,
	"resource.field":  fields(ofConfig),
	"resource.asks":   oneWord,
	"resource.defer":  oneWord,
	"resource.reads":  oneWord,
	"embedded":        oneWord,
	"given":           oneOf("yes", "always"),
	"drained":         oneWord,
	"spends":          oneOf("yes"),
	"clock.of":        oneOf("once", "ticks"),
	"acquire.what":    oneOf("file", "cancel"),
	"acquire.ends":    either(oneOf("()"), oneWord),
	"takesover.arg":   argument(anyType),
	"uses.arg":        argument(anyType),
	"wipe.what":       oneOf("cache", "database", "collection", "documents", "bucket", "table", "rows"),
	"wipe.verb":       oneOf("UPDATE", "TRUNCATE"),
	"wipe.filter":     argument(anyType),
	"wipe.cond":       argument(anyType),
	"wipe.model":      argument(anyType),
	"wipe.unless":     either(methodsBeside, methods),
	"wipe.refuses":    oneOf("yes"),
	"unguard.unless":  oneWord,
	"schedule.method": oneWord,
}

// methodsBeside wants a list of methods of the receiver.
func methodsBeside(l line, v string) error {
	t, err := ofReceiver(l)
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(v, ",") {
		obj, _, _ := types.LookupFieldOrMethod(t, true, l.obj.Pkg(), name)
		if _, ok := obj.(*types.Func); !ok {
			return fmt.Errorf("%s has no method %s", t, name)
		}
	}
	return nil
}

// signature returns the signature of a function or method.
func signature(obj types.Object) (*types.Signature, error) {
	if f, ok := obj.(*types.Func); ok {
		return f.Signature(), nil
	}
	if sig, ok := obj.Type().Underlying().(*types.Signature); ok && !isType(obj) {
		return sig, nil // a variable or field that holds a function
	}
	return nil, fmt.Errorf("%s is not a function", obj.Name())
}

func isType(obj types.Object) bool { _, ok := obj.(*types.TypeName); return ok }

// argument wants the number of an argument whose type is as told. "recv" is the receiver. A variadic parameter counts as its elements.
func argument(is func(types.Type) error) check {
	return func(l line, v string) error {
		sig, err := signature(l.obj)
		if err != nil {
			return err
		}
		t, err := typeOf(sig, v)
		if err != nil {
			return err
		}
		if strings.HasPrefix(v, "r") && v != "recv" {
			return errors.New("a result is not an argument")
		}
		return is(t)
	}
}

// place wants the receiver, an argument or a result.
func place(l line, v string) error {
	sig, err := signature(l.obj)
	if err == nil {
		_, err = typeOf(sig, v)
	}
	return err
}

// typeOf returns the type at a place of a signature: recv, 0, all, r0.
func typeOf(sig *types.Signature, v string) (types.Type, error) {
	switch {
	case v == "recv":
		if sig.Recv() == nil {
			return nil, errors.New("it has no receiver")
		}
		return sig.Recv().Type(), nil
	case v == "all":
		if !sig.Variadic() {
			return nil, errors.New("it is not variadic")
		}
		return at(sig, sig.Params().Len()-1), nil
	}
	digits, isResult := strings.CutPrefix(v, "r")
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || n < 0:
		return nil, errors.New("want recv, all, the number of an argument, or r and the number of a result")
	case isResult && n >= sig.Results().Len():
		return nil, fmt.Errorf("it has %d results", sig.Results().Len())
	case isResult:
		return sig.Results().At(n).Type(), nil
	case n >= sig.Params().Len():
		return nil, fmt.Errorf("it has %d parameters", sig.Params().Len())
	}
	return at(sig, n), nil
}

// at returns the type of a parameter, that of the elements where it is variadic.
func at(sig *types.Signature, n int) types.Type {
	t := sig.Params().At(n).Type()
	if s, ok := types.Unalias(t).(*types.Slice); ok && sig.Variadic() && n == sig.Params().Len()-1 {
		return s.Elem()
	}
	return t
}

// resultNumber wants r and the number of a result of a function that is not known from the line alone.
func resultNumber(_ line, v string) error {
	n, err := strconv.Atoi(strings.TrimPrefix(v, "r"))
	if err != nil || n < 0 || !strings.HasPrefix(v, "r") {
		return errors.New("want r and the number of a result")
	}
	return nil
}

// numbers wants a list of numbers.
func numbers(_ line, v string) error {
	for n := range strings.SplitSeq(v, ",") {
		if _, err := strconv.Atoi(n); err != nil {
			return err
		}
	}
	return nil
}

// arguments wants a list of the numbers of arguments, or none.
func arguments(l line, v string) error {
	if v == "none" {
		return nil
	}
	for n := range strings.SplitSeq(v, ",") {
		if err := argument(anyType)(l, n); err != nil {
			return err
		}
	}
	return nil
}

func oneWord(_ line, v string) error {
	if v == "" {
		return errors.New("want a word")
	}
	return nil
}

func oneOf(words ...string) check {
	return func(_ line, v string) error {
		if !slices.Contains(words, v) {
			return fmt.Errorf("want one of %s", strings.Join(words, ", "))
		}
		return nil
	}
}

// either accepts what one of two checks accepts.
func either(a, b check) check {
	return func(l line, v string) error {
		if a(l, v) == nil {
			return nil
		}
		return b(l, v)
	}
}

// functions wants a list of keys of functions or methods that are in the libraries loaded for the table.
func functions(l line, v string) error {
	for key := range strings.SplitSeq(v, ",") {
		obj, err := lookup(l.libs, key)
		if err != nil {
			return err
		}
		if _, err := signature(obj); err != nil {
			return err
		}
	}
	return nil
}

// methods wants a list of methods of the first result.
func methods(l line, v string) error {
	t, err := ofResult(l)
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(v, ",") {
		obj, _, _ := types.LookupFieldOrMethod(t, true, l.obj.Pkg(), name)
		if _, ok := obj.(*types.Func); !ok {
			return fmt.Errorf("%s has no method %s", t, name)
		}
	}
	return nil
}

// fields wants a list of fields of the struct that of finds.
func fields(of func(l line) (types.Type, error)) check {
	return func(l line, v string) error {
		t, err := of(l)
		if err != nil {
			return err
		}
		for name := range strings.SplitSeq(v, ",") {
			obj, _, _ := types.LookupFieldOrMethod(t, true, l.obj.Pkg(), name)
			if f, ok := obj.(*types.Var); !ok || !f.IsField() {
				return fmt.Errorf("%s has no field %s", t, name)
			}
		}
		return nil
	}
}

// ofState is the type ConnectionState of the package of the line.
func ofState(l line) (types.Type, error) {
	obj := l.obj.Pkg().Scope().Lookup("ConnectionState")
	if obj == nil {
		return nil, fmt.Errorf("%s has no ConnectionState", l.obj.Pkg().Path())
	}
	return obj.Type(), nil
}

// ofConfig is the type of the line, or that of the argument config= of its function.
func ofConfig(l line) (types.Type, error) {
	if isType(l.obj) {
		return l.obj.Type(), nil
	}
	sig, err := signature(l.obj)
	if err != nil {
		return nil, err
	}
	return typeOf(sig, l.Attrs["config"])
}

// ofReceiver is the type of the receiver of the line's method.
func ofReceiver(l line) (types.Type, error) {
	sig, err := signature(l.obj)
	if err != nil {
		return nil, err
	}
	return typeOf(sig, "recv")
}

// ofServedField is the type of the field= of the receiver, that of the argument server=, or of the receiver.
func ofServedField(l line) (types.Type, error) {
	if v, ok := l.Attrs["server"]; ok {
		sig, err := signature(l.obj)
		if err != nil {
			return nil, err
		}
		return typeOf(sig, v)
	}
	t, err := ofReceiver(l)
	if err != nil || !l.Has("field") {
		return t, err
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, l.obj.Pkg(), l.Attrs["field"])
	if obj == nil {
		return nil, fmt.Errorf("%s has no field %s", t, l.Attrs["field"])
	}
	return obj.Type(), nil
}

// ofClient is ofConfig, or the first result of the line's function, or the type of its variable.
func ofClient(l line) (types.Type, error) {
	if _, ok := l.obj.(*types.Var); ok {
		return l.obj.Type(), nil
	}
	if isType(l.obj) || l.Has("config") && l.Attrs["config"] != "recv" {
		return ofConfig(l)
	}
	sig, err := signature(l.obj)
	if err != nil {
		return nil, err
	}
	return typeOf(sig, "r0")
}

// variable wants the key of a variable.
func variable(l line, v string) error {
	obj, err := lookup(l.libs, v)
	if err != nil {
		return err
	}
	if _, ok := obj.(*types.Var); !ok {
		return fmt.Errorf("%s is not a variable", v)
	}
	return nil
}

// argumentNumber wants the number of an argument of functions that are not known from the line alone.
func argumentNumber(_ line, v string) error {
	if n, err := strconv.Atoi(v); err != nil || n < 0 {
		return errors.New("want the number of an argument")
	}
	return nil
}

// ofPool is the type of the line, or that of the first result of its function.
func ofPool(l line) (types.Type, error) {
	if isType(l.obj) {
		return l.obj.Type(), nil
	}
	sig, err := signature(l.obj)
	if err != nil {
		return nil, err
	}
	return typeOf(sig, "r0")
}

// sqlMethods wants the pool of the line to have the methods of *sql.DB that limit it.
func sqlMethods(l line, v string) error {
	t, err := ofPool(l)
	if err != nil {
		return err
	}
	for _, name := range []string{"SetMaxOpenConns", "SetMaxIdleConns", "SetConnMaxLifetime"} {
		if obj, _, _ := types.LookupFieldOrMethod(t, true, l.obj.Pkg(), name); obj == nil {
			return fmt.Errorf("%s has no method %s", t, name)
		}
	}
	return oneOf("sql")(l, v)
}

// words wants a list of names that the types do not tell.
func words(_ line, v string) error {
	if v == "" || slices.Contains(strings.Split(v, ","), "") {
		return errors.New("want names with commas between them")
	}
	return nil
}

// contextVariant wants the name of a function beside this one, or of a method of the same type, that takes a context.
func contextVariant(l line, v string) error {
	sig, err := signature(l.obj)
	if err != nil {
		return err
	}
	var other types.Object
	if r := sig.Recv(); r != nil {
		other, _, _ = types.LookupFieldOrMethod(r.Type(), true, l.obj.Pkg(), v)
	} else if pkg := l.libs[l.obj.Pkg().Path()]; pkg != nil {
		other = pkg.Scope().Lookup(v)
	}
	f, ok := other.(*types.Func)
	if !ok {
		return errors.New("no such function beside it")
	}
	for p := range f.Signature().Params().Variables() {
		if isContext(p.Type()) == nil {
			return nil
		}
	}
	return fmt.Errorf("%s takes no context", v)
}

func anyType(types.Type) error { return nil }

func isContext(t types.Type) error {
	if summary.TypeKey(t) != "context.Context" {
		return fmt.Errorf("its type is %s, not context.Context", t)
	}
	return nil
}

func isStruct(t types.Type) error {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if _, ok := t.Underlying().(*types.Struct); !ok {
		return fmt.Errorf("its type is %s, not a struct", t)
	}
	return nil
}

func isBool(t types.Type) error {
	if b, ok := t.Underlying().(*types.Basic); !ok || b.Info()&types.IsBoolean == 0 {
		return fmt.Errorf("its type is %s, not a switch", t)
	}
	return nil
}

func isInteger(t types.Type) error {
	if b, ok := t.Underlying().(*types.Basic); !ok || b.Info()&types.IsInteger == 0 {
		return fmt.Errorf("its type is %s, not an integer", t)
	}
	return nil
}

// isFunc accepts functions, and interfaces that may hold one.
func isFunc(t types.Type) error {
	_, ok := t.Underlying().(*types.Signature)
	if !ok && !types.IsInterface(t) {
		return fmt.Errorf("its type is %s, not a function", t)
	}
	return nil
}

// isText accepts strings, bytes, and what may hold a string: interfaces, and slices of those.
func isText(t types.Type) error {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 || u.Kind() == types.Byte {
			return nil
		}
	case *types.Interface:
		if isContext(t) != nil {
			return nil
		}
	}
	return fmt.Errorf("its type is %s, which holds no text", t)
}

// ofResult is the type of the first result.
func ofResult(l line) (types.Type, error) {
	sig, err := signature(l.obj)
	if err != nil {
		return nil, err
	}
	return typeOf(sig, "r0")
}

// constantType wants the name of the type of the constant.
func constantType(l line, v string) error {
	if t, ok := l.obj.Type().(*types.Named); !ok || t.Obj().Name() != v {
		return fmt.Errorf("its type is %s", l.obj.Type())
	}
	return nil
}

// destinations accepts numbers of arguments; "2+" are all from 2 on.
func destinations(l line, v string) error { return arguments(l, strings.ReplaceAll(v, "+", "")) }
