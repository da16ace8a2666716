package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
)

// Reach says how much of its tables a query may read.
type Reach uint8

// The reaches.
const (
	Whole  Reach = iota // all rows, or all but those with a mark: deleted_at IS NULL, active = true
	Owned               // the rows of an owner or tenant
	Narrow              // those with some value, or within a range
	Unsure              // conditions are there of which that is not known
)

// Reach says what the conditions leave of the tables.
func (s Scope) Reach() Reach {
	out := Whole
	raise := func(r Reach) {
		if out != Narrow && (r == Narrow || out == Whole || r == Owned) {
			out = r
		}
	}
	for _, w := range slices.Concat(s.Where, s.On) {
		switch {
		case w.Value.Kind == OfColumn: // a join
		case w.Op == "=" && w.Column.Name == "": // 1 = 1, to which others are added
			raise(Unsure)
		case w.mark():
		case w.Maybe, w.Or, w.Op == "" && w.Column.Name == "":
			raise(Unsure)
		case w.Op == "EXISTS" || w.Value.Kind == OfQuery || w.Value.Kind == HoleValue && w.Column.Name == "":
			raise(Unsure)
		case w.Op == "=" && owner(w.Column.Name):
			raise(Owned)
		default:
			raise(Narrow)
		}
	}
	return out
}

// few matches names of flags that few rows have.
var few = lazyre.New(`(?i)(^|_)(admin|default|primary|root|superuser|system|builtin|pinned|featured|current|latest|locked|leader)$`)

// mark reports whether a condition holds for many rows: it is one on a flag, on NULL, or on what a row is not.
func (w Predicate) mark() bool {
	switch {
	case w.Op == "IS", w.Op == "<>", w.Op == "!=", w.Op == "" && w.Column.Name != "":
		return true
	case w.Not && w.Op != "BETWEEN":
		return true
	case w.Value.Kind == Literal && len(w.More) == 0 && (w.Op == "=" || w.Op == ">" || w.Op == ">="):
		switch strings.ToUpper(w.Value.Text) {
		case "TRUE", "1", "T", "Y":
			return !few().MatchString(w.Column.Name)
		case "FALSE", "0", "NULL", "F", "N":
			return true
		}
	}
	return false
}

// owners matches names of columns that say whose a row is.
var owners = lazyre.New(`(?i)(^|_)(user|account|customer|tenant|org|organi[sz]ation|team|owner|workspace|project|company|member|client|group|shop|store|merchant|created_by)(_?(id|uuid|guid|name|key))?$`)

// Owner reports whether a column says whose a row is, by its name.
func Owner(column string) bool { return owner(column) }

func owner(column string) bool {
	return owners().MatchString(column) && !strings.EqualFold(column, "id")
}

// small matches names of tables that stay small by what they hold.
var small = lazyre.New(`(?i)(^|_)(configs?|configurations?|settings?|setting_items?|options?|preferences|propert(y|ies)|params?|roles?|permissions?|privileges|countr(y|ies)|currenc(y|ies)|languages?|locales?|` +
	`time_?zones?|plans?|tiers?|features?|feature_?flags?|flags?|categor(y|ies)|status(es)?|types?|kinds?|units?|templates?|providers?|idps?|sites?|migrations?|versions?|schemas?|regions?|zones?|` +
	`clusters?|nodes?|servers?|shards?|workers?|hosts?|cron_?jobs?|schedules?|schedulers?|certs?|certificates?|adapters?|enforcers?|models?|syncers?|webhooks?|hooks?|plugins?|extensions?|themes?|menus?|` +
	`environments?|queues?|topics?|channels?|libraries|storages?|limits?|quotas?|rules?|polic(y|ies)|organi[sz]ations?|tenants?|applications?|apps?|namespaces?|lists?|metas?|locks?|seq(uences?)?|counters?)$`)

// Small reports whether a table stays small, by its name: settings, roles, countries, plans.
func Small(table string) bool {
	return small().MatchString(strings.Trim(table[strings.LastIndexByte(table, '.')+1:], "`\""))
}

// Stored returns the names of the tables that a query reads, common table expressions and derived tables left out.
func (s Scope) Stored() []string {
	var out []string
	for _, t := range s.Tables {
		if !t.Derived && t.Name != "" {
			out = append(out, t.Name)
		}
	}
	return out
}
