package parse

import (
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// verb returns the words that say what a statement does: the verb, and for CREATE, ALTER and DROP the kind of object.
func verb(toks []sqltext.Token) string {
	if toks[0].IsPunct("(") {
		for _, t := range toks {
			if !t.IsPunct("(") {
				return t.Upper
			}
		}
	}
	if toks[0].Kind != sqltext.Word {
		return ""
	}
	head := toks[0].Upper
	switch head {
	case "CREATE", "ALTER", "DROP", "RENAME", "COMMENT", "LOCK", "REFRESH":
		if i, kind := objectKind(toks); i > 0 {
			return head + " " + kind
		}
	case "WITH":
		// the verb behind the common table expressions
		depth := 0
		for _, t := range toks {
			switch {
			case t.IsPunct("("):
				depth++
			case t.IsPunct(")"):
				depth--
			case depth == 0 && t.Is("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"):
				return t.Upper
			}
		}
	case "START":
		return "BEGIN"
	}
	return head
}

// kinds are the objects that CREATE, ALTER and DROP speak of.
var kinds = map[string]bool{}

func init() {
	for _, k := range strings.Fields(`TABLE INDEX VIEW SEQUENCE TYPE DOMAIN FUNCTION PROCEDURE TRIGGER SCHEMA DATABASE EXTENSION ROLE USER POLICY RULE EVENT
		PUBLICATION SUBSCRIPTION SERVER OPERATOR AGGREGATE CAST COLLATION LANGUAGE TABLESPACE STATISTICS CONVERSION COLUMN CONSTRAINT`) {
		kinds[k] = true
	}
}

// objectKind returns the kind of the object and the index of its word, 0 where there is none.
func objectKind(toks []sqltext.Token) (int, string) {
	for i := 1; i < min(len(toks), 12); i++ {
		t := toks[i]
		if t.Kind != sqltext.Word {
			if t.Kind == sqltext.Op || t.Kind == sqltext.Quoted || t.Kind == sqltext.String || t.IsPunct("@") || t.Kind == sqltext.Placeholder {
				continue // DEFINER=`a`@`b`
			}
			return 0, ""
		}
		if kinds[t.Upper] {
			if toks[i-1].Is("MATERIALIZED", "EVENT") {
				return i, toks[i-1].Upper + " " + t.Upper
			}
			return i, t.Upper
		}
	}
	return 0, ""
}

// AboutObject reports whether a statement that begins with CREATE, ALTER or DROP goes on as SQL does: with the kind of an object and a name.
func AboutObject(s sqltext.Statement) bool {
	i, _ := objectKind(s.Tokens)
	return i > 0 && i < 6 && i+1 < len(s.Tokens)
}

// writes returns the changes of rows that a statement makes, at any depth.
func writes(s sqltext.Statement) []stmt.Write {
	switch s.Query.Verb {
	case "CREATE", "ALTER", "DROP", "EXPLAIN", "GRANT", "REVOKE", "COMMENT", "DO", "PREPARE", "COPY", "TRUNCATE", "DECLARE":
		return nil
	}
	var out []stmt.Write
	s.Query.Walk(func(q *sqltext.Query) bool {
		switch q.Verb {
		case "INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE":
			for _, t := range q.Tables {
				if t.Target && t.Name != "" {
					w := stmt.Write{Verb: q.Verb, Table: clean(t.Name), Filtered: q.Has(sqltext.Where) || len(q.Tables) > 1, Limited: q.Has(sqltext.Limit),
						FromQuery: q.Source != nil || q.Verb == "INSERT" && len(q.Arms) > 0}
					w.Offset = q.Start()
					out = append(out, w)
					break
				}
			}
		}
		return true
	})
	return out
}

// clean is the name of a table without the schema that is the default one or not known.
func clean(dotted string) stmt.Name {
	n := stmt.Split(dotted)
	if s := strings.ToLower(n.Schema); s == "public" || s == "main" || s == "temp" || strings.IndexByte(s, sqltext.Hole) >= 0 || strings.HasPrefix(s, "{{") {
		n.Schema = ""
	}
	return n
}

// tables returns the stored tables of a statement, those of the actions first.
func tables(s sqltext.Statement, actions []stmt.Action) []stmt.Table {
	var out []stmt.Table
	add := func(n stmt.Name, alias string, written bool) {
		if n.Name == "" {
			return
		}
		for i := range out {
			if out[i].Name == n && out[i].Alias == alias {
				out[i].Written = out[i].Written || written
				return
			}
		}
		out = append(out, stmt.Table{Name: n, Alias: alias, Written: written})
	}
	for _, n := range targets(s.Tokens) {
		add(n, "", true)
	}
	for _, a := range actions {
		for _, n := range Touched(a) {
			add(n, "", true)
		}
	}
	switch s.Query.Verb {
	case "CREATE", "ALTER", "DROP", "RENAME":
		if s.Query.Source == nil {
			return out
		}
	}
	for _, t := range s.Query.BaseTables() {
		add(clean(t.Name), t.Alias, t.Target)
	}
	return out
}

// targets returns the tables that a statement about tables names, from its words alone.
func targets(toks []sqltext.Token) []stmt.Name {
	if !toks[0].Is("CREATE", "ALTER", "DROP", "TRUNCATE", "RENAME") {
		return nil
	}
	i, kind := objectKind(toks)
	switch kind {
	case "TABLE":
	case "INDEX", "TRIGGER", "POLICY", "RULE":
		for ; i < len(toks) && !toks[i].Is("ON"); i++ {
		}
		if i >= len(toks) {
			return nil
		}
	default:
		if !toks[0].Is("TRUNCATE") {
			return nil
		}
	}
	var out []stmt.Name
	for i++; i < len(toks); i++ {
		if toks[i].Is("IF", "NOT", "EXISTS", "ONLY", "TABLE") {
			continue
		}
		if k := toks[i].Kind; k != sqltext.Word && k != sqltext.Quoted && k != sqltext.Unknown {
			break
		}
		name := toks[i].Value()
		for i+2 < len(toks) && toks[i+1].IsPunct(".") {
			name += "." + toks[i+2].Value()
			i += 2
		}
		out = append(out, clean(name))
		if i+1 >= len(toks) || !toks[i+1].IsPunct(",") || !toks[0].Is("DROP", "TRUNCATE") {
			break
		}
		i++
	}
	return out
}

// Touched returns the tables that an action creates, changes or drops.
func Touched(a stmt.Action) []stmt.Name {
	switch a := a.(type) {
	case stmt.CreateTable:
		return []stmt.Name{a.Table}
	case stmt.DropTable:
		return []stmt.Name{a.Table}
	case stmt.RenameTable:
		return []stmt.Name{a.Table, a.To}
	case stmt.AddColumn:
		return []stmt.Name{a.Table}
	case stmt.DropColumn:
		return []stmt.Name{a.Table}
	case stmt.RenameColumn:
		return []stmt.Name{a.Table}
	case stmt.SetType:
		return []stmt.Name{a.Table}
	case stmt.SetNotNull:
		return []stmt.Name{a.Table}
	case stmt.DropNotNull:
		return []stmt.Name{a.Table}
	case stmt.SetDefault:
		return []stmt.Name{a.Table}
	case stmt.SetIdentity:
		return []stmt.Name{a.Table}
	case stmt.SetGenerated:
		return []stmt.Name{a.Table}
	case stmt.ModifyColumn:
		return []stmt.Name{a.Table}
	case stmt.AddConstraint:
		return []stmt.Name{a.Table}
	case stmt.DropConstraint:
		return []stmt.Name{a.Table}
	case stmt.RenameConstraint:
		return []stmt.Name{a.Table}
	case stmt.ValidateConstraint:
		return []stmt.Name{a.Table}
	case stmt.CreateIndex:
		return []stmt.Name{a.Index.Table}
	case stmt.DropIndex:
		return []stmt.Name{a.Table}
	case stmt.RenameIndex:
		return []stmt.Name{a.Table}
	case stmt.Partition:
		return []stmt.Name{a.Table, a.Part}
	case stmt.TableOption:
		return []stmt.Name{a.Table}
	case stmt.LockTable:
		return []stmt.Name{a.Table}
	case stmt.Maintenance:
		return []stmt.Name{a.Table}
	case stmt.Write:
		return []stmt.Name{a.Table}
	case stmt.Object:
		return []stmt.Name{a.Table}
	}
	return nil
}
