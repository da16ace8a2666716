package driver

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/rule"
)

// TestDoubts: of a package that does not type-check, the declarations are judged in which all has a type, by rules of both scopes.
func TestDoubts(t *testing.T) {
	dir := unpack(t, "-- a.go --\npackage a\n\nimport (\n\t\"os\"\n\n\t\"no.test/gone\"\n)\n\n"+
		"func sure() string { return os.Getenv(\"A\") }\n\n"+
		"func unsure(c gone.Client) string { c.Do(); return os.Getenv(\"B\") }\n\n"+
		"type Server struct{ client gone.Client }\n\n"+
		"func (s *Server) Sure() string { return os.Getenv(\"C\") }\n\n"+
		"func (s *Server) Unsure() string { s.client.Do(); return os.Getenv(\"D\") }\n\n"+
		"func literal() string { return os.Getenv(\"E\") + gone.Names[0] }\n\n"+
		"func wrong() string { return os.Getenv(1) }\n\n"+
		"func local() string { v := gone.New(); _ = v; return os.Getenv(\"F\") }\n\n"+
		"func labelled() string {\nagain:\n\tfor {\n\t\tcontinue again\n\t}\n\treturn os.Getenv(\"H\")\n}\n\n"+
		"func ignored() string {\n\treturn os.Getenv(\"G\") //prodlint:ignore calls -- read once\n}\n\n"+
		"func unused() int {\n\treturn 1 //prodlint:ignore calls -- nothing here\n}\n"+
		"-- b/b.go --\npackage b\n\nimport \"os\"\n\nfunc f() string { return os.Getenv(\"A\")\n")
	res := mustRun(t, dir, Options{Rules: []*rule.Rule{calls, typed}})
	assert.Equal(t, []string{"a.go:9", "a.go:15", "a.go:30", "a.go:34!"}, places(res), "in b the syntax is wrong")
	assert.False(t, res.Complete)
	assert.Empty(t, res.Dirs)
	assert.NotEmpty(t, res.Errors)
}
