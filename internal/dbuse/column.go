package dbuse

import (
	"strings"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// flags are names of columns that hold one of a few values.
var flags = map[string]bool{"status": true, "state": true, "type": true, "kind": true, "role": true, "level": true, "enabled": true, "active": true,
	"disabled": true, "deleted": true, "archived": true, "visibility": true, "gender": true, "priority": true, "severity": true, "locale": true, "language": true,
	"lang": true, "currency": true, "category": true, "mode": true, "phase": true, "stage": true}

// selective reports whether a column may choose few rows: it is no flag, by its type and name.
func selective(s *schema.Schema, c *schema.Column) bool {
	name := strings.ToLower(c.Name)
	if flags[name] || strings.HasPrefix(name, "is_") || strings.HasPrefix(name, "has_") {
		return false
	}
	if i := strings.LastIndexByte(name, '_'); i >= 0 && flags[name[i+1:]] {
		return false
	}
	typ := strings.ToLower(c.Type.Name)
	switch {
	case typ == "boolean" || typ == "bool" || typ == "bit" || strings.HasPrefix(typ, "enum"):
		return false
	case strings.HasPrefix(typ, "tinyint"):
		return false
	case strings.Contains(typ, "json") || typ == "xml":
		return false
	}
	t := s.Type(stmt.Split(c.Type.Name))
	return t == nil || t.Kind != "ENUM"
}

// temporal reports whether a column holds a moment: a range of it is a part of the table.
func temporal(_ *schema.Schema, c *schema.Column) bool {
	typ := strings.ToLower(c.Type.Name)
	return strings.HasPrefix(typ, "timestamp") || strings.HasPrefix(typ, "date")
}
