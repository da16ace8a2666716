package schema

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// alter makes one change to a table that exists.
func (e *edit) alter(a stmt.Action) {
	switch a := a.(type) {
	case stmt.AddColumn:
		t := e.existing(a.Table)
		if t.Column(a.Column.Name) != nil {
			if !a.IfNotExists && t.Unsure == "" {
				e.problem("%s has a column %s already", t.Name, a.Column.Name)
			}
			return
		}
		e.addColumn(t, a.Column, a.Place)
	case stmt.DropColumn:
		t := e.existing(a.Table)
		if a.IfExists && t.Column(a.Column) == nil {
			return
		}
		if e.column(t, a.Column) != nil {
			e.dropColumn(t, a.Column)
		}
	case stmt.RenameColumn:
		t := e.existing(a.Table)
		if e.column(t, a.Column) != nil {
			e.renameColumn(t, a.Column, a.To)
		}
	case stmt.ModifyColumn:
		e.modifyColumn(a)
	case stmt.SetType:
		e.change(a.Table, a.Column, func(c *Column) { c.Type = a.Type })
	case stmt.SetNotNull:
		e.change(a.Table, a.Column, func(c *Column) { c.NotNull = true })
	case stmt.DropNotNull:
		e.change(a.Table, a.Column, func(c *Column) { c.NotNull = false })
	case stmt.SetDefault:
		e.change(a.Table, a.Column, func(c *Column) {
			c.Default = a.Default
			if a.Default != nil && a.Default.Null {
				c.Default = nil
			}
		})
	case stmt.SetIdentity:
		e.change(a.Table, a.Column, func(c *Column) { c.Identity, c.Auto = a.Identity, a.Identity != "" })
	case stmt.SetGenerated:
		e.change(a.Table, a.Column, func(c *Column) { c.Generated = a.Generated })
	case stmt.AddConstraint:
		e.addConstraint(e.existing(a.Table), a.Constraint)
	case stmt.DropConstraint:
		e.applyDropConstraint(a)
	case stmt.RenameConstraint:
		t := e.existing(a.Table)
		if c := t.Constraint(a.Name); c != nil {
			c.Name = a.To
		}
		if x := t.Index(a.Name); x != nil {
			x.Name = a.To
		}
	case stmt.ValidateConstraint:
		if c := e.existing(a.Table).Constraint(a.Name); c != nil {
			c.NotValid = false
		}
	case stmt.Partition:
		if p := e.table(a.Part); p != nil {
			p.PartitionOf = stmt.Name{}
			if !a.Detach {
				p.PartitionOf = a.Table
			}
		}
	case stmt.TableOption:
		e.existing(a.Table)
	}
}

// column returns a column that a statement needs. Where it is missing, that is a problem, unless the columns are not all known.
func (e *edit) column(t *Table, name string) *Column {
	c := t.Column(name)
	if c == nil && !t.Open && t.Unsure == "" {
		e.problem("%s has no column %s", t.Name, name)
		t.Unsure = "a column that it does not have is altered"
	}
	return c
}

func (e *edit) change(table stmt.Name, name string, f func(*Column)) {
	if c := e.column(e.existing(table), name); c != nil {
		f(c)
		c.Changed = e.at
	}
}

// modifyColumn is MODIFY and CHANGE of MySQL: the definition replaces the old one, keys stay.
func (e *edit) modifyColumn(a stmt.ModifyColumn) {
	t := e.existing(a.Table)
	if e.column(t, a.Column) == nil {
		return
	}
	if !strings.EqualFold(a.Column, a.Definition.Name) {
		e.renameColumn(t, a.Column, a.Definition.Name)
	}
	def := a.Definition
	inline := def.Constraints
	def.Constraints = nil
	if def.Default != nil && def.Default.Null {
		def.Default = nil
	}
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return strings.EqualFold(c.Name, def.Name) })
	if i < 0 {
		return
	}
	if p := t.Primary(); p != nil && slices.ContainsFunc(p.Columns, func(c string) bool { return strings.EqualFold(c, def.Name) }) {
		def.NotNull = true
	}
	t.Columns[i] = Column{Column: def, Made: t.Columns[i].Made, Changed: e.at}
	move(t, i, a.Place)
	for _, k := range inline {
		e.addConstraint(t, k)
	}
}

func (e *edit) applyDropConstraint(a stmt.DropConstraint) {
	t := e.existing(a.Table)
	i := slices.IndexFunc(t.Constraints, func(c Constraint) bool {
		if a.Kind != "" && a.Name == "" {
			return c.Kind == a.Kind
		}
		return strings.EqualFold(c.Name, a.Name) && (a.Kind == "" || c.Kind == a.Kind)
	})
	if i < 0 {
		if !a.IfExists && !t.Open && t.Unsure == "" {
			e.problem("%s has no constraint %s", t.Name, a.Name)
		}
		return
	}
	c := t.Constraints[i]
	e.dropConstraint(t, i)
	if !a.Cascade || c.Kind != stmt.Primary && c.Kind != stmt.Unique {
		return
	}
	for _, other := range e.schema.Tables() { // foreign keys that need the key
		points := func(f Constraint) bool {
			return f.Kind == stmt.Foreign && f.Ref.Is(t.Name) && slices.Equal(slices.Sorted(slices.Values(f.RefColumns)), slices.Sorted(slices.Values(c.Columns)))
		}
		if slices.ContainsFunc(other.Constraints, points) {
			o := e.table(other.Name)
			o.Constraints = slices.DeleteFunc(o.Constraints, points)
		}
	}
}

// applyType changes types.
func (e *edit) applyType(a stmt.Action) {
	switch a := a.(type) {
	case stmt.CreateType:
		e.own()
		e.schema.types[key(a.Type)] = &Type{Name: a.Type, Kind: a.Kind, Enum: slices.Clone(a.Enum), Made: e.at}
	case stmt.DropType:
		if t := e.schema.Type(a.Type); t != nil {
			e.own()
			delete(e.schema.types, key(t.Name))
		}
	case stmt.AlterType:
		t := e.schema.Type(a.Type)
		if t == nil {
			return
		}
		e.own()
		c := *t
		c.Enum = slices.Clone(t.Enum)
		e.schema.types[key(t.Name)] = &c
		switch i := slices.Index(c.Enum, a.Before+a.After+a.Rename); {
		case a.Rename != "" && i >= 0:
			c.Enum[i] = a.To
		case slices.Contains(c.Enum, a.Add):
		case a.Before != "" && i >= 0:
			c.Enum = slices.Insert(c.Enum, i, a.Add)
		case a.After != "" && i >= 0:
			c.Enum = slices.Insert(c.Enum, i+1, a.Add)
		default:
			c.Enum = append(c.Enum, a.Add)
		}
	case stmt.RenameType:
		t := e.schema.Type(a.Type)
		if t == nil {
			return
		}
		e.own()
		c := *t
		delete(e.schema.types, key(t.Name))
		c.Name.Name = a.To
		e.schema.types[key(c.Name)] = &c
		for _, table := range e.schema.Tables() {
			for i := range table.Columns {
				if stmt.Split(table.Columns[i].Type.Name).Is(t.Name) {
					e.table(table.Name).Columns[i].Type.Name = c.String()
				}
			}
		}
	}
}
