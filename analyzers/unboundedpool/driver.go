package unboundedpool

import (
	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/summary"
)

// exempt reports whether a pool needs no limit: its connections cost no server anything, or it is one that was opened elsewhere.
// Where the driver is a matter of configuration, it is exempt only if all that can be seen are.
func exempt(prog *summary.Program, o opened) bool {
	return pools.Free(prog, arg(prog, o, "driver"), arg(prog, o, "source"))
}

// arg returns the argument, or the field of a literal, that an attribute of the entry names.
func arg(prog *summary.Program, o opened, attr string) summary.ID {
	name, ok := o.entry.Attrs[attr]
	if !ok {
		return summary.NoID
	}
	if len(o.call.Call.Results) > 0 {
		return prog.Arg(o.call, o.entry.Int(attr, 0))
	}
	for _, id := range prog.FieldsOf(o.handle, name) {
		return id
	}
	return summary.NoID
}
