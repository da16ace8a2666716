package secretinlog

import (
	"reflect"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// secrets are words that name a secret where they end a name, pairs those of two words.
var (
	secrets = []string{"password", "passwd", "pwd", "pass", "pw", "passphrase", "secret", "secrets", "passwords", "apikey", "token", "jwt", "bearer", "authorization", "cookie", "cookies",
		"dsn", "connstr", "credential", "credentials", "creds", "otp", "totp", "privatekey", "secretkey", "accesstoken", "refreshtoken", "authtoken", "mnemonic"}
	pairs = []string{"api key", "private key", "secret key", "signing key", "encryption key", "auth key", "access key", "master key", "session key", "hmac key", "conn string", "connection string", "database url", "db url",
		"auth header", "authorization header", "pass word", "recovery code", "backup code",
		"access tokens", "refresh tokens", "auth tokens", "api tokens", "bearer tokens"}
)

// plain are words before such a one that make it something that everybody may see: the token of a page, a hash.
var plain = []string{"page", "next", "continue", "continuation", "cursor", "starting", "branch", "sync", "skip", "pagination", "hashed", "hash", "masked", "redacted", "encrypted", "sealed", "obfuscated", "sanitized", "public", "has",
	"is", "no", "num", "max", "min", "total", "prompt", "completion", "input", "output", "used", "missing", "unexpected", "lexer", "start", "end", "current", "prev", "cur", "comment", "cancel", "cancellation", "shortened", "short", "truncated", "csrf", "want", "with", "without", "unknown", "lookahead", "literal", "safe", "anon", "delimiter", "username", "open", "close", "first", "last", "stop", "special", "path", "file", "filename", "dir", "more"}

// masks are words of functions and names that say a secret is made unreadable.
var masks = []string{"mask", "masked", "redact", "redacted", "hash", "hashed", "obfuscate", "obfuscated", "sanitize", "sanitized", "censor", "scrub", "hide", "fingerprint", "digest", "sum", "sum256", "hmac", "encrypt", "encrypted",
	"truncate", "preview", "len", "length", "last4", "anonymize", "strip", "shorten", "partial", "clean", "safe", "filter", "hidden"}

// spelled writes what stands for one word so that it is seen to.
var spelled = strings.NewReplacer("-", "_", "APIKey", "ApiKey", "OAuth", "Oauth", "JWTs", "Jwts", "IDToken", "IdToken")

// secretName reports whether a name is that of a secret.
func secretName(name string) bool {
	name = name[strings.LastIndexByte(name, '.')+1:]
	words := handler.Words(spelled.Replace(name))
	if i := slices.IndexFunc(words, func(w string) bool { return w == "by" || w == "from" || w == "for" || w == "of" || w == "via" }); i > 0 {
		words = words[:i] // TokenFromHeader is one, UserByToken is none
	}
	n := len(words)
	if n == 0 {
		return false
	}
	last := n - 1
	if slices.ContainsFunc(words[:last], func(w string) bool { return slices.Contains(plain, w) }) {
		return false
	}
	if last > 0 && slices.Contains([]string{"str", "string", "value", "val", "raw", "text", "bytes", "plain", "plaintext", "env", "param", "header"}, words[last]) && (words[last] != "header" || words[last-1] == "authorization" || words[last-1] == "auth") {
		if words[last] == "header" || slices.Contains(pairs, words[last-1]+" "+words[last]) {
			return true
		}
		last--
	}
	return slices.Contains(secrets, words[last]) || last > 0 && slices.Contains(pairs, words[last-1]+" "+words[last])
}

// idOfKey reports whether a name is that of an access key, which is public where there is a secret key to it.
func idOfKey(name string) bool {
	words := handler.Words(short(name))
	n := len(words)
	return n > 1 && words[n-1] == "key" && words[n-2] == "access" && !slices.Contains(words, "secret")
}

// secretName reports whether a name is that of a secret in this program.
func (x *index) secretName(name string) bool { return secretName(name) && !(x.paired && idOfKey(name)) }

// paired reports whether a struct of the program has an access key beside its secret key.
func paired(prog *summary.Program) bool {
	for _, pkg := range prog.Packages {
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if v.Kind != summary.Field || !idOfKey(v.Key) {
				continue
			}
			if slices.ContainsFunc(prog.StructFields(v.FieldOwner()), func(id summary.ID) bool { return handler.HasWord(short(prog.Value(id).Key), []string{"secret"}) }) {
				return true
			}
		}
	}
	return false
}

// login reports whether the name of a cookie is that of one by which somebody is known, or tells nothing.
func login(name string) bool {
	name = strings.ToLower(name)
	return name == "" || secretName(name) || slices.ContainsFunc([]string{"sess", "sid", "auth", "token", "jwt", "login", "remember", "access", "refresh", "sso", "user"}, func(w string) bool { return strings.Contains(name, w) })
}

// about reports whether a value with the name of one secret is a list of texts, which say things about it.
func about(v *summary.Value, name string) bool {
	return v.List && v.Type == "string" && !strings.HasSuffix(name, "s")
}

// masked reports whether a name says that what it names can be read by everybody.
func masked(name string) bool {
	return slices.ContainsFunc(handler.Words(name[strings.LastIndexByte(name, '.')+1:]), func(w string) bool { return slices.Contains(masks, w) })
}

// text reports whether values of a type may hold a secret: texts and bytes, and types of the program that are neither structs nor made to hide it.
func text(prog *summary.Program, typ string) bool {
	switch typ {
	case "string", "uint8", "byte", "any", "encoding/json.RawMessage":
		return true
	case "", "bool", "error":
		return false
	}
	pkg := catalog.PackageOf(typ)
	if prog.Package(pkg) == nil {
		_, ok := prog.Catalog.Get(typ, "secret")
		return ok
	}
	name := typ[strings.LastIndexByte(typ, '.')+1:]
	return secretName(name) && len(prog.StructFields(typ)) == 0 && !hides(prog, typ) && !syntax(pkg) && !iface(prog, typ)
}

// hides reports whether a type of the program says itself how it is written.
func hides(prog *summary.Program, typ string) bool {
	pkg := prog.Package(catalog.PackageOf(typ))
	if pkg == nil {
		return false
	}
	for i := range pkg.Types {
		if t := &pkg.Types[i]; t.Key == typ {
			return t.Iface || slices.ContainsFunc([]string{"String", "GoString", "Format", "LogValue", "MarshalText", "MarshalJSON", "MarshalLogObject", "MarshalZerologObject", "Error"}, t.Has)
		}
	}
	return false
}

func iface(prog *summary.Program, typ string) bool {
	pkg := prog.Package(catalog.PackageOf(typ))
	return pkg != nil && slices.ContainsFunc(pkg.Types, func(t summary.NamedType) bool { return t.Key == typ && t.Iface })
}

// syntax reports whether a package is about the tokens of a language.
func syntax(path string) bool {
	base := path[strings.LastIndexByte(path, '/')+1:]
	for _, word := range []string{"lex", "pars", "scan", "token", "syntax", "grammar", "ast", "query", "sql", "expr", "filter", "fts", "search"} {
		if strings.Contains(base, word) {
			return true
		}
	}
	return false
}

// inside returns the fields of a struct type of the program that are secrets, where the struct is written as it is: as JSON, or with all fields.
func (x *index) inside(typ string, json bool) string {
	prog := x.prog
	if hides(prog, typ) {
		return ""
	}
	var names []string
	for _, id := range prog.StructFields(typ) {
		v := prog.Value(id)
		name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		if json && strings.HasPrefix(reflect.StructTag(v.Value).Get("json"), "-") {
			continue
		}
		if x.secretName(name) && (v.Type == "string" || v.Type == "uint8") && !v.List {
			names = append(names, name)
		}
	}
	return strings.Join(names[:min(len(names), 2)], " and ")
}
