package schema

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// apply makes one change.
func (e *edit) apply(a stmt.Action) {
	switch a := a.(type) {
	case stmt.CreateTable:
		e.createTable(a)
	case stmt.DropTable:
		e.dropTable(a)
	case stmt.RenameTable:
		e.renameTable(a)
	case stmt.CreateIndex:
		e.createIndex(a)
	case stmt.DropIndex:
		e.dropIndex(a)
	case stmt.RenameIndex:
		e.renameIndex(a)
	case stmt.CreateView:
		e.createView(a)
	case stmt.DropView:
		if v := e.schema.View(a.View); v != nil {
			e.own()
			delete(e.schema.views, key(v.Name))
		} else if !a.IfExists {
			e.problem("there is no view %s", a.View)
		}
	case stmt.CreateType, stmt.AlterType, stmt.RenameType, stmt.DropType:
		e.applyType(a)
	case stmt.Object:
		e.applyObject(a)
	default:
		e.alter(a)
	}
}

func (e *edit) createTable(a stmt.CreateTable) {
	if a.Temporary && e.schema.Dialect != stmt.SQLite && a.Table.Name == "" {
		return
	}
	if e.schema.tables[key(a.Table)] != nil {
		if !a.IfNotExists {
			e.problem("there is a table %s already", a.Table)
			if t := e.table(a.Table); !e.lenient {
				t.Unsure = "it is created twice"
			}
		}
		return
	}
	t := &Table{Name: a.Table, Open: a.Open, Temporary: a.Temporary, Module: a.Module, WithoutRowid: a.WithoutRowid, PartitionBy: a.PartitionBy, PartitionOf: a.PartitionOf, Made: e.at}
	e.put(t)
	for _, like := range a.Like {
		e.copyFrom(t, like, false)
	}
	for _, from := range a.Inherits {
		e.copyFrom(t, stmt.Like{Table: from, Defaults: true, Generated: true, Checks: true}, false)
	}
	if a.PartitionOf.Name != "" {
		e.copyFrom(t, stmt.Like{Table: a.PartitionOf, Defaults: true, Generated: true, Checks: true, Indexes: true}, true)
	}
	var late []stmt.Constraint
	for _, c := range a.Columns {
		inline := c.Constraints
		c.Constraints = nil
		if col := t.Column(c.Name); col != nil { // a partition or child says more about a column
			col.NotNull = col.NotNull || c.NotNull
		} else {
			e.addColumn(t, c, stmt.Place{})
		}
		late = append(late, inline...)
	}
	// Keys first, since foreign keys may point at the table itself; then in the order of the text.
	late = append(late, a.Constraints...)
	if e.schema.Dialect == stmt.PostgreSQL {
		late = withoutTwins(late)
	}
	order := map[stmt.Kind]int{stmt.Primary: 0, stmt.Unique: 1, stmt.Exclude: 2, stmt.Check: 2, stmt.NotNull: 2, stmt.Foreign: 3}
	slices.SortStableFunc(late, func(x, y stmt.Constraint) int { return order[x.Kind] - order[y.Kind] })
	foreign := len(late)
	for i, c := range late {
		if c.Kind == stmt.Foreign {
			foreign = i
			break
		}
		e.addConstraint(t, c)
	}
	for _, x := range a.Indexes {
		e.addIndex(t, x)
	}
	for _, c := range late[foreign:] {
		e.addConstraint(t, c)
	}
}

// withoutTwins drops UNIQUE constraints on the columns of another key of the same CREATE TABLE, as PostgreSQL does
// (transformIndexConstraints, src/backend/parser/parse_utilcmd.c). The name of the one that goes is kept for one without.
func withoutTwins(list []stmt.Constraint) []stmt.Constraint {
	slices.SortStableFunc(list, func(a, b stmt.Constraint) int {
		switch {
		case a.Kind == b.Kind:
			return 0
		case a.Kind == stmt.Primary:
			return -1
		case b.Kind == stmt.Primary:
			return 1
		}
		return 0
	})
	var out []stmt.Constraint
	for _, c := range list {
		twin := -1
		if c.Kind == stmt.Unique {
			twin = slices.IndexFunc(out, func(o stmt.Constraint) bool {
				return (o.Kind == stmt.Primary || o.Kind == stmt.Unique) && slices.Equal(o.Columns, c.Columns) && slices.Equal(o.Include, c.Include) && o.Deferrable == c.Deferrable
			})
		}
		switch {
		case twin < 0:
			out = append(out, c)
		case out[twin].Name == "":
			out[twin].Name = c.Name
		}
	}
	return out
}

// copyFrom gives a table the columns of another one: LIKE, INHERITS, PARTITION OF. A partition has the foreign keys too.
func (e *edit) copyFrom(t *Table, like stmt.Like, partition bool) {
	src := e.schema.Table(like.Table)
	if src == nil {
		e.problem("there is no table %s", like.Table)
		t.Open = true
		return
	}
	for _, c := range src.Columns {
		if t.Column(c.Name) != nil {
			continue
		}
		c.Made, c.Changed = e.at, Origin{}
		if !like.Defaults || c.Identity != "" {
			c.Default = nil
		}
		if !like.Generated {
			c.Generated = nil
		}
		if !like.Identity {
			c.Identity, c.Auto = "", c.Auto && like.Defaults && c.Identity == ""
		}
		t.Columns = append(t.Columns, c)
	}
	t.Open = t.Open || src.Open
	if src.Unsure != "" {
		t.Unsure = src.Unsure
	}
	for _, c := range src.Constraints {
		if c.Kind == stmt.Foreign && !partition || c.Kind == stmt.Check && !like.Checks || c.Kind != stmt.Check && c.Kind != stmt.Foreign && !like.Indexes {
			continue
		}
		k := c.Constraint
		if e.schema.Dialect == stmt.PostgreSQL && c.Kind != stmt.Check && c.Kind != stmt.Foreign || e.schema.Dialect == stmt.MySQL && c.Kind == stmt.Check {
			k.Name = "" // chosen anew
		}
		e.addConstraint(t, k)
	}
	for _, x := range src.Indexes {
		if x.For != "" || !like.Indexes {
			continue
		}
		copied := x.Index
		if e.schema.Dialect != stmt.MySQL {
			copied.Name = ""
		}
		e.addIndex(t, copied)
	}
}

func (e *edit) dropTable(a stmt.DropTable) {
	t := e.schema.Table(a.Table)
	if t == nil {
		if !a.IfExists {
			e.problem("there is no table %s", a.Table)
		}
		return
	}
	e.remove(t)
	if !a.Cascade || e.schema.Dialect != stmt.PostgreSQL {
		return
	}
	for _, other := range e.schema.Tables() {
		points := func(c Constraint) bool { return c.Kind == stmt.Foreign && c.Ref.Is(t.Name) }
		if slices.ContainsFunc(other.Constraints, points) {
			o := e.table(other.Name)
			o.Constraints = slices.DeleteFunc(o.Constraints, points)
		}
	}
}

func (e *edit) renameTable(a stmt.RenameTable) {
	if v := e.schema.View(a.Table); v != nil && (a.View || e.schema.Table(a.Table) == nil) {
		e.own()
		c := *v
		delete(e.schema.views, key(v.Name))
		c.Name = a.To
		e.schema.views[key(a.To)] = &c
		return
	}
	t := e.table(a.Table)
	if t == nil {
		if !a.IfExists {
			e.problem("there is no table %s", a.Table)
		}
		return
	}
	old := t.Name
	e.remove(t)
	t.Name = a.To
	for i := range t.Indexes {
		t.Indexes[i].Table = a.To
	}
	if e.schema.Dialect == stmt.MySQL { // InnoDB renames the constraints whose names it chose
		for i := range t.Constraints {
			if rest, ok := strings.CutPrefix(t.Constraints[i].Name, old.Name+"_ibfk_"); ok {
				t.Constraints[i].Name = a.To.Name + "_ibfk_" + rest
			}
			if rest, ok := strings.CutPrefix(t.Constraints[i].Name, old.Name+"_chk_"); ok {
				t.Constraints[i].Name = a.To.Name + "_chk_" + rest
			}
		}
	}
	e.put(t)
	for _, other := range e.schema.Tables() {
		if !slices.ContainsFunc(other.Constraints, func(c Constraint) bool { return c.Kind == stmt.Foreign && c.Ref.Is(old) }) {
			continue
		}
		o := e.table(other.Name)
		for i := range o.Constraints {
			if o.Constraints[i].Kind == stmt.Foreign && o.Constraints[i].Ref.Is(old) {
				o.Constraints[i].Ref = a.To
			}
		}
	}
}

func (e *edit) createIndex(a stmt.CreateIndex) {
	if v := e.schema.View(a.Index.Table); v != nil {
		return
	}
	t := e.existing(a.Index.Table)
	if a.Index.Name != "" && (t.Index(a.Index.Name) != nil || e.schema.Dialect != stmt.MySQL && e.taken(t.Schema, a.Index.Name)) {
		if !a.IfNotExists {
			e.problem("there is an index %s already", a.Index.Name)
		}
		return
	}
	for _, p := range a.Index.Parts {
		if p.Column != "" && t.Column(p.Column) == nil && !t.Open && t.Unsure == "" {
			if e.schema.Dialect == stmt.SQLite && (strings.EqualFold(p.Column, "rowid") || strings.EqualFold(p.Column, "oid")) {
				continue
			}
			e.problem("the index names a column %s that %s does not have", p.Column, t.Name)
			break
		}
	}
	e.addIndex(t, a.Index)
}

func (e *edit) addIndex(t *Table, x stmt.Index) {
	x.Table = t.Name
	x.Parts = slices.Clone(x.Parts)
	if x.Name == "" {
		switch e.schema.Dialect {
		case stmt.PostgreSQL:
			x.Name = e.free(t, partNames(x.Parts), "idx", true)
		case stmt.MySQL:
			x.Name = indexName(t, x.Parts)
		}
	}
	t.Indexes = append(t.Indexes, Index{Index: x, Made: e.at})
}

func (e *edit) dropIndex(a stmt.DropIndex) {
	var x *Index
	var t *Table
	if a.Table.Name != "" {
		if t = e.schema.Table(a.Table); t != nil {
			x = t.Index(a.Index.Name)
		}
	} else {
		x, t = e.schema.Index(a.Index)
	}
	if x == nil {
		if !a.IfExists && (t == nil || t.Unsure == "" && !t.Open) && !e.hasUnsure() {
			e.problem("there is no index %s", a.Index)
		}
		return
	}
	name, kind := x.Name, x.For
	t = e.table(t.Name)
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x Index) bool { return x.Name == name })
	if kind != "" && kind != stmt.Foreign {
		t.Constraints = slices.DeleteFunc(t.Constraints, func(c Constraint) bool { return c.Name == name && c.Kind == kind })
	}
}

// hasUnsure reports whether any table is unsure: what is missing may be there.
func (e *edit) hasUnsure() bool {
	for _, t := range e.schema.tables {
		if t.Unsure != "" {
			return true
		}
	}
	return false
}

func (e *edit) renameIndex(a stmt.RenameIndex) {
	x, t := e.schema.Index(a.Index)
	if a.Table.Name != "" {
		if t = e.schema.Table(a.Table); t != nil {
			x = t.Index(a.Index.Name)
		}
	}
	if x == nil || t == nil {
		return
	}
	old := x.Name
	t = e.table(t.Name)
	t.Index(old).Name = a.To
	if c := t.Constraint(old); c != nil {
		c.Name = a.To
	}
}

func (e *edit) createView(a stmt.CreateView) {
	if e.schema.views[key(a.View)] != nil && !a.Replace {
		if !a.IfNotExists {
			e.problem("there is a view %s already", a.View)
		}
		return
	}
	e.own()
	e.schema.views[key(a.View)] = &View{Name: a.View, Columns: a.Columns, Materialized: a.Materialized, Made: e.at}
}

func (e *edit) applyObject(a stmt.Object) {
	if a.Verb != "DROP" || a.Kind != "SCHEMA" && a.Kind != "DATABASE" {
		return
	}
	name := a.Name.Name
	if name == "public" {
		name = ""
	}
	for _, t := range e.schema.Tables() {
		if strings.EqualFold(t.Schema, name) {
			e.remove(t)
		}
	}
}
