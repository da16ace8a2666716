package migrationlogic

import (
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// hooks are the methods of models that gorm, xorm and pop call when rows are written.
var hooks = []string{"BeforeSave", "BeforeCreate", "BeforeUpdate", "AfterSave", "AfterCreate", "AfterUpdate", "BeforeInsert", "AfterInsert"}

// hooked returns the model that a call of a library writes, and its hook, if that is not part of the migration.
func hooked(prog *summary.Program, c summary.CallRef, home string) (model, hook string, ok bool) {
	e, runs := prog.Catalog.Get(c.Call.Callee, "runs")
	if !runs || e.Attrs["verb"] != "INSERT" && e.Attrs["verb"] != "UPDATE" || !e.Has("model") {
		return "", "", false
	}
	arg := prog.Arg(c, e.Int("model", 0))
	if arg == summary.NoID {
		return "", "", false
	}
	for _, id := range append(prog.Origins(arg), arg) {
		typ := strings.TrimLeft(prog.Value(id).Type, "*[]")
		for _, h := range hooks {
			for _, key := range []string{"(*" + typ + ")." + h, "(" + typ + ")." + h} {
				f, found := prog.Function(key)
				if found && !ours(f.Pkg.Path) && !strings.HasPrefix(f.Pkg.Path, home+"/") { // beside other code, a model is that of the program
					return typ[strings.LastIndexByte(typ, '.')+1:], h, true
				}
			}
		}
	}
	return "", "", false
}
